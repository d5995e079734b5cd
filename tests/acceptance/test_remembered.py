"""A project whose files lie as they should is not made again: the words, the codes and the files are those of doing it."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from generator.files import status, tree_digest
from generator.files.status import Clock
from generator.generation import fingerprints
from generator.validation import project_check
from tests.acceptance.deploying import PROJECT, Told, edit, project, tidegate

CONTENT = "    files: {{/etc/a: {{from: a.txt}}}}\n"
WARNED = PROJECT.replace("api:1", "api").replace("environments:", CONTENT + "environments:")
PLATFORM = """\
apiVersion: tidegate.dev/v1
name: dev
cluster: {name: dev, kubernetes: "1.34"}
gitops: {tool: flux, version: "2.6"}
"""
HOME = "into/projects/risk/fraud/overlays/dev"


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The projects made so far, in a folder with two of them, their platform and their files."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TIDEGATE_CACHE", str(tmp_path / "cache"))
    platform = tmp_path / "environments/dev.yaml"
    platform.parent.mkdir()
    platform.write_text(PLATFORM)
    (tmp_path / "tidegate-platform.yaml").write_text("apiVersion: tidegate.dev/v1\n")
    project(tmp_path, "fraud", WARNED).with_name("a.txt").write_text("a")
    project(tmp_path, "churn")
    calls: list[str] = []
    of = project_check.check

    def counted(data: bytes, path: str, *rest: object, **more: object) -> project_check.CheckedProject:
        calls.append(path.partition("/")[0])
        return of(data, path, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(project_check, "check", counted)
    forget()
    yield calls
    forget()


def forget() -> None:
    """What one process takes for granted while it runs."""
    fingerprints.tool.cache_clear()
    fingerprints.platform.cache_clear()


def generate(*more: str) -> Told:
    forget()
    return tidegate("generate", "fraud", "churn", "--into", "into", *more)


def held() -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(Path("into").rglob("*")) if path.is_file()}


@pytest.mark.parametrize("more", [(), ("--check",), ("--jobs", "2")])
def test_what_lies_there_is_told_in_the_same_words_without_making_it(made: list[str], more: tuple[str, ...]) -> None:
    generate()
    made.clear()
    told = generate(*more)
    assert made == []
    (Path("cache")).rename("elsewhere")
    assert generate(*more) == told
    assert "warning: " in told.out


def test_the_first_run_is_enough(made: list[str]) -> None:
    assert generate("--check").code == 1
    assert generate().code == 0
    made.clear()
    assert generate("--check") == Told(0, generate("--check").out, "2 files, 0 problems, 1 warning\n")
    assert made == []


def template() -> None:
    path = Path("overlays/network/networkpolicy.yaml")
    path.parent.mkdir(parents=True)
    path.write_text((Path(__file__).parents[2] / path).read_text().replace("Ingress", "Egress", 1))


def stale() -> None:
    path = Path(f"{HOME}/rolling/fraud-api.service.yaml")
    path.with_name("fraud-old.service.yaml").write_bytes(path.read_bytes())


def moved() -> None:
    path = Path("into/clusters/prod/dev/risk.fraud.yaml")
    path.parent.mkdir(parents=True)
    path.write_bytes(Path(f"{HOME}/rolling/fraud-api.service.yaml").read_bytes())  # has the project's header


def renamed() -> None:
    Path("fraud").rename("scam")
    Path("fraud").symlink_to("scam")


def linked(name: str) -> None:
    Path(name).rename("target")
    Path(name).symlink_to(Path("target").resolve())


def behind_our_back() -> None:
    path = Path(f"{HOME}/rolling/fraud-api.service.yaml")
    before, text = path.stat(), path.read_text()
    path.write_text(text.replace("8080", "8081"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)


def replaced() -> None:
    path = Path(f"{HOME}/rolling/fraud-api.service.yaml")
    before, text = path.stat(), path.read_text()
    new = path.with_name("new")
    new.write_text(text.replace("8080", "8081"))
    os.utime(new, ns=(before.st_atime_ns, before.st_mtime_ns))
    new.rename(path)


def settle() -> None:
    """Wait until what was written has an age: before, it is read again each time."""
    time.sleep(1.5 * status.TICK / 1e9)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The projects whose files were read so far."""
    read: list[str] = []
    of_folder = tree_digest.of_folder

    def counted(into: str, team: str, project: str) -> str:
        read.append(project)
        return of_folder(into, team, project)

    monkeypatch.setattr(tree_digest, "of_folder", counted)
    return read


@pytest.mark.parametrize(("exact", "first"), [(True, []), (False, ["fraud", "churn"])])
def test_files_are_read_once_and_then_only_looked_at(
    made: list[str], read: list[str], monkeypatch: pytest.MonkeyPatch, first: list[str], *, exact: bool
) -> None:
    """An exact clock knows what has just been written; else it is read once more when it is older than a tick."""
    monkeypatch.setattr(status, "clock", lambda folder: Clock(Path(folder).stat().st_dev, time.time_ns(), exact))
    generate()
    settle()
    told = generate("--check")
    assert (told.code, read) == (0, first)
    assert generate("--check") == told
    edit(Path(f"{HOME}/rolling/fraud-api.service.yaml"), "ClusterIP", "ClusterIP")
    assert generate("--check") == told
    assert read == [*first, "fraud"]
    assert made == ["fraud", "churn"]


