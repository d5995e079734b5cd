"""The fields of `dask` as its own type, how they are merged, and defaults that depend on other values."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from generator.components import pod_groups, runs
from generator.components.pod_groups import Group
from generator.components.runs import Run
from generator.resolve import field_rules
from generator.resolve.kind import Place
from generator.resolve.merge import Fields
from generator.source import nodes
from generator.source.finding import Path
from generator.spec.component import Component

Form = Literal["job", "cluster"]
FOLDER = "dask"
SCHEDULER, WORKERS = "scheduler", "workers"
STARTED_BY = frozenset({"command", "args"})
"""Fields of which one makes a job: what runs beside its cluster. With `args` alone the entry point of the image runs."""
RESOURCES = {"cpu": "1", "memory": "2Gi"}
SIZES = {SCHEDULER: pod_groups.ONE, WORKERS: pod_groups.Sizes({"count": 3}, {"min": 1, "max": 4})}

FIELDS = field_rules.COMMON.with_own(
    Fields(forms={}, merges={SCHEDULER: pod_groups.merge_pod, WORKERS: pod_groups.merge_group})
)


class Dask(NamedTuple):
    """The values that only Dask has."""

    form: Form
    scheduler: Group
    workers: Group
    run: Run


def kind_values(data: Mapping[str, Any]) -> Dask:
    """Read the values that only Dask has."""
    return Dask(form=form(data), scheduler=data[SCHEDULER], workers=data[WORKERS], run=runs.settled(data))


def of(component: Component) -> Dask:
    """The values that only Dask has."""
    return component.kind_values_as(Dask)


def form(data: Mapping[str, Any]) -> Form:
    """What the fields of a component make of it."""
    return "job" if any(field in data for field in STARTED_BY) else "cluster"


def groups(data: Mapping[str, Any]) -> Iterator[tuple[Path, Group]]:
    """The scheduler and the workers, each with its path."""
    yield from (((name,), data[name]) for name in (SCHEDULER, WORKERS))


def is_autoscaled(data: Mapping[str, Any]) -> bool:
    """Whether the number of workers changes."""
    return "max" in data[WORKERS]


def complete(merged: nodes.Mapping, *, place: Place, cache: nodes.NodeCache) -> nodes.Mapping:  # noqa: ARG001 - as ComponentKind
    """The merged component with the resources and sizes of its groups and the defaults of a schedule."""
    return runs.complete(pod_groups.completed(merged, RESOURCES, SIZES))
