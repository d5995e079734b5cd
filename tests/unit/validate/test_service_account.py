"""What an account may be and do: what is said, word for word."""

from typing import Any

import pytest

from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE

ANY: Data = {"policy": {"permissions": "any"}}
BOOTSTRAP = (
    "ask the platform team for policy: {permissions: [...]}, and for another run of tidegate bootstrap,"
    " which gives the deployer the same rights"
)
READ = "only get, list and watch are allowed on what pods are made from: write a component for what it starts"


def rule(groups: str, resources: str, verbs: str) -> Data:
    return {"apiGroups": [groups], "resources": [resources], "verbs": [verbs]}


def said(account: Data, environment: Data | None = None) -> list[str]:
    found = samples.problems(SERVICE | {"serviceAccount": account}, None, environment)
    return [each.removeprefix("components.api.serviceAccount") for each in found]


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (rule("*", "configmaps", "get"), 'apiGroups[0]: "*" stands for all there are, now and later -> name each one'),
        (rule("", "*", "get"), 'resources[0]: "*" stands for all there are, now and later -> name each one'),
        (rule("", "configmaps", "*"), 'verbs[0]: "*" stands for all there are, now and later -> name each one'),
        (
            rule("", "secrets", "get"),
            (
                "resources[0]: the program could read or write every Secret of its namespace"
                " -> refer to the Secret: env: {NAME: {secret: SECRET, key: KEY}}"
            ),
        ),
        (
            rule("", "pods", "create"),
            f'resources[0]: "create" on pods would let the program start containers of its choice -> {READ}',
        ),
        (
            rule("apps", "deployments/scale", "patch"),
            f'resources[0]: "patch" on deployments/scale would let the program start containers of its choice -> {READ}',
        ),
        *(
            (
                rule(group, name, "create"),
                f'resources[0]: "create" on {name} would let the program start containers of its choice -> {READ}',
            )
            for group, name in (
                *(("", "bindings"), ("ray.io", "rayjobs"), ("machinelearning.seldon.io", "seldondeployments")),
                *(("flagger.app", "canaries"), ("core.polyaxon.com", "operations")),
                *(
                    ("extensions", "deployments"),
                    ("batch.volcano.sh", "jobs"),
                    ("workload.codeflare.dev", "appwrappers"),
                ),
                *(("monitoring.coreos.com", "prometheuses"), ("kubevirt.io", "virtualmachines")),
            )
        ),
        *(
            (
                rule(group, name, "patch"),
                (
                    f'resources[0]: "patch" on {name} would let the program have Secrets made that are not its own'
                    " -> only get, list and watch are allowed on them: refer to the Secrets in env or envFrom"
                ),
            )
            for group, name in (
                *(("external-secrets.io", "externalsecrets"), ("generators.external-secrets.io", "passwords")),
                *(("bitnami.com", "sealedsecrets"), ("secrets-store.csi.x-k8s.io", "secretproviderclasses")),
            )
        ),
        (
            rule("v1", "pods", "get"),
            'apiGroups[0]: there is no API group "v1" -> write "" for the core group: apiGroups: [""]',
        ),
        (
            rule("rbac.authorization.k8s.io", "rolebindings", "update"),
            (
                'resources[0]: "update" on rolebindings would let the program give itself more'
                " -> only get, list and watch are allowed on them"
            ),
        ),
        (
            rule("", "serviceaccounts/token", "create"),
            (
                'resources[0]: "serviceaccounts/token" would let the program act as any account of its namespace'
                " -> remove it"
            ),
        ),
        *(
            (rule("", name, "get"), f'resources[0]: "{name}" would let the program into other pods -> remove it')
            for name in ("pods/exec", "pods/attach", "pods/portforward", "services/proxy", "pods/ephemeralcontainers")
        ),
        *(
            (
                rule("", "configmaps", verb),
                f'verbs[0]: "{verb}" would let the program become more than it is -> remove {verb}',
            )
            for verb in ("escalate", "bind", "impersonate")
        ),
    ],
)
def test_what_no_policy_allows(broken: Data, message: str) -> None:
    assert said({"token": True, "permissions": [broken]}, ANY) == [f".permissions[0].{message}"]


@pytest.mark.parametrize(
    "held", [rule("", "pods", "watch"), rule("", "pods/log", "get"), rule("apps", "deployments", "list")]
)
def test_reading_what_pods_are_made_from_is_allowed(held: Data) -> None:
    assert said({"token": True, "permissions": [held]}, ANY) == []


def test_permissions_stay_within_the_policy() -> None:
    account = {"token": True, "permissions": [rule("", "configmaps", "get"), rule("batch", "jobs", "get")]}
    policy: Any = [{"apiGroups": [""], "resources": ["*"], "verbs": ["get"]}]
    assert said(account, {"policy": {"permissions": policy}}) == [
        (
            ".permissions[1]: the permission to get on jobs of batch is not allowed in dev (environments/dev.yaml:10)"
            f" -> {BOOTSTRAP}"
        )
    ]


def test_without_a_policy_there_are_none() -> None:
    (found,) = said({"token": True, "permissions": [rule("", "configmaps", "get")]})
    assert found.startswith(".permissions[0]: the permission to get on configmaps is not allowed in dev (")


def test_permissions_need_the_token() -> None:
    assert said({"permissions": [rule("", "configmaps", "get")]}, ANY) == [
        ".permissions: without its token the program cannot use them -> add token: true, or remove permissions"
    ]


def test_an_existing_account_is_named_by_leave_of_the_policy() -> None:
    assert said({"name": "ml-reader"}, {"policy": {"serviceAccounts": ["ml-*"]}}) == []
    assert said({"name": "admin"}, {"policy": {"serviceAccounts": ["ml-*"]}}) == [
        (
            '.name: the existing account "admin" is not allowed in dev (environments/dev.yaml:10)'
            " -> allowed: ml-*; remove name, or ask the platform team for policy: {serviceAccounts: [admin]}"
        )
    ]


def test_an_existing_account_is_not_changed() -> None:
    account = {"name": "ml", "annotations": {"example.org/a": "b"}}
    assert said(account, {"policy": {"serviceAccounts": ["*"]}}) == [
        (
            '.annotations: "annotations" does not go with "name": the account exists, and others may use it'
            " -> remove name, so that the component has an account of its own, or annotations"
        )
    ]


def test_a_name_replaces_what_the_own_account_had() -> None:
    own = SERVICE | {"serviceAccount": {"annotations": {"example.org/a": "b"}, "token": True}}
    changed = {"components": {"api": {"serviceAccount": {"name": "ml"}}}}
    found = samples.target(own, changed, {"policy": {"serviceAccounts": ["*"]}}).component.account
    assert (found.name, found.annotations, found.token) == ("ml", {}, True)
