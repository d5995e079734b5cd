"""Groups of equal pods within a component, each with a machine or resources of its own, and a size where it has one.

A size is `count`, or `min` and `max` where an autoscaler changes it.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.errors import Severity
from generator.named_tuples import NamedTuple
from generator.resolve import defaults, field_rules, merge, resources
from generator.resolve.merge import Fields
from generator.source import nodes
from generator.source.finding import Finding, Path
from generator.spec import machine, quantity
from generator.validate import component as component_rules
from generator.validate.context import CheckedComponent

Group = Mapping[str, Any]
"""The plain data of a group: `machine` or `resources`, and `count` or `min` and `max`."""
BOUNDS = frozenset({"min", "max"})


class Sizes(NamedTuple):
    """The default number of pods of a group of a fixed size, and the bounds of one with `min` or `max`."""

    fixed: Mapping[str, int]
    bounds: Mapping[str, int]


ONE = Sizes({}, {})
"""Of a group that always has one pod."""

_POD = Fields(
    forms={},
    merges={"resources": field_rules.CONTAINER.merges["resources"], "machine": merge.typed("name")},
    shorts={"machine": "name"},
    replaced={"machine": "resources", "resources": "machine"},
)
merge_pod = merge.by_fields(lambda: _POD)


def merge_group(base: nodes.Node, override: nodes.Node) -> nodes.Node:
    """Merge a group; a fixed number of pods replaces their bounds, and the other way round."""
    written = merge.keys(override)
    replaced = BOUNDS if "count" in written else frozenset({"count"}) if written & BOUNDS else frozenset[str]()
    if isinstance(base, nodes.Mapping) and not replaced.isdisjoint(base.entries):
        base = base.copy_with({key: entry for key, entry in base.entries.items() if key not in replaced})
    return merge_pod(base, override)


def completed(merged: nodes.Mapping, requests: Mapping[str, str], groups: Mapping[str, Sizes]) -> nodes.Mapping:
    """The merged component with the defaults of its `groups`, by field."""
    entries = dict(merged.entries)
    for name, sizes in groups.items():
        if name in entries:
            entries[name] = entries[name].copy_with(filled(entries[name].value, requests, sizes))
    return merged.copy_with(entries)


def filled(group: nodes.Node, requests: Mapping[str, str], sizes: Sizes) -> nodes.Node:
    """A group with its defaults."""
    if not isinstance(group, nodes.Mapping):
        return group
    written = group.entries
    missing = sizes.bounds if written.keys() & BOUNDS else sizes.fixed
    added = {key: defaults.entry(key, defaults.node(number)) for key, number in missing.items() if key not in written}
    if "machine" not in written:
        base = nodes.Mapping({"resources": defaults.entry("resources", defaults.node(dict(requests)))}, group.mark)
        added["resources"] = merge.merged(base, group, _POD, {}).entries["resources"]
    return group.copy_with({**written, **added})


def bounds(group: Group) -> tuple[int, int]:
    """The least and the largest number of pods of a group."""
    return (group["min"], group["max"]) if "max" in group else (group["count"], group["count"])


def problems(component: CheckedComponent, path: Path, group: Group) -> Iterator[Finding]:
    """Yield what is wrong with the machine, resources and size of a group."""
    for rule in component_rules.OF_RESOURCES:
        yield from rule(component._replace(data=group, prefix=path))
    if "count" in group and "max" in group:
        hint = "keep count for a fixed number, or min and max for one that changes"
        yield component.finding(
            (*path, "count"), fact='"count" does not go with "min" and "max"', hint=hint, code="choice"
        )
    elif "max" in group and group["min"] > group["max"]:
        fact = f"min {group['min']} is more than max {group['max']}"
        yield component.finding((*path, "min"), fact=fact, hint="raise max, or lower min", code="scale")


def lacking(component: CheckedComponent, path: Path, group: Group, program: str) -> Iterator[Finding]:
    """Yield CPUs and memory that a sound group does not request, although a program has its own sizes from them."""
    requests = resources.settled(group, component.environment.machines).requests
    for name in ("cpu", "memory"):
        if quantity.parse(requests.get(name, "0")) <= 0:
            fact, hint = (
                f"{program} needs to know its {name}",
                f"write it: {{resources: {{requests: {{{name}: ...}}}}}}",
            )
            yield component.finding(size_path(path, group), fact=fact, hint=hint, code="resources")


def size_path(path: Path, group: Group) -> Path:
    """Where the size of each pod of a group stands."""
    return (*path, "machine" if "machine" in group else "resources")


def is_sound(component: CheckedComponent, group: Group, found: Iterable[Finding]) -> bool:
    """Whether what a group requests can be told, with what `problems` has found of it."""
    known = "machine" not in group or machine.name(group) in component.environment.machines
    return known and not any(each.severity is Severity.ERROR for each in found)
