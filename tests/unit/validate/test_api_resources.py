"""Rules of a Role that give nothing: what is said, word for word."""

from collections.abc import Sequence

import pytest

from generator.validate import api_resources

CLUSTER = "are in no namespace, and the permissions of a component are for its namespace"
ELSEWHERE = "remove it, or ask the platform team for an existing account: {name: ...}"
KNOWN = "cronjobs, jobs, poddisruptionbudgets"
GROUPS = 'write "" for the core group: apiGroups: [""]'


@pytest.mark.parametrize(
    ("groups", "resource", "fact", "hint"),
    [
        (["v1"], "pods", 'there is no API group "v1"', GROUPS),
        (
            ["app"],
            "deployments",
            'there is no API group "app"',
            f"{GROUPS}, or one of apps, autoscaling, batch, policy",
        ),
        ([""], "pod", 'there is no resource "pod" in the API group core', 'did you mean "pods"?'),
        (
            [""],
            "jobs/status",
            'there is no resource "jobs" in the API group core',
            "write its group: apiGroups: [batch]",
        ),
        (["apps"], "pods", 'there is no resource "pods" in the API group apps', 'write its group: apiGroups: [""]'),
        (["batch", "policy"], "zz", 'there is no resource "zz" in the API group batch and policy', f"it has {KNOWN}"),
        ([""], "nodes", f"nodes {CLUSTER}", ELSEWHERE),
        (["storage.k8s.io"], "storageclasses", f"storageclasses {CLUSTER}", ELSEWHERE),
    ],
)
def test_what_no_namespace_has(groups: Sequence[str], resource: str, fact: str, hint: str) -> None:
    rule = {"apiGroups": groups, "resources": [resource], "verbs": ["get"]}
    assert [rest for _, *rest in api_resources.unusable(rule)] == [[fact, hint]]


@pytest.mark.parametrize(
    ("groups", "resources"),
    [
        (["", "apps"], ["pods", "deployments"]),
        ([""], ["pods/log", "namespaces", "services/status"]),
        (["example.org"], ["widgets"]),
        (["", "example.org"], ["widgets"]),
        (["*"], ["*"]),
    ],
)
def test_what_a_namespace_has_or_may_have(groups: Sequence[str], resources: Sequence[str]) -> None:
    assert list(api_resources.unusable({"apiGroups": groups, "resources": resources, "verbs": ["get"]})) == []
