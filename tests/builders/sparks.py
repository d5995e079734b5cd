"""Spark applications for tests, where the operator runs."""

from typing import Any

from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import SPARK

OPERATORS: Data = {"operators": {"spark": "spark-operator"}}
QUEUED: Data = {"operators": {"spark": "spark-operator", "queue": {"kueue": ["ml"]}}}
NIGHTLY: Data = {"run": {"schedule": "0 2 * * *"}}


def objects(written: Data | None = None, environment: Data | None = None, **project: Any) -> dict[str, Data]:
    """All objects of an application."""
    return samples.objects({**SPARK, **(written or {})}, None, OPERATORS | (environment or {}), **project)


def run(written: Data | None = None, environment: Data | None = None) -> Data:
    """The object that the operator reads."""
    (found,) = [each for each in objects(written, environment).values() if each["kind"].endswith("SparkApplication")]
    return found


def spec(written: Data | None = None, environment: Data | None = None) -> Data:
    """The spec of an application, of one that runs by a schedule, too."""
    found: Data = run(written, environment)["spec"]
    template: Data = found.get("template", found)
    return template


def said(written: Data, environment: Data | None = None, **project: Any) -> list[str]:
    """What is said of an application, without its place."""
    found = samples.problems({**SPARK, **written}, None, OPERATORS | (environment or {}), **project)
    return [each.removeprefix("components.api.") for each in found]
