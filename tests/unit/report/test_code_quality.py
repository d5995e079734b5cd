"""GitLab's Code Quality report."""

from generator.git.repository_paths import RepositoryPath
from generator.report import code_quality
from tests.builders import reports
from tests.builders.problems import problem

PATHS = {"a.yaml": RepositoryPath("teams/a.yaml", "own"), "": RepositoryPath("", "other")}


def test_an_entry_has_all_that_gitlab_asks_for() -> None:
    (found,) = reports.code_quality(code_quality.document([problem(4, 2, hint="mend it")], PATHS))
    assert len(found.pop("fingerprint")) == 32
    assert found == {
        "description": "x.y: is bad (hint: mend it)", "check_name": "code", "severity": "critical",
        "location": {"path": "teams/a.yaml", "lines": {"begin": 4}},
    }  # fmt: skip


def test_each_severity_has_one_of_gitlab() -> None:
    found = [problem(severity=each) for each in ("error", "refusal", "warning")]
    listed = reports.code_quality(code_quality.document(found, PATHS))
    assert [each["severity"] for each in listed] == ["critical", "major", "minor"]


def test_an_error_without_a_file_is_at_the_top() -> None:
    (found,) = reports.code_quality(code_quality.document([problem(file="", where="")], PATHS))
    assert (found["description"], found["location"]["path"]) == ("is bad", ".")


def test_nothing_is_an_empty_list() -> None:
    assert code_quality.document([], {}) == "[]\n"
