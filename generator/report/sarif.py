"""Problems as SARIF 2.1.0, which code scanning and editors read: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html.

The sections in comments are those of that page.
"""

import json
import os
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from generator import __version__
from generator.errors import Problem, Severity
from generator.git.repository_paths import RepositoryPath
from generator.report import fingerprints
from generator.report.codes import CODES

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
HOME = "https://tidegate.dev"
BASES = {"own": "SRCROOT", "gitops": "GITOPSROOT"}
FOLDERS = {"own": "the top folder of the repository", "gitops": "the top folder of the GitOps repository"}
"""Where these are on a machine is not said: the same problems give the same log everywhere."""
SAFE = "/~!$&'()*+,;=@"
"""Not `:`, which would end a scheme in the first part of a path (RFC 3986, section 4.2)."""
PLACEHOLDER = re.compile(r"\{\{|\}\}|\{[0-9]+\}")
FAILURE = "exit-"
"""How the code of an error begins that is no fault of a file (`problems.failure`)."""


def document(found: Sequence[Problem], paths: Mapping[str, RepositoryPath]) -> str:
    """A log with one run; `paths` has the path of every file. An error without a place in a file is a notification of the run."""
    failures = [each for each in found if each.code.startswith(FAILURE)]
    problems = [each for each in found if not each.code.startswith(FAILURE)]
    rules, notices = _descriptors(problems), _descriptors(failures)
    results = _results(problems, list(rules), paths)
    run = {
        "tool": {"driver": _driver(list(rules.values()), list(notices.values()))},
        "invocations": [_invocation(failures, list(notices), paths)],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {BASES[each]: {"description": _message(FOLDERS[each])} for each in _bases(found, paths)},
        "results": results,
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _driver(rules: Sequence[Any], notices: Sequence[Any]) -> dict[str, Any]:
    described = {"rules": rules, "notifications": notices} if notices else {"rules": rules}
    return {"name": "tidegate", "version": __version__, "informationUri": HOME, **described}


def _descriptors(found: Sequence[Problem]) -> dict[str, dict[str, Any]]:
    """The rules of these problems by code, in the order of the codes."""
    meanings = {code: (group, text) for group, texts in CODES.items() for code, text in texts.items()}
    made = {}
    for code in sorted({each.code for each in found}):
        group, text = meanings.get(code) or _exit(code, *meanings[f"{FAILURE}N"])
        made[code] = {"id": code, "shortDescription": _message(text), "help": _message(f"{group}: {text}")}
    return made


def _exit(code: str, group: str, text: str) -> tuple[str, str]:
    """The meaning of the code of one exit code."""
    return group, text.replace("exit code N", f"exit code {code.removeprefix(FAILURE)}")


def _results(
    found: Sequence[Problem], codes: Sequence[str], paths: Mapping[str, RepositoryPath]
) -> list[dict[str, Any]]:
    # Without the path, so that a problem stays the same when its file moves; readers compare within a file
    marks = fingerprints.of(found, [""] * len(found))
    return [
        {
            "ruleId": each.code,
            "ruleIndex": codes.index(each.code),
            "level": _level(each),
            "message": _words(each),
            "locations": [_location(each, paths[each.mark.file])],
            "partialFingerprints": {"tidegateProblem/v1": mark},
            "properties": {"severity": each.severity.value},
        }
        for each, mark in zip(found, marks, strict=True)
    ]


def _invocation(
    failures: Sequence[Problem], codes: Sequence[str], paths: Mapping[str, RepositoryPath]
) -> dict[str, Any]:
    if not failures:
        return {"executionSuccessful": True}
    notes = [
        {
            "descriptor": {"id": each.code, "index": codes.index(each.code)},
            "level": _level(each),
            "message": _words(each),
            **({"locations": [_location(each, paths[each.mark.file])]} if each.mark.file else {}),
        }
        for each in failures
    ]
    return {"executionSuccessful": False, "toolExecutionNotifications": notes}


def _level(problem: Problem) -> str:
    return "warning" if problem.severity is Severity.WARNING else "error"


def _words(problem: Problem) -> dict[str, str]:
    where = f"{problem.where}: " if problem.where else ""
    hint = f"\nhint: {problem.hint}" if problem.hint else ""
    return _message(f"{where}{problem.fact}{hint}")


def _message(text: str) -> dict[str, str]:
    """A message. Braces are doubled where a reader could take them for a placeholder (3.11.5).

    Not elsewhere: many readers show `{{` as it is, and people copy `{min: 2}` from a hint.
    """
    if PLACEHOLDER.search(text):
        text = text.replace("{", "{{").replace("}", "}}")
    return {"text": text}


def _location(problem: Problem, path: RepositoryPath) -> dict[str, Any]:
    mark = problem.mark
    region = {"startLine": mark.line, "startColumn": mark.column}
    found: dict[str, Any] = {"physicalLocation": {"artifactLocation": _artifact(path), "region": region}}
    if problem.where:
        found["logicalLocations"] = [{"fullyQualifiedName": problem.where}]
    return found


def _bases(found: Sequence[Problem], paths: Mapping[str, RepositoryPath]) -> list[str]:
    used = {paths[each.mark.file].base for each in found}
    return [each for each in BASES if each in used]


def _artifact(path: RepositoryPath) -> dict[str, str]:
    uri = quote(os.fsencode(path.path), safe=SAFE)
    if path.base != "other":
        return {"uri": uri, "uriBaseId": BASES[path.base]}
    return {"uri": f"file://{uri}" if uri.startswith("/") else uri}
