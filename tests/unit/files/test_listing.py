import os
from pathlib import Path

import pytest

from generator.files import listing
from generator.files.listing import FileType


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "b").mkdir()
    (tmp_path / "a").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / "z.yaml").touch()
    (tmp_path / "c.yaml").touch()
    (tmp_path / ".hidden").touch()
    (tmp_path / "link").symlink_to("a")
    (tmp_path / "broken").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe")
    return tmp_path


def test_folders_and_files_are_sorted_without_links_and_hidden_ones(folder: Path) -> None:
    assert listing.folders(str(folder)) == ["a", "b"]
    assert listing.files(str(folder)) == ["c.yaml", "z.yaml"]


def test_both_ways_to_ask_say_the_same(folder: Path) -> None:
    found = dict(listing.entries(str(folder)))
    assert found == {name: listing.file_type(str(folder / name)) for name in found}
    assert (found["link"], found["broken"], found["pipe"]) == (FileType.LINK, FileType.LINK, FileType.OTHER)
    assert listing.file_type(str(folder / "nowhere")) is FileType.NONE


def test_only_nothing_is_falsy(folder: Path) -> None:
    assert [kind for kind in FileType if not kind] == [FileType.NONE]
    with pytest.raises(FileNotFoundError):
        listing.entries(str(folder / "nowhere"))


@pytest.mark.parametrize(
    ("path", "found"),
    [("a", "a"), ("a/ml-project.yaml", "a"), ("z.yaml", "."), ("link", "link"), ("missing/x", "missing")],
)
def test_a_path_has_a_folder(path: str, found: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert listing.folder_of(path) == found
