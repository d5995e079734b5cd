import os
from pathlib import Path

import pytest

from generator.errors import NotReadyError
from generator.files import reading


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "project" / "sub").mkdir(parents=True)
    (tmp_path / "project" / "sub" / "a.txt").write_bytes(b"text")
    (tmp_path / "outside").write_bytes(b"secret")
    return tmp_path / "project"


def test_a_file_is_read_up_to_a_byte_more_than_its_limit(folder: Path) -> None:
    path = str(folder / "sub" / "a.txt")
    assert (reading.read(path), reading.read(path, limit=2)) == (b"text", b"tex")


@pytest.mark.parametrize(
    ("name", "fact"),
    [("nowhere", "{} cannot be read: No such file or directory"), ("sub", "{} cannot be read: Is a directory")],
)
def test_what_is_no_file_is_told(folder: Path, name: str, fact: str) -> None:
    with pytest.raises(NotReadyError) as caught:
        reading.read(str(folder / name))
    assert caught.value.message == fact.format(folder / name)


def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    with pytest.raises(NotReadyError, match=r"pipe is not a regular file$"):
        reading.read(str(folder / "pipe"))


@pytest.mark.parametrize("path", ["sub/a.txt", "./sub/a.txt"])
def test_a_file_below_the_project_is_read(folder: Path, path: str) -> None:
    assert reading.within(str(folder), path) == b"text"


@pytest.mark.parametrize(
    ("path", "fact"),
    [
        ("../outside", "it is outside the project's folder"),
        ("sub/../../outside", "it is outside the project's folder"),
        ("/etc/passwd", "it is outside the project's folder"),
        ("", "it is outside the project's folder"),
        ("nowhere", "there is no such file"),
        ("sub", "it cannot be read: Is a directory"),
        ("sub/a.txt/b", "it cannot be read: Not a directory"),
        ("link", "it is a link, and links are not followed"),
        ("linked/a.txt", "it is a link, and links are not followed"),
    ],
)
def test_nothing_else_is_and_no_link_leads_out(folder: Path, path: str, fact: str) -> None:
    (folder / "link").symlink_to(folder.parent / "outside")
    (folder / "linked").symlink_to("sub")
    with pytest.raises(ValueError, match=r".") as caught:
        reading.within(str(folder), path)
    assert str(caught.value) == fact
