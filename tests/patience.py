"""How long tests wait, so that a busy machine is never taken for a hang, nor a moment that it lost for slow code."""

import time
from collections.abc import Callable

LONG = 300
"""Seconds for what ends by itself, on any machine; what would be a hang lasts longer than this."""
ATTEMPTS = 3
EVENLY = 9
SHORT = 0.02
"""Seconds below which a measurement is noise."""


def until(true: Callable[[], bool]) -> bool:
    """Wait for what comes sooner or later; whether it came."""
    end = time.monotonic() + LONG
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def grows_evenly(work: Callable[[int], object], size: int) -> None:
    """Assert that the work on `size` takes no more than `EVENLY` times the processor time of that on a quarter of it.

    Work that grows with its input takes 4 times as long, with the square of it 16 times: a ratio holds on any machine. It is
    taken again where it is too large: another program may have had the caches.
    """
    ratios: list[float] = []
    while len(ratios) < ATTEMPTS and min(ratios, default=EVENLY) >= EVENLY:
        part, whole = (_seconds(work, each) for each in (size // 4, size))
        ratios.append(whole / max(part, SHORT))
    assert min(ratios) < EVENLY, ratios


def _seconds(work: Callable[[int], object], size: int) -> float:
    begun = time.process_time()
    work(size)
    return time.process_time() - begun


def spends(work: Callable[[], object], *, at_most: float) -> None:
    """Assert that the work takes so many seconds of a processor; again where it took more: the machine may have stood still."""
    took: list[float] = []
    while len(took) < ATTEMPTS and min(took, default=at_most) >= at_most:
        begun = time.process_time()
        work()
        took.append(time.process_time() - begun)
    assert min(took) < at_most, took
