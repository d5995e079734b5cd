"""`generate` into folders as people leave them: foreign files, links, killed runs, neighbours, a full disk."""

import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from tests import patience
from tests.acceptance import killing
from tests.builders.commands import Run, caller

ROOT = Path(__file__).parents[2]
HEAD = "apiVersion: tidegate.dev/v1\nname: {name}\nteam: risk\n"
API = "  api:\n    kind: service\n    image: ghcr.io/acme/api:{tag}\n    ports: {{http: 8080}}\n"
NIGHTLY = "  {job}:\n    kind: cronjob\n    image: ghcr.io/acme/batch:1\n    schedule: '@daily'\n"
SLOTS = "    scale: {{{{min: 2, max: 4}}}}\n    strategy: {strategy}\n"
ENVIRONMENTS = "environments:\n  dev:\n  production:\n"
HINT = "  hint: only files with this project's header are overwritten: move this away\n"


def text(name: str = "fraud", *, tag: str = "1", job: str = "nightly", more: str = "", tail: str = "") -> str:
    return (HEAD + "components:\n" + API + more + NIGHTLY).format(name=name, tag=tag, job=job) + ENVIRONMENTS + tail


def write(path: str, content: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(content, encoding="utf-8")


def held(folder: str = "into") -> Mapping[str, bytes]:
    root = Path(folder)
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TIDEGATE_PLATFORM", raising=False)
    monkeypatch.setenv("TIDEGATE_CACHE", str(tmp_path / "cache"))
    write("fraud/ml-project.yaml", text())
    return caller(capfd)


def generate(run: Run, *arguments: str, project: str = "fraud") -> tuple[int, str, str]:
    return run("generate", project, "--into", "into", *arguments)


def counted(outcome: tuple[int, str, str]) -> tuple[int, ...]:
    """How many files were written, removed and left alone."""
    assert outcome[0] == 0, outcome
    found = re.fullmatch(r"risk/fraud: (\d+) written, (\d+) removed, (\d+) unchanged\n", outcome[1])
    assert found is not None, outcome
    return tuple(int(count) for count in found.groups())


def deployment(environment: str = "dev", *, folder: str = "rolling") -> Path:
    return Path(f"into/projects/risk/fraud/overlays/{environment}/{folder}/fraud-api-blue.deployment.yaml")


def test_second_run_writes_nothing_and_touches_no_file(run: Run) -> None:
    assert counted(generate(run)) == (len(held()), 0, 0)
    before = {path: path.stat().st_mtime_ns for path in Path("into").rglob("*")}
    assert counted(generate(run)) == (0, 0, len(held()))
    assert {path: path.stat().st_mtime_ns for path in Path("into").rglob("*")} == before


def test_only_changed_files_are_written_anew(run: Run) -> None:
    generate(run)
    before = {path: path.stat().st_mtime_ns for path in Path("into").rglob("*.yaml")}
    write("fraud/ml-project.yaml", text(tag="2"))
    assert counted(generate(run)) == (4, 0, len(held()) - 4)
    written = {path.name for path in Path("into").rglob("*.yaml") if path.stat().st_mtime_ns != before[path]}
    assert written == {"fraud-api-blue.deployment.yaml", "fraud-api.service.yaml"}


def test_check_writes_nothing_and_prints_what_differs(run: Run) -> None:
    generate(run)
    write("fraud/ml-project.yaml", text(tag="2"))
    before = held()
    top = "projects/risk/fraud/overlays/dev/rolling"
    code, out, _ = generate(run, "--check", "-e", "dev")
    assert (code, out) == (
        1,
        (
            f"changed {top}/fraud-api-blue.deployment.yaml\nchanged {top}/fraud-api.service.yaml\n"
            "risk/fraud dev: restart: 1 rolling restart (1 pod, about 2 min without scheduling and pulls), 2 objects changed\n"
        ),
    )
    assert held() == before


def test_check_tells_machines_the_same(run: Run) -> None:
    code, out, _ = generate(run, "--check", "-e", "dev", "--format", "json")
    found = json.loads(out)
    assert code == 1
    assert {each["code"] for each in found} == {"difference-new", "headline"}
    assert [(each["where"], each["fact"], each["severity"]) for each in found if each["code"] == "headline"] == [
        (
            "environments.dev",
            (
                "risk/fraud dev: run: 1 task runs (CronJob fraud-nightly), 4 starts without traffic (Deployment fraud-api-blue, "
                "Kustomization risk.fraud.dev, Service fraud-api and 1 more), 11 objects added"
            ),
            "warning",
        )
    ]
    assert all(re.match("into/(projects/risk/fraud/overlays/dev|clusters/dev/dev)/", each["file"]) for each in found)


def test_check_of_what_is_there_is_silent(run: Run) -> None:
    generate(run)
    assert generate(run, "--check")[:2] == (0, "")
    assert json.loads(generate(run, "--check", "--format", "json")[1]) == []


@pytest.mark.parametrize("form", ["file", "folder", "link to a file", "link to nothing", "pipe"])
def test_what_is_not_ours_stays_as_it_is(run: Run, form: str) -> None:
    generate(run)
    path = deployment()
    path.unlink()
    write("elsewhere", "theirs")
    make: Mapping[str, Callable[[], object]] = {
        "file": lambda: path.write_text("theirs"),
        "folder": path.mkdir,
        "link to a file": lambda: path.symlink_to(Path("elsewhere").absolute()),
        "link to nothing": lambda: path.symlink_to("/nowhere"),
        "pipe": lambda: os.mkfifo(path),
    }
    make[form]()
    what = {
        "file": "is not a file of this project: its first line is not this project's header",
        "folder": "is a folder, not a file",
        "pipe": "is a special file, not a file",
    }.get(form, "is a link, not a file")
    write("fraud/ml-project.yaml", text(tag="2"))
    code, out, err = generate(run)
    assert (code, out) == (5, "")
    assert err == f"tidegate: {path}: {what}\n{HINT}1 file, 0 problems\n"
    assert Path("elsewhere").read_text() == "theirs"
    assert b"api:2" not in b"".join(content for name, content in held().items() if "elsewhere" not in name)


@pytest.mark.parametrize("part", ["projects", "projects/risk", "projects/risk/fraud", "projects/risk/fraud/overlays"])
def test_a_linked_folder_is_never_followed(run: Run, part: str) -> None:
    Path("outside").mkdir()
    Path(f"into/{part}").parent.mkdir(parents=True)
    Path(f"into/{part}").symlink_to(Path("outside").absolute())
    code, _, err = generate(run)
    assert code == 5
    assert f"tidegate: into/{part}: is a link, not a folder\n" in err
    assert not any(Path("outside").iterdir())


def test_another_project_header_is_foreign(run: Run) -> None:
    generate(run)
    other = deployment().read_bytes().replace(b"from risk/fraud", b"from risk/other")
    deployment().write_bytes(other)
    assert generate(run)[0] == 5
    assert deployment().read_bytes() == other


def test_files_of_people_beside_the_overlays_stay(run: Run) -> None:
    generate(run)
    for name in ("README.md", "projects/risk/OWNERS", "projects/risk/fraud/notes.txt", "clusters/dev/dev/other.yaml"):
        write(f"into/{name}", "hello")
    write("fraud/ml-project.yaml", text(tag="2"))
    assert generate(run)[0] == 0
    assert [name for name, content in held().items() if content == b"hello"] == [
        "README.md", "clusters/dev/dev/other.yaml", "projects/risk/OWNERS", "projects/risk/fraud/notes.txt",
    ]  # fmt: skip


@pytest.mark.parametrize("check", [(), ("--check",)])
def test_a_file_of_people_in_an_overlay_is_foreign_and_untouched(run: Run, check: Sequence[str]) -> None:
    generate(run)
    path = "into/projects/risk/fraud/overlays/dev/rolling/own.yaml"
    write(path, "a: b")
    before = held()
    write("fraud/ml-project.yaml", text(tag="2"))
    code, _, err = generate(run, *check)
    assert (code, held()) == (5, before)
    assert err == (
        f"tidegate: {path}: is not a file of this project: its first line is not this project's header\n"
        "  hint: an overlay holds only what tidegate writes: move this away\n1 file, 0 problems\n"
    )


def test_a_renamed_workload_asks_and_writes_nothing(run: Run) -> None:
    generate(run)
    before = held()
    write("fraud/ml-project.yaml", text(job="weekly"))
    code, out, _ = generate(run)
    asked = "".join(
        f"fraud/ml-project.yaml:1:1: projects/risk/fraud/overlays/{environment}/jobs/fraud-nightly.cronjob.yaml would be "
        "removed, and what it defines deleted from the cluster\n"
        f"  hint: to allow this, write allowPrune: [{environment}/nightly], or add --allow-prune\n"
        for environment in ("dev", "production")
    )
    assert (code, out) == (4, asked)
    assert held() == before
    assert generate(run, "--allow-prune")[0] == 0
    assert not [name for name in held() if "nightly" in name]


def test_data_that_stays_is_not_said_to_be_deleted(run: Run) -> None:
    head = HEAD.format(name="fraud") + "components:\n  api: {kind: job, image: 'a/b:1'}\n"
    storing = (
        "  index: {kind: store, image: 'a/b:1', ports: {http: 8080}, volumes: {/data: {size: 1Gi}}}\n"
        "  batch: {kind: cronjob, schedule: '@daily', image: 'a/b:1', volumes: {/data: {size: 1Gi}}}\n"
    )
    write("fraud/ml-project.yaml", f"{head}{storing}environments: {{dev: }}\n")
    assert generate(run)[0] == 0
    write("fraud/ml-project.yaml", f"{head}environments: {{dev: }}\n")
    told = [line.partition("overlays/dev/")[2] for line in generate(run)[1].splitlines() if "would be removed" in line]
    gone = "would be removed, and what it defines deleted from the cluster"
    stays = "would be removed from Git; the claim and its data stay in the cluster until somebody deletes them"
    assert told == [
        f"jobs/fraud-batch.cronjob.yaml {gone}",
        f"storage/fraud-batch-data.persistentvolumeclaim.yaml {stays}",
        f"stores/fraud-index.statefulset.yaml {gone}, but for the claims of its pods, which stay with their data",
    ]


def test_a_renamed_config_asks_nothing(run: Run) -> None:
    files = "    files: {{{{/etc/a: {content}}}}}\n"
    write("fraud/ml-project.yaml", text(more=files.format(content="one")))
    generate(run)
    write("fraud/ml-project.yaml", text(more=files.format(content="two")))
    written, removed, _ = counted(generate(run))
    assert (written, removed) == (4, 0)
    assert [name for name, content in held().items() if b"two" in content and "configmap" in name]


def test_another_strategy_moves_the_same_workload_and_asks_nothing(run: Run) -> None:
    generate(run)
    write("fraud/ml-project.yaml", text(more=SLOTS.format(strategy="blue-green")))
    assert generate(run)[0] == 0
    assert not deployment().exists()
    assert deployment(folder="blue-green").is_file()


def test_an_emptied_slot_goes_without_asking(run: Run) -> None:
    more = SLOTS.format(strategy="blue-green")
    release = "    releases:\n      api:\n        active: {image: 'ghcr.io/acme/api:1'}\n"
    candidate = "        candidate: {image: 'ghcr.io/acme/api:2'}\n        step: 0\n"
    write("fraud/ml-project.yaml", text(more=more, tail=release + candidate))
    assert generate(run)[0] == 0
    green = deployment("production", folder="blue-green").with_name("fraud-api-green.deployment.yaml")
    assert green.is_file()
    write("fraud/ml-project.yaml", text(more=more, tail=release))
    assert generate(run)[0] == 0
    assert not green.exists()


def test_a_component_taken_out_of_one_environment_asks_there_alone(run: Run) -> None:
    generate(run)
    write("fraud/ml-project.yaml", text(tail="    components: {nightly: null}\n"))
    code, out, _ = generate(run)
    assert code == 4
    assert "overlays/production/jobs/fraud-nightly.cronjob.yaml would be removed" in out
    assert "overlays/dev" not in out


def test_a_removed_environment_asks(run: Run) -> None:
    generate(run)
    write("fraud/ml-project.yaml", text().replace("  production:\n", ""))
    code, out, _ = generate(run)
    assert code == 4
    going = re.findall(r"overlays/production/(?:rolling|jobs)/([\w.-]+) would be removed", out)
    assert going == ["fraud-nightly.cronjob.yaml", "fraud-api-blue.deployment.yaml"]
    assert counted(generate(run, "-e", "dev"))[:2] == (0, 0)
    assert generate(run, "--allow-prune")[0] == 0
    assert not Path("into/projects/risk/fraud/overlays/production").exists()


def test_one_environment_touches_no_file_of_another(run: Run) -> None:
    generate(run)
    production = {name: content for name, content in held().items() if "/production/" in name}
    write("fraud/ml-project.yaml", text(tag="2", job="weekly"))
    assert generate(run, "-e", "dev", "--allow-prune")[0] == 0
    assert {name: content for name, content in held().items() if "/production/" in name} == production
    assert any(b"api:2" in content for name, content in held().items() if "/dev/" in name)


def test_a_bad_project_stops_no_other_and_stays_as_it_was(run: Run) -> None:
    generate(run)
    before = held()
    write("fraud/ml-project.yaml", text(tag="2", tail="    components: {api: {scale: 0}}\n"))
    write("good/ml-project.yaml", text("good"))
    code, out, _ = run("generate", "fraud", "good", "--into", "into")
    assert code == 3
    assert re.search(r"^risk/good: \d+ written, 0 removed, 0 unchanged$", out, re.MULTILINE)
    assert {name: content for name, content in held().items() if "fraud" in name} == before


def test_a_project_twice_in_a_run_is_one_problem(run: Run) -> None:
    write("copy/ml-project.yaml", text())
    code, out, _ = run("generate", "fraud", "copy", "--into", "into")
    assert code == 3
    assert out.startswith(
        'copy/ml-project.yaml:2:7: name: the project "risk/fraud" is taken by fraud/ml-project.yaml:2\n'
        "  hint: give each project of a run its own team and name\n"
    )
    assert out.count("is taken by") == 1
    assert not Path("into").exists()


def test_a_file_that_is_named_in_two_ways_is_one_project(run: Run) -> None:
    Path("link").symlink_to("fraud")
    assert generate(run, "./fraud", "fraud/ml-project.yaml", "link")[0] == 0


@pytest.mark.parametrize(
    "command", [("generate", "--into", "into"), ("render", "-e", "dev"), ("validate", "--rendered"), ("validate",)]
)
def test_names_are_claimed_by_every_command(run: Run, command: tuple[str, ...]) -> None:
    write("fraud/ml-project.yaml", text(more=API.replace("  api:", "  api-blue:")))
    code, out, err = run(*command, "fraud")
    assert code == 3
    assert 'Service "fraud-api-blue" in dev, production is taken by components.api (fraud/ml-project.yaml:' in out + err
    assert "kind: Service" not in out
    assert not Path("into").exists()


PLATFORM = {
    "platform/tidegate-platform.yaml": "apiVersion: tidegate.dev/v1\n",
    "platform/environments/dev.yaml": (
        "apiVersion: tidegate.dev/v1\nname: dev\nnamespace: shared\ntraffic: gateway-api\n"
        "gateway: {name: public, namespace: gateways}\ncluster: {name: one, kubernetes: '1.34'}\n"
        "gitops: {tool: flux, version: '2.9', source: {kind: GitRepository, name: deploy, namespace: flux-system}}\n"
    ),
}


def test_neighbours_in_the_repository_hold_their_names_and_hosts(run: Run) -> None:
    for path, content in PLATFORM.items():
        write(path, content)
    exposed = "    expose: {{host: a.example.org}}\n"
    one = text(more=exposed).replace("  production:\n", "").replace("team: risk", "team: one")
    write("one/ml-project.yaml", one)
    write("two/ml-project.yaml", one.replace("team: one", "team: two"))
    assert run("generate", "one", "--into", "into", "--platform", "platform")[0] == 0
    code, out, _ = run("generate", "two", "--into", "into", "--platform", "platform")
    assert code == 3
    assert (
        'two/ml-project.yaml:5:3: components.api: Deployment "fraud-api-blue" in dev is taken by one/fraud in the '
        "repository\n  hint: rename one of the components\n"
    ) in out
    assert (
        'two/ml-project.yaml:9:20: components.api.expose: "a.example.org/" on cluster one is taken by one/fraud in the '
        "repository\n  hint: choose another host or path\n"
    ) in out
    assert not Path("into/projects/two").exists()
    assert run("generate", "one", "--into", "into", "--platform", "platform")[0] == 0


@pytest.mark.parametrize("into", ["a file", "no folder of files"])
def test_where_nothing_can_be_written_is_told(run: Run, into: str) -> None:
    write("a file", "x")
    named = {"a file": "a file", "no folder of files": "a file/below"}[into]
    code, _, err = run("generate", "fraud", "--into", named)
    assert code == 5
    assert err.startswith(f"tidegate: {named}: ")
    assert Path("a file").read_text() == "x"


def test_many_processes_give_the_same_bytes_and_words(run: Run) -> None:
    for number in range(6):
        write(f"all/p{number}/ml-project.yaml", text(f"p{number}", tag="{x" if number == 3 else "1"))
    one = run("generate", "all", "--into", "one", "--jobs", "1")
    four = run("generate", "all", "--into", "four", "--jobs", "4")
    assert four == one
    assert one[0] == 3
    assert held("four") == held("one")
    assert {name.split("/")[2] for name in held("one") if name.startswith("projects/")} == {
        f"p{n}" for n in (0, 1, 2, 4, 5)
    }


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "generator", *arguments]


