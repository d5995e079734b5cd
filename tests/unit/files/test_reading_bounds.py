"""How much reading gives at most, and files of ours, which are never reached through a link."""

import errno
import os
from pathlib import Path

import pytest

from generator.errors import NotReadyError
from generator.files import reading

SIZES = (0, 1, 65535, 65536, 65537, 200_000)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file"


@pytest.mark.parametrize("size", SIZES)
def test_a_file_is_read_whole(file: Path, size: int) -> None:
    file.write_bytes(os.urandom(size))
    found = (reading.read(str(file)), reading.content(str(file)), reading.head(str(file)))
    assert found == (file.read_bytes(),) * 3


@pytest.mark.parametrize("size", [1, 65536, 65537, 100_000])
def test_a_head_is_as_long_as_asked_and_no_longer(file: Path, size: int) -> None:
    file.write_bytes(os.urandom(200_000))
    assert reading.head(str(file), size) == file.read_bytes()[:size]


def test_a_file_that_is_too_long_is_told_by_its_length(file: Path) -> None:
    file.write_bytes(b"x" * 20)
    assert reading.read(str(file), limit=10) == b"x" * 11


def test_a_file_of_ours_that_is_too_long_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST", 10)
    file.write_bytes(b"x" * 11)
    with pytest.raises(OSError, match="File too large") as caught:
        reading.content(str(file))
    assert caught.value.errno == errno.EFBIG


def test_what_is_not_there_is_none(file: Path) -> None:
    assert (reading.content(str(file)), reading.head(str(file))) == (None, None)
    with pytest.raises(NotReadyError) as caught:
        reading.read(str(file))
    assert caught.value.message == f"{file} cannot be read: No such file or directory"


def test_a_link_is_followed_for_a_person_and_never_for_us(file: Path, tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"x")
    file.symlink_to("target")
    assert reading.read(str(file)) == b"x"
    for read in (reading.content, reading.head):
        with pytest.raises(OSError, match="symbolic links"):
            read(str(file))


def test_a_pipe_in_the_place_of_a_file_of_ours_is_not_waited_for(file: Path) -> None:
    os.mkfifo(file)
    assert (reading.content(str(file)), reading.head(str(file))) == (b"", b"")
