"""The workers of a run, for all of its passes."""

from contextlib import ExitStack
from typing import TYPE_CHECKING

from generator.generation.execution import Execution

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from generator.generation.workers import Workers


class RunWorkers:
    """The workers of all passes of a run: they start with the first project that needs some, and end with the context."""

    def __init__(self, execution: Execution) -> None:
        self.execution = execution
        self._contexts = ExitStack()
        self._started: Workers | None = None

    def __enter__(self) -> "Self":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: "TracebackType | None"
    ) -> bool | None:
        return self._contexts.__exit__(kind, error, traceback)

    def of(self, total: int) -> "Workers | None":
        """The workers for so many projects; None if this process does the work itself."""
        if self._started is None:
            from generator.generation import workers

            self._started = self._contexts.enter_context(workers.start(self.execution, total))
        return self._started
