"""Patches that do what a field does."""

from typing import Any

import pytest

from generator.environment.environment import Policy
from generator.render import patch_fields
from tests.builders import cases, samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE

HINT = "use the field: from 2.0 on such a patch is refused"
POD = "/spec/template/spec"


def said(kind: str, path: str, value: Any, policy: Data | None = None) -> list[str]:
    component = SERVICE | {
        "patches": [{"target": {"kind": kind}, "ops": [{"op": "add", "path": path, "value": value}]}]
    }
    judged = cases.judged(samples.case(component, None, {"policy": policy} if policy else None))
    return [f"{each.code}: {each.fact} -> {each.hint}" for each in judged.problems]


@pytest.mark.parametrize(
    ("key", "value", "field"),
    [
        ("tolerations", [{"operator": "Exists"}], "machine"),
        ("priorityClassName", "high", "machine"),
        ("serviceAccountName", "other", "serviceAccount: {name: ...}"),
        ("automountServiceAccountToken", True, "serviceAccount: {token: true}"),
    ],
)
def test_a_pod_has_fields_for_it(key: str, value: Any, field: str) -> None:
    where = f"spec.template.spec.{key} of a Deployment"
    assert said("Deployment", f"{POD}/{key}", value) == [
        f"patch-field: {where} is what the field {field} sets -> {HINT}"
    ]


def test_a_limit_that_the_platform_writes_holds_for_patches() -> None:
    where = "spec.type of a Service"
    found = said("Service", "/spec/type", "NodePort", {"serviceTypes": ["cluster-ip"]})
    assert found[0] == (
        f"policy: {where} is what policy.serviceTypes limits in dev"
        " -> use the field service: {type: ...}, within the policy"
    )
    found = said("Service", "/spec/type", "NodePort", {"serviceTypes": ["cluster-ip", "node-port"]})
    assert found[0] == f"patch-field: {where} is what the field service: {{type: ...}} sets -> {HINT}"


@pytest.mark.parametrize(
    ("path", "value"),
    [(f"{POD}/serviceAccountName", ""), (f"{POD}/serviceAccountName", "admin")],
)
def test_a_pod_runs_under_no_other_account(path: str, value: str) -> None:
    found = said("Deployment", path, value, {"serviceAccounts": ["ml-*"]})
    where = "spec.template.spec.serviceAccountName of a Deployment"
    assert found == [
        (
            f"policy: {where} is what policy.serviceAccounts limits in dev"
            " -> use the field serviceAccount: {name: ...}, within the policy"
        )
    ]


def test_the_older_name_of_the_account_counts_where_the_newer_one_is_taken_away() -> None:
    policy = Policy(service_accounts=("ml-*",))
    before = {"spec": {"template": {"spec": {"serviceAccountName": "fraud-api"}}}}
    after = {"spec": {"template": {"spec": {"serviceAccount": "admin"}}}}
    found = list(patch_fields.instead(policy, {"serviceAccounts": None}, "Deployment", before, after))
    assert [(each.field, each.limit) for each in found] == [("serviceAccount: {name: ...}", "serviceAccounts")]


def test_a_token_that_a_volume_brings_is_one() -> None:
    volume = {"name": "token", "projected": {"sources": [{"serviceAccountToken": {"path": "token"}}]}}
    where = "spec.template.spec.automountServiceAccountToken of a Deployment"
    assert said("Deployment", f"{POD}/volumes/-", volume) == [
        f"patch-field: {where} is what the field serviceAccount: {{token: true}} sets -> {HINT}"
    ]


def test_how_pods_are_replaced_is_a_field_that_a_policy_may_limit() -> None:
    where = "spec.strategy of a Deployment"
    found = said("Deployment", "/spec/strategy", {"type": "Recreate"}, {"strategies": ["rolling"]})
    assert found == [
        (f"policy: {where} is what policy.strategies limits in dev -> use the field strategy, within the policy")
    ]
    found = said("Deployment", "/spec/strategy", {"type": "Recreate"})
    assert found == [f"patch-field: {where} is what the field strategy sets -> {HINT}"]


