"""Nothing that differs is missed, and nothing that means the same is a difference: for objects of every kind, bent at random."""

import copy
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.comparison import compare
from generator.kubernetes import field_types
from generator.kubernetes.field_types import UNTYPED, FieldType
from generator.spec import quantity
from tests.builders import golden_objects
from tests.properties import applying_changes

Object = dict[str, Any]
WORDS = [
    *(
        "spec",
        "template",
        "metadata",
        "labels",
        "containers",
        "name",
        "ports",
        "targetPort",
        "selector",
        "matchLabels",
        "env",
        "value",
    ),
    *(
        "rules",
        "backendRefs",
        "weight",
        "hostnames",
        "strategy",
        "rollingUpdate",
        "scaleTargetRef",
        "minReplicas",
        "targetRef",
    ),
    *("resources", "requests", "storage", "volumes", "configMap", "annotations", "service", "hosts", "updateStrategy"),
]
KINDS = sorted(golden_objects.by_kind())
QUANTITIES = [("1", "1000m"), ("1Gi", "1024Mi"), ("500m", "0.5"), ("2", "2e0"), ("1500m", "1.5"), ("1Mi", "1048576")]
SCALARS: list[Any] = [
    "",
    "a",
    "3",
    3,
    0,
    1,
    True,
    False,
    None,
    1.5,
    "500m",
    "0.5",
    "TCP",
    "$(A)",
    [],
    {},
    {"a": [1]},
    ["a"],
]
objects = st.sampled_from(KINDS).flatmap(lambda kind: st.sampled_from(golden_objects.by_kind()[kind]))


def bent(content: Object, chance: random.Random, times: int) -> Object:
    """A copy with a few values changed, removed, added, doubled or swapped; identity stays."""
    found = copy.deepcopy(content)
    for _ in range(times):
        parents = [node for node in containers(found) if node]
        node = chance.choice(parents or [found])
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        key = chance.choice(keys)
        if node is found or (node is found.get("metadata") and key in {"name", "namespace"}):
            continue
        bend(node, key, chance)
    return found


def bend(node: Any, key: Any, chance: random.Random) -> None:
    match chance.randrange(5):
        case 0:
            del node[key]
        case 1:
            node[key] = copy.deepcopy(chance.choice(SCALARS))
        case 2 if isinstance(node, dict):
            node[chance.choice(["a", "b.c/d", "value", "type", "x]y"])] = copy.deepcopy(chance.choice(SCALARS))
        case 3 if isinstance(node, list):
            node.insert(chance.randrange(len(node) + 1), copy.deepcopy(node[key]))
        case _ if isinstance(node, list):
            chance.shuffle(node)
        case _:
            node[key] = [node[key]]


def containers(node: Any) -> list[Any]:
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    own = [node] if isinstance(node, (dict, list)) else []
    return [*own, *(each for child in children for each in containers(child))]


def shuffled(node: Any, field: FieldType, chance: random.Random, *, lists: bool) -> Any:
    """The same with other orders of keys, and of lists with merge keys if `lists`, else of sets."""
    if isinstance(node, dict):
        items = [
            (key, shuffled(value, field.fields.get(key, field.items or UNTYPED), chance, lists=lists))
            for key, value in node.items()
        ]
        chance.shuffle(items)
        return dict(items)
    if isinstance(node, list):
        found = [shuffled(item, field.items or UNTYPED, chance, lists=lists) for item in node]
        if (field.keys and lists) or (field.is_set and not lists):
            chance.shuffle(found)
        return found
    return node


@pytest.mark.parametrize("place", sorted(golden_objects.by_environment()))
def test_an_environment_does_not_differ_from_itself(place: str) -> None:
    found = golden_objects.by_environment()[place]
    assert compare.compare(found, copy.deepcopy(found)) == ()


@settings(max_examples=1500, deadline=None)
@given(content=objects, seed=st.integers(0, 2**32), times=st.integers(1, 6), again=st.booleans())
def test_applying_what_is_shown_gives_the_new_object(content: Object, seed: int, times: int, *, again: bool) -> None:
    chance = random.Random(seed)  # noqa: S311 - choices of a test
    before = bent(content, chance, times) if again else content
    after = bent(content, chance, times)
    kind = field_types.of(content["kind"])
    fields = tuple(field for change in compare.compare([before], [after]) for field in change.fields)
    assert applying_changes.canonical(applying_changes.applied(before, fields), kind) == applying_changes.canonical(
        after, kind
    )


