"""Paths as CI systems resolve them, whatever folder a run is in and however its user names a file."""

from pathlib import Path

import pytest

from generator.git import repository_paths
from generator.git.repository_paths import RepositoryPath


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    top = tmp_path / "top"
    (top / ".git").mkdir(parents=True)
    (top / "teams" / "fraud").mkdir(parents=True)
    (tmp_path / "link").symlink_to(top)
    monkeypatch.chdir(top / "teams")
    return top


@pytest.mark.parametrize(
    ("written", "path", "base"),
    [
        ("fraud/ml-project.yaml", "teams/fraud/ml-project.yaml", "own"),
        ("./fraud/../ml-project.yaml", "teams/ml-project.yaml", "own"),
        ("../platform/a.yaml", "platform/a.yaml", "own"),
        ("{top}/teams/a.yaml", "teams/a.yaml", "own"),
        ("{top}/../link/teams/a.yaml", "teams/a.yaml", "own"),
        ("../../top-other/a.yaml", "../../top-other/a.yaml", "other"),
        ("/deploy/./a.yaml", "/deploy/a.yaml", "other"),
        ("<stdin>", "<stdin>", "other"),
        ("", "", "other"),
    ],
)
def test_a_file_is_named_from_the_top_of_the_repository(top: Path, written: str, path: str, base: str) -> None:
    file = written.format(top=top)
    assert repository_paths.of([file]) == {file: (path, base)}


@pytest.mark.usefixtures("top")
def test_files_of_the_gitops_repository_are_named_from_its_top() -> None:
    assert repository_paths.of(["clusters/a.yaml"], {"clusters/a.yaml"}) == {
        "clusters/a.yaml": RepositoryPath("clusters/a.yaml", "gitops")
    }


def test_without_a_repository_the_current_folder_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert repository_paths.of([f"{tmp_path}/a.yaml"])[f"{tmp_path}/a.yaml"] == ("a.yaml", "own")


def test_a_folder_that_is_gone_has_no_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert repository_paths.of(["a.yaml"]) == {"a.yaml": ("a.yaml", "other")}
