"""The fields of `training` as its own type, how they are merged, and defaults that depend on other values."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from generator.components import derived_volume, runs
from generator.components.runs import Run
from generator.components.training import presets
from generator.resolve import field_rules, health, merge, shutdown
from generator.resolve.kind import Place
from generator.resolve.merge import Fields
from generator.source import nodes
from generator.spec import duration
from generator.spec.component import Component, Health

Framework = Literal["pytorch", "tensorflow", "jax", "mpi", "none"]
SEVERAL_PROCESSES: tuple[Framework, ...] = ("pytorch", "mpi")
"""Frameworks whose launcher starts a process for each device of a node; in others one process has all devices."""
FOLDER = "training"
MOUNTED = ("claim", "share")
"""The places of checkpoints that are mounted."""

FIELDS = field_rules.COMMON.with_own(
    Fields(
        forms={"health": health.form},
        merges={"health": health.merge_layers, "checkpoint": merge.choice(*MOUNTED, "uri")},
        replaced={"nodes": "elastic", "elastic": "nodes"},
    )
)


class Training(NamedTuple):
    """The values that only training has. Times are in seconds.

    It starts with `nodes`; if it is `elastic`, there may be as many as `most` of them. `processes` is 0 for one for each device.
    `restart` is empty where the form of the operator decides. `checkpoints` is where they are: a path, and a URI.
    """

    framework: Framework
    nodes: int
    most: int
    elastic: bool
    processes: int
    retries: int
    timeout: int | None
    restart: str
    run: Run
    health: Health
    grace: int | None
    checkpoints: tuple[str, str] = ("", "")


def kind_values(data: Mapping[str, Any]) -> Training:
    """Read the values that only training has."""
    timeout, elastic, checkpoint = data.get("timeout"), data.get("elastic"), data.get("checkpoint", {})
    return Training(
        framework=data["framework"],
        nodes=data["nodes"] if elastic is None else elastic["min"],
        most=most_nodes(data),
        elastic=elastic is not None,
        processes=data.get("processesPerNode", 0),
        retries=data["retries"],
        timeout=None if timeout is None else duration.parse(timeout),
        restart=data.get("restart", ""),
        run=runs.settled(data),
        health=health.settled(data.get("health", {})),
        grace=shutdown.settled(data["shutdown"]).grace if "shutdown" in data else None,
        checkpoints=(checkpoint.get("path", ""), checkpoint.get("uri", "")),
    )


def most_nodes(data: Mapping[str, Any]) -> int:
    """How many nodes there may be at the same time, in the complete data of a component."""
    most: int = data["elastic"]["max"] if "elastic" in data else data["nodes"]
    return most


def of(component: Component) -> Training:
    """The values that only training has."""
    return component.kind_values_as(Training)


def processes(component: Component) -> int:
    """How many processes each node runs: by default one for each device, of frameworks that start several."""
    training = of(component)
    if training.processes or training.framework not in SEVERAL_PROCESSES:
        return max(training.processes, 1)
    return max(devices(component), 1)


def devices(component: Component) -> int:
    """How many devices the main container of a pod has."""
    requests = component.resources.requests
    return sum(int(requests[device]) for device in component.resources.devices)


def complete(merged: nodes.Mapping, *, place: Place, cache: nodes.NodeCache) -> nodes.Mapping:  # noqa: ARG001 - as ComponentKind
    """The merged component with the defaults of a schedule and the volume of its checkpoints.

    Without a written `restart` there is none: what is started again depends on the operator.
    """
    merged = presets.applied(merged)
    entries = dict(merged.entries)
    if "restart" in entries and not entries["restart"].value.mark.line:
        del entries["restart"]
    return runs.complete(_with_checkpoints(merged.copy_with(entries)))


def _with_checkpoints(merged: nodes.Mapping) -> nodes.Mapping:
    """The component with the volume of its checkpoints, at the place where they are written."""
    written = merged.get("checkpoint")
    path = written.get("path") if isinstance(written, nodes.Mapping) else None
    if not isinstance(written, nodes.Mapping) or not isinstance(path, nodes.Scalar):
        return merged
    volume = derived_volume.source(written, MOUNTED)
    return merged if volume is None else derived_volume.added(merged, path, volume)
