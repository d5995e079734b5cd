"""What the cache keeps, and that nothing about it can fail a run."""

import os
from pathlib import Path

import pytest

from generator.files import user_cache, writing


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(user_cache.VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_what_is_kept_is_read_and_nothing_else_is_left(folder: Path) -> None:
    user_cache.write("a", b"old")
    user_cache.write("a", b"new")
    assert (user_cache.read("a"), user_cache.read("b")) == (b"new", b"")
    assert [path.name for path in folder.iterdir()] == ["a"]


def test_what_a_killed_run_left_is_removed(folder: Path) -> None:
    folder.mkdir()
    left = folder / f"{writing.TEMPORARY}{'0' * 16}"
    left.write_bytes(b"ha")
    user_cache.write("a", b"new")
    assert [path.name for path in folder.iterdir()] == ["a"]


def test_a_cache_that_goes_meanwhile_is_made_again(folder: Path) -> None:
    user_cache.write("a", b"old")
    (folder / "a").unlink()
    folder.rmdir()
    user_cache.write("a", b"new")
    assert user_cache.read("a") == b"new"


@pytest.mark.parametrize("mode", [0o777, 0o770], ids=oct)
def test_a_folder_that_others_can_write_to_is_not_used(folder: Path, mode: int) -> None:
    folder.mkdir()
    folder.chmod(mode)
    user_cache.write("a", b"x")
    assert (user_cache.read("a"), list(folder.iterdir())) == (b"", [])


def test_without_a_folder_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(user_cache.VARIABLE, "")
    user_cache.write("a", b"x")
    assert user_cache.read("a") == b""


def test_a_link_in_the_cache_is_not_read(folder: Path, tmp_path: Path) -> None:
    folder.mkdir()
    (tmp_path / "secret").write_bytes(b"x")
    (folder / "a").symlink_to("../secret")
    assert user_cache.read("a") == b""


def test_a_full_disk_is_no_problem(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        user_cache.write("a", b"x")
    assert (user_cache.read("a"), list(folder.iterdir())) == (b"", [])
