"""A run in parts: together they do what one run does, and the last job tells what concerns several of them."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.acceptance import deploying
from tests.acceptance.deploying import Told, tidegate
from tests.builders import folders, repositories

PLATFORM = """\
apiVersion: tidegate.dev/v1
name: dev
namespace: "{team}-{environment}"
cluster: {name: one, kubernetes: "1.34"}
gitops: {tool: flux, version: "2.9"}
traffic: gateway-api
gateway: {name: public, namespace: gateways}
network: {egress: [{cidr: 10.0.0.0/8, ports: [5432]}]}
quota: {cpu: "30"}
"""
PROJECT = """\
apiVersion: tidegate.dev/v1
name: {name}
team: risk
components:
  api:
    kind: service
    image: ghcr.io/acme/api:1
    ports: {{http: 8080}}
    scale: {scale}
    resources: {{cpu: 1}}
    expose: {{host: "{host}.acme.dev"}}
    callers: [{{project: risk/{caller}}}]
environments:
  dev:
"""
HINT = "  hint: give the reports of all shards of one run, with its platform: tidegate combine shard-*.json\n"
COUNT = 12
CANARY = (
    PROJECT.format(name="p3", scale=2, host="p3", caller="p4").replace(
        "    scale: 2\n", "    scale: 2\n    strategy: {type: canary, steps: [5, 25, 50]}\n"
    )
    + """\
    releases:
      api:
        active: {slot: blue, image: ghcr.io/acme/api:1}
        candidate: {image: ghcr.io/acme/api:2, steps: [5, 25, 50]}
        step: 1
