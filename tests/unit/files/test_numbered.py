from pathlib import Path

import pytest

from generator.errors import NotReadyError
from generator.files import numbered


def is_stale(text: str) -> bool:
    return text.startswith("ours")


def test_parts_go_to_files_with_numbers(tmp_path: Path) -> None:
    numbered.write(tmp_path / "a.md", ["ours 1", "ours 2", "ours 3"], stale=is_stale)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "a.md": "ours 1",
        "a-2.md": "ours 2",
        "a-3.md": "ours 3",
    }


def test_a_shorter_run_removes_what_is_left_of_a_longer_one(tmp_path: Path) -> None:
    numbered.write(tmp_path / "a.md", ["ours 1", "ours 2", "ours 3"], stale=is_stale)
    numbered.write(tmp_path / "a.md", ["ours"], stale=is_stale)
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]


def test_a_file_of_somebody_else_stays(tmp_path: Path) -> None:
    (tmp_path / "a-2.md").write_text("mine")
    numbered.write(tmp_path / "a.md", ["ours"], stale=is_stale)
    assert (tmp_path / "a-2.md").read_text() == "mine"


def test_a_file_where_a_folder_is_needed_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "none").write_text("a file")
    with pytest.raises(NotReadyError):
        numbered.write(tmp_path / "none" / "a.md", ["ours"], stale=is_stale)
