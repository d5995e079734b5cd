"""The fields of `ray` as its own type, how they are merged, and defaults that depend on other values."""

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from generator.components import pod_groups, runs
from generator.components.pod_groups import Group
from generator.components.runs import Run
from generator.resolve import field_rules, merge
from generator.resolve.kind import Place
from generator.resolve.merge import Fields
from generator.source import nodes
from generator.spec import duration
from generator.spec.component import Component

Form = Literal["job", "service", "cluster"]
FOLDER = "ray"
OWN_WORDS = frozenset({"machine", "resources", "count", "min", "max"})
"""The fields of a group: a mapping with one of them is one group that has no name."""
UNNAMED = "workers"
"""The name of a group that has none."""
SIZES = pod_groups.Sizes({"count": 2}, {"min": 1, "max": 4})
WORKER = {"cpu": "1", "memory": "2Gi"}


def _named(node: nodes.Node) -> nodes.Node:
    """One group without a name as a mapping of groups."""
    if not isinstance(node, nodes.Mapping) or OWN_WORDS.isdisjoint(node.entries):
        return node
    return nodes.Mapping({UNNAMED: nodes.Entry(nodes.Scalar(UNNAMED, plain=True, mark=node.mark), node)}, node.mark)


FIELDS = field_rules.COMMON.with_own(
    Fields(
        forms={"workers": _named},
        merges={
            "head": pod_groups.merge_pod,
            "workers": merge.merge_entries(pod_groups.merge_group),
            "serve": merge.choice("config", "from"),
        },
    )
)


class Ray(NamedTuple):
    """The values that only Ray has. Times are in seconds.

    `runtime_env` is the runtime environment of a job as YAML, empty without one.
    `serve` is the text of the configuration, or in `serve_file` the path of a file with it.
    """

    form: Form
    version: str
    head: Group
    workers: Mapping[str, Group]
    run: Run
    retries: int
    timeout: int | None
    entrypoint: str = ""
    runtime_env: str = ""
    serve: str = ""
    serve_file: str = ""
    incremental: bool = False

    @property
    def autoscaled(self) -> bool:
        """Whether Ray's autoscaler changes the number of workers."""
        return is_autoscaled({"workers": self.workers})


def kind_values(data: Mapping[str, Any]) -> Ray:
    """Read the values that only Ray has."""
    timeout, serve = data.get("timeout"), data.get("serve", {})
    return Ray(
        form=form(data),
        version=data.get("rayVersion", ""),
        head=data["head"],
        workers=workers(data),
        run=runs.settled(data),
        retries=data["retries"],
        timeout=None if timeout is None else duration.parse(timeout),
        entrypoint=data.get("entrypoint", ""),
        runtime_env=_yaml(data["runtimeEnv"]) if data.get("runtimeEnv") else "",
        serve=serve.get("config", ""),
        serve_file=serve.get("from", ""),
        incremental=data["upgrade"] == "incremental",
    )


def _yaml(value: Mapping[str, Any]) -> str:
    """A runtime environment as text; JSON is YAML, and its words are never read as anything else."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def of(component: Component) -> Ray:
    """The values that only Ray has."""
    return component.kind_values_as(Ray)


def form(data: Mapping[str, Any]) -> Form:
    """What the fields of a component make of it."""
    return "job" if "entrypoint" in data else "service" if "serve" in data else "cluster"


def workers(data: Mapping[str, Any]) -> Mapping[str, Group]:
    """The groups of workers by name."""
    found: Mapping[str, Group] = data.get("workers", MappingProxyType({}))
    return found


def groups(data: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Group]]:
    """The head and the groups of workers, each with its path."""
    yield ("head",), data["head"]
    yield from ((("workers", name), group) for name, group in workers(data).items())


def is_autoscaled(data: Mapping[str, Any]) -> bool:
    """Whether the number of workers of some group changes."""
    return any("max" in group for group in workers(data).values())


def complete(merged: nodes.Mapping, *, place: Place, cache: nodes.NodeCache) -> nodes.Mapping:  # noqa: ARG001 - as ComponentKind
    """The merged component with the sizes and resources of its groups and the defaults of a schedule."""
    entry = merged.entries.get("workers")
    if entry is not None and isinstance(entry.value, nodes.Mapping):
        filled = {
            name: each.copy_with(pod_groups.filled(each.value, WORKER, SIZES))
            for name, each in entry.value.entries.items()
        }
        merged = merged.copy_with({**merged.entries, "workers": entry.copy_with(entry.value.copy_with(filled))})
    return runs.complete(merged)
