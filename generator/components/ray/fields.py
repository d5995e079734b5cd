"""The fields of `ray` as its own type, how they are merged, and defaults that depend on other values."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from generator.components import runs
from generator.components.runs import Run
from generator.resolve import defaults, field_rules, merge
from generator.resolve.merge import Fields
from generator.source import nodes
from generator.spec import duration
from generator.spec.component import Component

Form = Literal["job", "service", "cluster"]
Group = Mapping[str, Any]
"""The plain data of the head or of a group of workers: `machine` or `resources`, and `count` or `min` and `max`."""
SIZES = ("count", "min", "max")
OWN_WORDS = frozenset({"machine", "resources", *SIZES})
"""The fields of a group: a mapping with one of them is one group that has no name."""
UNNAMED = "workers"
"""The name of a group that has none."""
COUNT, LEAST, MOST = 2, 1, 4
WORKER = {"cpu": "1", "memory": "2Gi"}

_POD = Fields(
    forms={},
    merges={"resources": field_rules.CONTAINER.merges["resources"], "machine": merge.typed("name")},
    shorts={"machine": "name"},
    replaced={"machine": "resources", "resources": "machine"},
)
_MERGE_POD = merge.by_fields(lambda: _POD)


def _named(node: nodes.Node) -> nodes.Node:
    """One group without a name as a mapping of groups."""
    if not isinstance(node, nodes.Mapping) or OWN_WORDS.isdisjoint(node.entries):
        return node
    return nodes.Mapping({UNNAMED: nodes.Entry(nodes.Scalar(UNNAMED, plain=True, mark=node.mark), node)}, node.mark)


def _merge_group(base: nodes.Node, override: nodes.Node) -> nodes.Node:
    """Merge a group; a fixed number of workers replaces their bounds, and the other way round."""
    written = merge.keys(override)
    replaced = {"min", "max"} if "count" in written else {"count"} if written & {"min", "max"} else set[str]()
    if isinstance(base, nodes.Mapping) and not replaced.isdisjoint(base.entries):
        base = base.copy_with({key: entry for key, entry in base.entries.items() if key not in replaced})
    return _MERGE_POD(base, override)


FIELDS = field_rules.COMMON.with_own(
    Fields(
        forms={"workers": _named},
        merges={
            "head": _MERGE_POD,
            "workers": merge.merge_entries(_merge_group),
            "serve": merge.choice("config", "from"),
        },
    )
)


class Ray(NamedTuple):
    """The values that only Ray has. Times are in seconds.

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
        serve=serve.get("config", ""),
        serve_file=serve.get("from", ""),
        incremental=data["upgrade"] == "incremental",
    )


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


def bounds(group: Group) -> tuple[int, int]:
    """The least and the largest number of workers of a group."""
    return (group["min"], group["max"]) if "max" in group else (group["count"], group["count"])


def complete(merged: nodes.Mapping, *, gpu: bool, cache: nodes.NodeCache) -> nodes.Mapping:  # noqa: ARG001 - as ComponentKind
    """The merged component with the sizes and resources of its groups and the defaults of a schedule."""
    entry = merged.entries.get("workers")
    if entry is not None and isinstance(entry.value, nodes.Mapping):
        filled = {name: each.copy_with(_filled(each.value)) for name, each in entry.value.entries.items()}
        merged = merged.copy_with({**merged.entries, "workers": entry.copy_with(entry.value.copy_with(filled))})
    return runs.complete(merged)


def _filled(group: nodes.Node) -> nodes.Node:
    if not isinstance(group, nodes.Mapping):
        return group
    written = group.entries
    sizes = {"min": LEAST, "max": MOST} if written.keys() & {"min", "max"} else {"count": COUNT}
    added = {key: defaults.entry(key, defaults.node(number)) for key, number in sizes.items() if key not in written}
    if "machine" not in written:
        base = nodes.Mapping({"resources": defaults.entry("resources", defaults.node(WORKER))}, group.mark)
        added["resources"] = merge.merged(base, group, _POD, {}).entries["resources"]
    return group.copy_with({**written, **added})
