"""Where the user's cache folder is, and that a user may have none."""

import pwd
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from generator.files import user_cache

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the places are those of Linux")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("TIDEGATE_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_the_folder_is_below_the_home(home: Path) -> None:
    user_cache.write("a", b"1")
    assert (home / ".cache/tidegate/a").read_bytes() == b"1"
    assert user_cache.read("a") == b"1"


def test_xdg_cache_home_names_the_folder_above(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    user_cache.write("a", b"1")
    assert (tmp_path / "xdg/tidegate/a").read_bytes() == b"1"
    assert not home.exists()


@pytest.mark.usefixtures("home")
def test_a_relative_xdg_cache_home_makes_nothing_in_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", "xdg")
    user_cache.write("a", b"1")
    assert not (tmp_path / "xdg").exists()


@pytest.mark.usefixtures("home")
def test_an_empty_tidegate_cache_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert user_cache.is_used()
    monkeypatch.setenv("TIDEGATE_CACHE", "")
    assert not user_cache.is_used()


@pytest.mark.usefixtures("home")
def test_tidegate_cache_goes_before_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv("TIDEGATE_CACHE", str(tmp_path / "own"))
    user_cache.write("a", b"1")
    assert [path.name for path in tmp_path.iterdir()] == ["own"]


def test_a_user_without_a_home_has_no_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(user: object) -> NoReturn:
        raise KeyError(user)

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HOME")
    monkeypatch.setattr(pwd, "getpwuid", unknown)
    user_cache.write("a", b"1")
    assert user_cache.read("a") == b""
    assert list(tmp_path.iterdir()) == []
