"""A volume that another field of a component says, such as the home of a notebook."""

from collections.abc import Collection

from generator.resolve import defaults
from generator.source import nodes

SOURCES = frozenset({"size", "claim", "share"})
"""What says that there is a volume; a field has one of them."""


def source(written: nodes.Mapping, keys: Collection[str]) -> nodes.Mapping | None:
    """The volume as a field says it, by those of its keys that volumes have; None where it has no volume, or two."""
    found = {key: entry for key, entry in written.entries.items() if key in keys}
    return nodes.Mapping(found, written.mark) if len(found.keys() & SOURCES) == 1 else None


def added(merged: nodes.Mapping, path: nodes.Scalar, volume: nodes.Mapping) -> nodes.Mapping:
    """The merged component with the volume, unless its `volumes` have one at that path, which a rule of the kind tells."""
    held = merged.entries.get("volumes")
    written = held.value.entries if held is not None and isinstance(held.value, nodes.Mapping) else {}
    if path.text in written:
        return merged
    volumes = nodes.Mapping({**written, path.text: nodes.Entry(path, volume)}, volume.mark)
    entry = defaults.entry("volumes", volumes) if held is None else held.copy_with(volumes)
    return merged.copy_with({**merged.entries, "volumes": entry})
