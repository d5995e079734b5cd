"""What one run costs where its projects are processed: `python tests/benchmarks/executors.py`.

The same projects with one process, with two, and on a Dask cluster of one scheduler and two workers on loopback. CPU seconds are
user and system, of the whole run and of the process that was asked alone; the memory is that one's. Bytes are those between
that process and the scheduler, both ways, counted by a relay. The files of all runs must be the same.

    python tests/benchmarks/executors.py                     10,000 projects, half an hour
    python tests/benchmarks/executors.py --projects 300      a quick look
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks import workload
from tests.benchmarks.relay import Relay
from tests.benchmarks.run import SHARED, TIDEGATE, environment

WORKERS = 2
QUIET = {"DASK_DISTRIBUTED__ADMIN__TICK__LIMIT": "1h", "PYTHONWARNINGS": "ignore"}
PATIENCE = 60  # seconds until a scheduler says where it is


class Row(NamedTuple):
    """What a run cost: seconds of CPU in all, of the process that was asked, and on the wall; its MiB; bytes on the wire."""

    cpu: float
    asked: float
    wall: float
    memory: float
    sent: int
    digest: str


class Cluster:
    """A scheduler and workers; `used` is their CPU so far."""

    def __init__(self, port: int, processes: Sequence["subprocess.Popen[bytes]"]) -> None:
        self.port = port
        self._processes = processes

    def used(self) -> float:
        """CPU seconds of the processes until now."""
        ticks = os.sysconf("SC_CLK_TCK")
        fields = (Path(f"/proc/{each.pid}/stat").read_text().rpartition(")")[2].split() for each in self._processes)
        return sum(int(each[11]) + int(each[12]) for each in fields) / ticks


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """A Dask cluster on loopback, until the end of the block."""
    with ExitStack() as stack:

        def started(module: str, *options: str) -> "subprocess.Popen[bytes]":
            command = [sys.executable, "-m", f"distributed.cli.{module}", *options]
            silent = subprocess.DEVNULL
            process = subprocess.Popen(
                command, env={**environment(), **QUIET}, cwd=folder, stdout=silent, stderr=silent
            )
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process

        file = folder / "scheduler.json"
        options = ("--scheduler-file", str(file), "--no-dashboard")
        processes = [started("dask_scheduler", "--host", "127.0.0.1", "--port", "0", *options)]
        end = time.monotonic() + PATIENCE
        while not (file.exists() and file.read_text().endswith("}")) and time.monotonic() < end:
            time.sleep(0.05)
        worker = ("--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", *options)
        processes += [started("dask_worker", *worker) for _ in range(WORKERS)]
        port = int(file.read_text().partition("tcp://127.0.0.1:")[2].partition('"')[0])
        yield Cluster(port, processes)


def run(source: Path, into: Path, options: Sequence[str]) -> Row:
    """`generate` with these options, into an empty folder."""
    shutil.rmtree(into, ignore_errors=True)
    command = (*TIDEGATE, "generate", str(source), "--into", str(into), *options)
    env = {**environment(), **QUIET, "TIDEGATE_CACHE": ""}
    begin = time.monotonic()
    process = subprocess.Popen(
        command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    peak = 0
    while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        time.sleep(0.05)
        with suppress(OSError, IndexError):
            peak = max(peak, _peak(process.pid))
    own = _own(process.pid)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit {process.returncode}")
    wall = time.monotonic() - begin
    return Row(usage.ru_utime + usage.ru_stime, own, wall, peak / 1024, 0, _digest(into))


def _peak(pid: int) -> int:
    """The most KiB that a process had in memory."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)


def _own(pid: int) -> float:
    """CPU seconds of a process that has ended, without its children."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _digest(folder: Path) -> str:
    """One digest of all paths and bytes."""
    found = hashlib.sha256()
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        found.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes() + b"\0")
    return found.hexdigest()


def rows(top: Path, source: Path) -> Iterator[tuple[str, Row]]:
    """Each way to run, with what it cost."""
    into = top / "out"
    for jobs in (1, WORKERS):
        yield f"--jobs {jobs}", run(source, into, ("--jobs", str(jobs)))
    with cluster(top) as dask:
        before, relay = dask.used(), Relay(dask.port)
        row = run(source, into, ("--executor", f"dask://127.0.0.1:{relay.port}"))
        relay.close()
        yield f"--executor dask, {WORKERS} workers", row._replace(cpu=row.cpu + dask.used() - before, sent=relay.count)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--projects", type=int, default=10_000, metavar="N")
    count = parser.parse_args().projects
    memory = SHARED if SHARED.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="tidegate-executors-", dir=memory) as folder:
        top = Path(folder)
        workload.write(top / "in", count)
        objects, digests = 0, set()
        sys.stdout.write(f"{f'{count:,} projects':32}{'CPU s':>9}{'asked':>9}{'wall s':>9}{'MiB':>7}{'B/object':>10}\n")
        for name, row in rows(top, top / "in"):
            objects = objects or sum(1 for _ in (top / "out").rglob("*.*.yaml"))
            digests.add(row.digest)
            sent = f"{row.sent / objects:,.0f}" if row.sent else "-"
            sys.stdout.write(f"{name:32}{row.cpu:9.1f}{row.asked:9.1f}{row.wall:9.1f}{row.memory:7.0f}{sent:>10}\n")
            sys.stdout.flush()
        sys.stdout.write(f"{objects:,} objects; the files are {'the same' if len(digests) == 1 else 'NOT THE SAME'}\n")
    sys.exit(len(digests) != 1)


if __name__ == "__main__":
    main()
