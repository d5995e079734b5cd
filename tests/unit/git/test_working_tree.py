"""Which project files Git lets us see: wherever its settings lie, and what is said where it refuses a repository."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generator import errors
from generator.discovery import projects
from generator.git import source_state, working_tree
from tests.builders import repositories
from tests.builders.repositories import put

NAME = "ml-project.yaml"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return repositories.home(tmp_path / "home", monkeypatch)


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """A repository with one project that Git ignores and one that it does not."""
    top = repositories.init(tmp_path / "top")
    put(top, ".gitignore", b"ignored/\n")
    put(top, f"ignored/{NAME}")
    put(top, f"kept/{NAME}")
    return top


@pytest.fixture
def of_another_user(top: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, where Git takes another user for its owner."""
    program = put(
        tmp_path, "bin/git", f'#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec {shutil.which("git")} "$@"\n'.encode()
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")
    return top


Settings = Callable[[Path, str, pytest.MonkeyPatch], object]


def in_home(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(put(folder, ".gitconfig", text.encode()).parent))


def in_xdg(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder, "git/config", text.encode())
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    monkeypatch.setenv("HOME", str(folder / "nowhere"))


def in_global(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(put(folder, "settings", text.encode())))


def in_system(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GIT_CONFIG_NOSYSTEM")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", str(put(folder, "settings", text.encode())))


def in_variables(_: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    section, line = text.splitlines()
    key, value = line.split(" = ")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", f"{section.strip('[]')}.{key}")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", value)


@pytest.mark.parametrize("settings", [in_home, in_xdg, in_global, in_system, in_variables])
def test_a_repository_that_is_trusted_is_searched_without_what_git_ignores(
    of_another_user: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings(tmp_path / "settings", f"[safe]\ndirectory = {of_another_user}\n", monkeypatch)
    assert working_tree.files(str(of_another_user), NAME) == [f"kept/{NAME}"]


@pytest.mark.parametrize("settings", [in_home, in_xdg, in_global, in_system, in_variables])
def test_what_a_person_ignores_everywhere_is_ignored(
    top: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    everywhere = put(tmp_path, "everywhere", b"kept/\n")
    settings(tmp_path / "settings", f"[core]\nexcludesFile = {everywhere}\n", monkeypatch)
    assert working_tree.files(str(top), NAME) == []


def test_a_repository_that_is_not_trusted_is_not_searched(of_another_user: Path) -> None:
    for asked in (
        lambda: projects.find([str(of_another_user)]),
        lambda: working_tree.tip(str(of_another_user)),
        lambda: source_state.trailers(str(of_another_user)),
    ):
        with pytest.raises(errors.NotReadyError) as caught:
            asked()
        assert (caught.value.message, caught.value.hint) == (
            f"{of_another_user}: another user owns this Git repository, and Git refuses to read it",
            f"if you trust it: git config --global --add safe.directory {of_another_user}",
        )


def test_a_repository_inside_that_is_not_trusted_is_not_searched(
    of_another_user: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_global(tmp_path / "settings", f"[safe]\ndirectory = {of_another_user}\n", monkeypatch)
    inner = repositories.init(of_another_user / "inner")
    with pytest.raises(errors.NotReadyError) as caught:
        working_tree.files(str(of_another_user), NAME)
    assert caught.value.message == f"{inner}: another user owns this Git repository, and Git refuses to read it"


def test_project_files_that_are_named_need_no_search(of_another_user: Path) -> None:
    assert projects.find([f"{of_another_user}/kept/{NAME}"]) == [f"{of_another_user}/kept/{NAME}"]


def test_a_repository_that_git_cannot_read_is_not_searched(top: Path) -> None:
    put(top, ".git/index", b"broken")
    with pytest.raises(errors.NotReadyError) as caught:
        working_tree.files(str(top), NAME)
    assert caught.value.message.startswith(f"{top}: git ls-files failed: ")
    assert caught.value.hint == (
        "files that Git ignores cannot be told from others: mend that, or name the project files one by one"
    )


def test_a_folder_that_only_looks_like_a_repository_is_none(tmp_path: Path) -> None:
    put(tmp_path, f"folder/.git/{NAME}")
    assert working_tree.files(str(tmp_path / "folder"), NAME) is None


def test_without_git_there_is_no_repository(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert working_tree.files(str(top), NAME) is None
    assert working_tree.tip(str(top)) is None


@pytest.mark.parametrize("name", ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX"])
def test_the_repository_of_a_hook_that_calls_us_does_not_count(
    top: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, str(tmp_path / "nowhere"))
    assert working_tree.files(str(top), NAME) == [f"kept/{NAME}"]
