import errno
import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from stat import S_IMODE
from typing import NoReturn

import pytest

from generator import errors
from generator.files import locking, reading, status, writing
from tests.builders import folders

LEFT, LIVE = (f"{writing.TEMPORARY}{digit * 16}" for digit in "01")
OTHER = 4711  # a user, and a group
AGAIN = ", then run the same command again: until then every file is whole, old or new"
NUMBER = 40
WRITES = """
import sys
from pathlib import Path
from generator.layout import tree
from generator.files import gitops_folder
print("ready", flush=True)
for turn in range(int(sys.argv[3])):
    top = tree.header("risk-ml", "fraud")
    body = (sys.argv[2] * 60 + "\\n") * 200
    names = [f"projects/risk-ml/fraud/overlays/dev/{turn % 3}/{number}.yaml" for number in range(40)]
    files = {name: f"{top}\\n{body}# end\\n".encode() for name in names}
    plan = gitops_folder.plan(Path(sys.argv[1]), files, team="risk-ml", project="fraud")
    gitops_folder.apply(Path(sys.argv[1]), plan)
"""


def started(into: Path, letter: str, turns: int) -> subprocess.Popen[bytes]:
    """A process that writes in turn three trees of other names, once it has said that it is ready."""
    running = subprocess.Popen([sys.executable, "-c", WRITES, str(into), letter, str(turns)], stdout=subprocess.PIPE)
    assert running.stdout
    with running.stdout as out:
        assert out.readline() == b"ready\n"
    return running


def halves(into: Path) -> list[str]:
    found = [path for path in into.rglob("*.yaml") if not any(map(writing.is_temporary, path.parts))]
    return [str(path) for path in found if not path.read_bytes().endswith(b"# end\n")]


@pytest.fixture
def target(tmp_path: Path) -> Path:
    (tmp_path / "a.yaml").write_bytes(b"old")
    return tmp_path / "a.yaml"


@pytest.mark.parametrize(
    ("call", "error", "hint"),
    [
        ("write", OSError(errno.ENOSPC, "No space left on device"), "free some space"),
        (
            "open",
            OSError(errno.EACCES, "Permission denied"),
            "give the user that runs tidegate the right to read and write here",
        ),
        (
            "open",
            OSError(errno.EROFS, "Read-only file system"),
            "mount the file system for writing, or write into another folder",
        ),
        ("replace", OSError(errno.EIO, "Input/output error"), "mend that"),
        ("replace", OSError(errno.ENOENT, "No such file or directory"), "mend that"),
    ],
    ids=["full", "forbidden", "read-only", "broken", "vanishing"],
)
def test_a_refusal_of_the_file_system_leaves_the_old_file_alone(
    target: Path, monkeypatch: pytest.MonkeyPatch, call: str, error: OSError, hint: str
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fails)
        with pytest.raises(errors.NotReadyError) as caught:
            writing.Writer().write(str(target), b"new")
    assert (caught.value.message, caught.value.hint) == (f"{target}: cannot be written: {error.strerror}", hint + AGAIN)
    assert ([path.name for path in target.parent.iterdir()], target.read_bytes()) == (["a.yaml"], b"old")


