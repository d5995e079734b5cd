"""Pipelines for tests, where Argo Workflows runs them."""

from typing import Any

from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import PIPELINE

OPERATORS: Data = {"operators": {"pipeline": "argo-workflows"}}
QUEUED: Data = {"operators": {"pipeline": "argo-workflows", "queue": {"kueue": ["ml"]}}}
NIGHTLY: Data = {"run": {"schedule": "0 2 * * *"}}
KINDS = ("Workflow", "WorkflowTemplate")
STEP: Data = {"command": ["run"]}
OUT = "/tmp/out"  # noqa: S108 - a path in the container
HANDED_OVER: Data = {"steps": {"a": {**STEP, "artifacts": {"out": OUT}}, "b": {**STEP, "inputs": {"out": "/data/out"}}}}
"""A step that writes an artifact, and one that reads it."""
STORED: Data = {"steps": {"a": {**STEP, "artifacts": {"out": {"path": OUT, "uri": "s3://lake/out"}}}}}
"""A step that writes an artifact to a place of its own."""


def objects(written: Data | None = None, environment: Data | None = None, **project: Any) -> dict[str, Data]:
    """All objects of a pipeline."""
    return samples.objects({**PIPELINE, **(written or {})}, None, OPERATORS | (environment or {}), **project)


def run(written: Data | None = None, environment: Data | None = None, **project: Any) -> Data:
    """The Workflow, or the WorkflowTemplate that a schedule runs."""
    (found,) = [each for each in objects(written, environment, **project).values() if each["kind"] in KINDS]
    return found


def spec(written: Data | None = None, environment: Data | None = None, **project: Any) -> Data:
    """The spec of a Workflow, or of the WorkflowTemplate that a schedule runs."""
    found: Data = run(written, environment, **project)["spec"]
    return found


def step(name: str, written: Data | None = None, environment: Data | None = None, **project: Any) -> Data:
    """The template of a step."""
    (found,) = [each for each in spec(written, environment, **project)["templates"] if each["name"] == name]
    template: Data = found
    return template


def said(written: Data, environment: Data | None = None, section: Any = None, **project: Any) -> list[str]:
    """What is said of a pipeline, without its place; a field that is None is left out."""
    component = {key: value for key, value in {**PIPELINE, **written}.items() if value is not None}
    found = samples.problems(component, section, OPERATORS | (environment or {}), **project)
    return [each.removeprefix("components.api.") for each in found]
