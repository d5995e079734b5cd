"""Small projects for unit tests: one component, one environment, whatever the test says on top."""

from typing import Any

from generator.environment.environment import Environment
from generator.spec.project import Project, Target
from generator.validation.environment_check import Unit
from tests.builders import cases
from tests.builders.cases import Case
from tests.builders.documents import Data

DEV: Data = {
    "apiVersion": "tidegate.dev/v1",
    "name": "dev",
    "extends": "defaults",
    "cluster": {"name": "dev", "kubernetes": "1.34"},
}
SERVICE: Data = {"kind": "service", "image": "ghcr.io/acme/api:1", "ports": {"http": 8080}}
JOB: Data = {"kind": "job", "image": "ghcr.io/acme/job:1"}
WORKER: Data = {"kind": "worker", "image": "ghcr.io/acme/worker:1"}
STORE: Data = {"kind": "store", "image": "ghcr.io/acme/store:1", "ports": {"http": 8080}}
DASK: Data = {"kind": "dask", "image": "ghcr.io/dask/dask:2025.2.0", "command": ["python", "job.py"]}
MULTINODE: Data = {"kind": "multinode", "image": "ghcr.io/acme/sharded:1", "ports": {"http": 8080}}
TRAINING: Data = {"kind": "training", "image": "ghcr.io/acme/train:1"}
MLFLOW: Data = {"kind": "mlflow", "backend": "sqlite"}
SPARK: Data = {
    "kind": "spark",
    "image": "ghcr.io/acme/spark:1",
    "main": "local:///app/job.py",
    "sparkVersion": "4.0.1",
}
INFERENCE: Data = {"kind": "inference", "model": "s3://models/a", "format": "tensorflow"}
RAY: Data = {"kind": "ray", "image": "docker.io/rayproject/ray:2.46.0"}
NOTEBOOK: Data = {"kind": "notebook", "image": "ghcr.io/acme/lab:1"}
PIPELINE: Data = {
    "kind": "pipeline",
    "image": "ghcr.io/acme/steps:1",
    "steps": {"prepare": {"command": ["prepare"]}, "train": {"after": ["prepare"], "command": ["train"]}},
}
CRONJOB: Data = {"kind": "cronjob", "image": "ghcr.io/acme/job:1", "schedule": "@daily"}


def case(component: Data, section: Any = None, environment: Data | None = None, **project: Any) -> Case:
    """Project `fraud` of team `risk` with the component `api` in `dev`."""
    held = {"apiVersion": "tidegate.dev/v1", "name": "fraud", "team": "risk", **project}
    held |= {"components": {"api": component}, "environments": {"dev": section}}
    return Case(held, {"dev": DEV | (environment or {})})


def environment(name: str = "dev", **fields: Any) -> Environment:
    """An environment as the platform's file says it, over the bundled defaults."""
    return cases.platform({name: DEV | {"name": name} | fields}).environments[name]


def project(**fields: Any) -> Project:
    """Project `fraud` of team `risk` with the service `api`, read and not yet settled."""
    found = cases.judged(case(SERVICE, None, None, **fields)).project
    assert found is not None
    return found


def settled(component: Data, section: Any = None, environment: Data | None = None, **project: Any) -> Unit:
    """The Target of the component in `dev`, and the Drafts of its objects: it must be legal."""
    found = cases.judged(case(component, section, environment, **project))
    assert len(found.units) == 1, found.problems
    return found.units[0]


def target(component: Data, section: Any = None, environment: Data | None = None, **project: Any) -> Target:
    """The component in `dev` with every value settled."""
    return settled(component, section, environment, **project).target


def objects(component: Data, section: Any = None, environment: Data | None = None, **project: Any) -> dict[str, Data]:
    """What is rendered, by `Kind/name`."""
    built = cases.build(case(component, section, environment, **project))
    return {f"{m.kind}/{m.name}": m.object for _, m in built.manifests()}


def problems(component: Data, section: Any = None, environment: Data | None = None, **project: Any) -> list[str]:
    """Everything that is said, without places: `where: fact` and the hint behind ` -> `."""
    found = cases.judged(case(component, section, environment, **project))
    return [f"{p.where}: {p.fact}" + (f" -> {p.hint}" if p.hint else "") for p in found.problems]


def main(component: Data, section: Any = None, environment: Data | None = None) -> Data:
    """The container of the one workload."""
    for found in objects(component, section, environment).values():
        if found["kind"] in {"Deployment", "StatefulSet", "Job"}:
            container: Data = found["spec"]["template"]["spec"]["containers"][0]
            return container
    raise AssertionError("there is no workload")
