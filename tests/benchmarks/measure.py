"""What a whole process costs, its children included: CPU seconds and peak memory."""

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median_low
from typing import NamedTuple

Run = Callable[[], "Cost"]


class Cost(NamedTuple):
    """CPU seconds, user and system, and the most MiB that were in memory at once."""

    cpu: float
    memory: float


class FailedError(Exception):
    """A program did not do its work; a number would mean nothing."""


def cost(
    command: Sequence[str], *, env: Mapping[str, str], output: Path | None = None, codes: Sequence[int] = (0,)
) -> Cost:
    """Run a command to its end, its output into a file or nowhere; FailedError with its last words where it fails.

    Peak memory below that of this process cannot be seen: it is counted before the command takes its place.
    """
    errors = subprocess.PIPE
    with open(output or os.devnull, "wb") as file:  # noqa: PTH123 - os.devnull is a text
        process = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=file, stderr=errors)
        assert process.stderr is not None  # a pipe was asked for
        with process.stderr as stream:
            said = stream.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in codes:
        raise FailedError(f"{' '.join(command)}: exit {process.returncode}: {said[-500:].decode(errors='replace')}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def rounds(runs: Mapping[str, Run], count: int) -> dict[str, Cost]:
    """The medians of `count` rounds, each of which runs everything once: what disturbs the machine disturbs all alike."""
    seen: dict[str, list[Cost]] = {name: [] for name in runs}
    for _ in range(count):
        for name, run in runs.items():
            seen[name].append(run())
    return {
        name: Cost(median_low([c.cpu for c in costs]), median_low([c.memory for c in costs]))
        for name, costs in seen.items()
    }
