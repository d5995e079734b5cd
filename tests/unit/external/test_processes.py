import os
import signal

import pytest

from generator.errors import ProgramError
from generator.external import processes
from tests import patience

KILLED = ("--jobs 2: a process was killed", "if memory was short, try fewer: --jobs 1")


def test_a_call_is_done_in_another_process() -> None:
    with processes.start(1) as started:
        assert started.result(started.submit(bytes, started.share(b"a"))) == b"a"
        assert started.count() == 1


def test_a_process_that_is_killed_is_an_error_with_a_way_out() -> None:
    with pytest.raises(ProgramError) as caught, processes.start(2) as started:
        started.result(started.submit(os.abort))
    assert (caught.value.message, caught.value.hint) == KILLED


def test_a_process_that_is_killed_between_two_calls_is_the_same_error() -> None:
    with pytest.raises(ProgramError) as caught, processes.start(2) as started:
        kill_and_go_on(started)
    assert (caught.value.message, caught.value.hint) == KILLED


def kill_and_go_on(started: processes.Processes) -> None:
    os.kill(int(started.result(started.submit(own_pid))), signal.SIGKILL)
    assert patience.until(lambda: refuses(started))
    started.submit(bytes)


def own_pid() -> bytes:
    return b"%d" % os.getpid()


def refuses(started: processes.Processes) -> bool:
    """Whether the pool knows that a process has died."""
    try:
        started.submit(bytes)
    except ProgramError:
        return True
    return False
