"""Components that `models` of a template makes, by what comes out in each environment."""

from typing import Any

import pytest

from generator.resolve import models
from generator.source import nodes
from generator.source.scalars import raw
from tests.builders import cases, documents
from tests.builders.cases import Case
from tests.builders.documents import Data
from tests.builders.samples import DEV

TEMPLATE: Data = {
    "kind": "inference",
    "format": "sklearn",
    "models": {"eu": "file:///mnt/models/eu", "us": {"uri": "file:///mnt/models/us", "env": "US"}},
    "volumes": {"/mnt/models": {"claim": "models"}},
}


def case(override: Data | None = None, **components: Data | None) -> Case:
    """Project `fraud` with the template, and one environment that changes it."""
    held: Data = {"apiVersion": "tidegate.dev/v1", "name": "fraud", "team": "risk", "components": {"score": TEMPLATE}}
    changed = components if override is None else {"score": override, **components}
    return Case(
        held | {"environments": {"dev": None, "live": {"components": changed}}},
        {n: DEV | {"name": n} for n in ("dev", "live")},
    )


def settled(held: Case) -> dict[str, dict[str, Any]]:
    """Scale and model of each component, by environment."""
    found = cases.judged(held)
    assert found.problems == ()
    settled: dict[str, dict[str, Any]] = {"dev": {}, "live": {}}
    for unit in found.units:
        target = unit.target
        settled[target.environment.name][target.name] = (
            raw(target.node.entries["scale"].value),
            target.component.model,
        )
    return settled


EU, US = (1, "file:///mnt/models/eu"), (1, "file:///mnt/models/us")


def test_each_model_is_a_component() -> None:
    assert settled(case()) == {"dev": {"score-eu": EU, "score-us": US}, "live": {"score-eu": EU, "score-us": US}}


@pytest.mark.parametrize(
    ("override", "components", "live"),
    [
        ({"scale": 2}, {}, {"score-eu": (2, EU[1]), "score-us": (2, US[1])}),
        ({"scale": 2}, {"score-eu": {"scale": 3}}, {"score-eu": (3, EU[1]), "score-us": (2, US[1])}),
        ({"models": {"eu": "file:///mnt/models/2"}}, {}, {"score-eu": (1, "file:///mnt/models/2"), "score-us": US}),
        ({"models": {"us": {"env": "AT"}}}, {}, {"score-eu": EU, "score-us": US}),
        ({"models": {"eu": None}}, {}, {"score-us": US}),
        (
            {"models": {"uk": "file:///mnt/models/uk"}, "scale": 2},
            {},
            {"score-eu": (2, EU[1]), "score-us": (2, US[1]), "score-uk": (2, "file:///mnt/models/uk")},
        ),
        (None, {"score": None}, {}),
        (None, {"score-eu": None}, {"score-us": US}),
        (
            None,
            {"score-eu": {"model": "file:///mnt/models/3"}},
            {"score-eu": (1, "file:///mnt/models/3"), "score-us": US},
        ),
    ],
)
def test_an_environment_changes_all_of_them_or_one(override: Data | None, components: Data, live: Data) -> None:
    assert settled(case(override, **components)) == {"dev": {"score-eu": EU, "score-us": US}, "live": live}


def test_the_fields_of_a_model_are_merged_as_those_of_any_component() -> None:
    found = cases.judged(case({"models": {"us": {"env": "AT"}}}))
    targets = [each.target for each in found.units if each.target.name == "score-us"]
    uri = "file:///mnt/models/us"
    assert {each.environment.name: raw(each.node.entries["model"].value) for each in targets} == {
        "dev": {"uri": uri, "env": "US"},
        "live": {"uri": uri, "env": "AT"},
    }


def test_every_value_has_the_line_where_it_is_written() -> None:
    [unit] = [each for each in cases.judged(case()).units if each.target.name == "score-eu"][:1]
    parsed = unit.target.project.document
    written = documents.node(parsed, "components", "score", "models", "eu")
    assert unit.target.node.entries["model"].value.mark == written.mark
    assert unit.target.section == "components.score"
    assert unit.target.place[1] == "components.score.models.eu"


def names(text: str) -> list[str]:
    expanded = models.expand(
        getattr(documents.root(text), "entries", {}),
        {},
        lambda each: isinstance(each, nodes.Mapping) and "models" in each.entries,
        lambda entry: entry,
    )
    return [*expanded.components]


def test_a_written_component_keeps_its_name_and_its_place() -> None:
    assert names("a-b: {}\na: {models: {b: x, c: x}}\nz: {}\n") == ["a-b", "a-c", "z"]
    assert names("a: {models: {b-c: x}}\na-b: {models: {c: x, d: x}}\n") == ["a-b-c", "a-b-d"]


def test_models_that_are_no_mapping_make_nothing() -> None:
    assert names("a: {models: [x]}\nz: {}\n") == ["z"]