@settings(max_examples=200, deadline=None)
@given(seed=st.integers(0, 2**32), place=st.sampled_from(sorted(golden_objects.by_environment())))
def test_other_orders_of_keys_and_documents_change_nothing(seed: int, place: str) -> None:
    chance = random.Random(seed)  # noqa: S311 - choices of a test
    before = golden_objects.by_environment()[place]
    after = [shuffled(each, field_types.of(each["kind"]), chance, lists=False) for each in before]
    chance.shuffle(after)
    assert compare.compare(before, after) == ()


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 2**32), content=objects)
def test_other_orders_of_lists_with_merge_keys_change_only_orders(seed: int, content: Object) -> None:
    chance = random.Random(seed)  # noqa: S311 - choices of a test
    after = shuffled(content, field_types.of(content["kind"]), chance, lists=True)
    fields = [field for change in compare.compare([content], [after]) for field in change.fields]
    assert [field.path for field in fields if not field.path.endswith("(order)")] == []
    assert all(sorted(field.before) == sorted(field.after) for field in fields)
    assert applying_changes.applied(content, tuple(fields)) == after


@pytest.mark.parametrize(("before", "after"), [*QUANTITIES, ("1", 1), (2, "2"), (0.5, "500m")])
@pytest.mark.parametrize("kind", ["Deployment", "StatefulSet", "Rollout", "Job", "CronJob"])
def test_a_quantity_in_another_spelling_is_no_change(kind: str, before: Any, after: Any) -> None:
    def resized(value: Any) -> Object:
        content = copy.deepcopy(golden_objects.by_kind()[kind][0])
        spec = (
            content["spec"].get("jobTemplate", content)["spec"]["template"]["spec"]
            if kind == "CronJob"
            else content["spec"]["template"]["spec"]
        )
        spec["containers"][0]["resources"] = {"requests": {"cpu": value}, "limits": {"example.org/gpu": value}}
        return content

    assert compare.compare([resized(before)], [resized(after)]) == ()


def respelled(node: Any, field: FieldType) -> Any:
    """The same with every quantity in thousandths."""
    if isinstance(node, dict):
        return {key: respelled(value, field.fields.get(key, field.items or UNTYPED)) for key, value in node.items()}
    if isinstance(node, list):
        return [respelled(item, field.items or UNTYPED) for item in node]
    return f"{quantity.parse(str(node)) * 1000:.0f}m" if field.scalar == "quantity" else node


def test_every_quantity_of_every_kind_may_be_in_another_spelling() -> None:
    changed = set()
    for kind, found in golden_objects.by_kind().items():
        after = [respelled(each, field_types.of(kind)) for each in found]
        assert all(compare.compare([was], [now]) == () for was, now in zip(found, after, strict=True))
        changed |= {kind} if after != found else set()
    assert changed >= {"CronJob", "Deployment", "Job", "PersistentVolumeClaim", "Rollout", "StatefulSet"}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4),
    max_leaves=15,
)
broken_objects = st.builds(
    lambda kind, fields: {"kind": kind, "metadata": {"name": "a"}, **fields},
    st.sampled_from(KINDS),
    st.dictionaries(
        st.sampled_from(["spec", "metadata", "data", "rules", "roleRef", "apiVersion", "kind"]), json_values, max_size=4
    ),
)


@settings(max_examples=500, deadline=None)
@given(before=st.lists(broken_objects, max_size=4), after=st.lists(broken_objects, max_size=4))
def test_objects_that_a_person_broke_are_compared_all_the_same(before: list[Object], after: list[Object]) -> None:
    found = compare.compare(before, after)
    assert len(found) <= len(before) + len(after)
    assert compare.compare(before, before) == ()


@settings(max_examples=300, deadline=None)
@given(content=objects, seed=st.integers(0, 2**32), times=st.integers(1, 4))
def test_a_broken_field_beside_others_hides_no_effect(content: Object, seed: int, times: int) -> None:
    after = bent(content, random.Random(seed), times)  # noqa: S311 - choices of a test
    for change in compare.compare([content], [after]):
        assert not change.fields or change.effect in {field.effect for field in change.fields}
        assert all(field.reason for field in change.fields)
