"""Which values a command brings along, and which it leaves where they are."""

import pytest

from generator.release import left_behind
from generator.release.edits import ReleaseChange
from generator.release.state_machine import Command
from generator.source.splice import Drop, Put
from generator.spec.release import Release, Version
from tests.builders.written_projects import project

OLD, NEW = Version(image="a:1", model="s3://m/1"), Version(image="a:2", model="s3://m/2")
PREVIOUS = Release(slot="green", active=NEW, previous=OLD)
FINISH = ReleaseChange(Command.FINISH, PREVIOUS, PREVIOUS._replace(previous=None), "slots", {})
IN_PLACE = ReleaseChange(Command.RELEASE, Release(active=OLD), Release(active=NEW), "in-place", {})
FULL = "{image: a:1, model: {uri: s3://m/1, env: AT}}"
OWN = "components: {api: {image: a:1, model: s3://m/1}}"
RUNS_NEW = "releases: {api: {active: {image: a:2, model: s3://m/2}}}"


def edits(change: ReleaseChange, component: str = "{image: a:1, model: s3://m/1}", **environments: str) -> list[str]:
    """The edits of a command in `dev`: `path=value`, or `-path`."""
    text = f"components: {{api: {component}}}\nenvironments:\n"
    text += "".join(f"  {name}: {{{section}}}\n" for name, section in {"dev": "", **environments}.items())
    found = left_behind.operations(project(text), change, "api", "dev")
    return [f"{'.'.join(e.path)}={e.value}" if isinstance(e, Put) else f"-{'.'.join(e.path)}" for e in found]


@pytest.mark.parametrize("change", [FINISH, IN_PLACE])
def test_image_and_model_come_along(change: ReleaseChange) -> None:
    assert edits(change) == ["components.api.image=a:2", "components.api.model=s3://m/2"]


@pytest.mark.parametrize("change", [FINISH, IN_PLACE])
def test_an_override_comes_along_and_the_component_stays(change: ReleaseChange) -> None:
    override = "environments.dev.components.api"
    assert edits(change, dev=OWN) == [f"{override}.image=a:2", f"{override}.model=s3://m/2"]


def test_the_settings_of_a_model_stay() -> None:
    assert edits(FINISH, FULL) == ["components.api.image=a:2", "components.api.model.uri=s3://m/2"]


@pytest.mark.parametrize(
    "other",
    [
        "",
        "components: {api: {scale: 2}}",
        "releases: {web: {active: {image: a:2}}}",
        "releases: {api: {active: {image: a:1, model: s3://m/1}}}",
        "releases: {api: {active: {image: a:2, model: s3://m/2}, previous: {image: a:1, model: s3://m/1}}}",
    ],
)
def test_what_another_environment_reads_or_runs_stays(other: str) -> None:
    assert edits(FINISH, live=other) == []


@pytest.mark.parametrize("other", [RUNS_NEW, "components: {api: null}", OWN])
def test_what_the_other_environment_does_not_use_comes_along(other: str) -> None:
    assert edits(FINISH, live=other) == ["components.api.image=a:2", "components.api.model=s3://m/2"]


def test_each_value_is_judged_alone() -> None:
    live = "releases: {api: {active: {image: a:1, model: s3://m/2}}}"
    assert edits(FINISH, live=live) == ["components.api.model=s3://m/2"]


def test_what_a_person_wrote_stays() -> None:
    assert edits(FINISH, "{image: a:3, model: s3://m/3}") == []


def test_what_still_runs_stays() -> None:
    assert edits(FINISH, "{image: a:2, model: s3://m/2}") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Release(active=OLD), Release(active=OLD, candidate=NEW)),
        (Release(active=OLD, candidate=NEW), PREVIOUS),
        (PREVIOUS, Release(active=OLD, previous=NEW)),
        (Release(active=NEW, candidate=OLD), Release(active=NEW)),
    ],
)
def test_no_other_step_brings_anything_along(before: Release, after: Release) -> None:
    assert edits(ReleaseChange(Command.ADVANCE, before, after, "slots", {})) == []


WITHOUT = FINISH._replace(after=Release(active=NEW._replace(model="")))


def test_a_model_without_a_successor_goes() -> None:
    assert edits(WITHOUT) == ["components.api.image=a:2", "-components.api.model"]


@pytest.mark.parametrize(("component", "dev"), [(FULL, ""), ("{image: a:2, model: s3://m/9}", OWN)])
def test_a_model_without_a_successor_stays_where_more_would_go_with_it(component: str, dev: str) -> None:
    assert not [edit for edit in edits(WITHOUT, component, dev=dev) if "model" in edit]


def test_a_removed_override_is_the_whole_value() -> None:
    found = left_behind.operations(
        project(
            "components: {api: {image: a:2}}\nenvironments: {dev: {components: {api: {model: {uri: s3://m/1}}}}}\n"
        ),
        WITHOUT,
        "api",
        "dev",
    )
    assert list(found) == [Drop(("environments", "dev", "components", "api", "model"))]
