"""SARIF logs."""

from typing import Any

import pytest

from generator import __version__
from generator.errors import NotReadyError, Problem
from generator.git.repository_paths import RepositoryPath
from generator.report import problems, sarif
from tests.builders import reports
from tests.builders.problems import problem

PATHS = {"a.yaml": RepositoryPath("teams/a.yaml", "own"), "": RepositoryPath("", "other")}


def run(*found: Problem, **paths: RepositoryPath) -> dict[str, Any]:
    return reports.sarif(sarif.document(found, paths or PATHS))


def test_a_result_has_place_words_and_fingerprint() -> None:
    (found,) = run(problem(4, 2, hint="mend it", code="scale"))["results"]
    assert len(found.pop("partialFingerprints").pop("tidegateProblem/v1")) == 32
    assert found == {
        "ruleId": "scale", "ruleIndex": 0, "level": "error", "message": {"text": "x.y: is bad\nhint: mend it"},
        "locations": [{
            "physicalLocation": {
                "artifactLocation": {"uri": "teams/a.yaml", "uriBaseId": "SRCROOT"},
                "region": {"startLine": 4, "startColumn": 2},
            },
            "logicalLocations": [{"fullyQualifiedName": "x.y"}],
        }],
        "properties": {"severity": "error"},
    }  # fmt: skip


def test_a_rule_says_what_its_code_means() -> None:
    driver = run(problem(code="scale"), problem(code="minimum"), problem(code="scale"))["tool"]["driver"]
    assert (driver["name"], driver["version"], driver["informationUri"]) == (
        "tidegate", __version__, "https://tidegate.dev",
    )  # fmt: skip
    assert [each["id"] for each in driver["rules"]] == ["minimum", "scale"]
    assert driver["rules"][0] == {
        "id": "minimum",
        "shortDescription": {"text": "a number is too small"},
        "help": {"text": "The shape of the file: a number is too small"},
    }


def test_a_warning_is_one_and_a_refusal_an_error() -> None:
    found = run(*(problem(severity=each, code="scale") for each in ("error", "refusal", "warning")))["results"]
    assert [each["level"] for each in found] == ["error", "error", "warning"]
    assert [each["properties"]["severity"] for each in found] == ["error", "refusal", "warning"]


def test_an_error_without_a_place_is_of_the_run() -> None:
    found = run(problems.failure("", NotReadyError("full", hint="free some space")))
    assert found["results"] == []
    assert found["invocations"] == [{
        "executionSuccessful": False,
        "toolExecutionNotifications": [{
            "descriptor": {"id": "exit-5", "index": 0}, "level": "error", "message": {"text": "full\nhint: free some space"},
        }],
    }]  # fmt: skip
    (described,) = found["tool"]["driver"]["notifications"]
    assert described["shortDescription"]["text"] == "the run ended with exit code 5: the fact says why"


def test_nothing_is_a_log_without_results() -> None:
    found = run()
    assert (found["results"], found["invocations"]) == ([], [{"executionSuccessful": True}])
    assert (found["originalUriBaseIds"], found["tool"]["driver"]["rules"]) == ({}, [])


@pytest.mark.parametrize(
    ("path", "uri", "base"),
    [
        (RepositoryPath("a b/é%:{0}.yaml", "own"), "a%20b/%C3%A9%25%3A%7B0%7D.yaml", "SRCROOT"),
        (RepositoryPath("clusters/a.yaml", "gitops"), "clusters/a.yaml", "GITOPSROOT"),
        (RepositoryPath("../deploy/a.yaml", "other"), "../deploy/a.yaml", None),
        (RepositoryPath("/deploy/a b.yaml", "other"), "file:///deploy/a%20b.yaml", None),
        (RepositoryPath("a\udcff.yaml", "own"), "a%FF.yaml", "SRCROOT"),
    ],
)
def test_a_path_is_a_uri_below_a_named_folder(path: RepositoryPath, uri: str, base: str | None) -> None:
    found = run(problem(file="x", code="scale"), x=path)
    artifact = found["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert (artifact["uri"], artifact.get("uriBaseId")) == (uri, base)
    assert [*found["originalUriBaseIds"]] == ([base] if base else [])


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("write {min: 2}", "write {min: 2}"),
        ("{0} is bad", "{{0}} is bad"),
        ("write {api: {min: 2}}", "write {{api: {{min: 2}}}}"),
    ],
)
def test_words_are_never_a_placeholder(fact: str, text: str) -> None:
    (found,) = run(problem(fact=fact, where="", code="scale"))["results"]
    assert found["message"]["text"] == text
