import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.files import status
from generator.files.status import Clock, Status
from generator.files.tree_stat import GitOpsTimes, Stamp
from tests.builders import folders

OVERLAY = "projects/risk/fraud/overlays/dev"
FILE = f"{OVERLAY}/config/a.yaml"
ENTRY = "clusters/eu/dev/risk.fraud.yaml"
SHARED = ("projects", "projects/risk", "clusters")
OWN = ("projects/risk/fraud", OVERLAY)


@pytest.fixture(autouse=True)
def exact(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests wait where the file system of this machine is not exact."""
    clocks(monkeypatch, exact=True)


def clocks(monkeypatch: pytest.MonkeyPatch, *, exact: bool, later: int = 0) -> None:
    monkeypatch.setattr(
        status, "clock", lambda folder: Clock(Path(folder).stat().st_dev, time.time_ns() + later, exact)
    )


@pytest.fixture
def into(tmp_path: Path) -> Path:
    folders.fill(
        tmp_path, FILE, f"{OVERLAY}/kustomization.yaml", ENTRY, "clusters/us/dev/risk.churn.yaml", content=b"abc"
    )
    folders.fill(tmp_path, "projects/risk/churn/overlays/dev/x.yaml", content=b"abc")
    return tmp_path


def stamp(into: Path) -> Stamp | None:
    return GitOpsTimes(str(into)).stamp("risk", "fraud")


def written(into: Path) -> dict[str, Status]:
    """The status of the project's files, as if they had just been written."""
    paths = (FILE, f"{OVERLAY}/kustomization.yaml", ENTRY)
    return {path: status.of(os.lstat(into / path)) for path in paths}


def of_written(into: Path) -> Stamp | None:
    return GitOpsTimes(str(into)).of_written("risk", "fraud", written(into))


def is_unchanged(into: Path, made: Stamp) -> bool:
    return GitOpsTimes(str(into)).is_unchanged("risk", "fraud", made)


def behind_our_back(into: Path) -> None:
    """As many bytes, and the old time of modification."""
    path = into / FILE
    before = path.stat()
    path.write_bytes(b"xyz")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)


def replaced(into: Path) -> None:
    (into / "new").write_bytes(b"xyz")
    before = (into / FILE).stat()
    os.utime(into / "new", ns=(before.st_atime_ns, before.st_mtime_ns))
    (into / "new").rename(into / FILE)


def linked(into: Path, path: str) -> None:
    (into / path).rename(into / "moved")
    (into / path).symlink_to(into / "moved")


CHANGES: dict[str, Callable[[Path], object]] = {
    "bytes of the same number with the old time": behind_our_back,
    "another file with the old time in its place": replaced,
    "a file more": lambda into: (into / OVERLAY / "more").write_bytes(b""),
    "a file less": lambda into: (into / FILE).unlink(),
    "an empty folder": lambda into: (into / OVERLAY / "config/more").mkdir(),
    "a link to the file": lambda into: linked(into, FILE),
    "a link to the folder": lambda into: linked(into, OVERLAY),
    "a link to the folder of projects": lambda into: linked(into, "projects"),
    "a link to the team": lambda into: linked(into, "projects/risk"),
    "a link to the clusters": lambda into: linked(into, "clusters"),
    "other rights": lambda into: (into / FILE).chmod(0o700),
    "an entry on another cluster": lambda into: folders.fill(into, "clusters/us/dev/risk.fraud.yaml"),
    "no entry": lambda into: (into / ENTRY).unlink(),
    "nothing": lambda into: (into / "projects").rename(into / "gone"),
}


@pytest.mark.parametrize("make", [stamp, of_written])
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen_without_reading(into: Path, change: str, make: Callable[[Path], Stamp | None]) -> None:
    made = make(into)
    assert made is not None
    assert is_unchanged(into, made)
    time.sleep(status.TICK / 1e9 / 2)  # a coarse clock goes on
    CHANGES[change](into)
    assert not is_unchanged(into, made)


def test_what_other_projects_do_is_nothing(into: Path) -> None:
    made = stamp(into)
    assert made is not None
    folders.fill(
        into, "projects/risk/new/overlays/dev/x.yaml", "clusters/eu/dev/risk.new.yaml", "clusters/jp/dev/risk.new.yaml"
    )
    (into / "projects/risk/churn/overlays/dev/x.yaml").unlink()
    assert is_unchanged(into, made)


def test_what_is_written_has_the_stamp_that_it_has_when_it_is_looked_at_later(into: Path) -> None:
    assert of_written(into) == stamp(into)


@pytest.mark.parametrize(
    "change", [each for each in CHANGES if "link to the" not in each or each == "a link to the folder"]
)
def test_what_is_changed_while_it_is_written_has_no_stamp(into: Path, change: str) -> None:
    found = written(into)
    CHANGES[change](into)
    made = GitOpsTimes(str(into)).of_written("risk", "fraud", found)
    assert made is None or not is_unchanged(into, made)


@pytest.mark.parametrize("path", [*SHARED, *OWN])
def test_what_is_written_through_a_link_has_no_stamp(into: Path, path: str) -> None:
    linked(into, path)
    assert of_written(into) is None


def test_what_changed_a_moment_ago_may_change_again_with_the_same_time(
    into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clocks(monkeypatch, exact=False)
    assert (stamp(into), of_written(into)) == (None, None)


def test_what_has_not_changed_for_a_while_has_a_stamp_on_a_coarse_clock(
    into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clocks(monkeypatch, exact=False, later=10 * status.SECOND)
    assert stamp(into) is not None


def test_after_a_clock_went_back_nothing_has_a_stamp(into: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clocks(monkeypatch, exact=False, later=-3600 * status.SECOND)
    assert (stamp(into), of_written(into)) == (None, None)


def test_another_file_system_has_no_stamp(into: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status, "clock", lambda _: Clock(-1, time.time_ns(), exact=True))
    assert (stamp(into), of_written(into)) == (None, None)


def test_without_a_clock_nothing_has_a_stamp(into: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status, "clock", lambda _: None)
    assert (stamp(into), of_written(into)) == (None, None)


def test_a_project_that_is_not_there_has_no_stamp(into: Path) -> None:
    assert GitOpsTimes(str(into)).stamp("risk", "none") is None
    assert GitOpsTimes(str(into / "none")).stamp("risk", "fraud") is None
    assert GitOpsTimes(str(into)).of_written("risk", "none", {}) is None
