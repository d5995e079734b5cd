"""What workers get and give, with an executor that does everything at once in this process."""

import multiprocessing
import pickle
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from generator.discovery import platform_folder
from generator.errors import ProgramError
from generator.generation import fingerprints, run, work, workers
from generator.generation.execution import HERE, Execution
from generator.generation.results import ProjectResult, RunOptions
from generator.generation.run_workers import RunWorkers
from generator.validation import platform as platforms
from generator.validation.platform import Platform
from tests.builders import folders

PROJECT = """\
apiVersion: tidegate.dev/v1
name: {name}
team: risk
components:
  api:
    kind: service
    image: ghcr.io/acme/api:1
    ports: {{http: 8080}}
    files: {{/a: {{from: a.txt}}, /b: ./a.txt, /c: {{from: b}}}}
environments: {{dev: }}
"""
EVERYTHING = RunOptions(files=True, verify=True, positions=True)


class AtOnce(Executor):
    def __init__(self) -> None:
        self.sent: list[tuple[Any, ...]] = []

    def submit(self, fn: Any, /, *args: Any, **_: Any) -> "Future[Any]":
        self.sent.append(args)
        future: Future[Any] = Future()
        future.set_result(fn(*args))
        return future


class Here:
    address = "here"

    def __init__(self) -> None:
        self.executor: Executor = AtOnce()

    def share(self, value: bytes) -> bytes:
        return value

    def count(self) -> int:
        return 1

    def submit(self, function: Any, *arguments: Any) -> "Future[bytes]":
        return self.executor.submit(function, *arguments)

    def result(self, future: "Future[bytes]") -> bytes:
        return future.result()


@pytest.fixture(scope="module")
def platform() -> Platform:
    return platforms.at(None)


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.chdir(tmp_path)
    names = [f"p{number}" for number in range(70)]
    folders.write({f"{name}/ml-project.yaml": PROJECT.format(name=name) for name in names})
    folders.write({"p0/a.txt": "a\n", "p1/a.txt": "b\n"})
    return [*(f"{name}/ml-project.yaml" for name in names), "none/ml-project.yaml"]


def given(paths: list[str], platform: Platform, workers_here: Here) -> list[ProjectResult]:
    sources = (work.look(path, beside=True) for path in paths)
    found = workers.results(sources, platform, EVERYTHING, workers_here, total=len(paths))
    return [result for _, result in found]


def test_workers_give_what_this_process_gives_in_order(paths: list[str], platform: Platform) -> None:
    here = [work.work(path, platform, EVERYTHING) for path in paths]
    there = given(paths, platform, Here())
    assert [(each.file, each.problems, each.tree, each.sources) for each in there] == [
        (each.file, each.problems, each.tree, each.sources) for each in here
    ]
    assert str(there[-1].failure) == "none/ml-project.yaml cannot be read: No such file or directory"
    assert len(here[0].problems) == 2


def test_few_batches_are_under_way_at_once(paths: list[str], platform: Platform) -> None:
    here = Here()
    sources = (work.look(path, beside=True) for path in paths)
    found = workers.results(sources, platform, RunOptions(), here, total=len(paths))
    next(found)
    assert isinstance(here.executor, AtOnce)
    assert len(here.executor.sent) == workers.AHEAD
    found.close()


def test_what_is_a_result_already_is_not_sent(paths: list[str], platform: Platform) -> None:
    here = Here()
    done = [ProjectResult(file=path) for path in paths[:40]]
    sources = [*done, *(work.look(path, beside=True) for path in paths[40:60])]
    found = workers.results(sources, platform, RunOptions(), here, total=len(sources))
    assert [result.file for _, result in found] == paths[:60]
    assert isinstance(here.executor, AtOnce)
    assert sum(len(pickle.loads(packed)) for *_, packed in here.executor.sent) == 20  # noqa: S301 - our own
    assert all(pickle.loads(packed) for *_, packed in here.executor.sent)  # noqa: S301 - our own


