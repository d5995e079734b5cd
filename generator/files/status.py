"""What the system says of a file or folder (`stat`), and whether two equal answers mean that nothing was changed between them.

A change sets the change time, which no program can choose. How fine it is depends on the file system:

* Since Linux 6.13 the usual file systems are exact: a change after somebody has looked gets a time of its own. So it is enough to
  look before reading.
* Others count in ticks of 1 to 20 ms, or in seconds. Two changes within one get the same time, and who looked between them sees
  no difference (Git's racy-clean rule): what has just changed cannot be known by its times.
"""

import os
from collections.abc import Callable
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

TICK = 100_000_000
"""Nanoseconds that are surely longer than a tick of the clock of a file system, which is 1 to 20 ms."""
LONG_TICK = 3_000_000_000
"""The same for file systems whose times are whole seconds (or two, as FAT's)."""
SECOND = 1_000_000_000
LOOKS = 5
"""How often a file is changed and looked at to see whether its times are exact. By chance a tick ends once between two looks."""

Status = tuple[int, int, int, int, int, int]
"""Mode, inode, device, size, and the times of modification and change in nanoseconds."""


of: Callable[[os.stat_result], Status] = attrgetter(
    "st_mode", "st_ino", "st_dev", "st_size", "st_mtime_ns", "st_ctime_ns"
)
"""The status in what the system says; for a run over 1,000 projects it is asked for 60,000 times."""


class Clock(NamedTuple):
    """The clock of a file system, which need not be that of this machine: its device, its time, and whether it is exact."""

    device: int
    now: int
    exact: bool

    def is_final(self, status: Status) -> bool:
        """Whether a change after the status was taken is seen in the next one; of another file system nothing is known."""
        *_, changed = status
        is_settled = changed + (TICK if changed % SECOND else LONG_TICK) < self.now
        return status[2] == self.device and (self.exact or is_settled)


def clock(folder: str) -> Clock | None:
    """The clock of the file system of a folder; None if it cannot be told.

    It is read from a file without a name, which nobody sees and which ends with its handle. Not every system has such files.
    """
    try:
        handle = os.open(folder, os.O_TMPFILE | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    except (AttributeError, OSError):
        return None
    try:
        times = [_changed(handle) for _ in range(LOOKS)]
        device = os.fstat(handle).st_dev
    except OSError:
        return None
    finally:
        os.close(handle)
    return Clock(device, times[0], all(one < other for one, other in pairwise(times)))


def _changed(handle: int) -> int:
    """The change time of a file after another change."""
    os.write(handle, b"x")
    return os.fstat(handle).st_ctime_ns
