import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.files import tree_stat
from generator.files.tree_stat import GitOpsTimes, Stamp
from tests.builders import folders

OVERLAY = "projects/risk/fraud/overlays/dev"
FILE = f"{OVERLAY}/config/a.yaml"
ENTRY = "clusters/eu/dev/risk.fraud.yaml"
LATER = 10 * 1_000_000_000


@pytest.fixture
def into(tmp_path: Path) -> Path:
    folders.fill(
        tmp_path, FILE, f"{OVERLAY}/kustomization.yaml", ENTRY, "clusters/us/dev/risk.churn.yaml", content=b"abc"
    )
    folders.fill(tmp_path, "projects/risk/churn/overlays/dev/x.yaml", content=b"abc")
    return tmp_path


def stamp(into: Path, now: int | None = None) -> Stamp | None:
    return GitOpsTimes(str(into)).stamp("risk", "fraud", time.time_ns() + LATER if now is None else now)


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


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen_without_reading(into: Path, change: str) -> None:
    made = stamp(into)
    assert made is not None
    assert is_unchanged(into, made)
    time.sleep(tree_stat.TICK / 1e9 / 2)  # the clock of the file system goes on
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


def test_what_changed_a_moment_ago_may_change_again_with_the_same_time(into: Path) -> None:
    assert stamp(into, time.time_ns()) is None


@pytest.mark.parametrize(
    ("changed", "now", "settled"),
    [
        (1_000_000_001, 1_000_000_001 + tree_stat.TICK, False),
        (1_000_000_001, 1_000_000_002 + tree_stat.TICK, True),
        (1_000_000_000, 1_000_000_002 + tree_stat.TICK, False),
        (1_000_000_000, 1_000_000_000 + tree_stat.LONG_TICK, False),
        (1_000_000_000, 1_000_000_001 + tree_stat.LONG_TICK, True),
        (9_000_000_001, 1_000_000_000, False),
    ],
)
def test_whole_seconds_are_of_a_coarse_clock_and_a_future_time_is_never_settled(
    changed: int, now: int, *, settled: bool
) -> None:
    assert tree_stat.is_settled(changed, now) is settled


def test_a_project_that_is_not_there_has_no_stamp(into: Path) -> None:
    assert GitOpsTimes(str(into)).stamp("risk", "none", time.time_ns() + LATER) is None
    assert GitOpsTimes(str(into / "none")).stamp("risk", "fraud", time.time_ns() + LATER) is None
