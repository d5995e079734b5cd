"""Projects are processed by a real Dask cluster on loopback: the same bytes and words, whatever happens to its workers."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import distributed  # noqa: F401 - without it, no test here says anything
import pytest

from tests import patience
from tests.acceptance.deploying import PROJECT, project
from tests.builders import folders

pytestmark = pytest.mark.usefixtures("many")
ROOT = Path(__file__).parents[2]
NO_NOISE = {"DASK_DISTRIBUTED__ADMIN__TICK__LIMIT": "1h", "PYTHONWARNINGS": "ignore"}
PLATFORM = {
    "platform/tidegate-platform.yaml": "apiVersion: tidegate.dev/v1\n",
    "platform/environments/dev.yaml": """\
apiVersion: tidegate.dev/v1
name: dev
cluster: {name: dev, kubernetes: "1.34"}
gitops: {tool: flux, version: "2.6"}
quota: {cpu: "10"}
""",
    "platform/overlays/network/networkpolicy.yaml": (ROOT / "overlays/network/networkpolicy.yaml")
    .read_text(encoding="utf-8")
    .replace("spec:", "  annotations: {acme.dev/ours: here}\nspec:", 1),
    "platform/schemas/project.json": '{"properties": {"name": {"pattern": "^p"}}}',
}
FILES = "    files: {{/etc/a: {{from: a.txt}}, /etc/b: ./a.txt, /etc/c: {{from: none.txt}}}}\n"
COUNT = 40


class Told(NamedTuple):
    code: int
    out: str
    err: str


class Cluster(NamedTuple):
    address: str
    workers: tuple["subprocess.Popen[bytes]", ...]
    scheduler: "subprocess.Popen[bytes]"


Start = Callable[..., Cluster]


def environment(**more: str) -> dict[str, str]:
    kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "TIDEGATE_CACHE": "", **NO_NOISE, **more}


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    with ExitStack() as stack:

        def run(*arguments: str, **more: str) -> "subprocess.Popen[bytes]":
            process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=tmp_path_factory.mktemp("elsewhere"),
                env=environment(**more),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process

        def cluster(workers: int = 2, before: str = "pass", **more: str) -> Cluster:
            """A scheduler and workers, which run `before` first."""
            file = tmp_path_factory.mktemp("scheduler") / "scheduler.json"
            options = ("--host", "127.0.0.1", "--scheduler-file", str(file), "--no-dashboard")
            scheduler = run("-m", "distributed.cli.dask_scheduler", "--port", "0", *options, **more)
            assert patience.until(lambda: file.exists() and file.read_text().endswith("}"))
            address = str(json.loads(file.read_text())["address"])
            code = f"{before}\nfrom distributed.cli.dask_worker import main; main()"
            alone = ("--nthreads", "1", "--no-nanny", "--no-dashboard")
            started = [run("-c", code, address, "--host", "127.0.0.1", *alone) for _ in range(workers)]
            return Cluster(address.replace("tcp", "dask"), tuple(started), scheduler)

        yield cluster


@pytest.fixture(scope="module")
def two(start: Start) -> Cluster:
    return start()


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for number in range(COUNT):
        project(tmp_path, f"p{number:02}")
    return tmp_path


SCRIPT = """
import os, signal, sys
from generator.cli import main, options
from generator.external import dask_cluster

class Progress(options.Progress):
    def __call__(self, done, total):
        super().__call__(done, total)
        if done == 3:
            for name, pid in zip(*[iter({kills!r})] * 2):
                os.kill(pid or os.getpid(), name)

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    dask_cluster.CONNECT_TIMEOUT = dask_cluster.NO_WORKER_TIMEOUT = {timeout}
    options.Progress = Progress
    main.main()
