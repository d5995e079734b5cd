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
        f"policy: {where} is what the policy of dev limits (policy.serviceTypes)"
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
            f"policy: {where} is what the policy of dev limits (policy.serviceAccounts)"
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
        (
            f"policy: {where} is what the policy of dev limits (policy.strategies)"
            " -> use the field strategy, within the policy"
        )
    ]
    found = said("Deployment", "/spec/strategy", {"type": "Recreate"})
    assert found == [f"patch-field: {where} is what the field strategy sets -> {HINT}"]
