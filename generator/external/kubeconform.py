"""Run kubeconform on rendered objects, with the schemas bundled with tidegate and without network access."""

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
_ONE_WORKER_BELOW = 1_000_000  # bytes
# Custom resources first: the file name of a core schema has only the first label of the group
LOCATIONS = (
    "resources/{{{{.Group}}}}/{{{{.ResourceKind}}}}_{{{{.ResourceAPIVersion}}}}.json",
    "kubernetes/v{version}/{{{{.ResourceKind}}}}{{{{.KindSuffix}}}}.json",
)


class InvalidObject(NamedTuple):
    """An object that kubeconform rejects; `message` may list several errors.

    `stream` is the index of the stream that contains the object; None if the message is about no single object.
    """

    kind: str
    name: str
    message: str
    stream: int | None = 0


def check(
    documents: str, *, kubernetes: str, schemas: Path, expected: int | None = None, timeout: float = 600
) -> tuple[InvalidObject, ...]:
    """The violations in one multi-document YAML stream; see `check_streams`."""
    return check_streams([documents], kubernetes=kubernetes, schemas=schemas, expected=expected, timeout=timeout)


def check_streams(
    streams: Sequence[str], *, kubernetes: str, schemas: Path, expected: int | None = None, timeout: float = 600
) -> tuple[InvalidObject, ...]:
    """The violations in multi-document YAML streams for Kubernetes `kubernetes` (`1.34`); empty if all are valid.

    One kubeconform process reads the two schema folders in `schemas`. A skipped object and one without a schema are
    violations, and so is a number of objects other than `expected`. Raises ProgramError if there are no schemas for
    that version, or if kubeconform is missing, fails or does not end within `timeout` seconds.
    """
    available = versions(schemas)
    if kubernetes not in available:
        raise errors.ProgramError(
            f"there are no schemas for Kubernetes {kubernetes}", hint=f"there are schemas for {', '.join(available)}"
        )
    with tempfile.TemporaryDirectory(prefix="tidegate-") as folder:
        # Files, not stdin: when it reads stdin, kubeconform 0.8.0 passes on slices of a buffer that it keeps overwriting,
        # and stops without a message at a document above 256 MB.
        for position, documents in enumerate(streams):
            Path(folder, f"{position}.yaml").write_bytes(documents.encode())
        report = _run(Path(folder), kubernetes, schemas, timeout)
    return (*sorted(map(_violation, report["resources"])), *_count_violations(report["summary"], expected))


def versions(schemas: Path) -> tuple[str, ...]:
    """The Kubernetes versions (`1.34`) that the folder `schemas` has schemas for, oldest first."""
    found = (folder.name.removeprefix("v") for folder in (schemas / "kubernetes").glob("v*"))
    return tuple(sorted(found, key=lambda version: [int(part) for part in version.split(".")]))


def identify() -> str:
    """The version that kubeconform prints (`v0.8.0`). Raises ProgramError if kubeconform is missing or fails."""
    binary = _binary()
    outcome = program.run(binary, ["-v"], folder=Path.cwd(), timeout=60)
    if outcome.code != 0:
        raise program.failed(binary, outcome)
    return outcome.stdout.strip()


def _run(streams: Path, kubernetes: str, schemas: Path, timeout: float) -> Any:
    binary = _binary()
    # Locations relative to the working directory: kubeconform would expand `%` and `{{` in an absolute path.
    locations = [part for location in LOCATIONS for part in ("-schema-location", location.format(version=kubernetes))]
    # Each worker compiles its own copy of each schema: for few objects one worker is faster.
    workers = "1" if sum(each.stat().st_size for each in streams.iterdir()) < _ONE_WORKER_BELOW else "4"
    arguments = ["-strict", "-summary", "-output", "json", "-n", workers, *locations, str(streams)]
    outcome = program.run(binary, arguments, folder=schemas, timeout=timeout)
    report = _report(outcome.stdout)
    if report is None or outcome.code not in {0, 1}:
        raise program.failed(binary, outcome, hint=f"tidegate is tested with kubeconform v0.8.0: {_INSTALL}")
    return report


def _report(stdout: str) -> Any:
    try:
        report = json.loads(stdout)
    except ValueError:
        return None
    return report if isinstance(report, dict) and report.keys() >= {"resources", "summary"} else None


def _violation(resource: dict[str, Any]) -> InvalidObject:
    facts = sorted(f"{error['path']}: {error['msg']}" for error in resource.get("validationErrors", ()))
    stream = int(Path(resource["filename"]).stem)
    return InvalidObject(
        kind=resource["kind"], name=resource["name"], message="; ".join(facts) or resource["msg"], stream=stream
    )


def _count_violations(summary: dict[str, int], expected: int | None) -> tuple[InvalidObject, ...]:
    violations = []
    if summary["skipped"]:
        violations.append(
            InvalidObject(kind="", name="", message=f"kubeconform skipped {summary['skipped']} objects", stream=None)
        )
    counted = sum(summary[key] for key in ("valid", "invalid", "errors", "skipped"))
    if expected is not None and counted != expected:
        violations.append(
            InvalidObject(kind="", name="", message=f"kubeconform saw {counted} objects, not {expected}", stream=None)
        )
    return tuple(violations)


def _binary() -> Path:
    configured = os.environ.get(VARIABLE)
    if configured:
        if not os.access(configured, os.X_OK) or Path(configured).is_dir():
            raise errors.ProgramError(f"{VARIABLE}: {configured} is not a program", hint=_INSTALL)
        return Path(configured).absolute()
    found = program.find("kubeconform")
    if found is None:
        raise errors.ProgramError("kubeconform is not installed: nothing was verified", hint=_INSTALL)
    return found