"""
)
NEW = "tidegate: the folder of --into was not there yet: all of its files are new"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deploying.at_home(tmp_path / "home", monkeypatch)
    monkeypatch.chdir(tmp_path)
    folders.write(
        {"platform/tidegate-platform.yaml": "apiVersion: tidegate.dev/v1\n", "platform/environments/dev.yaml": PLATFORM}
    )
    for number in range(COUNT):
        project(f"p{number}", caller=f"p{(number + 1) % COUNT}")


def project(name: str, *, scale: int = 1, host: str = "", caller: str = "none") -> None:
    text = PROJECT.format(name=name, scale=scale, host=host or name, caller=caller)
    folders.write({f"projects/{name}/ml-project.yaml": text})


def validate(number: int, total: int, *more: str) -> Told:
    report = ("--report", f"{number}.json")
    return tidegate("validate", "projects", "--platform", "platform", "--shard", f"{number}/{total}", *report, *more)


def generate(number: int, total: int, *more: str) -> Told:
    shard = ("--shard", f"{number}/{total}", "--report", f"{number}.json")
    return tidegate("generate", "projects", "--platform", "platform", "--into", "deploy", *shard, *more)


def combine(total: int, *more: str) -> Told:
    return tidegate("combine", *(f"{number}.json" for number in range(1, total + 1)), "--platform", "platform", *more)


def listed(number: int) -> list[str]:
    """The project files in a report."""
    return [each["file"] for each in json.loads(Path(f"{number}.json").read_bytes())["results"]]


def wrong() -> None:
    project("p3", host="p1")
    project("p7", scale=9, caller="p1")
    project("p8", host="p9")


@pytest.mark.parametrize("total", [1, 2, 3, 5])
@pytest.mark.parametrize("change", [lambda: None, wrong])
def test_all_parts_and_the_last_job_tell_what_one_run_tells(total: int, change: Callable[[], None]) -> None:
    change()
    whole = tidegate("validate", "projects", "--platform", "platform", "--format", "json")
    parts = [validate(number, total, "--format", "json") for number in range(1, total + 1)]
    last = combine(total, "--format", "json")
    assert len({file for number in range(1, total + 1) for file in listed(number)}) == COUNT
    ended = [each for each in json.loads(last.out) if each["code"].startswith("exit-")]
    expected_ends = [(f"{number}.json", f"exit-{each.code}") for number, each in enumerate(parts, 1) if each.code]
    assert [(each["file"], each["code"]) for each in ended] == expected_ends
    told = [problem for each in (*parts, last) for problem in json.loads(each.out) if problem not in ended]
    expected = json.loads(whole.out)
    assert [each for each in expected if each not in told] == []
    assert [each for each in json.loads(last.out) if each not in [*expected, *ended]] == []
    assert last.code == whole.code == (3 if change is wrong else 0)
    assert {each["code"] for each in json.loads(last.out)} >= {"calls-missing"}


def test_a_part_stays_the_same_when_other_projects_come_and_go() -> None:
    validate(2, 3)
    before = {*listed(2)}
    for number in range(COUNT, 3 * COUNT):
        project(f"p{number}")
    validate(2, 3)
    assert {each for each in listed(2) if int(each.split("/")[1][1:]) < COUNT} == before


def test_the_parts_write_what_one_run_writes() -> None:
    assert tidegate("generate", "projects", "--platform", "platform", "--into", "whole").code == 0
    for number in (1, 2, 3):
        told = tidegate(
            "generate", "projects", "--platform", "platform", "--into", "parts", "--shard", f"{number}/3",
            "--report", f"{number}.json",
        )  # fmt: skip
        assert told.code == 0
    assert held("parts") == held("whole")
    assert combine(3, "--into", "parts").code == 0
    assert tidegate("generate", "projects", "--platform", "platform", "--into", "parts", "--check").code == 0


def held(folder: str) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}


def test_a_removed_project_is_removed_by_one_part(tmp_path: Path) -> None:
    repositories.init(tmp_path)
    repositories.save(tmp_path, "projects")
    tidegate("generate", "projects", "--platform", "platform", "--into", "parts")
    Path("projects/p4/ml-project.yaml").unlink()
    repositories.save(tmp_path, "one less")
    found = [
        tidegate(
            "generate", "projects", "--platform", "platform", "--into", "parts", "--check", "--shard", f"{number}/3"
        )
        for number in (1, 2, 3)
    ]
    assert sorted(each.code for each in found) == [0, 0, 4]
    assert sum("risk/p4 has no project file any more" in each.out for each in found) > 0


def test_a_part_looks_for_removed_projects_only_where_there_are_others_than_those_of_the_run() -> None:
    assert tidegate("generate", "projects", "--platform", "platform", "--into", "deploy").code == 0
    told = [generate(number, 3, "--check").err.splitlines() for number in (1, 2, 3)]
    assert [len(each) for each in told] == [1, 1, 1], told


def test_quotas_count_what_lies_in_the_repository() -> None:
    folders.write({"other/ml-project.yaml": PROJECT.format(name="other", scale=9, host="other", caller="none")})
    assert tidegate("generate", "other", "--platform", "platform", "--into", "deploy").code == 0
    for number in (1, 2):
        validate(number, 2)
    assert combine(2).code == 0
    told = combine(2, "--into", "deploy")
    assert (told.code, "but the quota is 30 in dev" in told.out) == (4, True)


def test_a_missing_report() -> None:
    validate(1, 3)
    validate(3, 3)
    told = tidegate("combine", "1.json", "3.json", "--platform", "platform")
    assert told == Told(5, "", f"tidegate: there is no report of shard 2/3\n{HINT}")


def test_a_report_that_comes_twice() -> None:
    validate(1, 2)
    Path("copy.json").write_bytes(Path("1.json").read_bytes())
    told = tidegate("combine", "1.json", "copy.json", "--platform", "platform")
    assert told == Told(5, "", f"tidegate: 1.json and copy.json are both of shard 1/2\n{HINT}")


def test_a_report_of_another_number_of_parts() -> None:
    validate(1, 2)
    validate(2, 2)
    validate(3, 3)
    told = tidegate("combine", "1.json", "2.json", "3.json", "--platform", "platform")
    assert told == Told(5, "", f"tidegate: 3.json: this is shard 3/3 of another run\n{HINT}")


def test_a_report_of_other_projects() -> None:
    validate(1, 2)
    project("p20")
    validate(2, 2)
    told = tidegate("combine", "1.json", "2.json", "--platform", "platform")
    fact = f"2.json: this shard had {COUNT + 1} project files, not {COUNT} project files"
    assert told == Told(5, "", f"tidegate: {fact}\n{HINT}")


def test_reports_of_two_states_of_the_same_number_of_projects() -> None:
    validate(1, 2)
    project("p1", host="elsewhere")
    validate(2, 2)
    told = tidegate("combine", "1.json", "2.json", "--platform", "platform")
    first, second = (json.loads(Path(name).read_bytes())["sources"] for name in ("1.json", "2.json"))
    fact = f"2.json: this shard had project files with the digest {second}, not project files with the digest {first}"
    assert told == Told(5, "", f"tidegate: {fact}\n{HINT}")


@pytest.mark.parametrize("change", [lambda each: each[1:], lambda each: [*each, each[0]]], ids=["none", "two"])
def test_a_project_that_is_in_no_report_or_in_two(change: Callable[[list[object]], list[object]]) -> None:
    validate(1, 1)
    report = json.loads(Path("1.json").read_bytes())
    Path("1.json").write_text(json.dumps({**report, "results": change(report["results"])}), encoding="utf-8")
    fact = f"the reports do not have each of the {COUNT} project files once"
    assert combine(1) == Told(5, "", f"tidegate: {fact}\n{HINT}")


def test_the_last_job_fails_with_a_part_and_names_it() -> None:
    folders.write(
        {"projects/p3/ml-project.yaml": PROJECT.format(name="p3", scale=1, host="p3", caller="p4") + "x: 1\n"}
    )
    codes = [validate(number, 3).code for number in (1, 2, 3)]
    assert sorted(codes) == [0, 0, 3]
    number = codes.index(3) + 1
    told = combine(3)
    assert told.code == 3
    fact = f"tidegate: shard {number}/3 ended with exit code 3\n  hint: the output of its command says why\n"
    assert told.err == f"{fact}{COUNT} files, 0 problems, 10 warnings\n"


def test_the_last_job_ends_as_the_worst_part_and_knows_of_differences() -> None:
    folders.write({"projects/p3/ml-project.yaml": PROJECT.format(name="p3", scale=99, host="p3", caller="p4")})
    codes = [generate(number, 3, "--check").code for number in (1, 2, 3)]
    assert sorted(codes) == [1, 1, 4]
    assert combine(3).code == 4
    project("p3", caller="p4")
    assert [generate(number, 3, "--check").code for number in (1, 2, 3)] == [1, 1, 1]
    told = combine(3, "--format", "json")
    assert [(each["file"], each["fact"]) for each in json.loads(told.out) if each["code"] == "exit-1"] == [
        (f"{number}.json", f"shard {number}/3 ended with exit code 1") for number in (1, 2, 3)
    ]
    assert told.code == 1


def test_a_jump_since_the_base_is_in_the_report(tmp_path: Path) -> None:
    folders.write({"projects/p3/ml-project.yaml": CANARY})
    repositories.init(tmp_path)
    repositories.save(tmp_path, "projects")
    folders.write({"projects/p3/ml-project.yaml": CANARY.replace("step: 1", "step: 3")})
    codes = [generate(number, 3, "--check", "--base", "HEAD").code for number in (1, 2, 3)]
    assert sorted(codes) == [1, 1, 4]
    assert combine(3).code == 4


def test_one_part_tells_of_a_project_that_is_removed_during_its_release(tmp_path: Path) -> None:
    folders.write({"projects/p3/ml-project.yaml": CANARY})
    repositories.init(tmp_path)
    repositories.save(tmp_path, "projects")
    Path("projects/p3/ml-project.yaml").unlink()
    told = [generate(number, 3, "--check", "--base", "HEAD") for number in (1, 2, 3)]
    assert sum(each.out.count("risk/p3 is removed while a release is under way") for each in told) == 1
    assert sorted(each.code for each in told) == [1, 1, 4]


@pytest.mark.parametrize("number", [1, 2])
def test_a_part_without_projects_compares_with_the_base(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repositories.init(tmp_path)
    repositories.save(tmp_path, "projects")
    monkeypatch.chdir("projects/p1")
    told = tidegate(
        "generate", "--platform", "../../platform", "--into", "../../deploy", "--check", "--base", "HEAD",
        "--shard", f"{number}/2",
    )  # fmt: skip
    assert (told.code, told.err.splitlines()[-2:]) in [
        (0, ["0 files, 0 problems", NEW]),
        (1, ["1 file, 0 problems", NEW]),
    ]


def test_a_host_of_a_project_that_another_part_removes_is_free(tmp_path: Path) -> None:
    repositories.init(tmp_path)
    repositories.save(tmp_path, "projects")
    assert tidegate("generate", "projects", "--platform", "platform", "--into", "deploy").code == 0
    for number in range(1, COUNT, 3):
        Path(f"projects/p{number}/ml-project.yaml").unlink()
        project(f"q{number}", host=f"p{number}")
    repositories.save(tmp_path, "others")
    whole = tidegate("generate", "projects", "--platform", "platform", "--into", "deploy", "--check", "--allow-prune")
    assert (whole.code, whole.err) == (1, f"{COUNT} files, 0 problems, 4 warnings\n")
    told = [generate(number, 5, "--check", "--allow-prune") for number in range(1, 6)]
    assert {each.code for each in told} <= {0, 1}
    assert sorted(line for each in told for line in files(each)) == sorted(files(whole))


def files(told: Told) -> list[str]:
    """The differences that --check lists."""
    return [line for line in told.out.splitlines() if line.startswith(("new ", "changed ", "stale "))]


def test_a_path_that_is_not_utf_8_has_a_report() -> None:
    Path("projects/p3").rename(os.fsdecode(b"projects/\xff"))
    assert validate(1, 1).code == 0
    assert combine(1).code == 0
    project("p20", host="p3")
    assert validate(1, 1).code == 3
    told = combine(1)
    assert "projects/p20/ml-project.yaml" in told.out


@pytest.mark.parametrize("option", [("--shard", "1/2"), ("--report", "1.json")])
def test_standard_input_is_no_part_of_a_run(option: tuple[str, str]) -> None:
    assert tidegate("validate", "-", *option) == Told(
        2,
        "",
        "tidegate: standard input is no part of a run: --shard and --report are for files\n"
        "  hint: name an ml-project.yaml or a folder that holds some\n",
    )


def test_a_report_of_another_version_or_platform() -> None:
    validate(1, 1)
    report = json.loads(Path("1.json").read_bytes())
    platform = report["platform"]
    Path("2.json").write_text(json.dumps({**report, "tidegate": "0.9 (00)"}), encoding="utf-8")
    told = tidegate("combine", "2.json", "--platform", "platform")
    fact = f"2.json: this shard had tidegate 0.9 (00), not tidegate {report['tidegate']}"
    assert told == Told(5, "", f"tidegate: {fact}\n{HINT}")
    told = tidegate("combine", "1.json")
    fact = f"1.json: this shard had a platform whose files have the digest {platform}, not the bundled platform"
    hint = "  hint: name the platform of the shards: tidegate combine shard-*.json --platform DIR\n"
    assert told == Told(5, "", f"tidegate: {fact}\n{hint}")


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", '{"shard": [0, 1], "format": 2}', '{"shard": [1, 1], "format": 3}', "[" * 100_000]
)
def test_another_file_is_no_report(text: str) -> None:
    Path("a.json").write_text(text, encoding="utf-8")
    told = tidegate("combine", "a.json")
    fact = "a.json: this is no report of a shard, or one of another version of tidegate"
    assert told == Told(5, "", f"tidegate: {fact}\n{HINT}")


@pytest.mark.parametrize(
    "change",
    [
        {"results": [{}]}, {"results": [1]}, {"results": 1}, {"removed": [1]}, {"removed": 1}, {"shard": [2, 1]},
        {"files": "a"}, {"exit": "a"}, {"exit": None}, {"shard": ["a", "b"]},
    ],
    ids=str,
)  # fmt: skip
def test_a_report_that_is_wrong_inside(change: dict[str, object]) -> None:
    validate(1, 1)
    report = json.loads(Path("1.json").read_bytes())
    Path("1.json").write_text(json.dumps({**report, **change}), encoding="utf-8")
    fact = "1.json: this is no report of a shard, or one of another version of tidegate"
    assert combine(1) == Told(5, "", f"tidegate: {fact}\n{HINT}")


@pytest.mark.parametrize("text", ["0/3", "4/3", "3", "a/b", "1/0", "1/1001", "-1/3", "01/3"])
def test_another_text_is_no_shard(text: str) -> None:
    told = tidegate("validate", "projects", "--shard", text)
    hint = "  hint: write it as 3/8: part 3 of 8\n"
    assert told == Told(2, "", f'tidegate: --shard: "{text}" is no part of a run\n{hint}')


def test_a_report_that_cannot_be_written() -> None:
    told = tidegate(
        "validate", "projects", "--platform", "platform", "--report", "platform/tidegate-platform.yaml/1.json"
    )
    assert (told.code, told.err.splitlines()[0]) == (
        5,
        "tidegate: platform/tidegate-platform.yaml/1.json: cannot be written: File exists",
    )


@pytest.mark.parametrize("command", [("validate",), ("generate", "--into", "deploy")], ids=lambda each: each[0])
def test_what_a_part_found_is_told_where_its_report_cannot_be_written(command: tuple[str, ...]) -> None:
    project("p3", host="p1")
    at = "platform/tidegate-platform.yaml/1.json"
    told = tidegate(*command, "projects", "--platform", "platform", "--report", at, "--format", "json")
    assert (told.code, told.err) == (5, "")
    assert {(each["file"], each["code"]) for each in json.loads(told.out)} >= {
        (at, "exit-5"),
        ("projects/p3/ml-project.yaml", "taken"),
    }
