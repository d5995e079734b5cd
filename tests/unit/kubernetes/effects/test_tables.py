import copy
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from generator.comparison import compare
from generator.kubernetes import object_kinds
from generator.kubernetes.effects import common, tables
from generator.kubernetes.effects.effect import Effect
from generator.kubernetes.effects.rule import Rule, Whole
from tests.builders import golden_objects
from tests.builders.effects import Case
from tests.builders.objects import Object

MODULES = (
    *(
        "annotations",
        "autoscalers",
        "dask",
        "delivery",
        "groups",
        "inference",
        "pipeline",
        "ray",
        "releases",
        "replacement",
        "rights",
        "routes",
    ),
    *("notebooks", "services", "spark", "storage", "tasks", "workloads"),
)
"""Those with rows, whose tests have pairs of objects."""
CLUSTER_DECIDES = {"StatefulSet": ["spec.revisionHistoryLimit"]}
"""What old and new API servers do not agree on, whatever the value."""
IDENTITY = {("apiVersion",), ("kind",), ("metadata", "name"), ("metadata", "namespace")}


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("metadata", ("metadata", "labels", "team")),
        ("spec.template", ("spec", "template")),
        ("spec.ports[*].name", ("spec", "ports", "*", "name")),
        ("spec.*.name", ("spec", "target", "name")),
        ("metadata.annotations[tidegate.dev/release]", ("metadata", "annotations", "tidegate.dev/release")),
    ],
)
def test_a_row_is_for_its_field_and_what_is_below_it(path: str, steps: tuple[str, ...]) -> None:
    assert tables.fits(path, steps)


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("spec.template", ("spec",)),
        ("spec.template", ("spec", "templates")),
        ("spec.ports[*].name", ("spec", "ports", "*", "port")),
        ("metadata.annotations[tidegate.dev/release]", ("metadata", "annotations", "release")),
    ],
)
def test_a_row_is_not_for_other_fields(path: str, steps: tuple[str, ...]) -> None:
    assert not tables.fits(path, steps)


def test_a_kind_that_nobody_knows_has_no_table() -> None:
    assert tables.of("Widget") is None


def test_every_kind_of_object_that_is_written_has_a_table() -> None:
    kinds = {row.kind for row in object_kinds.TABLE.values() if row.written_in is not None or row.schema != "none"}
    assert sorted(kinds) == sorted(tables.TABLES)


@pytest.mark.parametrize("kind", sorted(tables.TABLES))
def test_every_row_has_a_reason_and_the_page_that_says_so(kind: str) -> None:
    table = tables.TABLES[kind]
    rows: list[Rule | Whole] = [table.added, table.removed, *table.rules]
    assert [row for row in rows if not row.reason or not row.source.startswith("https://")] == []
    assert [row for row in rows if (row.judge is None) and row.depends] == []


@pytest.mark.parametrize("kind", sorted(tables.TABLES))
def test_no_row_is_hidden_by_one_before_it(kind: str) -> None:
    rules = [rule for rule in tables.TABLES[kind].rules if rule not in common.METADATA]
    steps = [tables.steps_of(rule.path) for rule in rules]
    assert [
        rule.path
        for number, rule in enumerate(rules)
        if any(tables.fits(before.path, steps[number]) for before in rules[:number])
    ] == []


@pytest.mark.parametrize("kind", sorted(golden_objects.by_kind()))
def test_the_effect_of_every_field_that_a_golden_case_renders_is_known(kind: str) -> None:
    assert sorted({*_unknown(kind)}) == CLUSTER_DECIDES.get(kind, [])


def test_pairs_of_objects_show_every_kind_and_every_effect() -> None:
    """A jump is none of a field or object: `tests/acceptance/test_base_deployed.py` has those."""
    found: list[Case] = []
    for name in MODULES:
        found += import_module(f"tests.unit.kubernetes.effects.test_{name}").CASES
    assert {each.kind for each in found} == {*tables.TABLES}
    assert {*Effect} - {Effect(each.effect) for each in found} == {Effect.JUMP}
    assert {each.effect for each in found if not each.source} == {Effect.UNKNOWN}


def _unknown(kind: str) -> Iterator[str]:
    """The paths of fields whose effect is unknown when they are changed or removed, each once."""
    seen: set[tuple[str, ...]] = set()
    for content in golden_objects.by_kind()[kind]:
        for place in golden_objects.leaves(content):
            general = tuple("*" if isinstance(step, int) else step for step in place)
            if general in seen or general in IDENTITY:
                continue
            seen.add(general)
            for after in (_with(content, place, "changed"), _with(content, place, None)):
                fields = (field for change in compare.compare([content], [after]) for field in change.fields)
                yield from (field.path for field in fields if field.effect == "unknown")


def _with(content: Object, place: tuple[str | int, ...], value: str | None) -> Object:
    found = copy.deepcopy(content)
    node: Any = found
    for step in place[:-1]:
        node = node[step]
    if value is None:
        del node[place[-1]]
    else:
        node[place[-1]] = value
    return found
