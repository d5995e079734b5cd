"""Where projects are processed: in this process, in several processes of this machine, or on a Dask cluster.

Workers are a `concurrent.futures.Executor`. They get everything that they need as bytes, and share nothing with this process:
the platform once, projects in batches, whose results come back in order. What concerns all projects (names, hosts, quotas),
the cache and every file stay with this process.
"""

import pickle
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from threading import Lock
from typing import Any, Protocol

from generator.discovery import platform_folder
from generator.errors import ProgramError
from generator.external import processes
from generator.generation import fingerprints, work
from generator.generation.execution import Execution
from generator.generation.results import ProjectResult, RunOptions
from generator.generation.work import Source
from generator.validation import platform as platforms
from generator.validation.platform import Platform

BATCH = 16
"""The most projects of a batch: some 0.2 CPU seconds, and 1 MB of files."""
AHEAD = 2
"""Batches that wait for each worker, so that none is idle while its last results are on their way; bounds the memory."""


class Workers(Protocol):
    """An executor, with its errors as ProgramError."""

    address: str
    """How messages name it."""

    def share(self, value: bytes) -> Any:
        """Send bytes once; what is returned stands for them as an argument."""
        ...

    def count(self) -> int:
        """The number of workers at the moment, at least 1."""
        ...

    def submit(self, function: Callable[..., bytes], *arguments: Any) -> "Future[bytes]":
        """Call a function of a module. Raises ProgramError if workers are lost."""
        ...

    def result(self, future: "Future[bytes]") -> bytes:
        """Wait for a result. Raises ProgramError if workers are lost."""
        ...


@contextmanager
def start(execution: Execution, total: int) -> Iterator[Workers | None]:
    """The workers for so many projects; None if this process does the work itself."""
    if execution.cluster:
        from generator.external import dask_cluster

        with dask_cluster.connect(execution.cluster) as cluster:
            yield cluster
    elif min(execution.jobs, total) > 1:
        with processes.start(execution.jobs) as started:
            yield started
    else:
        yield None


def results(
    sources: Iterable[Source | ProjectResult], platform: Platform, options: RunOptions, workers: Workers, *, total: int
) -> Generator[tuple[Source | None, ProjectResult], None, None]:
    """The result of each source, in order; what is a result already is passed on."""
    contents = platform_folder.with_overlays(platform.contents)
    versions, wanted = fingerprints.versions(), workers.share(pickle.dumps((contents, options)))
    size = max(1, min(BATCH, total // (4 * workers.count())))
    remaining = iter(sources)
    pending: deque[tuple[list[Source | ProjectResult], Future[bytes] | None]] = deque()
    try:
        while True:
            while len(pending) < AHEAD * workers.count() and (batch := list(islice(remaining, size))):
                given = [each for each in batch if isinstance(each, Source)]
                future = workers.submit(perform, versions, wanted, pickle.dumps(given)) if given else None
                pending.append((batch, future))
            if not pending:
                return
            batch, future = pending.popleft()
            found = _unpacked(workers.result(future), workers.address) if future is not None else ()
            yield from _in_order(batch, iter(found))
    except BaseException:
        _abandon(pending)  # an interrupt does not wait for the rest
        raise


def _abandon(pending: Iterable[tuple[Any, "Future[bytes] | None"]]) -> None:
    for _, future in pending:
        if future is not None:
            future.cancel()


def _in_order(
    batch: Sequence[Source | ProjectResult], found: Iterator[ProjectResult]
) -> Iterator[tuple[Source | None, ProjectResult]]:
    for each in batch:
        yield (each, next(found)) if isinstance(each, Source) else (None, each)


def _unpacked(answer: bytes, address: str) -> list[ProjectResult]:
    theirs, found = pickle.loads(answer)  # noqa: S301 - from our own workers
    if found is None:
        name, own = next((name, own) for name, own in fingerprints.versions().items() if theirs.get(name) != own)
        fact = f"{address}: a worker has {name} {theirs.get(name)}, and this is {own}"
        raise ProgramError(fact, hint="install the same version here and on all workers: their output may differ")
    results_found: list[ProjectResult] = found
    return results_found


_ONE_AT_A_TIME = Lock()
"""A Dask worker may have several threads, and the templates of a platform are used by one at a time."""


def perform(versions: Mapping[str, str], wanted: bytes, packed: bytes) -> bytes:
    """Process a batch in a worker: bytes to bytes, and nothing is read but tidegate's own files.

    The answer has no results if the worker's versions are not those of the process that asks.
    """
    own = fingerprints.versions()
    if versions != own:
        return pickle.dumps((own, None))
    with _ONE_AT_A_TIME:
        platform, options = _prepared(wanted)
        sources: list[Source] = pickle.loads(packed)  # noqa: S301 - from the process that asks
        return pickle.dumps((own, [work.process(each, platform, options) for each in sources]))


RUNS = 4
"""Runs at a time for which a worker of a Dask cluster keeps platform and templates; each more makes them anew for every batch."""


@lru_cache(maxsize=RUNS)
def _prepared(wanted: bytes) -> tuple[Platform, RunOptions]:
    """The platform and options of a run."""
    contents, options = pickle.loads(wanted)  # noqa: S301 - from the process that asks
    return platforms.made_of(contents), options
