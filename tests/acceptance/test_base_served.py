"""What KServe serves is judged alike by project files (`--base`), by objects (`diff --repo`), and by both (`publish`)."""

from itertools import product
from typing import NamedTuple

import pytest

from generator.errors import Mark
from generator.generation import overlay_changes, work
from generator.generation.results import ProjectResult, ReleasePositions, RenderedFiles
from generator.impact import deployed_jumps
from generator.impact.state import EnvironmentState
from generator.layout import tree
from generator.publishing.deployed_state import DeployedState
from generator.releases import base_check
from generator.review import rendering
from generator.validation.project_check import CheckedProject
from tests.builders import cases
from tests.builders.documents import Data
from tests.builders.samples import case
from tests.unit.components.inference.served import CUSTOM, KNATIVE, MODEL, SIDE_BY_SIDE, STANDARD

PLATFORMS = {"standard": STANDARD, "knative": KNATIVE}
ON_ITS_WAY = "changes while a release is under way"


class Sides(NamedTuple):
    """A project file as it is read, the environment that is made of it, and its files."""

    checked: CheckedProject
    state: EnvironmentState
    files: dict[str, bytes]


def sides(api: str, release: Data | None, component: Data = SIDE_BY_SIDE, **fields: object) -> Sides:
    section = {"releases": {"api": release}} if release else None
    held = case(component | fields, section, PLATFORMS[api])
    checked = cases.judged(held)
    rendered = rendering.render(checked, cases.platform(held.platform), None)
    assert not rendered.problems
    return Sides(checked, rendered.states["dev"], tree.files(rendered.overlays["dev"]))


def by_file(before: Sides, after: Sides) -> list[str]:
    return [each.fact for each in base_check.changes(after.checked, lambda: before.checked)]


def by_objects(before: Sides, after: Sides) -> list[str]:
    return [each.fact for each in deployed_jumps.find(before.state, after.state)]


def by_both(before: Sides, after: Sides) -> list[str]:
    now = work.snapshots(after.checked)
    positions = ReleasePositions(now, dict.fromkeys(now, Mark("f.yaml", 1, 1)), work.places(after.checked, now))
    files = RenderedFiles(after.files, frozenset())
    result = ProjectResult(file="f.yaml", team="risk", project="fraud", positions=positions, files=files)
    store = overlay_changes.TreeStore(before.files)
    found = DeployedState(result, store, overlay_changes.overlays(before.files)).jumps()
    return [each.fact.removesuffix(" (compared with what the repository holds)") for each in found]


def version(number: int) -> Data:
    return {"model": f"s3://models/a/{number}"}


def states(api: str) -> list[Data]:
    slots = ({"slot": "blue"}, {"slot": "green"}) if api == "standard" else ({},)
    found: list[Data] = []
    for slot, (active, other) in product(slots, ((1, 2), (2, 1))):
        steady: Data = {"active": {**slot, **version(active)}}
        coming = version(other) | {"steps": [10, 50]}
        found += [steady, steady | {"previous": version(other)}]
        found += [steady | {"candidate": coming, "step": step} for step in range(3)]
        if api == "knative":
            found.append(steady | {"candidate": version(active), "step": 0})
    return found


@pytest.mark.parametrize("api", PLATFORMS)
def test_every_change_of_position_is_judged_alike(api: str) -> None:
    held = [sides(api, each) for each in states(api)]
    for before, after in product(held, repeat=2):
        expected = by_file(before, after)
        assert by_objects(before, after) == expected
        assert by_both(before, after) == expected


def candidate(api: str, step: int = 1, **more: object) -> Data:
    slot = {"slot": "blue"} if api == "standard" else {}
    return {"active": slot | version(1), "candidate": version(2) | {"steps": [10, 50]} | more, "step": step}


@pytest.mark.parametrize("api", PLATFORMS)
def test_scale_and_pods_stay_as_they_are_during_a_release(api: str) -> None:
    before = sides(api, candidate(api))
    for change, expected in (
        ({"env": {"A": "b"}}, "in place"),
        ({"scale": {"min": 3, "max": 6}}, f"scale {ON_ITS_WAY}"),
    ):
        for step in (1, 2):
            after = sides(api, candidate(api, step), **change)
            facts = by_file(before, after)
            assert facts
            assert expected in facts[0]
            assert by_objects(before, after) == by_both(before, after) == facts


@pytest.mark.parametrize("api", PLATFORMS)
def test_what_changes_in_no_release_is_not_refused(api: str) -> None:
    before, after = sides(api, None), sides(api, None, env={"A": "b"}, scale={"min": 3, "max": 6})
    assert by_file(before, after) == by_objects(before, after) == by_both(before, after) == []


def test_a_revision_of_the_same_model_with_other_values_is_another_version() -> None:
    before, after = sides("knative", {"active": version(1)}), candidate("knative", 0)
    after["candidate"] = version(1) | {"steps": [10, 50], "with": {"env": {"A": "b"}}}
    moved = sides("knative", after)
    assert by_file(before, moved) == by_objects(before, moved) == by_both(before, moved) == []


def test_the_engine_is_known_by_the_mode() -> None:
    before, after = sides("standard", None, MODEL), sides("knative", None, MODEL)
    expected = ["engine changes from kserve-standard to kserve-knative while it runs"]
    assert by_file(before, after) == by_objects(before, after) == by_both(before, after) == expected


def test_the_number_of_a_port_of_an_own_server_stays() -> None:
    before, after = sides("standard", None, CUSTOM), sides("standard", None, CUSTOM, ports={"http": 9001})
    facts = by_file(before, after)
    assert facts
    assert by_objects(before, after) == by_both(before, after) == facts


@pytest.mark.parametrize(("model", "number"), [(MODEL, 8080), (CUSTOM, 9000)])
def test_a_transformer_does_not_come_before_a_server_that_runs(model: Data, number: int) -> None:
    front = {"transformer": {"image": "ghcr.io/acme/front:1"}}
    before, after = sides("standard", None, model), sides("standard", None, model, **front)
    facts = by_file(before, after)
    moved = f'the port "http" is renamed to "transformer" and moves from {number} to 8090 while it runs'
    assert facts == [f"{moved}: the running pods have no such port"]
    assert by_objects(before, after) == by_both(before, after) == facts
