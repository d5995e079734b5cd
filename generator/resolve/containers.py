"""Containers beside the main one: what they take over from the component, and how long a download may take.

Variables are merged over the component's; volumes and sources of variables are the component's unless a container has its own, and
so is the image of an init container: a migration runs the version that starts after it.
"""

from collections.abc import Iterator, Mapping, Sequence

from generator.environment.environment import Environment
from generator.resolve import defaults, field_rules, networking
from generator.source import nodes
from generator.spec.component import TRANSFORMER

INHERITED: Mapping[str, tuple[str, ...]] = {
    "init": ("image", "envFrom", "volumes"),
    "sidecars": ("envFrom", "volumes"),
}
"""The fields of the component that a container has unless it has its own."""
FIELDS = tuple(INHERITED)
LONGEST = defaults.entry("longest", defaults.node("10m"))
RESOURCES = defaults.entry("resources", defaults.node({"cpu": "100m", "memory": "256Mi"}))
"""The resources that a container does not write, as those of a component."""


def completed(component: nodes.Mapping, environment: Environment) -> nodes.Mapping:
    """The component with the inherited values of its containers; values of a wrong type are left unchanged."""
    entries = dict(component.entries)
    for field in FIELDS:
        entry = entries.get(field)
        if entry is not None and isinstance(entry.value, nodes.Mapping):
            inherited = INHERITED[field]
            held = {
                name: _completed(component, each, environment, inherited) for name, each in entry.value.entries.items()
            }
            entries[field] = entry.copy_with(entry.value.copy_with(held))
    if TRANSFORMER in entries:
        entries[TRANSFORMER] = _completed(component, entries[TRANSFORMER], environment, INHERITED["sidecars"])
    if not entries.keys().isdisjoint((*FIELDS, TRANSFORMER)):
        component = component.copy_with(entries)
    return _with_longest(component)


def _with_longest(component: nodes.Mapping) -> nodes.Mapping:
    """The component with the default of `model.longest`, where a model is downloaded."""
    entry = component.entries.get("model")
    model = entry.value if entry is not None else None
    if entry is None or not isinstance(model, nodes.Mapping) or "download" not in model.entries:
        return component
    longer = entry.copy_with(model.copy_with({"longest": LONGEST, **model.entries}))
    return component.copy_with({**component.entries, "model": longer})


def _completed(
    component: nodes.Mapping, container: nodes.Entry, environment: Environment, inherited: Sequence[str]
) -> nodes.Entry:
    if not isinstance(container.value, nodes.Mapping):
        return container
    own = networking.with_app_protocols(container.value, environment)
    return container.copy_with(own.copy_with(dict(_entries(component, own, inherited))))


def _entries(
    component: nodes.Mapping, container: nodes.Mapping, keys: Sequence[str]
) -> Iterator[tuple[str, nodes.Entry]]:
    yield "resources", _resources(container.entries.get("resources"))
    for key in keys:
        if key in component.entries and key not in container.entries:
            yield key, component.entries[key]
    yield from ((key, entry) for key, entry in container.entries.items() if key != "resources")
    inherited = component.entries.get("env")
    if inherited is not None:
        own = container.get("env")
        merged = inherited.value if own is None else field_rules.COMMON.merges["env"](inherited.value, own)
        yield "env", inherited.copy_with(merged)


def _resources(written: nodes.Entry | None) -> nodes.Entry:
    if written is None:
        return RESOURCES
    return written.copy_with(field_rules.CONTAINER.merges["resources"](RESOURCES.value, written.value))
