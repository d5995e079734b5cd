"""A component in an environment: which slots have work, what each runs, and where the release stands."""

from typing import Any

import pytest

from generator.resolve import target as targets
from generator.spec.project import Target
from generator.spec.release import Release, Version
from tests.builders import cases, samples
from tests.builders.documents import Data
from tests.builders.samples import JOB, SERVICE

BLUE_GREEN = SERVICE | {"strategy": "blue-green"}
CANARY = SERVICE | {"strategy": {"type": "canary", "steps": [10, 50]}, "expose": {"host": "a.acme.dev"}}
ACTIVE: Data = {"slot": "green", "image": "a:1"}


def at(position: Data, component: Data = CANARY, environment: Data | None = None) -> Target:
    return samples.target(component, {"releases": {"api": position}}, environment)


def test_without_a_position_it_is_steady_on_blue_with_what_the_component_says() -> None:
    found = samples.target(SERVICE | {"model": "s3://m/1"})
    assert found.release == Release(active=Version(image="ghcr.io/acme/api:1", model="s3://m/1"))
    assert [*found.slots] == ["blue"]


def test_a_candidate_has_the_other_slot_and_the_steps_of_its_own() -> None:
    found = at({"active": ACTIVE, "candidate": {"image": "a:2", "steps": [25]}, "step": 1})
    assert found.release == Release(
        slot="green", active=Version(image="a:1"), candidate=Version(image="a:2"), step=1, steps=(25,)
    )
    assert {slot: component.image for slot, component in found.slots.items()} == {"green": "a:1", "blue": "a:2"}
    assert found.component.image == "a:1"


def test_a_previous_version_stays_in_the_other_slot() -> None:
    found = at({"active": ACTIVE, "previous": {"image": "a:0"}}, BLUE_GREEN)
    assert found.release == Release(slot="green", active=Version(image="a:1"), previous=Version(image="a:0"))
    assert found.slots["blue"].image == "a:0"


@pytest.mark.parametrize("engine", ["argo-rollouts", "flagger"])
def test_where_a_controller_moves_the_traffic_only_active_has_a_place_and_no_slot(engine: str) -> None:
    found = at({"active": ACTIVE, "previous": {"image": "a:0"}}, BLUE_GREEN, {"engine": engine})
    assert found.release == Release(active=Version(image="a:1"))
    assert [*found.slots] == ["blue"]


@pytest.mark.parametrize(
    "held",
    [{"machine": "gpu-small"}, {"resources": {"requests": {"cpu": 2}, "limits": {"memory": "2Gi"}}}],
    ids=["a machine", "resources in full"],
)
def test_resources_of_a_version_that_replace_others_have_the_defaults_of_those_that_a_component_writes(
    held: Data,
) -> None:
    version = {"image": "a:2", "with": {"resources": {"memory": "1Gi"}}}
    found = at({"active": ACTIVE, "candidate": version, "step": 0}, BLUE_GREEN | held)
    assert found.slots["blue"].resources.requests == {"cpu": "100m", "memory": "1Gi"}


def test_a_version_sets_its_own_apart_from_the_component() -> None:
    component = CANARY | {"env": {"A": "1", "B": "2"}, "model": {"uri": "s3://m/1", "env": "MODEL_PATH"}}
    version = {"image": "a:2", "model": "s3://m/2", "with": {"env": {"B": "3"}}, "steps": [50]}
    found = at({"active": ACTIVE, "candidate": version, "step": 0}, component)
    candidate = found.slots["blue"]
    assert [(variable.name, variable.value) for variable in candidate.env] == [("A", "1"), ("B", "3")]
    assert (candidate.model, candidate.model_variable) == ("s3://m/2", "MODEL_PATH")
    assert (found.component.model, found.component.env[1].value) == ("", "2")
    assert found.release.candidate is not None
    assert len(found.release.candidate.difference) == 10


def test_a_difference_is_told_by_what_it_says_and_not_by_how() -> None:
    def difference(version: Data) -> str:
        found: str = at({"active": ACTIVE | {"with": version}}).release.active.difference
        return found

    assert difference({"env": {"A": "1", "B": "2"}}) == difference({"env": {"B": "2", "A": "1"}})
    assert difference({"env": {"A": "1"}}) != difference({"env": {"A": "2"}})


@pytest.mark.parametrize(
    ("changed", "there"), [(None, ["api"]), ({"components": {"api": None}}, []), ({"components": {"api": {}}}, ["api"])]
)
def test_a_component_goes_wherever_it_is_not_taken_away(changed: Any, there: list[str]) -> None:
    project = cases.judged(samples.case(SERVICE, changed)).project
    assert project is not None
    assert [*targets.components(project, samples.environment())] == there


def test_a_namespace_has_its_places_filled_and_no_other_braces() -> None:
    assert samples.target(SERVICE).namespace == "risk-fraud-dev"
    assert samples.target(SERVICE, None, {"namespace": "ml-{team}"}).namespace == "ml-risk"
    assert targets.fill("{team}-{nobody}", team="risk") == "risk-{nobody}"


def test_only_what_the_team_wrote_is_in_the_hash_of_a_jobs_name() -> None:
    written = samples.target(
        JOB | {"retries": 3}, {"components": {"api": {"args": ["x"]}}}, {"defaults": {"timeout": "1h"}}
    )
    assert written.component.written == {"kind": "job", "image": "ghcr.io/acme/job:1", "retries": 3, "args": ["x"]}
    assert samples.target(SERVICE).component.written == {}