EXPOSED = SERVICE | {"expose": {"host": "a.acme.dev"}}
ALIAS = "nginx.ingress.kubernetes.io/server-alias"
INGRESS: Data = {"traffic": "ingress", "ingress": {"class": "nginx"}}


def annotated(kind: str, key: str, value: str, policy: Data, name: str = "main", **environment: Any) -> list[str]:
    op = {"op": "add", "path": "/metadata/annotations", "value": {key: value}}
    component = EXPOSED | {"patches": [{"target": {"kind": kind, "name": name}, "ops": [op]}]}
    judged = cases.judged(samples.case(component, None, {"policy": policy, **environment}))
    return [f"{each.code}: {each.fact}" for each in judged.problems if "annotations of the tool" not in each.fact]


@pytest.mark.parametrize(
    ("named", "field", "limit"),
    [
        ("an HTTPRoute", "expose: {annotations: ...}", "routeAnnotations"),
        ("a ServiceAccount", "serviceAccount: {annotations: ...}", ""),
    ],
)
def test_annotations_have_fields_and_limits(named: str, field: str, limit: str) -> None:
    kind, where = named.split()[1], f'metadata.annotations["a.b/c"] of {named}'
    assert annotated(kind, "a.b/c", "d", {}) == [f"patch-field: {where} is what the field {field} sets"]
    if limit:
        said = f"policy: {where} is what policy.{limit} limits in dev"
        assert annotated(kind, "a.b/c", "d", {limit: ["x/*"]}) == [said]
        assert annotated(kind, "x/c", "d", {limit: ["x/*"]}) == [
            f'patch-field: metadata.annotations["x/c"] of {named} is what the field {field} sets'
        ]


def test_services_of_slots_have_no_field_but_the_limit() -> None:
    assert annotated("Service", "a.b/c", "d", {}, name="blue") == []
    assert annotated("Service", "a.b/c", "d", {"serviceAnnotations": []}, name="blue") == [
        'policy: metadata.annotations["a.b/c"] of a Service is what policy.serviceAnnotations limits in dev'
    ]


def test_annotations_name_no_host_beyond_the_policy() -> None:
    where = f'metadata.annotations["{ALIAS}"] of an Ingress'
    warning = f"patch-field: {where} is what the field expose: {{annotations: ...}} sets"
    policy = {"hosts": ["*.acme.dev"]}
    assert annotated("Ingress", ALIAS, "b.acme.dev", policy, **INGRESS) == [warning]
    assert annotated("Ingress", ALIAS, "evil.test", policy, **INGRESS) == [
        warning,
        f"policy: {where} is what policy.hosts limits in dev",
    ]


@pytest.mark.parametrize(("host", "is_allowed"), [("*.acme.dev", True), ("evil.test", False)])
def test_certificates_are_for_hosts_of_the_policy(host: str, *, is_allowed: bool) -> None:
    op = {"op": "add", "path": "/spec/tls", "value": [{"hosts": [host], "secretName": "own"}]}
    component = EXPOSED | {"patches": [{"target": {"kind": "Ingress"}, "ops": [op]}]}
    found = samples.problems(component, None, INGRESS | {"policy": {"hosts": ["*.acme.dev"]}})
    said = "components.api.patches[0]: spec.tls of an Ingress is what policy.hosts limits in dev"
    assert found == ([] if is_allowed else [f"{said} -> use the field expose: {{host: ...}}, within the policy"])


def test_a_pod_without_the_field_mounts_a_token() -> None:
    op = {"op": "remove", "path": f"{POD}/automountServiceAccountToken"}
    found = samples.problems(SERVICE | {"patches": [{"target": {"kind": "Deployment"}, "ops": [op]}]})
    where = "components.api.patches[0]: spec.template.spec.automountServiceAccountToken of a Deployment"
    assert found == [f"{where} is what the field serviceAccount: {{token: true}} sets -> {HINT}"]
