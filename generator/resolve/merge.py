"""One layer over another: short forms are written out first, a choice replaces whole, all else is JSON Merge Patch (RFC 7386).

Every node keeps the place where it was written, so that a settled value can say where it came from. What no layer changes
stays the same node, so that it is read once for all environments.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial, reduce

from generator.source import nodes
from generator.source.nodes import Kept, Memory

Form = Callable[[nodes.Node], nodes.Node]
Merge = Callable[[nodes.Node, nodes.Node], nodes.Node]


def layers(stack: Iterable[nodes.Mapping]) -> nodes.Mapping:
    """The first layer is the lowest. Null in a higher layer removes what is below."""
    return reduce(partial(over, known={}), (component(layer) for layer in stack))


def over(below: nodes.Mapping, above: nodes.Mapping, known: Memory) -> nodes.Mapping:
    """One layer over another, whose short forms are written out both; `known` fields are merged once."""
    if not above.entries:
        return below
    entries = dict(below.entries)
    if "machine" in above.entries:
        entries.pop("resources", None)
    if "resources" in above.entries:
        entries.pop("machine", None)
    for key, entry in above.entries.items():
        there = entries.get(key)
        place = (id(there), id(entry))
        if place in known:
            entries[key] = known[place].made
            continue
        _put(entries, key, entry, MERGES.get(key, plain))
        if not isinstance(entry.value, nodes.Scalar):
            known[place] = Kept((there, entry), entries[key])
    return nodes.Mapping(entries, above.mark)


def each(merge: Merge | None = None) -> Merge:
    """RFC 7386, but that the places stay: this merging, or again the same, for every entry of a mapping."""

    def merge_each(below: nodes.Node, above: nodes.Node) -> nodes.Node:
        if not isinstance(above, nodes.Mapping):
            return above
        entries = dict(below.entries) if isinstance(below, nodes.Mapping) else {}
        for key, entry in above.entries.items():
            _put(entries, key, entry, merge or merge_each)
        return above.holding(entries)

    return merge_each


plain = each()


def _put(entries: dict[str, nodes.Entry], key: str, entry: nodes.Entry, merge: Merge) -> None:
    value = entry.value
    if isinstance(value, nodes.Scalar):
        if value.is_null:
            entries.pop(key, None)
        else:
            entries[key] = entry
        return
    there = entries.get(key)
    entries[key] = entry.holding(merge(there.value, value) if there else _without_nulls(value))


def _without_nulls(node: nodes.Node) -> nodes.Node:
    """What a merge into nothing gives; the node itself where it holds no null."""
    if not isinstance(node, nodes.Mapping):
        return node
    entries = {
        key: entry.holding(_without_nulls(entry.value)) for key, entry in node.entries.items() if not _null(entry)
    }
    same = len(entries) == len(node.entries) and all(entries[key] is entry for key, entry in node.entries.items())
    return node if same else node.holding(entries)


def _null(entry: nodes.Entry) -> bool:
    return isinstance(entry.value, nodes.Scalar) and entry.value.is_null


def _nothing(node: nodes.Node) -> nodes.Node:
    return nodes.Mapping({}, node.mark)


def _choice(*sources: str) -> Merge:
    """Merging of a mapping that says one thing in one of several ways: another way replaces it whole."""

    def merge(below: nodes.Node, above: nodes.Node) -> nodes.Node:
        chosen = _chosen(above, sources)
        if chosen and chosen != _chosen(below, sources):
            below = _nothing(above)
        return plain(below, above)

    return merge


def _chosen(node: nodes.Node, sources: tuple[str, ...]) -> frozenset[str]:
    return frozenset(s for s in sources if isinstance(node, nodes.Mapping) and s in node.entries)


def _typed(key: str) -> Merge:
    """Merging of a mapping whose `key` says what the rest means: another word there replaces it whole."""

    def merge(below: nodes.Node, above: nodes.Node) -> nodes.Node:
        kind = above.get(key) if isinstance(above, nodes.Mapping) else None
        before = below.get(key) if isinstance(below, nodes.Mapping) else None
        if isinstance(kind, nodes.Scalar) and not (isinstance(before, nodes.Scalar) and before.text == kind.text):
            below = _nothing(above)
        return plain(below, above)

    return merge


def _resources(below: nodes.Node, above: nodes.Node) -> nodes.Node:
    full = {"requests", "limits"}
    written, before = _keys(above), _keys(below)
    if written and bool(full & written) != bool(full & before):
        below = _nothing(above)
    return plain(below, above)


def _scale(below: nodes.Node, above: nodes.Node) -> nodes.Node:
    """Bounds merge; a queue of another type replaces the one below."""
    before, after = (node.get("queue") if isinstance(node, nodes.Mapping) else None for node in (below, above))
    merged = plain(below, above)
    if isinstance(before, nodes.Mapping) and isinstance(after, nodes.Mapping) and isinstance(merged, nodes.Mapping):
        chosen = merged.entries["queue"].holding(_typed("type")(before, after))
        return merged.holding({**merged.entries, "queue": chosen})
    return merged


def _keys(node: nodes.Node) -> frozenset[str]:
    return frozenset(node.entries) if isinstance(node, nodes.Mapping) else frozenset()


_probe = _choice("http", "tcp", "grpc", "command")

MERGES: Mapping[str, Merge] = {
    "scale": _scale,
    "strategy": _typed("type"),
    "resources": _resources,
    "health": each(_probe),
    "env": each(_choice("value", "secret", "configMap", "field")),
    "volumes": each(_choice("claim", "size", "scratch", "memory")),
}


def _defaults(below: nodes.Node, above: nodes.Node) -> nodes.Node:
    if isinstance(below, nodes.Mapping) and isinstance(above, nodes.Mapping):
        return layers([below, above])
    return plain(below, above)


PLATFORM_MERGES: Mapping[str, Merge] = {
    "gitops": _typed("tool"),
    "defaults": _defaults,
}


def environment(below: nodes.Mapping, above: nodes.Mapping) -> nodes.Mapping:
    """A platform's file over its parent: another GitOps tool replaces the parent's whole, `defaults` merge as components do."""
    merged = dict(below.entries)
    for key, entry in above.entries.items():
        _put(merged, key, entry, PLATFORM_MERGES.get(key, plain))
    return above.holding(merged)


def component(node: nodes.Mapping) -> nodes.Mapping:
    """A component with its short forms written out: `rolling` = `{type: rolling}`, ports, the model's URI, env values."""
    changed = {}
    for key, form in FORMS.items():
        entry = node.entries.get(key)
        if entry is not None and (value := form(entry.value)) is not entry.value:
            changed[key] = entry.holding(value)
    return node.holding({**node.entries, **changed}) if changed else node


def _short(key: str) -> Form:
    def write_out(node: nodes.Node) -> nodes.Node:
        if not isinstance(node, nodes.Scalar) or node.is_null:
            return node
        return nodes.Mapping({key: nodes.Entry(nodes.Scalar(key, plain=True, mark=node.mark), node)}, node.mark)

    return write_out


def _entries(form: Form, *only: str) -> Form:
    def write_out(node: nodes.Node) -> nodes.Node:
        if not isinstance(node, nodes.Mapping):
            return node
        chosen = only or node.entries
        changed = {
            key: value
            for key, entry in node.entries.items()
            if key in chosen and (value := form(entry.value)) is not entry.value
        }
        if not changed:
            return node
        return node.holding({k: e.holding(changed[k]) if k in changed else e for k, e in node.entries.items()})

    return write_out


FORMS: Mapping[str, Form] = {
    "strategy": _short("type"),
    "model": _short("uri"),
    "ports": _entries(_short("port")),
    "env": _entries(_short("value")),
    "health": _entries(_short("http"), "ready", "live"),
}
