"""Workers that start once for all passes of a run."""

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from generator.generation import workers
from generator.generation.execution import Execution
from generator.generation.run_workers import RunWorkers
from generator.generation.workers import Workers

FOUR = Execution(jobs=4)


def test_all_passes_of_a_run_have_the_same_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    @contextmanager
    def start(execution: Execution, total: int) -> Iterator[Workers | None]:
        told.append(f"{total} projects")
        with own(execution, total) as started:
            yield started
        told.append("end")

    own = workers.start
    monkeypatch.setattr(workers, "start", start)
    with RunWorkers(FOUR) as run_workers:
        assert run_workers.of(70) is run_workers.of(9) is not None
        assert told == ["70 projects"]
    assert told == ["70 projects", "end"]


def test_a_pass_of_one_project_starts_none_but_a_later_one_may() -> None:
    with RunWorkers(FOUR) as run_workers:
        assert run_workers.of(1) is None
        assert multiprocessing.active_children() == []
        assert run_workers.of(2) is not None
