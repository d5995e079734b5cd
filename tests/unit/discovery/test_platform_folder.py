from pathlib import Path

import pytest

from generator.discovery import platform_folder
from generator.errors import UsageError
from tests.builders import folders, repositories


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    return folders.platform(tmp_path / "ours")


def test_the_nearest_platform_upward_is_the_projects(ours: Path) -> None:
    (ours / "a" / "b").mkdir(parents=True)
    found = platform_folder.find(None, str(ours / "a" / "b"))
    assert found is not None
    assert Path(found).resolve() == ours


def test_a_repository_is_not_left_to_find_one(ours: Path) -> None:
    top = repositories.init(ours / "clone")
    assert platform_folder.find(None, str(top)) is None
    (top / platform_folder.MARKER).touch()
    assert platform_folder.find(None, str(top)) is not None


def test_what_is_known_of_shared_folders_changes_nothing(ours: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders.platform(ours / "a" / "own")
    repositories.init(ours / "a" / "clone")
    monkeypatch.chdir(ours / "a")
    starts = (".", "own", "own/x/y", "clone/x", "clone", "x/../own", "../b", "..", "/", "own/x")
    known: dict[str, int | None] = {}
    found = [platform_folder.find(None, start, known) for start in starts]
    assert found == [platform_folder.find(None, start) for start in starts]
    assert found == ["..", "own", "own", None, None, "own", "..", "..", None, "own"]


def test_a_named_one_comes_before_that_of_the_environment_and_both_before_a_search(
    ours: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, third = (str(folders.platform(tmp_path / name)) for name in ("other", "third"))
    monkeypatch.setenv("TIDEGATE_PLATFORM", other)
    assert platform_folder.find(None, str(ours)) == other
    assert platform_folder.find(third, str(ours)) == third


@pytest.mark.parametrize(
    ("name", "fact"),
    [
        ("nowhere", "the platform {} is not a folder"),
        ("empty", "the platform {} holds neither tidegate-platform.yaml nor environments/"),
    ],
)
def test_a_named_one_has_to_be_one(tmp_path: Path, name: str, fact: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError) as caught:
        platform_folder.find(str(tmp_path / name), ".")
    assert caught.value.message == fact.format(tmp_path / name)
    assert caught.value.hint == "name the folder that holds tidegate-platform.yaml"


def test_a_platform_without_environments_has_the_bundled_ones(tmp_path: Path) -> None:
    (tmp_path / platform_folder.MARKER).touch()
    assert {*platform_folder.read(str(tmp_path)).environments} == {*platform_folder.read(None).environments}


def test_only_yaml_files_are_environments_and_hidden_ones_are_none(ours: Path) -> None:
    folders.fill(ours / "environments", ".old.yaml", "notes.txt", "eu.yaml", content=b"name: eu\n")
    assert {*platform_folder.read(str(ours)).environments} - {*platform_folder.read(None).environments} == {"eu"}


def test_a_platforms_templates_win_file_by_file(ours: Path) -> None:
    folders.fill(ours / "overlays", "native/service.yaml", "more/own.yaml", "notes.txt", content=b"mine")
    bundled, found = platform_folder.templates(None), platform_folder.templates(str(ours))
    assert {path for path, text in found.items() if bundled.get(path) != text} == {
        "native/service.yaml",
        "more/own.yaml",
    }


def test_a_schema_that_is_no_json_is_a_problem_and_so_none_that_refers_to_others_is_used(ours: Path) -> None:
    folders.fill(ours / "schemas", "project.json", content=b'{"a": 1,}')
    folders.fill(ours / "schemas", "kinds/service.json", content=b'{"$ref": "../project.json"}')
    folders.fill(ours / "schemas", "kinds/job.json", content=b"{}")
    found = platform_folder.read(str(ours))
    assert found.narrowing == {"kinds/job.json": {}}
    [problem] = found.problems
    assert (problem.mark, problem.fact, problem.hint) == (
        (f"{ours}/schemas/project.json", 1, 9),
        "this is not JSON",
        "correct the platform's schema",
    )
