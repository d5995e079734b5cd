from typing import Any

import pytest

from generator.comparison import differences
from generator.manifest.field_path import ABSENT


def found(before: Any, after: Any) -> list[tuple[Any, ...]]:
    return [each[:3] for each in differences.between({"x": before}, {"x": after}, "")]


def in_pods(before: dict[str, Any], after: dict[str, Any], kind: str = "Deployment") -> list[tuple[Any, ...]]:
    """Differences of two specs of pods, without what is above."""
    was, now = ({"spec": {"template": {"spec": spec}}} for spec in (before, after))
    return [(each.steps[3:], each.before, each.after, each.order) for each in differences.between(was, now, kind)]


def of(kind: str, before: dict[str, Any], after: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [each[:3] for each in differences.between({"spec": before}, {"spec": after}, kind)]


def test_the_order_of_keys_does_not_count() -> None:
    assert found({"a": 1, "b": 2}, {"b": 2, "a": 1}) == []


@pytest.mark.parametrize(("before", "after"), [("3", 3), (1, True), (0, False), (None, ""), ({}, []), (None, {})])
def test_values_of_other_types_differ(before: Any, after: Any) -> None:
    assert found(before, after) == [(("x",), before, after)]


def test_a_missing_value_is_not_null() -> None:
    assert found({}, {"a": None}) == [(("x", "a"), ABSENT, None)]


def test_lists_without_keys_are_compared_by_position() -> None:
    assert found(["a", "b"], ["a", "c", "d"]) == [(("x", 1), "b", "c"), (("x", 2), ABSENT, "d")]


def test_lists_with_merge_keys_are_compared_by_them() -> None:
    before = {"containers": [{"name": "a", "image": "1"}, {"name": "b", "image": "1"}]}
    after = {"containers": [{"name": "a", "image": "1"}, {"name": "c", "image": "1"}]}
    assert in_pods(before, after) == [
        (("containers", ("b",)), {"name": "b", "image": "1"}, ABSENT, False),
        (("containers", ("c",)), ABSENT, {"name": "c", "image": "1"}, False),
    ]


def test_a_port_without_a_protocol_has_that_of_the_default() -> None:
    before, after = {"ports": [{"port": 80, "name": "a"}]}, {"ports": [{"port": 80, "protocol": "TCP", "name": "b"}]}
    assert of("Service", before, after) == [(("spec", "ports", ("80", "TCP"), "name"), "a", "b")]


def test_the_same_port_with_two_protocols_is_two_ports() -> None:
    both = [{"port": 53, "protocol": "TCP"}, {"port": 53, "protocol": "UDP"}]
    found = of("Service", {"ports": both}, {"ports": both[:1]})
    assert found == [(("spec", "ports", ("53", "UDP")), both[1], ABSENT)]


@pytest.mark.parametrize("broken", [[{"name": "a"}, {"name": "a"}], [{"name": "a"}, {}], [{"name": "a"}, "b"]])
def test_items_that_keys_cannot_tell_apart_are_compared_by_position(broken: list[Any]) -> None:
    assert in_pods({"containers": broken}, {"containers": [{"name": "a"}]}) == [
        (("containers", 1), broken[1], ABSENT, False)
    ]


def test_another_order_of_a_keyed_list_is_one_difference() -> None:
    before, after = ({"containers": [{"name": name} for name in names]} for names in ("abc", "cab"))
    assert in_pods(before, after) == [(("containers",), ["a", "b", "c"], ["c", "a", "b"], True)]


def test_an_item_that_is_added_in_between_is_no_other_order() -> None:
    before, after = ({"containers": [{"name": name} for name in names]} for names in ("ac", "abc"))
    assert in_pods(before, after) == [(("containers", ("b",)), ABSENT, {"name": "b"}, False)]


def test_an_init_container_that_is_added_in_between_changes_the_order_too() -> None:
    before, after = ({"initContainers": [{"name": name} for name in names]} for names in ("ac", "abc"))
    assert in_pods(before, after) == [
        (("initContainers", ("b",)), ABSENT, {"name": "b"}, False),
        (("initContainers",), ["a", "c"], ["a", "b", "c"], True),
    ]


def test_so_does_a_variable_where_one_refers_to_another() -> None:
    lists = ([{"name": name, "value": "$(A)"} for name in names] for names in ("AC", "ABC"))
    was, now = ({"containers": [{"name": "m", "env": env}]} for env in lists)
    assert [each[3] for each in in_pods(was, now)] == [False, True]


def test_sets_are_compared_by_value() -> None:
    was, now = ({"metadata": {"finalizers": [*names]}} for names in ("ab", "cb"))
    assert [each[:3] for each in differences.between(was, now, "Application")] == [
        (("metadata", "finalizers", ("a",)), "a", ABSENT),
        (("metadata", "finalizers", ("c",)), ABSENT, "c"),
    ]


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (
            "Deployment",
            {"strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"}}},
        ),
        ("Deployment", {"strategy": {"rollingUpdate": {}}}),
        ("Deployment", {"progressDeadlineSeconds": 600}),
        ("StatefulSet", {"updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 0}}}),
        ("Service", {"type": "ClusterIP", "sessionAffinity": "None"}),
        ("CronJob", {"jobTemplate": {"spec": {"template": {"spec": {"dnsPolicy": "ClusterFirst"}}}}}),
        ("ExternalSecret", {"refreshInterval": "1h", "target": {"creationPolicy": "Owner"}}),
    ],
)
def test_a_default_is_equal_to_nothing(kind: str, written: dict[str, Any]) -> None:
    nothing: dict[str, Any] = {"jobTemplate": {"spec": {"template": {"spec": {}}}}} if kind == "CronJob" else {}
    assert of(kind, nothing, written) == of(kind, written, nothing) == []


def test_a_list_that_is_the_default_is_equal_to_nothing() -> None:
    root = {"matches": [{"path": {"type": "PathPrefix", "value": "/"}}]}
    assert of("HTTPRoute", {"rules": [{}]}, {"rules": [root]}) == []


def test_another_value_than_the_default_differs_from_nothing() -> None:
    assert of("Deployment", {}, {"strategy": {"type": "Recreate"}}) == [
        (("spec", "strategy", "type"), ABSENT, "Recreate")
    ]


def test_a_default_that_does_not_hold_beside_another_field_is_none() -> None:
    recreate, rolling = {"type": "Recreate"}, {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%"}}
    assert of("Deployment", {"strategy": rolling}, {"strategy": recreate}) == [
        (("spec", "strategy", "type"), "RollingUpdate", "Recreate"),
        (("spec", "strategy", "rollingUpdate"), {"maxSurge": "25%"}, ABSENT),
    ]


@pytest.mark.parametrize(
    ("kind", "written"), [("Deployment", {"replicas": 1}), ("HorizontalPodAutoscaler", {"minReplicas": 1})]
)
def test_a_number_of_pods_is_never_equal_to_nothing(kind: str, written: dict[str, Any]) -> None:
    assert len(of(kind, {}, written)) == 1


def test_nothing_is_filled_in_for_the_pods_of_a_custom_resource() -> None:
    assert in_pods({}, {"restartPolicy": "Always"}, kind="Rollout") == [(("restartPolicy",), ABSENT, "Always", False)]