def test_a_disk_that_fills_up_midway_leaves_no_half_file(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write

    def short(handle: int, content: memoryview) -> int:
        if len(content) <= 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(handle, content[:2])

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", short)
        with pytest.raises(errors.NotReadyError):
            writing.Writer().write(str(target), b"a longer text")
    assert ([path.name for path in target.parent.iterdir()], target.read_bytes()) == (["a.yaml"], b"old")


def test_a_short_write_is_continued(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda handle, content: write(handle, content[:3]))
        writing.Writer().write(str(target), b"a longer text")
    assert target.read_bytes() == b"a longer text"


@pytest.mark.parametrize("path", ["name.txt", "folder/name.txt", "./folder/name.txt", "deep/er/name.txt"])
def test_a_path_from_here_makes_its_own_folders_alone(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    writing.Writer().write(path, b"x")
    assert [str(found.relative_to(tmp_path)) for found in tmp_path.rglob("*") if found.is_file()] == [
        os.path.normpath(path)
    ]
    assert [found.name for found in tmp_path.iterdir()] == [Path(path).parts[0]]


def test_a_link_is_replaced_and_its_target_left(target: Path) -> None:
    link = target.parent / "link.yaml"
    link.symlink_to(target)
    writing.Writer().write(str(link), b"new")
    assert (link.is_symlink(), link.read_bytes(), target.read_bytes()) == (False, b"new", b"old")


def test_a_temporary_file_that_another_run_removed_is_written_again(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace
    taken: list[str] = []

    def steals_once(old: str, new: str) -> None:
        if not taken:
            taken.append(old)
            Path(old).unlink()
        replace(old, new)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", steals_once)
        writing.Writer().write(str(target), b"new")
    assert (len(taken), target.read_bytes()) == (1, b"new")


def test_a_folder_that_another_run_removed_is_made_again(tmp_path: Path) -> None:
    writer = writing.Writer()
    writer.write(f"{tmp_path}/sub/a.yaml", b"a")
    (tmp_path / "sub/a.yaml").unlink()
    (tmp_path / "sub").rmdir()
    writer.write(f"{tmp_path}/sub/b.yaml", b"b")
    assert (tmp_path / "sub/b.yaml").read_bytes() == b"b"


@pytest.mark.parametrize("umask", [0o002, 0o022, 0o077], ids=oct)
def test_a_new_file_follows_the_umask_and_an_old_one_keeps_its_mode(target: Path, umask: int) -> None:
    target.chmod(0o664)
    before = os.umask(umask)
    try:
        for name in ("a.yaml", "b.yaml"):
            writing.Writer().write(f"{target.parent}/{name}", b"new")
    finally:
        os.umask(before)
    modes = [S_IMODE((target.parent / name).stat().st_mode) for name in ("a.yaml", "b.yaml")]
    assert [oct(mode) for mode in modes] == [oct(0o664), oct(0o666 & ~umask)]


@pytest.mark.parametrize("denied", [(), (OTHER,), (OTHER, -1)], ids=["allowed", "its group alone", "neither"])
def test_an_old_file_keeps_its_owner_as_far_as_we_may_give_it_away(
    target: Path, monkeypatch: pytest.MonkeyPatch, denied: tuple[int, ...]
) -> None:
    asked = []

    def gives(_: int, user: int, group: int) -> None:
        asked.append((user, group))
        if user in denied:
            raise PermissionError(errno.EPERM, "Operation not permitted")

    found = target.stat()
    others = os.stat_result((found.st_mode, found.st_ino, found.st_dev, 1, OTHER, OTHER, *found[6:]))
    with monkeypatch.context() as patch:
        patch.setattr(os, "fchown", gives)
        patch.setattr(os, "lstat", lambda _: others)
        writing.Writer().write(str(target), b"new")
    assert asked == [(OTHER, OTHER), (-1, OTHER)][: 1 + bool(denied)]
    assert target.read_bytes() == b"new"


def test_a_sweep_takes_what_is_left_over_and_nothing_else(tmp_path: Path) -> None:
    for name in (LEFT, LIVE, ".tidegate-notes", f"{LEFT}.yaml"):
        (tmp_path / name).write_bytes(b"ha")
    (tmp_path / f"{writing.TEMPORARY}{'2' * 16}").mkdir()
    (tmp_path / f"{writing.TEMPORARY}{'3' * 16}").symlink_to("elsewhere")
    before = {path.name for path in tmp_path.iterdir()}
    with (tmp_path / LIVE).open("rb") as held:
        assert locking.acquire(held.fileno())
        writing.sweep(str(tmp_path))
    assert before - {path.name for path in tmp_path.iterdir()} == {LEFT}
    writing.sweep(str(tmp_path / "nowhere"))


def test_what_is_being_written_is_not_swept_away(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    seen = []

    def sweeps(handle: int, content: memoryview) -> int:
        writing.sweep(str(target.parent))
        seen.append(len(list(target.parent.iterdir())))
        return write(handle, content)

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", sweeps)
        writing.Writer().write(str(target), b"new")
    assert (seen, target.read_bytes()) == ([2], b"new")


def test_a_temporary_file_may_lie_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = os.replace
    seen: list[Path] = []

    def noted(old: str, new: str) -> None:
        seen.append(Path(old).parent)
        replace(old, new)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", noted)
        writing.Writer().write(f"{tmp_path}/here/a.yaml", b"new", temporary_folder=f"{tmp_path}/there")
    assert (seen, (tmp_path / "here/a.yaml").read_bytes()) == ([tmp_path / "there"], b"new")


def test_a_file_is_looked_at_when_it_is_written(target: Path) -> None:
    found = writing.Writer().write(str(target), b"new", looked=True)
    assert found == status.of(os.lstat(target))
    assert writing.Writer().write(str(target), b"new") is None


@pytest.mark.parametrize("content", [b"NEW", b"", b"new and more"])
def test_a_file_that_somebody_changes_at_once_is_not_known(
    target: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    replace = os.replace

    def changed(old: str, new: str) -> None:
        replace(old, new)
        target.write_bytes(content)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", changed)
        assert writing.Writer().write(str(target), b"new", looked=True) is None
    assert target.read_bytes() == content


FOLDER: dict[str, bytes] = {"a.yaml": b"a", "in/side/b.yaml": b"b", "in/c.yaml": b"c"}


@pytest.mark.parametrize("parent", ["", "not/there/"])
def test_a_new_folder_appears_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parent: str) -> None:
    new = tmp_path / f"{parent}new"
    replace = os.replace
    seen: list[bool] = []

    def noted(old: str, new: str) -> None:
        seen.append(os.path.lexists(new))
        replace(old, new)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", noted)
        found = writing.Writer().write_folder(str(new), FOLDER, looked=True)
    assert (seen, folders.files(new), list(new.parent.iterdir())) == ([False], FOLDER, [new])
    assert found == {name: status.of(os.lstat(new / name)) for name in FOLDER}


@pytest.mark.parametrize("there", ["new", "new/a.yaml"])
def test_a_folder_is_not_written_over_what_is_there(tmp_path: Path, there: str) -> None:
    folders.fill(tmp_path, there, content=b"old")
    assert writing.Writer().write_folder(f"{tmp_path}/new", FOLDER) == {}
    assert (folders.files(tmp_path), [path.name for path in tmp_path.iterdir()]) == ({there: b"old"}, ["new"])


@pytest.mark.parametrize("call", ["mkdir", "write", "replace"])
def test_a_folder_that_the_file_system_refuses_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fails)
        assert writing.Writer().write_folder(f"{tmp_path}/new", FOLDER) == {}
        patch.undo()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_another_run_removes_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locking, "acquire", lambda _: False)
    assert writing.Writer().write_folder(f"{tmp_path}/new", FOLDER) == {}
    assert not (tmp_path / "new").exists()


def test_an_interrupt_leaves_nothing_of_a_new_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            writing.Writer().write_folder(f"{tmp_path}/new", FOLDER)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_being_written_is_not_discarded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = os.replace

    def discarded(old: str, new: str) -> None:
        writing.discard(old)
        replace(old, new)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", discarded)
        writing.Writer().write_folder(f"{tmp_path}/new", FOLDER)
    assert folders.files(tmp_path / "new") == FOLDER


def test_a_folder_that_a_killed_run_left_is_discarded(tmp_path: Path) -> None:
    folders.fill(tmp_path, f"{LEFT}/dev/a.yaml", "elsewhere/b.yaml")
    (tmp_path / LEFT / "link").symlink_to(tmp_path / "elsewhere")
    writing.discard(f"{tmp_path}/{LEFT}")
    assert [path.name for path in tmp_path.rglob("*")] == ["elsewhere", "b.yaml"]


def without_locks(*_: object) -> NoReturn:
    raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))


