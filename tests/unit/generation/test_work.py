"""What a run does with one project, as a value that crosses the border of processes and that no stage changes."""

import pickle
from pathlib import Path

import pytest

from generator.errors import Severity
from generator.generation import prune_plan, removed_projects, run
from generator.generation.execution import HERE
from generator.generation.removed_projects import RemovedProject
from generator.generation.results import ProjectResult, RenderedFiles, RunOptions
from generator.generation.run_workers import RunWorkers
from generator.generation.work import work
from generator.source import document
from generator.validation import platform as platforms
from generator.validation.platform import Platform

PROJECT = """\
apiVersion: tidegate.dev/v1
name: fraud
team: risk
components:
  api:
    kind: service
    image: ghcr.io/acme/api:1
    ports: {http: 8080}
    strategy: blue-green
environments:
  dev:
  production:
"""
EVERYTHING = RunOptions(files=True, verify=True, positions=True)


@pytest.fixture(scope="module")
def platform() -> Platform:
    return platforms.at(None)


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "ml-project.yaml"
    path.write_text(PROJECT, encoding="utf-8")
    return str(path)


def test_a_result_is_the_same_after_it_came_from_another_process(file: str, platform: Platform) -> None:
    result = work(file, platform, EVERYTHING)
    assert pickle.loads(pickle.dumps(result)) == result  # noqa: S301 - our own


def test_a_result_has_what_the_run_asks_for(file: str, platform: Platform) -> None:
    found = work(file, platform, EVERYTHING)
    assert isinstance(found.files, RenderedFiles)
    assert found.positions is not None
    assert [each.kubernetes for each in found.verification] == ["1.34", "1.34"]
    judged = work(file, platform, RunOptions())
    assert (judged.files, judged.positions, judged.verification) == (None, None, ())


def test_an_object_that_environments_share_is_verified_once(file: str, platform: Platform) -> None:
    first, second = work(file, platform, RunOptions(verify=True)).verification
    assert (first.stream.count("kind: ServiceAccount"), second.stream.count("kind: ServiceAccount")) == (1, 0)
    assert second.stream.count("\nkind: ") == second.objects < first.objects


def test_a_file_is_walked_once_for_the_places_of_all_environments(
    file: str, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    walked: list[str] = []

    class Counted(document.NodePaths):
        def __init__(self, walks: document.Document) -> None:
            walked.append(walks.file)
            super().__init__(walks)

    monkeypatch.setattr(document, "NodePaths", Counted)
    found = work(file, platform, EVERYTHING).positions
    assert found is not None
    assert [len(places) > 0 for places in found.places.values()] == [True, True]
    assert walked == [file]


def test_files_of_the_same_project_are_repeated() -> None:
    keys = {"a": ("risk", "fraud"), "b": ("risk", "fraud"), "c": ("risk", "churn"), "d": ("", ""), "e": ("", "")}
    assert removed_projects.repeated(keys) == {"a", "b"}


def test_a_later_stage_makes_its_own_value(file: str, platform: Platform) -> None:
    result = work(file, platform, EVERYTHING)
    before = pickle.dumps(result)
    problem = work(str(Path(file).parent / "nowhere.yaml"), platform, EVERYTHING)
    assert problem.invalid
    warned = result.with_problems([])
    assert warned is result
    first, second = run.results(
        [file, file], platform, EVERYTHING, withheld=[file], workers=RunWorkers(HERE), progress=lambda *_: None
    )
    assert [each.code for each in second.problems] == ["project-twice"]
    assert (first, pickle.dumps(result)) == (result._replace(withheld=True), before)
    assert (result.invalid, first.invalid) == (False, True)


def test_what_a_file_held_before_goes_with_its_project_and_what_is_gone_by_itself() -> None:
    result = ProjectResult(file="a.yaml", team="risk", project="fraud")
    renamed, removed = RemovedProject("a.yaml", "risk", "scam"), RemovedProject("b.yaml", "ads", "fraud")
    with_old, alone = prune_plan.updates([result], [renamed, removed])
    assert (with_old.result, with_old.removed, with_old.present) == (result, (renamed,), True)
    assert (alone.key, alone.removed, alone.present) == (("ads", "fraud"), (removed,), False)
    assert with_old.keys == [("risk", "fraud"), ("risk", "scam")]


def test_a_broken_file_is_a_result_too(tmp_path: Path, platform: Platform) -> None:
    path = tmp_path / "ml-project.yaml"
    path.write_text("name: 1\n", encoding="utf-8")
    found = work(str(path), platform, EVERYTHING)
    assert (found.invalid, found.tree) == (True, {})
    assert {problem.severity for problem in found.problems} == {Severity.ERROR}
