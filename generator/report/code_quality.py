"""Problems as a GitLab Code Quality report: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from generator.errors import Problem, Severity
from generator.git.repository_paths import RepositoryPath
from generator.report import fingerprints

SEVERITIES: Mapping[Severity, str] = {Severity.ERROR: "critical", Severity.REFUSAL: "major", Severity.WARNING: "minor"}


def document(found: Sequence[Problem], paths: Mapping[str, RepositoryPath]) -> str:
    """The report; `paths` has the path of every file. GitLab shows one entry for each fingerprint, so none is used twice."""
    names = [paths[each.mark.file].path or "." for each in found]
    marks = fingerprints.of(found, names)
    entries = [_entry(*each) for each in zip(found, names, marks, strict=True)]
    return json.dumps(entries, ensure_ascii=False, indent=2) + "\n"


def _entry(problem: Problem, path: str, fingerprint: str) -> dict[str, Any]:
    where = f"{problem.where}: " if problem.where else ""
    hint = f" (hint: {problem.hint})" if problem.hint else ""
    return {
        "description": f"{where}{problem.fact}{hint}",
        "check_name": problem.code,
        "fingerprint": fingerprint,
        "severity": SEVERITIES[problem.severity],
        "location": {"path": path, "lines": {"begin": problem.mark.line}},
    }
