import os
from pathlib import Path

import pytest

from generator.files import status
from generator.files.status import Clock, Status

DEVICE = 7


def changed_at(time: int, device: int = DEVICE) -> Status:
    return (0o100644, 1, device, 3, 5, time)


@pytest.mark.parametrize(
    ("changed", "now", "final"),
    [
        (1_000_000_001, 1_000_000_001 + status.TICK, False),
        (1_000_000_001, 1_000_000_002 + status.TICK, True),
        (1_000_000_000, 1_000_000_002 + status.TICK, False),
        (1_000_000_000, 1_000_000_000 + status.LONG_TICK, False),
        (1_000_000_000, 1_000_000_001 + status.LONG_TICK, True),
        (9_000_000_001, 1_000_000_000, False),
    ],
)
def test_whole_seconds_are_of_a_coarse_clock_and_a_future_time_is_never_final(
    changed: int, now: int, *, final: bool
) -> None:
    assert Clock(DEVICE, now, exact=False).is_final(changed_at(changed)) is final


def test_an_exact_clock_tells_a_change_of_this_moment_but_none_of_another_file_system() -> None:
    clock = Clock(DEVICE, 1_000_000_001, exact=True)
    assert clock.is_final(changed_at(1_000_000_001))
    assert not clock.is_final(changed_at(1, device=8))


@pytest.mark.parametrize(
    ("times", "exact"), [([1, 2, 3, 4, 5], True), ([1, 1, 1, 2, 2], False), ([5, 4, 3, 2, 1], False)]
)
def test_a_clock_is_exact_if_each_change_has_its_own_later_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: list[int], *, exact: bool
) -> None:
    left = iter(times)
    monkeypatch.setattr(status, "_changed", lambda _: next(left))
    assert status.clock(str(tmp_path)) == Clock(tmp_path.stat().st_dev, times[0], exact)


def test_reading_the_clock_leaves_a_folder_as_it_is(tmp_path: Path) -> None:
    before = status.of(os.lstat(tmp_path))
    assert status.clock(str(tmp_path)) is not None
    assert status.of(os.lstat(tmp_path)) == before


def test_without_a_folder_there_is_no_clock(tmp_path: Path) -> None:
    assert status.clock(str(tmp_path / "none")) is None


def test_a_system_without_files_that_have_no_name_has_no_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "O_TMPFILE")
    assert status.clock(str(tmp_path)) is None
