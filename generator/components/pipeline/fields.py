"""The fields of `pipeline` as its own types, how they are merged, and what a step takes over from the pipeline."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from generator.components import pod_groups, runs
from generator.components.pipeline import artifacts
from generator.components.pipeline.artifacts import Artifact
from generator.components.runs import Run
from generator.components.training import single_node
from generator.resolve import field_rules, merge, shutdown
from generator.resolve.kind import Place
from generator.resolve.merge import Fields
from generator.source import nodes
from generator.spec import duration
from generator.spec.component import Component
from generator.spec.project import Named

FOLDER = "pipelines"
STEPS = "steps"
INHERITED = ("image", "envFrom", "volumes", "retries")
"""Fields of the pipeline that a step has unless it has its own."""
TAKEN = ("image", "command", "args", "envFrom", "volumes", "files")
"""Fields of the component that a step names, which the step has unless it has its own."""
TRAINING = "training"
KINDS = ("job", "cronjob", TRAINING)
"""The kinds of components that a step may name: those that become a container which ends."""
SIZES = ("machine", "resources")
RESOURCES: Mapping[str, str] = {"cpu": "1", "memory": "2Gi"}
"""What a step has that names a part of its resources, where the pipeline has a machine."""

_ARTIFACTS = merge.entries_of(merge.scalar_as("path"))
_STEP = Fields(
    forms={"env": field_rules.CONTAINER.forms["env"], artifacts.WRITTEN: _ARTIFACTS, artifacts.READ: _ARTIFACTS},
    merges={
        **{name: field_rules.CONTAINER.merges[name] for name in ("resources", "env", "volumes")},
        "machine": merge.typed("name"),
    },
    shorts={"machine": "name"},
    replaced={"machine": "resources", "resources": "machine"},
)
FIELDS = field_rules.COMMON.with_own(
    Fields(
        forms={
            STEPS: merge.entries_of(
                lambda node: merge.component(node, _STEP) if isinstance(node, nodes.Mapping) else node
            )
        },
        merges={STEPS: merge.merge_entries(merge.by_fields(lambda: _STEP))},
    )
)


class Step(NamedTuple):
    """The values that only steps have. `timeout` is in seconds, of each try.

    `after` has the steps that write what it reads, too; `writers` says which step writes each of its inputs that has no URI.
    """

    after: tuple[str, ...]
    retries: int
    timeout: int | None
    artifacts: tuple[Artifact, ...]
    inputs: tuple[Artifact, ...]
    writers: Mapping[str, str]


class Pipeline(NamedTuple):
    """The values that only pipelines have. `timeout` and `grace` are in seconds, `concurrency` is None for no limit."""

    steps: Mapping[str, Step]
    parameters: Mapping[str, str]
    timeout: int | None
    concurrency: int | None
    run: Run
    grace: int | None


def kind_values(data: Mapping[str, Any]) -> Pipeline:
    """Read the values that only pipelines have."""
    after = dependencies(data)
    return Pipeline(
        steps={name: _step(each, after[name], read(data[STEPS], each)) for name, each in data[STEPS].items()},
        parameters=data.get("parameters", {}),
        timeout=_seconds(data),
        concurrency=data.get("concurrency"),
        run=runs.settled(data),
        grace=shutdown.settled(data["shutdown"]).grace if "shutdown" in data else None,
    )


def _step(data: Mapping[str, Any], after: tuple[str, ...], writers: Mapping[str, str]) -> Step:
    return Step(
        after=after,
        retries=data["retries"],
        timeout=_seconds(data),
        artifacts=artifacts.settled(data.get(artifacts.WRITTEN, {})),
        inputs=artifacts.settled(data.get(artifacts.READ, {})),
        writers=writers,
    )


def _seconds(data: Mapping[str, Any]) -> int | None:
    return duration.parse(data["timeout"]) if "timeout" in data else None


def of(component: Component) -> Pipeline:
    """The values that only pipelines have."""
    return component.kind_values_as(Pipeline)


def dependencies(data: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The steps that each step waits for, in the complete data of a component; those that there are none of are left out.

    A step waits for those that write what it reads, too.
    """
    steps = data[STEPS]
    return {
        name: tuple(
            each for each in dict.fromkeys([*step.get("after", ()), *read(steps, step).values()]) if each in steps
        )
        for name, step in steps.items()
    }


def read(steps: Mapping[str, Mapping[str, Any]], step: Mapping[str, Any]) -> dict[str, str]:
    """The artifacts of other steps that a step reads, each with the step that writes it."""
    found = artifacts.writers(steps)
    return {
        name: found[name] for name, each in step.get(artifacts.READ, {}).items() if "uri" not in each and name in found
    }


def complete(merged: nodes.Mapping, *, place: Place, cache: nodes.NodeCache) -> nodes.Mapping:  # noqa: ARG001 - as ComponentKind
    """The merged component with what steps take over, and the defaults of a schedule."""
    entry = merged.entries.get(STEPS)
    if entry is not None and isinstance(entry.value, nodes.Mapping):
        steps = {
            name: each.copy_with(_completed(merged, each.value, place.named))
            if isinstance(each.value, nodes.Mapping)
            else each
            for name, each in entry.value.entries.items()
        }
        merged = merged.copy_with({**merged.entries, STEPS: entry.copy_with(entry.value.copy_with(steps))})
    return runs.complete(merged)


def _completed(pipeline: nodes.Mapping, step: nodes.Mapping, named: Mapping[str, Named]) -> nodes.Mapping:
    """A step with what it takes over from the component that it names, or else from the pipeline."""
    written = step.get("component")
    found = named.get(written.text) if isinstance(written, nodes.Scalar) else None
    if found is None or found.node is None or found.kind not in KINDS:
        sizes = _sizes(pipeline, step).entries
        return step.copy_with({**dict(_entries(pipeline, step, INHERITED)), **sizes})
    base = single_node.with_variables(found.node) if found.kind == TRAINING else found.node
    sizes = _sizes(base, step).entries
    step = step.copy_with({**dict(_entries(base, step, TAKEN)), **sizes})
    return step.copy_with(dict(_entries(pipeline, step, ("retries",))))


def _entries(base: nodes.Mapping, step: nodes.Mapping, inherited: Collection[str]) -> Iterator[tuple[str, nodes.Entry]]:
    """The entries of a step with those that it takes over, of which variables are merged."""
    yield from step.entries.items()
    yield from ((key, base.entries[key]) for key in inherited if key in base.entries.keys() - step.entries.keys())
    if "env" in base.entries:
        taken, own = base.entries["env"], step.get("env")
        merged = taken.value if own is None else _STEP.merges["env"](taken.value, own)
        yield "env", taken.copy_with(merged)


def _sizes(pipeline: nodes.Mapping, step: nodes.Mapping) -> nodes.Mapping:
    """The machine or the resources of a step, merged over those of the pipeline or of the component that it names."""
    inherited, own = (
        each.copy_with({key: each.entries[key] for key in SIZES if key in each.entries}) for each in (pipeline, step)
    )
    if "resources" in own.entries and "resources" not in inherited.entries:
        filled = pod_groups.filled(own, RESOURCES, pod_groups.ONE)
        assert isinstance(filled, nodes.Mapping)  # noqa: S101 - as the group that is filled
        return filled
    merged = pod_groups.merge_pod(inherited, own)
    assert isinstance(merged, nodes.Mapping)  # noqa: S101 - both are mappings
    return merged
