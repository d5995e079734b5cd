"""Patches that do what a field does."""

from typing import Any

import pytest

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
