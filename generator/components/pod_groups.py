"""Groups of equal pods within a component, each with a machine or resources of its own, and a size where it has one.

A size is `count`, or `min` and `max` where an autoscaler changes it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.resolve import defaults, field_rules, merge
from generator.resolve.merge import Fields
from generator.source import nodes
from generator.source.finding import Finding, Path
from generator.validate import component as component_rules
from generator.validate.context import CheckedComponent

Group = Mapping[str, Any]
BOUNDS = frozenset({"min", "max"})

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


def filled(
    group: nodes.Node, resources: Mapping[str, str], sizes: Mapping[str, int], bounds: Mapping[str, int]
) -> nodes.Node:
    """A group with its defaults; `bounds` are those of one with `min` or `max`, `sizes` those of any other."""
    if not isinstance(group, nodes.Mapping):
        return group
    written = group.entries
    missing = bounds if written.keys() & BOUNDS else sizes
    added = {key: defaults.entry(key, defaults.node(number)) for key, number in missing.items() if key not in written}
    if "machine" not in written:
        base = nodes.Mapping({"resources": defaults.entry("resources", defaults.node(dict(resources)))}, group.mark)
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
