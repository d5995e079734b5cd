import os

import pytest

from generator.errors import ProgramError
from generator.external import processes


def test_a_call_is_done_in_another_process() -> None:
    with processes.start(1) as started:
        assert started.result(started.executor.submit(bytes, started.share(b"a"))) == b"a"
        assert started.count() == 1


def test_a_process_that_is_killed_is_an_error_with_a_way_out() -> None:
    with pytest.raises(ProgramError) as caught, processes.start(2) as started:
        started.result(started.executor.submit(os.abort))
    assert (caught.value.message, caught.value.hint) == (
        "--jobs 2: a process was killed",
        "if memory was short, try fewer: --jobs 1",
    )