def test_without_locks_files_are_written_and_nothing_is_swept(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fcntl, "flock", without_locks)
    (target.parent / LEFT).write_bytes(b"ha")
    writing.Writer().write(str(target), b"new")
    writing.Writer().write_folder(f"{target.parent}/new", FOLDER)
    writing.sweep(str(target.parent))
    assert ((target.parent / LEFT).exists(), target.read_bytes()) == (True, b"new")
    assert folders.files(target.parent / "new") == FOLDER


def test_a_folder_where_a_file_should_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").mkdir()
    with pytest.raises(errors.NotReadyError) as caught:
        writing.Writer().write(f"{tmp_path}/a.yaml", b"")
    assert (caught.value.message, caught.value.hint) == (
        f"{tmp_path}/a.yaml: cannot be written: Is a directory",
        "move away the folder that lies where a file should be" + AGAIN,
    )


def test_what_cannot_be_removed_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").mkdir()
    with pytest.raises(errors.NotReadyError, match=rf"^{tmp_path}/a.yaml: cannot be removed: "):
        writing.remove(f"{tmp_path}/a.yaml")


def test_read_gives_the_start_of_a_file_and_none_for_none(target: Path) -> None:
    assert (reading.head(str(target), 2), reading.head(f"{target}x", 2)) == (b"ol", None)


def test_a_real_limit_on_file_size_is_reported_in_its_words(tmp_path: Path) -> None:
    limited = (
        "import resource, signal\n"
        "from generator import errors\n"
        "from generator.files import locking, reading, writing\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n"
        f"    writing.Writer().write({str(tmp_path / 'a.yaml')!r}, b'x' * 5000)\n"
        "except errors.NotReadyError as error:\n"
        "    print(error.message)\n"
    )
    done = subprocess.run([sys.executable, "-c", limited], capture_output=True, check=True, text=True)
    assert done.stdout == f"{tmp_path}/a.yaml: cannot be written: File too large\n"
    assert list(tmp_path.iterdir()) == []


def test_a_run_killed_anywhere_leaves_whole_files_and_the_next_run_repairs(tmp_path: Path) -> None:
    for attempt in range(20):
        running = started(tmp_path, "ab"[attempt % 2], 100_000)
        time.sleep(0.0031 * attempt)
        running.kill()
        assert (running.wait(), halves(tmp_path)) == (-signal.SIGKILL, [])
    assert started(tmp_path, "c", 1).wait() == 0
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert (len(left), halves(tmp_path), {path.parent.name for path in left}) == (NUMBER, [], {"0"})


def test_two_runs_at_once_leave_whole_files_at_any_moment(tmp_path: Path) -> None:
    running = [started(tmp_path, letter, 30) for letter in "ab"]
    paths = [
        f"{tmp_path}/projects/risk-ml/fraud/overlays/dev/{turn}/{name}.yaml"
        for turn in range(3)
        for name in range(NUMBER)
    ]
    seen = []
    while any(one.poll() is None for one in running):
        found = [reading.head(path, 1 << 20) for path in paths]
        seen += [content for content in found if content is not None and not content.endswith(b"# end\n")]
    assert ([one.returncode for one in running], seen) == ([0, 0], [])
