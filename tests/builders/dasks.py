"""Jobs and clusters of Dask for tests."""

from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import DASK

CLUSTER: Data = {key: value for key, value in DASK.items() if key != "command"}
PLATFORM: Data = {"operators": {"dask": {"api": "dask-operator", "namespace": "dask-operator"}}}


def found(written: Data, environment: Data | None = None) -> dict[str, Data]:
    """The objects of a component by their kinds."""
    return {each["kind"]: each for each in samples.objects(written, None, PLATFORM | (environment or {})).values()}


def said(written: Data, environment: Data | None = None) -> list[str]:
    """What is said of a component, without its place."""
    known = samples.problems(written, None, PLATFORM | (environment or {}))
    return [each.removeprefix("components.api.") for each in known]