def test_workers_start_at_the_first_project_that_needs_work(paths: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    own = work.look

    @contextmanager
    def start(_: Execution, total: int) -> Iterator[Here]:
        asked.append(total)
        yield Here()

    monkeypatch.setattr(workers, "start", start)
    monkeypatch.setattr(work, "look", lambda path, *_, **__: ProjectResult(file=path))
    run.validate(paths, platforms.at(None), rendered=False, execution=Execution(jobs=4), progress=lambda *_: None)
    assert asked == []
    monkeypatch.setattr(
        work,
        "look",
        lambda path, *given, **more: ProjectResult(file=path) if path in paths[:9] else own(path, *given, **more),
    )
    found = run.validate(
        paths, platforms.at(None), rendered=False, execution=Execution(jobs=4), progress=lambda *_: None
    )
    assert (asked, found.files) == ([len(paths) - 9], len(paths))


OPENED: list[str] = []
WATCHED: list[bool] = []


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if WATCHED and event in {"open", "os.listdir", "os.scandir", "subprocess.Popen", "socket.connect"}:
        OPENED.append(str(arguments[0]))


@pytest.fixture
def opened() -> Iterator[list[str]]:
    """The paths that are opened while something is in WATCHED; a hook stays until the process ends."""
    sys.addaudithook(_watch)
    OPENED.clear()
    yield OPENED
    WATCHED.clear()


def test_the_work_on_a_project_reads_nothing_but_what_is_sent(
    paths: list[str], platform: Platform, opened: list[str]
) -> None:
    wanted = pickle.dumps((platform.contents, EVERYTHING))
    sources = [work.look(path, beside=True) for path in paths[:2]]
    WATCHED.append(True)
    workers.perform(fingerprints.versions(), wanted, pickle.dumps(sources))
    WATCHED.clear()
    top = str(Path(workers.__file__).parents[2])
    assert [path for path in opened if not path.startswith((top, sys.prefix, sys.base_prefix, "/dev/null"))] == []
    assert opened


def test_a_worker_of_several_runs_makes_the_platform_of_each_once(
    paths: list[str], platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[platform_folder.Contents] = []
    own = platforms.made_of

    def made_of(contents: platform_folder.Contents) -> Platform:
        made.append(contents)
        return own(contents)

    monkeypatch.setattr(platforms, "made_of", made_of)
    runs = [
        pickle.dumps((platform.contents, RunOptions(positions=True, environment=name))) for name in ("dev", "staging")
    ]
    for wanted in runs * 2:
        workers.perform(fingerprints.versions(), wanted, pickle.dumps([work.look(paths[0], beside=True)]))
    assert made == [platform.contents] * 2


@pytest.mark.parametrize("name", ["tidegate", "Python", "orjson"])
def test_a_worker_with_another_version_does_nothing(
    name: str, paths: list[str], platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Here()
    theirs = {**fingerprints.versions(), name: "1.0"}
    monkeypatch.setattr(workers, "perform", lambda *_: pickle.dumps((theirs, None)))
    with pytest.raises(ProgramError) as caught:
        given(paths, platform, other)
    fact = f"here: a worker has {name} 1.0, and this is {fingerprints.versions()[name]}"
    assert caught.value.message == fact
    assert caught.value.hint == "install the same version here and on all workers: their output may differ"


def test_a_worker_compares_versions_before_it_reads_anything() -> None:
    answer = workers.perform({"tidegate": "1.0.0 (0123456789)"}, b"", b"")
    assert pickle.loads(answer) == (fingerprints.versions(), None)  # noqa: S301 - our own


@pytest.mark.parametrize(("execution", "total"), [(HERE, 5), (Execution(jobs=4), 1), (Execution(jobs=4), 0)])
def test_one_project_needs_no_other_process(execution: Execution, total: int) -> None:
    with workers.start(execution, total) as started:
        assert started is None


def test_there_are_no_more_processes_than_projects(paths: list[str], platform: Platform) -> None:
    with RunWorkers(Execution(jobs=4)) as started:
        found = run.results(paths[:2], platform, RunOptions(), workers=started, progress=lambda *_: None)
        assert [each.file for each in found] == paths[:2]
        assert 1 <= len(multiprocessing.active_children()) <= 2
    assert multiprocessing.active_children() == []