def environment() -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}


def test_killed_at_any_moment_the_same_command_repairs(run: Run) -> None:
    for number in range(20):
        write(f"all/p{number:02}/ml-project.yaml", text(f"p{number}"))
    assert run("generate", "all", "--into", "whole")[0] == 0
    whole, moments, kills = held("whole"), killing.Moments(7, 1), 0
    for _ in range(100):
        shutil.rmtree("into", ignore_errors=True)
        process = subprocess.Popen(
            command("generate", "all", "--into", "into"), env=environment(), stdout=-3, stderr=-3
        )
        time.sleep(moments.next())
        process.kill()
        killed = process.wait() == -signal.SIGKILL
        moments.learn(killed=killed)
        left = held()
        kills += killed and bool(left)  # not before its first file
        for name, content in left.items():
            if "/.tidegate-" not in f"/{name}":
                assert whole[name] == content, f"half a file: {name}"
        assert run("generate", "all", "--into", "into")[0] == 0
        assert held() == whole
        if kills == 3:
            break
    assert kills == 3


def test_two_runs_at_once_leave_whole_files(run: Run) -> None:
    for number in range(10):
        write(f"all/p{number}/ml-project.yaml", text(f"p{number}"))
    runs = [
        subprocess.Popen(command("generate", "all", "--into", "into"), env=environment(), stdout=-3, stderr=-3)
        for _ in range(2)
    ]
    assert [process.wait(patience.LONG) for process in runs] == [0, 0]
    assert run("generate", "all", "--into", "alone")[0] == 0
    assert held() == held("alone")


def test_a_full_disk_is_told_and_leaves_whole_files(run: Run) -> None:
    big = "x" * 40_000
    write("fraud/ml-project.yaml", text(more=f"    files: {{{{/etc/big: {big}}}}}\n"))

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    done = subprocess.run(
        command("generate", "fraud", "--into", "into"),
        env=environment(), capture_output=True, text=True, check=False, preexec_fn=limited,
    )  # fmt: skip
    assert done.returncode == 5
    assert ".configmap.yaml: cannot be written: File too large\n" in done.stderr
    assert not [name for name in held() if "configmap" in name or ".tidegate-" in name]
    assert generate(run)[0] == 0
    assert [name for name in held() if "configmap" in name]
