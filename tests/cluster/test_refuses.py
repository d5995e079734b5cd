"""The API server refuses what `diff` calls immutable, and takes all other changes: pairs of objects of the tables' own tests."""

import copy
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from generator.kubernetes import object_kinds
from generator.kubernetes.effects.effect import Effect
from tests.builders import objects
from tests.builders.effects import Case
from tests.cluster import written
from tests.cluster.api import Api
from tests.unit.kubernetes.effects.test_tables import MODULES

NAMESPACE = "refuses"
UNTRIED = {Effect.UNKNOWN, Effect.IGNORED}
"""Where the cluster decides, and where a guard keeps the GitOps tool from applying the change."""
INVALID = {
    "a port that goes",
    "the maximum of a HorizontalPodAutoscaler that goes, which has no default",
    "the order of ports",
    "who may come through a load balancer",
}
"""Pairs of which one object is not complete, so that it is refused for another reason."""
KEPT = {"a Service that is to get an address"}
"""What an API server may also take without any change, as the row's reason says."""
METRICS = {
    "Resource": ("resource", {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 70}}),
    "Pods": ("pods", {"metric": {"name": "a"}, "target": {"type": "AverageValue", "averageValue": "1"}}),
}
MISSING = (
    ("Ingress", ("spec", "rules", "*", "http", "paths", "*"), "pathType", "Prefix"),
    ("Job", ("spec", "template", "spec"), "restartPolicy", "Never"),
    ("CronJob", ("spec", "jobTemplate", "spec", "template", "spec"), "restartPolicy", "Never"),
    ("Role", ("rules", "*"), "apiGroups", [""]),
    ("RoleBinding", ("roleRef",), "apiGroup", "rbac.authorization.k8s.io"),
    ("Deployment", ("spec", "template", "spec", "containers", "*"), "image", "x:1"),
    # as the admission plugin of a cluster with a default class does; a claim without any may still get one
    ("PersistentVolumeClaim", ("spec",), "storageClassName", "standard"),
)
"""Fields that Kubernetes requires, and that the tables' tests are not about: kind, place, field, value."""


def cases() -> Iterator[Case]:
    """Pairs of objects of Kubernetes' own kinds, but for those of which the cluster decides."""
    for name in MODULES:
        for case in import_module(f"tests.unit.kubernetes.effects.test_{name}").CASES:
            both = case.before is not None and case.after is not None
            own = object_kinds.of(case.kind).schema != "resources"
            if both and own and case.effect not in UNTRIED and case.name not in INVALID | KEPT:
                yield case


def test_every_effect_of_fields_is_tried() -> None:
    assert {Effect.IMMUTABLE, Effect.NONE, Effect.RESTART} <= {Effect(case.effect) for case in cases()}


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in cases()])
def test_what_is_immutable_is_refused_and_nothing_else(case: Case, api: Api) -> None:
    before, after = (complete(case.kind, side) for side in (case.before, case.after))
    for namespace in written.namespaces([before]):
        api.apply(namespace, "tests")
    try:
        assert api.apply(before, "tests").refusal == ""
        refusal = api.apply(after, "tests").refusal
        assert bool(refusal) is (Effect.IMMUTABLE in {case.effect, *case.also}), refusal
    finally:
        for each in (before, after):
            api.delete(each)


def complete(kind: str, side: Any) -> dict[str, Any]:
    """One side of a case, as the API server takes it."""
    found = copy.deepcopy(side) if "kind" in side else objects.base(kind, side)
    if object_kinds.of(kind).namespaced:
        found["metadata"]["namespace"] = NAMESPACE
    for of, place, field, value in MISSING:
        if of == kind:
            for node in _nodes(found, place):
                node.setdefault(field, value)
    for metric in _nodes(found, ("spec", "metrics", "*")):
        if metric.keys() == {"type"}:
            field, source = METRICS[metric["type"]]
            metric[field] = source
    return found


def _nodes(node: Any, place: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    if not place:
        yield node
    elif place[0] == "*":
        for item in node:
            yield from _nodes(item, place[1:])
    elif place[0] in node:
        yield from _nodes(node[place[0]], place[1:])
