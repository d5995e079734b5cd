"""What Dask's client raises, as errors with a way out; test_dask.py has a real cluster."""

import logging
import warnings
from concurrent.futures import CancelledError, Future
from typing import Any

import distributed
import pytest
from distributed.client import ClosedClientError
from distributed.comm.core import CommClosedError

from generator.errors import ProgramError
from generator.external import dask_cluster


class Client:
    """A client whose scheduler is gone, or whose workers give an error."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error

    def get_executor(self, **_: Any) -> "Client":
        return self

    def submit(self, *_: Any, **__: Any) -> Any:
        if self.error is not None:
            raise self.error
        return None

    def nthreads(self) -> dict[str, int]:
        if self.error is not None:
            raise self.error
        return {"a": 1}


LOST = (
    "dask://a: the connection to the Dask scheduler is lost",
    "see whether the scheduler still runs, then run the command again",
)
WAYS_TO_LOSE = [ClosedClientError("a"), CommClosedError("a"), CancelledError("a"), OSError("a"), TimeoutError("a")]


@pytest.mark.parametrize("error", WAYS_TO_LOSE, ids=lambda each: type(each).__name__)
def test_a_cluster_that_is_lost_when_something_is_sent(error: Exception) -> None:
    cluster = dask_cluster.Cluster(Client(error), "dask://a")
    for call in (lambda: cluster.share(b""), lambda: cluster.submit(bytes), cluster.count):
        with pytest.raises(ProgramError) as caught:
            call()
        assert (caught.value.message, caught.value.hint) == LOST


@pytest.mark.parametrize(
    ("error", "words"),
    [(OSError(28, "No space left on device"), "No space left on device"), (TimeoutError("late"), "late")],
)
def test_an_error_of_the_system_in_a_worker_is_its_own(error: OSError, words: str) -> None:
    future: Future[bytes] = Future()
    future.set_exception(error)
    with pytest.raises(ProgramError) as caught:
        dask_cluster.Cluster(Client(), "dask://a").result(future)
    assert (caught.value.message, caught.value.hint) == (
        f"dask://a: a worker failed: {words}",
        "mend this where the workers run, and run the command again",
    )


def test_a_call_that_ends_late_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    future: Future[bytes] = Future()
    client = Client()
    monkeypatch.setattr(dask_cluster, "NO_WORKER_TIMEOUT", 0)

    def nthreads() -> dict[str, int]:
        future.set_result(b"a")
        return {"a": 1}

    monkeypatch.setattr(client, "nthreads", nthreads)
    assert dask_cluster.Cluster(client, "dask://a").result(future) == b"a"


def test_tls_without_keys_asks_nobody() -> None:
    with pytest.raises(ProgramError) as caught, dask_cluster.connect("dask+tls://a"):
        pass
    assert (caught.value.message, caught.value.hint) == (
        "dask+tls://a needs TLS keys in Dask's configuration",
        "name ca-file, client.key and client.cert below distributed.comm.tls: distributed.dask.org/en/stable/tls.html",
    )


def test_tls_with_keys_that_are_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {"tls_ca_file": "/none/ca.pem", "tls_client_cert": "/none/a.pem", "tls_client_key": "/none/a.key"}
    security = distributed.Security(**keys)
    monkeypatch.setattr(distributed, "Security", lambda: security)
    with pytest.raises(ProgramError) as caught, dask_cluster.connect("dask+tls://a"):
        pass
    fact = "dask+tls://a: the TLS keys of Dask's configuration cannot be read: No such file or directory"
    assert caught.value.message == fact


def test_logs_and_warnings_are_as_before_afterwards() -> None:
    before = warnings.filters[:]
    with pytest.raises(ProgramError), dask_cluster.connect("dask+tls://a"):
        pass
    assert (logging.root.manager.disable, warnings.filters) == (0, before)