CHANGES: dict[str, Callable[[], object]] = {
    "the project's file": lambda: edit(Path("fraud/ml-project.yaml"), "max: 2", "max: 3"),
    "a file that it names": lambda: Path("fraud/a.txt").write_text("b"),
    "a file that it names is gone": lambda: Path("fraud/a.txt").unlink(),
    "the platform": lambda: edit(Path("environments/dev.yaml"), "1.34", "1.33"),
    "the platform's templates": template,
    "a manifest": lambda: edit(Path(f"{HOME}/rolling/fraud-api.service.yaml"), "ClusterIP", "NodePort"),
    "a manifest is gone": lambda: Path(f"{HOME}/rolling/fraud-api.service.yaml").unlink(),
    "a stale manifest": stale,
    "the entry": lambda: edit(Path("into/clusters/dev/dev/risk.fraud.yaml"), "prune: true", "prune: false"),
    "an entry on another cluster": moved,
    "a manifest is a link": lambda: linked(f"{HOME}/rolling/fraud-api.service.yaml"),
    "a folder is a link": lambda: linked(f"{HOME}/rolling"),
    "the project is a link": lambda: linked("into/projects/risk/fraud"),
    "an empty folder": lambda: Path(f"{HOME}/empty").mkdir(),
    "a temporary file": lambda: Path(f"{HOME}/.tidegate-0123456789abcdef").write_text("x"),
    "the name of the file": renamed,
    "a manifest, with as many bytes and the old time": behind_our_back,
    "another file with the old time in its place": replaced,
}


@pytest.mark.parametrize("seen", [False, True])
@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_since_is_found_as_if_nothing_were_known(
    made: list[str], change: str, monkeypatch: pytest.MonkeyPatch, *, seen: bool
) -> None:
    generate()
    if seen:
        settle()
        generate("--check")
    CHANGES[change]()
    made.clear()
    told = generate("--check")
    assert "fraud" in made
    monkeypatch.setenv("TIDEGATE_CACHE", "")
    assert generate("--check") == told


WHILE_WRITTEN = [
    "a manifest is gone",
    "a stale manifest",
    "an entry on another cluster",
    "a manifest is a link",
    "an empty folder",
    "a manifest, with as many bytes and the old time",
    "another file with the old time in its place",
]


@pytest.mark.parametrize("moment", ["risk/fraud/overlays/dev", "clusters/dev/dev/risk.fraud.yaml", "risk.churn.yaml"])
@pytest.mark.parametrize("change", WHILE_WRITTEN)
def test_what_changes_while_projects_are_written_is_found(
    made: list[str], change: str, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace

    def replaced(source: str, target: str) -> None:
        replace(source, target)
        if target.endswith(moment):
            CHANGES[change]()

    monkeypatch.setattr(os, "replace", replaced)
    assert (generate().code, made) == (0, ["fraud", "churn"])
    monkeypatch.setattr(os, "replace", replace)
    made.clear()
    told = generate("--check")
    assert "fraud" in made
    monkeypatch.setenv("TIDEGATE_CACHE", "")
    assert generate("--check") == told


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'{"stamp": 1}', b"\xff\x00"])
def test_a_spoilt_cache_is_no_cache(made: list[str], content: bytes) -> None:
    generate()
    for path in Path("cache").iterdir():
        path.write_bytes(content)
    made.clear()
    told = generate("--check")
    assert (told.code, sorted(made)) == (0, ["churn", "fraud"])


def test_another_tool_does_its_own_work(made: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    template = tmp_path / "tool/one.yaml"
    template.parent.mkdir()
    template.write_text("one")
    data = SimpleNamespace(path=lambda _: str(template.parent))
    monkeypatch.setattr("generator.generation.fingerprints.package_data", data)
    codes = [generate().code]
    template.write_text("another")
    codes += [generate().code]
    monkeypatch.setattr("generator.generation.fingerprints.__version__", "9.9.9")
    codes += [generate().code]
    assert codes == [0, 0, 0]
    assert made == ["fraud", "churn"] * 3


def test_a_cache_of_others_is_not_used(made: list[str]) -> None:
    Path("cache").mkdir()
    Path("cache").chmod(0o777)
    generate()
    assert not list(Path("cache").iterdir())
    assert made


@pytest.mark.parametrize("named", ["", "fraud/ml-project.yaml", "/proc/nothing", "fraud/ml-project.yaml/below"])
def test_without_a_folder_for_it_nothing_fails(made: list[str], named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGATE_CACHE", named)
    assert [generate().code, generate("--check").code] == [0, 0]
    assert len(made) == 4


def test_the_cache_lies_where_caches_lie(made: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TIDEGATE_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    generate()
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    generate()
    assert [len(list((tmp_path / at).iterdir())) for at in ("xdg/tidegate", "home/.cache/tidegate")] == [2, 2]
    assert oct((tmp_path / "xdg/tidegate").stat().st_mode & 0o777) == "0o700"
    assert made


def test_names_that_two_projects_take_are_told_all_the_same(made: list[str]) -> None:
    exposed = PROJECT.replace("environments:", "    expose: {{host: one.acme.dev}}\nenvironments:")
    Path("environments/dev.yaml").write_text(f"{PLATFORM}traffic: gateway-api\ngateway: {{name: a, namespace: b}}\n")
    project(Path(), "churn", exposed)
    assert generate().code == 0
    project(Path(), "fraud", exposed)
    made.clear()
    told = generate()
    assert (told.code, made) == (3, ["fraud"])
    assert '"one.acme.dev/" on cluster dev is taken by components.api.expose (fraud/ml-project.yaml:' in told.out


def test_only_one_place_is_taken_for_each_project(made: list[str]) -> None:
    for tag in ("2", "3", "4"):
        edit(Path("churn/ml-project.yaml"), f"api:{int(tag) - 1}", f"api:{tag}")
        generate()
    assert len(list(Path("cache").iterdir())) == 2
    assert made
