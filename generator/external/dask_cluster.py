"""A Dask cluster as a `concurrent.futures.Executor`: Dask sends calls to its workers, and repeats those of a worker that dies.

The package `distributed` is an extra, `tidegate[dask]`. It takes half a second to load, so it is imported when it is needed.
"""

import logging
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future, wait
from contextlib import contextmanager, suppress
from typing import Any

from generator import __version__
from generator.errors import ProgramError, UsageError

SCHEMES = {"dask": "tcp", "dask+tls": "tls"}
PORT = 8786
"""The port of a scheduler, if the address has none."""
CONNECT_TIMEOUT = 10.0  # seconds
NO_WORKER_TIMEOUT = 60.0  # seconds; a cluster that adapts starts its first worker when it has work
KEYS_HINT = (
    "name ca-file, client.key and client.cert below distributed.comm.tls: distributed.dask.org/en/stable/tls.html"
)
COUNTED_FOR = 2.0  # seconds that the number of workers is taken for the same


def parse(text: str) -> str:
    """Dask's address of a scheduler for `dask://HOST:PORT` or `dask+tls://HOST:PORT`; UsageError for any other text."""
    scheme, separator, rest = text.partition("://")
    host, colon, port = rest.rpartition(":")
    if rest.endswith("]") or not colon:  # an IPv6 address without a port, or a name
        host, port = rest, str(PORT)
    valid = separator and scheme in SCHEMES and host and port.isdecimal() and 0 < int(port) < 1 << 16
    if not valid or {*"/@?# "} & {*rest}:
        fact = f'--executor: "{text}" is no address of a Dask scheduler'
        raise UsageError(
            fact, hint=f"write it as dask://HOST:{PORT}, or dask+tls://HOST:{PORT} for a scheduler with TLS"
        )
    return f"{SCHEMES[scheme]}://{host}:{port}"


class Cluster:
    """A connection to the scheduler of a cluster."""

    def __init__(self, client: Any, address: str) -> None:
        """`address` is the one that messages name."""
        self._executor: Executor = client.get_executor(pure=False)
        self.address = address
        self._client = client
        self._counted = (0.0, 1)

    def share(self, value: bytes) -> Any:
        """Send bytes to the cluster once; what is returned stands for them as an argument of a call.

        They are the result of a call. Dask makes it again if the workers that have it die, which it does not for scattered data.
        """
        with _errors(self.address):
            return self._client.submit(bytes, value, pure=False)

    def count(self) -> int:
        """The number of workers, at least 1."""
        asked, found = self._counted
        now = time.monotonic()
        if now - asked > COUNTED_FOR:
            with _errors(self.address):
                found = max(1, len(self._client.nthreads()))
            self._counted = (now, found)
        return found

    def submit(self, function: Callable[..., bytes], *arguments: Any) -> "Future[bytes]":
        """Call a function of a module. Raises ProgramError if the cluster is lost.

        It is called by its name: a worker that cannot load a function which is sent to it ends (distributed 2026.8).
        """
        module, name = function.__module__, function.__name__
        call = f"__import__({module!r}, None, None, [{name!r}]).{name}(*arguments)"
        with _errors(self.address):
            return self._executor.submit(eval, call, {"arguments": arguments})

    def result(self, future: "Future[bytes]") -> bytes:
        """Wait for the result of a call. Raises ProgramError if there are no workers, or the cluster is lost."""
        while not wait([future], NO_WORKER_TIMEOUT).done:
            with _errors(self.address):
                threads = self._client.nthreads()
            if not threads:
                fact = f"{self.address}: the Dask cluster has had no worker for {NO_WORKER_TIMEOUT:g} seconds"
                raise ProgramError(fact, hint="start one with: dask worker SCHEDULER")
        with _errors(self.address, called=True):
            return future.result()

    def close(self) -> None:
        """End the connection; Dask drops what is still to be done."""
        with suppress(Exception):
            self._client.close(timeout=CONNECT_TIMEOUT)


@contextmanager
def connect(text: str) -> Iterator[Cluster]:
    """The cluster whose scheduler has the address `text`, see `parse`. Raises ProgramError if there is none."""
    address = parse(text)
    try:
        import distributed
    except ImportError as error:
        fact = f"--executor {text} needs Dask, which is not installed"
        raise ProgramError(fact, hint="install it here and on the workers: pip install 'tidegate[dask]'") from error
    with _quiet():
        if address.startswith("tls:"):
            _check_keys(text, distributed)
        try:
            client: Any = distributed.Client(address, timeout=CONNECT_TIMEOUT, set_as_default=False)  # type: ignore[no-untyped-call,unused-ignore]
        except (OSError, ValueError, TypeError) as error:
            fact = f"{text}: no Dask scheduler answered within {CONNECT_TIMEOUT:g} seconds"
            raise ProgramError(fact, hint="check the address; a scheduler is started with: dask scheduler") from error
        cluster = Cluster(client, text)
        try:
            yield cluster
        finally:
            cluster.close()


@contextmanager
def _quiet() -> Iterator[None]:
    """Without logs and warnings: what matters is in our own messages."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module="distributed")
            yield
    finally:
        logging.disable(before)


def _check_keys(text: str, distributed: Any) -> None:
    """Raise ProgramError unless Dask's configuration has keys for TLS."""
    try:
        found = distributed.Security().get_connection_args("client")["ssl_context"]
    except OSError as error:
        fact = f"{text}: the TLS keys of Dask's configuration cannot be read: {error.strerror or error}"
        raise ProgramError(fact, hint=KEYS_HINT) from error
    if found is None:
        raise ProgramError(f"{text} needs TLS keys in Dask's configuration", hint=KEYS_HINT)


@contextmanager
def _errors(address: str, *, called: bool = False) -> Iterator[None]:
    """Turn errors of Dask into ProgramError; those of a call that a worker has `called` are told as its own."""
    from distributed import client
    from distributed.comm.core import CommClosedError
    from distributed.scheduler import KilledWorker

    try:
        yield
    except KilledWorker as error:
        last = getattr(error.last_worker, "address", error.last_worker)
        fact = f"{address}: Dask gave up on projects whose workers died, the last one was {last}"
        hint = "look for the reason in the workers' logs: most often it is their memory limit"
        raise ProgramError(fact, hint=hint) from error
    except (ImportError, AttributeError) as error:
        if not _is_about_tidegate(error):
            raise
        fact = f"{address}: a worker has no tidegate, or an old one ({error})"
        raise ProgramError(fact, hint=f"install tidegate {__version__} on all workers") from error
    except (CommClosedError, CancelledError, getattr(client, "ClosedClientError", CommClosedError), OSError) as error:
        if called and isinstance(error, OSError) and not isinstance(error, CommClosedError):
            hint = "mend this where the workers run, and run the command again"
            raise ProgramError(f"{address}: a worker failed: {error.strerror or error}", hint=hint) from error
        fact = f"{address}: the connection to the Dask scheduler is lost"
        hint = "see whether the scheduler still runs, then run the command again"
        raise ProgramError(fact, hint=hint) from error


def _is_about_tidegate(error: ImportError | AttributeError) -> bool:
    """Whether a worker could not find the function that it was to call."""
    return any(f"odule{named} 'generator" in str(error) for named in ("", " named"))
