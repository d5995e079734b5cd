"""What `diff` says of removals that need consent; the repository is real."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.test_diff import FILE, Clone
from tests.builders import commands, repositories
from tests.builders.commands import Run
from tests.builders.repositories import git, save

JOB = '  nightly: {kind: cronjob, image: "ghcr.io/acme/etl:1", schedule: "0 3 * * *"}\n'
PATH = "projects/risk/fraud/overlays/{}/jobs/fraud-nightly.cronjob.yaml"


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clone:
    """A repository with a project that has a cron job, besides."""
    repositories.home(tmp_path / "home", monkeypatch)
    for variable in ("GITHUB_BASE_REF", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "TIDEGATE_PLATFORM"):
        monkeypatch.delenv(variable, raising=False)
    made = Clone(tmp_path / "top")
    made.edit("environments:\n", f"{JOB}environments:\n")
    save(made.top, "job")
    monkeypatch.chdir(made.top)
    return made


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    return commands.caller(capfd)


def drop(clone: Clone, consent: str = "") -> None:
    clone.edit(JOB, "")
    if consent:
        clone.edit("environments:\n", f"allowPrune: {consent}\nenvironments:\n")


def compared(run: Run, code: int, *arguments: str) -> Any:
    found, out, err = run("diff", "projects", "--format", "json", *arguments)
    assert found == code, err
    return json.loads(out)


def prunes(found: Any) -> list[tuple[str, str | None]]:
    return [(each["file"], each["allowedBy"]) for one in found["environments"] for each in one.get("prunes", ())]


def told(found: Any) -> list[tuple[str, str, str]]:
    return [(each["code"], each["severity"], each["fact"]) for each in found["problems"]]


def test_a_removal_without_consent_is_refused_and_names_the_entry(clone: Clone, run: Run) -> None:
    drop(clone, "[dev/nightly]")
    found = compared(run, 4)
    assert prunes(found) == [(PATH.format("dev"), "dev/nightly"), (PATH.format("production"), None)]
    (problem,) = found["problems"]
    assert problem == {
        "file": FILE,
        "line": 1,
        "column": 1,
        "where": "",
        "fact": f"{PATH.format('production')} would be removed, and what it defines deleted from the cluster",
        "hint": "to allow this, write allowPrune: [production/nightly], or run generate or publish with --allow-prune",
        "code": "prune",
        "severity": "refusal",
    }


@pytest.mark.parametrize("consent", ["[dev/nightly, production/nightly]", "[dev, production]", '["*"]'])
def test_a_removal_with_consent_is_listed_and_no_problem(clone: Clone, run: Run, consent: str) -> None:
    drop(clone, consent)
    found = compared(run, 0)
    assert [file for file, entry in prunes(found) if entry] == [PATH.format("dev"), PATH.format("production")]
    assert found["problems"] == []


def test_an_entry_of_an_earlier_removal_allows_none(clone: Clone, run: Run) -> None:
    clone.edit("environments:\n", "allowPrune: [production, dev]\nenvironments:\n")
    save(clone.top, "early")
    drop(clone)
    found = compared(run, 4, "-e", "production")
    assert prunes(found) == [(PATH.format("production"), None)]
    assert told(found) == [
        (
            "prune",
            "refusal",
            f'"production" was written for an earlier removal, not for that of {PATH.format("production")}',
        )
    ]


def test_an_entry_that_allows_nothing_is_a_warning(clone: Clone, run: Run) -> None:
    clone.edit("environments:\n", "allowPrune: [production]\nenvironments:\n")
    assert told(compared(run, 0)) == [
        ("prune-unused", "warning", '"production" allows nothing: there is nothing to remove')
    ]


def test_where_the_platform_keeps_consent_to_itself_no_entry_counts(clone: Clone, run: Run) -> None:
    clone.edit("machines:", "policy: {allowPrune: false}\nmachines:", "environments/production.yaml")
    save(clone.top, "policy")
    drop(clone, "[dev, production]")
    found = compared(run, 4)
    assert prunes(found) == [(PATH.format("dev"), "dev"), (PATH.format("production"), None)]
    assert [(each["code"], each["hint"]) for each in found["problems"]] == [
        ("prune", "to allow this, run generate or publish with --allow-prune"),
        ("prune-unused", "remove this entry, and ask the platform team to run tidegate with --allow-prune"),
    ]


def test_an_environment_that_is_not_compared_has_no_removals(clone: Clone, run: Run) -> None:
    drop(clone, "[dev]")
    clone.edit("  production:\n", "  production:\n    components:\n      api: {machine: huge}\n")
    found = compared(run, 3)
    assert prunes(found) == [(PATH.format("dev"), "dev")]
    assert [each["code"] for each in found["problems"]] == ["unknown-machine"]


def test_a_project_that_goes_by_no_environments_needs_consent_for_all(clone: Clone, run: Run) -> None:
    text = (clone.top / FILE).read_text()
    clone.write(FILE, text[: text.index("environments:")] + 'environments: {}\nallowPrune: ["*"]\n')
    found = compared(run, 0)
    assert {entry for _, entry in prunes(found)} == {"*"}
    assert "clusters/dev-eu/dev/risk.fraud.yaml" in [file for file, _ in prunes(found)]


def test_a_renamed_project_is_refused_at_its_name(clone: Clone, run: Run) -> None:
    clone.edit("name: fraud", 'name: scam\nallowPrune: ["*"]')
    found = compared(run, 4)
    assert {entry for _, entry in prunes(found)} == {None}
    refused = [each for each in found["problems"] if each["code"] == "prune"]
    assert {(each["file"], each["line"], each["where"]) for each in refused} == {(FILE, 2, "name")}
    assert refused[0]["fact"].endswith("deleted from the cluster: the project was risk/fraud before")


def test_a_finished_release_needs_no_consent(clone: Clone, run: Run) -> None:
    clone.edit("    scale: {min: 4, max: 4}", "    scale: {min: 4, max: 4}\n    strategy: blue-green")
    save(clone.top, "strategy")
    for command in (("release", "--image", "ghcr.io/acme/api:1.5.0", "--offline"), ("advance",)):
        name, *more = command
        assert run(name, "api", "-e", "dev", "-p", "projects/fraud", *more)[0] == 0
    save(clone.top, "release")
    assert run("finish", "api", "-e", "dev", "-p", "projects/fraud")[0] == 0
    assert prunes(compared(run, 0)) == []


def test_two_revisions_are_judged_as_the_working_tree_is(clone: Clone, run: Run) -> None:
    drop(clone)
    save(clone.top, "dropped")
    found = compared(run, 4, "--base", "HEAD~1", "--head", "HEAD")
    assert [(each["file"], each["code"]) for each in found["problems"]] == [(FILE, "prune")] * 2


@pytest.mark.parametrize(
    ("form", "allowed", "refused"),
    [
        (
            "text",
            f"  would be pruned: {PATH.format('dev')} (allowPrune: dev)\n",
            f"  would be pruned: {PATH.format('production')} (no consent)\n",
        ),
        (
            "markdown",
            f"- would be pruned: `{PATH.format('dev')}` (allowPrune: dev)\n",
            f"- would be pruned: `{PATH.format('production')}` (no consent)\n",
        ),
        (
            "html",
            f"<li>would be pruned: {PATH.format('dev')} (allowPrune: dev)</li>",
            f"<li>would be pruned: {PATH.format('production')} (no consent)</li>",
        ),
    ],
)
def test_people_read_it_beside_the_environment(clone: Clone, run: Run, form: str, allowed: str, refused: str) -> None:
    drop(clone, "[dev]")
    code, out, _ = run("diff", "projects", "--format", form)
    assert (code, allowed in out, refused in out) == (4, True, True)
    assert git(clone.top, "status", "--porcelain") == f" M {FILE}\n"