"""


def tidegate(*arguments: object, kills: tuple[int, ...] = (), timeout: float = 60) -> Told:
    """A command in a process of its own; after the third project it sends signals: `kills` are pairs of signal and process."""
    told = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(kills=tuple(map(int, kills)), timeout=timeout), *map(str, arguments)],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=patience.LONG,
    )
    return Told(told.returncode, told.stdout, told.stderr.removesuffix("platform: bundled\n").lstrip())


def held(folder: str) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}


def test_a_cluster_writes_the_same_bytes_and_says_the_same_words(two: Cluster, many: Path) -> None:
    folders.write(PLATFORM)
    project(many, "p00", PROJECT.replace("environments:", f"{FILES}environments:")).with_name("a.txt").write_text("a")
    project(many, "p01", PROJECT.replace("environments:", f"{FILES}environments:").replace("none.txt", "a.txt"))
    project(many, "wrong")
    Path("p01/a.txt").write_text("b")
    arguments = ("generate", ".", "--platform", "platform", "--into")
    here, there = (tidegate(*arguments, into, *more) for into, more in (("a", ()), ("b", ("--executor", two.address))))
    assert here.code == 3
    assert there == here._replace(err=here.err)
    assert held("a") == held("b")
    assert "acme.dev/ours" in Path("a/projects/risk/p02/overlays/dev/network/p02-api.networkpolicy.yaml").read_text()
    checked = tidegate("validate", ".", "--platform", "platform", "--executor", two.address)
    assert checked == tidegate("validate", ".", "--platform", "platform")
    assert checked.out.count("none.txt") == 1


def test_one_project_and_standard_input_are_sent_too(two: Cluster) -> None:
    assert tidegate("validate", "p00", "--executor", two.address) == Told(0, "", "1 file, 0 problems\n")
    assert tidegate("validate", "-", "--executor", two.address) == tidegate("validate", "-")


def test_the_work_of_a_killed_worker_is_done_again(start: Start) -> None:
    cluster = start()
    expected = tidegate("generate", ".", "--into", "a")
    victim = cluster.workers[0]
    assert tidegate("generate", ".", "--into", "b", "--executor", cluster.address, kills=(9, victim.pid)) == expected
    assert victim.wait(patience.LONG) == -signal.SIGKILL
    assert held("a") == held("b")


def test_projects_that_kill_workers_are_given_up(start: Start) -> None:
    deadly = "import generator.generation.work as w, os; w.process = lambda *_: os._exit(1)"
    cluster = start(workers=1, before=deadly, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0")
    told = tidegate("validate", ".", "--executor", cluster.address)
    fact, hint, *_ = told.err.splitlines()
    at = f"tidegate: {cluster.address}: Dask gave up on projects whose workers died, the last one was tcp://127.0.0.1:"
    assert (told.code, fact.startswith(at)) == (6, True)
    assert hint == "  hint: look for the reason in the workers' logs: most often it is their memory limit"


def test_a_cluster_without_workers(start: Start) -> None:
    cluster = start(workers=0)
    assert tidegate("validate", ".", "--executor", cluster.address, timeout=3) == Told(
        6,
        "",
        f"tidegate: {cluster.address}: the Dask cluster has had no worker for 3 seconds\n"
        "  hint: start one with: dask worker SCHEDULER\n",
    )


def test_a_worker_with_another_version(start: Start) -> None:
    cluster = start(workers=1, before="import generator; generator.__version__ = '9.9.9'")
    told = tidegate("validate", ".", "--executor", cluster.address)
    fact, hint = told.err.splitlines()
    assert (told.code, told.out) == (6, "")
    assert fact.startswith(f"tidegate: {cluster.address}: a worker has tidegate 9.9.9 (")
    assert hint == "  hint: install the same version here and on all workers: their output may differ"


def test_a_worker_without_tidegate(start: Start) -> None:
    cluster = start(workers=1, before="import sys; sys.modules['generator'] = None")
    told = tidegate("validate", ".", "--executor", cluster.address)
    fact, hint = told.err.splitlines()
    assert (told.code, told.out) == (6, "")
    assert fact.startswith(f"tidegate: {cluster.address}: a worker has no tidegate, or an old one (")
    assert hint.startswith("  hint: install tidegate ")


def test_no_scheduler() -> None:
    assert tidegate("validate", ".", "--executor", "dask://127.0.0.1:1", timeout=2) == Told(
        6,
        "",
        "tidegate: dask://127.0.0.1:1: no Dask scheduler answered within 2 seconds\n"
        "  hint: check the address; a scheduler is started with: dask scheduler\n",
    )


def test_a_scheduler_that_goes_away(start: Start) -> None:
    cluster = start()
    told = tidegate("validate", ".", "--executor", cluster.address, kills=(9, cluster.scheduler.pid), timeout=5)
    assert told == Told(
        6,
        "",
        f"tidegate: {cluster.address}: the connection to the Dask scheduler is lost\n"
        "  hint: see whether the scheduler still runs, then run the command again\n",
    )


def test_an_interrupt_says_where_it_stopped(two: Cluster) -> None:
    told = tidegate("validate", ".", "--executor", two.address, kills=(signal.SIGINT, 0))
    where = f"while projects were checked, 3 of {COUNT} projects were done"
    assert told == Told(130, "", f"tidegate: interrupted {where}; the same command goes on from there\n")
    assert tidegate("validate", ".", "--executor", two.address).code == 0
