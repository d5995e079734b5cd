"""Defaults of a component that KServe serves: those that follow from KServe and from the runtime of its model."""

from collections.abc import Mapping
from typing import Any

from generator.components.inference import kserve_runtimes, presets
from generator.components.service import fields
from generator.errors import Mark
from generator.resolve import defaults
from generator.resolve.kind import Place
from generator.source import nodes

KNATIVE = "kserve-knative"
CONCURRENCY = 100
"""The requests that a pod answers at the same time before Knative starts another (`container-concurrency-target-default`)."""
OF_RUNTIME: Mapping[str, Mapping[str, Any]] = {
    "ports": {"http": {"port": kserve_runtimes.PORT}},
    "security": {"runAsUser": "image", "writableRoot": True},
}
"""Fields of a component that a ClusterServingRuntime serves."""
REASONS = {
    "ports": "all of its runtimes listen there",
    "security": "the user of the image of its runtime",
    "scale": "the target that Knative has, too",
}


def applied(component: nodes.Mapping, place: Place) -> tuple[nodes.Mapping, Place]:
    """The component with these defaults, and its place, which says whether its pods then have a GPU."""
    name, runtime = presets.chosen(component)
    entries = dict(component.entries)
    if runtime is not None:
        resources = runtime.values["resources"]
        if presets.is_default(entries.get("resources")):
            place = place._replace(gpu=place.gpu or "gpu" in resources)
            entries |= _settled("resources", entries, resources, presets.reason(name, runtime, "resources"))
        for field, value in OF_RUNTIME.items():
            entries |= _settled(field, entries, value, _mark(field))
    if place.operator == KNATIVE and (scale := _scale(entries.get("scale"))) is not None:
        entries["scale"] = scale
    return component.copy_with(entries), place


def _settled(
    field: str, entries: Mapping[str, nodes.Entry], value: Mapping[str, Any], mark: Mark
) -> Mapping[str, nodes.Entry]:
    found = presets.entry(field, entries.get(field), value, mark)
    return {} if found is None else {field: found}


def _scale(entry: nodes.Entry | None) -> nodes.Entry | None:
    """Bounds without a target have that of Knative, which measures requests."""
    if entry is None or not isinstance(entry.value, nodes.Mapping):
        return None
    if fields.TARGETS & entry.value.entries.keys():
        return None
    mark = _mark("scale")
    concurrency = {"concurrency": defaults.entry("concurrency", defaults.node(CONCURRENCY, mark), mark)}
    return entry.copy_with(entry.value.copy_with({**entry.value.entries, **concurrency}))


def _mark(field: str) -> Mark:
    return Mark(f"default of KServe: {REASONS[field]}", 0, 0)
