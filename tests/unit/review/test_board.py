"""What the board has of a project, from its file."""

from pathlib import Path

import pytest

from generator.review import board
from generator.review.board import BoardProject, Place, Wait
from generator.spec.release import Version
from generator.validation import platform as platforms
from generator.validation import project_check
from tests.builders import repositories

PROJECT = """apiVersion: tidegate.dev/v1
name: fraud
team: risk
components:
  api:
    kind: service
    image: ghcr.io/acme/api:1
    ports: {http: 8080}
    strategy: blue-green
environments:
  staging:
  production:
"""
CANDIDATE = """    releases:
      api:
        active: {slot: blue, image: "ghcr.io/acme/api:1"}
        candidate: {image: "ghcr.io/acme/api:2"}
        step: 0
"""
ACTIVE = '    releases: {api: {active: {slot: blue, image: "ghcr.io/acme/api:2"}}}\n'
ENVIRONMENT = """apiVersion: tidegate.dev/v1
name: NAME
cluster: {name: NAME-eu, kubernetes: "1.34"}
gitops: {tool: flux, version: "2.9", source: {kind: GitRepository, name: deploy, namespace: flux-system}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tidegate-platform.yaml").write_text("apiVersion: tidegate.dev/v1\n")
    (tmp_path / "environments").mkdir()
    for name, more in (("staging", ""), ("production", "promotesFrom: staging\n")):
        (tmp_path / f"environments/{name}.yaml").write_text(ENVIRONMENT.replace("NAME", name) + more)
    return tmp_path


def found(folder: Path, text: str = PROJECT, name: str = "ml-project.yaml") -> BoardProject:
    file = folder / name
    file.write_text(text)
    platform = platforms.at(str(folder))
    return board.of(project_check.check_file(str(file), platform), platform)


def test_a_component_is_placed_in_each_environment_with_the_commands_that_may_follow(folder: Path) -> None:
    assert found(folder).places == {
        ("api", name): Place(f"{name}-eu", f"risk-fraud-{name}", slotted=True, commands=("release",))
        for name in ("staging", "production")
    }


def test_nothing_waits_where_all_run_the_same(folder: Path) -> None:
    assert found(folder).waits == ()


def test_a_release_in_progress_waits(folder: Path) -> None:
    project = found(folder, PROJECT + CANDIDATE)
    assert project.waits == (Wait("release", "production", "api"),)
    assert project.places["api", "production"].commands == ("advance", "abort")


def test_a_release_waits_since_its_entry_was_changed_last(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repositories.home(folder / "home", monkeypatch)
    top = repositories.init(folder)
    for text in (PROJECT, PROJECT + CANDIDATE, PROJECT.replace("fraud", "scam") + CANDIDATE):
        (folder / "ml-project.yaml").write_text(text)
        repositories.save(top, "more")
    (wait,) = found(folder, text).waits
    assert wait.since is not None
    assert wait.since.commit == repositories.identifier(top, "rev-parse", "HEAD~1")
    (wait,) = found(folder, text.replace("step: 0", "step: 0  # edited")).waits
    assert wait.since is None


def test_a_version_that_the_environment_before_runs_waits_for_promotion(folder: Path) -> None:
    text = PROJECT.replace("  staging:\n", f"  staging:\n{ACTIVE}")
    version = Version("ghcr.io/acme/api:2")
    assert found(folder, text).waits == (Wait("promotion", "production", "api", version=version, source="staging"),)
    (release,) = found(folder, text + CANDIDATE).waits
    assert release.reason == "release"


def test_an_entry_that_consents_to_removals_waits(folder: Path) -> None:
    text = PROJECT + "allowPrune: [staging, production/api]\n"
    entries = [(each.reason, each.text, each.line) for each in found(folder, text).waits]
    assert entries == [("consent", "staging", 13), ("consent", "production/api", 13)]


def test_of_a_project_with_problems_only_what_is_sound_is_there(folder: Path) -> None:
    worker = "  worker: {kind: worker, image: Broken}\nenvironments:"
    project = found(folder, PROJECT.replace("environments:", worker))
    assert (project.invalid, [each.code for each in project.problems]) == (True, ["image"])
    assert project.parity is not None
    assert [each.name for each in project.parity.components] == ["api"]


def test_a_file_that_is_no_project_has_only_problems(folder: Path) -> None:
    project = found(folder, "a: [\n")
    assert (project.invalid, project.parity, project.places, project.waits) == (True, None, {}, ())


def test_projects_are_ordered_by_team_and_name_and_the_unreadable_ones_come_first(folder: Path) -> None:
    first, second = found(folder, PROJECT, "1.yaml"), found(folder, PROJECT.replace("risk", "growth"), "2.yaml")
    broken = found(folder, "a: [\n", "3.yaml")
    ordered = board.ordered("from files", [first, second, broken])
    assert (ordered.projects, ordered.invalid) == ((broken, second, first), True)
    assert not board.ordered("from files", [first]).invalid
