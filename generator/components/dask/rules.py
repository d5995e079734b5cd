"""Rules for Dask that a schema cannot express, and what the operator cannot do."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.components import pod_groups, run_rules
from generator.components.dask import fields
from generator.components.dask.pods import SCHEDULER_ADDRESS, WORKER_NAME
from generator.source import finding
from generator.source.finding import Finding, Path
from generator.spec import model_uri
from generator.validate import operators, sizes, variables, volumes
from generator.validate.context import ENVIRONMENT, PARTS, CheckedComponent, Rules

OF_JOBS = ("machine", "resources")
"""Fields of the container that runs a job's command."""

SINCE = (2023, 3, 2)
"""The first version whose objects can say which labels all of their pods have (its CRDs)."""


def _cluster(component: CheckedComponent) -> Iterator[Finding]:
    """What only a job has, and what it alone can do, as a cluster does not end."""
    if fields.form(component.data) != "cluster":
        return
    for field in OF_JOBS:
        if field in component.data and component.is_written((field,)):
            fact = f'a cluster has no "{field}": no command runs beside its scheduler and workers'
            hint = f"write it below scheduler or workers, as workers: {{{field}: ...}}"
            yield component.finding((field,), fact=fact, hint=hint, code="kind-value")
    if component.data["run"] == "keep":
        fact, hint = "a cluster does not end, so that an old one would stay for ever", "write run: on-change, or once"
        yield component.finding(("run",), fact=fact, hint=hint, code="kind-value")


def _groups(component: CheckedComponent) -> Iterator[Finding]:
    for path, group in fields.groups(component.data):
        found = list(pod_groups.problems(component, path, group))
        yield from found
        if pod_groups.is_sound(component, group, found):
            yield from pod_groups.lacking(component, path, group, "Dask")


def _autoscaled_job(component: CheckedComponent) -> Iterator[Finding]:
    """The operator removes an autoscaler with its cluster, that of a job at its end, and the GitOps tool would write it again."""
    if fields.form(component.data) == "job" and fields.is_autoscaled(component.data):
        paths: list[Path] = [(fields.WORKERS, bound) for bound in ("max", "min")]
        own = component.mark.file
        path = next(
            (each for each in paths if finding.locate(component.node, each, mark=component.mark)[1].file == own), ()
        )
        fact = "the number of workers of a job does not change: its autoscaler would go when it ends, and come again from Git"
        hint = "write count in place of min and max, or let the command ask for workers of a cluster without a command"
        yield component.finding(path, fact=fact, hint=hint, code="operator")


def _queue(component: CheckedComponent) -> Iterator[Finding]:
    fact = "Kueue admits Dask pod by pod, so that it may start with few of its workers: it waits in queue {queue}"
    yield from run_rules.pod_by_pod(component, fact)


def _version(component: CheckedComponent) -> Iterator[Finding]:
    yield from operators.too_old(component, ("kind",), SINCE, "metadata of the pods of a DaskJob")


def _schedule(component: CheckedComponent) -> Iterator[Finding]:
    yield from run_rules.no_schedule(component, "Dask")


def _newer_fields(component: CheckedComponent) -> Iterator[Finding]:
    """The pods in the definitions of 2025.4 are those of an older Kubernetes: no claims of devices, no images as volumes."""
    job = [((), component.data)] if fields.form(component.data) == "job" else []
    held: list[tuple[Path, Mapping[str, Any]]] = [*job, *fields.groups(component.data)]
    for path, data in held:
        if sizes.claims_devices(component, data):
            fact, hint = "the pods of Dask have no place for the claims of a machine", "choose another machine"
            place = (*path, "machine")
            yield component.finding(place, fact=fact, hint=hint, code="operator", place=component.environment.name)
    model = component.data.get("model", {})
    chosen = model_uri.downloader(model["uri"], component.environment.downloaders) if "download" in model else None
    if chosen is not None and chosen.image_volume:
        fact, hint = (
            "the pods of Dask have no place for an image as a volume",
            "ask the platform for a downloader of oci",
        )
        place, name = ("model", "uri"), component.environment.name
        yield component.finding(place, fact=fact, hint=hint, code="operator", place=name)


def _variables(component: CheckedComponent) -> Iterator[Finding]:
    """A value of the team would stay, and the pods not find each other."""
    yield from variables.given(component, (SCHEDULER_ADDRESS, WORKER_NAME), "for the pods of Dask by the operator")


def _shared_claims(component: CheckedComponent) -> Iterator[Finding]:
    yield from volumes.on_one_node(component, "all pods of Dask run at once")


RULES: Rules = {
    _cluster: fields.STARTED_BY | {"run", *OF_JOBS},
    _groups: frozenset({fields.SCHEDULER, fields.WORKERS, ENVIRONMENT}),
    _autoscaled_job: fields.STARTED_BY | {fields.WORKERS},
    _queue: frozenset({"queue", ENVIRONMENT}),
    _version: frozenset({ENVIRONMENT}),
    _schedule: frozenset({"run"}),
    _newer_fields: fields.STARTED_BY | {fields.SCHEDULER, fields.WORKERS, "machine", "model", ENVIRONMENT},
    _variables: frozenset({"env"}),
    _shared_claims: frozenset({"volumes", *PARTS}),
}
