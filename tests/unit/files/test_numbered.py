import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from generator.errors import NotReadyError
from generator.files import numbered

ROOT = Path(__file__).parents[3]


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


def test_a_link_stays_and_the_file_that_it_leads_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "a.md").symlink_to("kept/b.md")
    numbered.write(tmp_path / "a.md", ["ours 1", "ours 2"], stale=is_stale)
    assert (tmp_path / "a.md").readlink() == Path("kept/b.md")
    assert [each.read_text() for each in sorted((tmp_path / "kept").iterdir())] == ["ours 2", "ours 1"]


def test_a_pipe_gets_all_parts(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    numbered.write(tmp_path / "pipe", ["ours 1\n", "ours 2\n"], stale=is_stale)
    with os.fdopen(reader) as pipe:
        assert pipe.read() == "ours 1\nours 2\n"
    assert (tmp_path / "pipe").is_fifo()


def test_a_link_to_a_device_stays(tmp_path: Path) -> None:
    master, device = os.openpty()
    (tmp_path / "a.md").symlink_to(os.ttyname(device))
    numbered.write(tmp_path / "a.md", ["ours"], stale=is_stale)
    os.set_blocking(master, False)
    assert os.read(master, 4) == b"ours"
    assert Path(os.ttyname(device)).is_char_device()


SHARED = Path("/dev/shm")  # noqa: S108 - a new folder is made in it


@pytest.mark.skipif(not SHARED.is_dir(), reason="this machine has no files in /dev")
def test_a_plain_file_in_dev_is_a_file() -> None:
    with tempfile.TemporaryDirectory(dir=SHARED) as folder:
        numbered.write(Path(folder) / "a.md", ["ours 1", "ours 2"], stale=is_stale)
        assert sorted(path.name for path in Path(folder).iterdir()) == ["a-2.md", "a.md"]


@pytest.mark.parametrize("path", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "link"])
def test_standard_output_goes_on_in_the_file_that_the_shell_has_opened(path: str, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/dev/stdout")
    program = "from generator.files import numbered; from pathlib import Path; "
    program += f"numbered.write(Path({path!r}), ['ours'], stale=bool)"
    (tmp_path / "log").write_text("mine\n")
    with (tmp_path / "log").open("a") as log:
        subprocess.run(
            [sys.executable, "-c", program], cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, stdout=log, check=True
        )
    assert (tmp_path / "log").read_text() == "mine\nours"
