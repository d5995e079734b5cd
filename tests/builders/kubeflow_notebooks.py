"""Notebooks for tests, on a platform where Kubeflow's controller runs them."""

from typing import Any

from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import NOTEBOOK

OPERATOR: Data = {"api": "notebook", "namespace": "kubeflow"}


def platform(environment: Data | None = None, **settings: Any) -> Data:
    """An environment with Kubeflow's controller."""
    return {"operators": {"notebook": OPERATOR | settings}, **(environment or {})}


def found(written: Data | None = None, environment: Data | None = None, **settings: Any) -> dict[str, Data]:
    """The objects of a notebook by their kinds."""
    held = samples.objects(NOTEBOOK | (written or {}), None, platform(environment, **settings))
    return {each["kind"]: each for each in held.values()}


def pod(written: Data | None = None, environment: Data | None = None, **settings: Any) -> Data:
    """The spec of the pod."""
    held: Data = found(written, environment, **settings)["Notebook"]["spec"]["template"]["spec"]
    return held


def main(written: Data | None = None, environment: Data | None = None, **settings: Any) -> Data:
    """The container with the server, which comes first."""
    held: Data = pod(written, environment, **settings)["containers"][0]
    return held


def said(written: Data, environment: Data | None = None, **settings: Any) -> list[str]:
    """What is said of a notebook, without its place."""
    known = samples.problems(NOTEBOOK | written, None, platform(environment, **settings))
    return [each.removeprefix("components.api.") for each in known]
