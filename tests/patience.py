"""How long tests wait, so that a busy machine is never taken for a hang, nor a moment that it lost for slow code."""

import time
from collections.abc import Callable

LONG = 300
"""Seconds for what ends by itself, on any machine; what would be a hang lasts longer than this."""
ATTEMPTS = 3


def until(true: Callable[[], bool]) -> bool:
    """Wait for what comes sooner or later; whether it came."""
    end = time.monotonic() + LONG
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def spends(work: Callable[[], object], *, at_most: float) -> None:
    """Assert that the work takes so many seconds of a processor; again where it took more: the machine may have stood still."""
    took: list[float] = []
    while len(took) < ATTEMPTS and min(took, default=at_most) >= at_most:
        begun = time.process_time()
        work()
        took.append(time.process_time() - begun)
    assert min(took) < at_most, took
