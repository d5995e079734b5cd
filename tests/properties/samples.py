"""Small projects for unit tests: one component, one environment, whatever the test says on top."""

from typing import Any

from tests.properties import building
from tests.properties.building import Case, Data

DEV: Data = {
    "apiVersion": "tidegate.dev/v1",
    "name": "dev",
    "extends": "defaults",
    "cluster": {"name": "dev", "kubernetes": "1.34"},
}
SERVICE: Data = {"kind": "service", "image": "ghcr.io/acme/api:1", "ports": {"http": 8080}}
JOB: Data = {"kind": "job", "image": "ghcr.io/acme/job:1"}
CRONJOB: Data = {"kind": "cronjob", "image": "ghcr.io/acme/job:1", "schedule": "@daily"}


def case(component: Data, section: Any = None, environment: Data | None = None, **project: Any) -> Case:
    """Project `fraud` of team `risk` with the component `api` in `dev`."""
    held = {"apiVersion": "tidegate.dev/v1", "name": "fraud", "team": "risk", **project}
    held |= {"components": {"api": component}, "environments": {"dev": section}}
    return Case(held, {"dev": DEV | (environment or {})})


def objects(component: Data, section: Any = None, environment: Data | None = None, **project: Any) -> dict[str, Data]:
    """What is rendered, by `Kind/name`."""
    built = building.build(case(component, section, environment, **project))
    return {f"{m.kind}/{m.name}": m.object for _, m in built.manifests()}


def problems(component: Data, section: Any = None, environment: Data | None = None, **project: Any) -> list[str]:
    """Everything that is said, without places: `where: fact` and the hint behind ` -> `."""
    found = building.judged(case(component, section, environment, **project))
    return [f"{p.where}: {p.fact}" + (f" -> {p.hint}" if p.hint else "") for p in found.problems]


def main(component: Data, section: Any = None, environment: Data | None = None) -> Data:
    """The container of the one workload."""
    for found in objects(component, section, environment).values():
        if found["kind"] in {"Deployment", "Job"}:
            container: Data = found["spec"]["template"]["spec"]["containers"][0]
            return container
    raise AssertionError("there is no workload")
