"""kubeconform: every object against the schemas that ship with tidegate, and nothing from the network."""

import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from generator import errors
from generator.external import program

VARIABLE = "TIDEGATE_KUBECONFORM"
_INSTALL = f"go install github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0, or name the program in {VARIABLE}"
_LARGE = 1_000_000  # bytes
# custom resources first: a core file's name holds only the first label of its group
_LOCATIONS = (
    "resources/{{{{.Group}}}}/{{{{.ResourceKind}}}}_{{{{.ResourceAPIVersion}}}}.json",
    "kubernetes/v{version}/{{{{.ResourceKind}}}}{{{{.KindSuffix}}}}.json",
)


class InvalidObject(NamedTuple):
    """One object that the API server would not take as it is written; `message` may hold several facts.

    `stream` is the position of the stream that holds the object, None for what is about no object.
    """

    kind: str
    name: str
    message: str
    stream: int | None = 0


def check(
    documents: str, *, kubernetes: str, schemas: Path, expected: int | None = None, timeout: float = 600
) -> tuple[InvalidObject, ...]:
    """What is wrong with a multi-document YAML stream for Kubernetes `kubernetes` (`1.34`), as `check_streams` finds it."""
    return check_streams([documents], kubernetes=kubernetes, schemas=schemas, expected=expected, timeout=timeout)


def check_streams(
    streams: Sequence[str], *, kubernetes: str, schemas: Path, expected: int | None = None, timeout: float = 600
) -> tuple[InvalidObject, ...]:
    """What is wrong with multi-document YAML streams for Kubernetes `kubernetes` (`1.34`); empty is valid.

    One process, the two local schema folders of `schemas`, no network. An object that was skipped or has no schema is a
    InvalidObject; so is a count other than `expected`, the number of objects that the streams should hold. Raises ProgramError
    where kubeconform is missing, fails or does not end within `timeout` seconds.
    """
    known = versions(schemas)
    if kubernetes not in known:
        raise errors.ProgramError(
            f"there are no schemas of Kubernetes {kubernetes} to verify with", hint=f"there is {', '.join(known)}"
        )
    with tempfile.TemporaryDirectory(prefix="tidegate-") as folder:
        # Files, not stdin: from there kubeconform 0.8.0 hands on documents inside the buffer that it goes on filling,
        # and stops without a word at one above 256 MB.
        for position, documents in enumerate(streams):
            Path(folder, f"{position}.yaml").write_bytes(documents.encode())
        report = _run(Path(folder), kubernetes, schemas, timeout)
    return (*sorted(map(_finding, report["resources"])), *_uncounted(report["summary"], expected))


def versions(schemas: Path) -> tuple[str, ...]:
    """The Kubernetes versions that `schemas` can verify, oldest first."""
    found = (folder.name.removeprefix("v") for folder in (schemas / "kubernetes").glob("v*"))
    return tuple(sorted(found, key=lambda version: [int(part) for part in version.split(".")]))


def identify() -> str:
    """The version that the program says it is (`v0.8.0`); raises ProgramError where it is missing."""
    binary = _binary()
    outcome = program.run(binary, ["-v"], folder=Path.cwd(), timeout=60)
    if outcome.code != 0:
        raise program.failed(binary, outcome)
    return outcome.stdout.strip()


def _run(streams: Path, kubernetes: str, schemas: Path, timeout: float) -> Any:
    binary = _binary()
    # Relative locations, from inside the folder: a path with `%` or `{{` in it would be read as something else.
    locations = [part for place in _LOCATIONS for part in ("-schema-location", place.format(version=kubernetes))]
    # Each worker compiles each schema for itself: a few objects are sooner checked by one.
    workers = "1" if sum(each.stat().st_size for each in streams.iterdir()) < _LARGE else "4"
    arguments = ["-strict", "-summary", "-output", "json", "-n", workers, *locations, str(streams)]
    outcome = program.run(binary, arguments, folder=schemas, timeout=timeout)
    report = _report(outcome.stdout)
    if report is None or outcome.code not in {0, 1}:
        raise program.failed(binary, outcome, hint=f"tidegate knows kubeconform v0.8.0: {_INSTALL}")
    return report


def _report(stdout: str) -> Any:
    try:
        report = json.loads(stdout)
    except ValueError:
        return None
    return report if isinstance(report, dict) and report.keys() >= {"resources", "summary"} else None


def _finding(resource: dict[str, Any]) -> InvalidObject:
    facts = sorted(f"{error['path']}: {error['msg']}" for error in resource.get("validationErrors", ()))
    stream = int(Path(resource["filename"]).stem)
    return InvalidObject(
        kind=resource["kind"], name=resource["name"], message="; ".join(facts) or resource["msg"], stream=stream
    )


def _uncounted(summary: dict[str, int], expected: int | None) -> tuple[InvalidObject, ...]:
    findings = []
    if summary["skipped"]:
        findings.append(
            InvalidObject(kind="", name="", message=f"kubeconform skipped {summary['skipped']} objects", stream=None)
        )
    seen = sum(summary[key] for key in ("valid", "invalid", "errors", "skipped"))
    if expected is not None and seen != expected:
        findings.append(
            InvalidObject(kind="", name="", message=f"kubeconform saw {seen} objects, not {expected}", stream=None)
        )
    return tuple(findings)


def _binary() -> Path:
    named = os.environ.get(VARIABLE)
    if named:
        if not os.access(named, os.X_OK) or Path(named).is_dir():
            raise errors.ProgramError(f"{VARIABLE}: {named} is not a program", hint=_INSTALL)
        return Path(named).absolute()
    found = program.find("kubeconform")
    if found is None:
        raise errors.ProgramError("kubeconform is not installed: nothing was verified", hint=_INSTALL)
    return found
