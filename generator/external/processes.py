"""Several processes of this machine as a `concurrent.futures.Executor`."""

import gc
import multiprocessing
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any

from generator.errors import ProgramError


class Processes:
    """A pool of processes, which are started as they are needed."""

    address = "--jobs"

    def __init__(self, executor: Executor, count: int) -> None:
        self._executor = executor
        self._count = count

    def share(self, value: bytes) -> bytes:
        """The bytes themselves: they go with each call."""
        return value

    def count(self) -> int:
        """The number of processes."""
        return self._count

    def submit(self, function: Callable[..., bytes], *arguments: Any) -> "Future[bytes]":
        """Call a function of a module. Raises ProgramError if a process has died."""
        with self._errors():
            return self._executor.submit(function, *arguments)

    def result(self, future: "Future[bytes]") -> bytes:
        """Wait for the result of a call. Raises ProgramError if a process has died."""
        with self._errors():
            return future.result()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except BrokenProcessPool as error:
            fact = f"--jobs {self._count}: a process was killed"
            raise ProgramError(fact, hint="if memory was short, try fewer: --jobs 1") from error


@contextmanager
def start(count: int) -> Iterator[Processes]:
    """A pool of so many processes; an error or interrupt does not wait for what they still do."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, mp_context=context, initializer=_initialize) as pool:
        try:
            yield Processes(pool, count)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _initialize() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the workers too; the parent says what it means
    gc.set_threshold(100_000, 20, 50)  # as in the parent
