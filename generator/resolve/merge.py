"""One layer over another: short forms are written out first, a choice replaces whole, all else is JSON Merge Patch (RFC 7386).

Every node keeps the place where it was written, so that a settled value can say where it came from. What no layer changes
stays the same node, so that it is read once for all environments.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import reduce

from generator.source import nodes

Form = Callable[[nodes.Node], nodes.Node]


def layers(stack: Iterable[nodes.Mapping]) -> nodes.Mapping:
    """The first layer is the lowest. Null in a higher layer removes what is below."""
    written_out = [component(layer) for layer in stack]
    return reduce(_component, written_out)


def plain(below: nodes.Node, above: nodes.Node) -> nodes.Node:
    """RFC 7386, but that the places stay."""
    if not isinstance(above, nodes.Mapping):
        return above
    entries = dict(below.entries) if isinstance(below, nodes.Mapping) else {}
    for key, entry in above.entries.items():
        _put(entries, key, entry, plain)
    return above._replace(entries=entries)


def _put(
    entries: dict[str, nodes.Entry], key: str, entry: nodes.Entry, merge: Callable[[nodes.Node, nodes.Node], nodes.Node]
) -> None:
    value = entry.value
    if isinstance(value, nodes.Scalar):
        if value.is_null:
            entries.pop(key, None)
        else:
            entries[key] = entry
        return
    there = entries.get(key)
    entries[key] = _with(entry, merge(there.value, value) if there else _without_nulls(value))


def _with(entry: nodes.Entry, value: nodes.Node) -> nodes.Entry:
    return entry if value is entry.value else entry._replace(value=value)


def _without_nulls(node: nodes.Node) -> nodes.Node:
    """What a merge into nothing gives; the node itself where it holds no null."""
    if not isinstance(node, nodes.Mapping):
        return node
    entries = {
        key: _with(entry, _without_nulls(entry.value)) for key, entry in node.entries.items() if not _null(entry)
    }
    same = len(entries) == len(node.entries) and all(entries[key] is entry for key, entry in node.entries.items())
    return node if same else node._replace(entries=entries)


def _null(entry: nodes.Entry) -> bool:
    return isinstance(entry.value, nodes.Scalar) and entry.value.is_null


def _nothing(node: nodes.Node) -> nodes.Node:
    return nodes.Mapping({}, node.mark)


def _component(below: nodes.Mapping, above: nodes.Mapping) -> nodes.Mapping:
    entries = dict(below.entries)
    if "machine" in above.entries:
        entries.pop("resources", None)
    if "resources" in above.entries:
        entries.pop("machine", None)
    for key, entry in above.entries.items():
        _put(entries, key, entry, MERGES.get(key, plain))
    return nodes.Mapping(entries, above.mark if above.entries else below.mark)


def _choice(*sources: str) -> Callable[[nodes.Node, nodes.Node], nodes.Node]:
    """Merging of a mapping that says one thing in one of several ways: another way replaces it whole."""

    def merge(below: nodes.Node, above: nodes.Node) -> nodes.Node:
        chosen = _chosen(above, sources)
        if chosen and chosen != _chosen(below, sources):
            below = _nothing(above)
        return plain(below, above)

    return merge


def _chosen(node: nodes.Node, sources: tuple[str, ...]) -> frozenset[str]:
    return frozenset(s for s in sources if isinstance(node, nodes.Mapping) and s in node.entries)


def _each(merge: Callable[[nodes.Node, nodes.Node], nodes.Node]) -> Callable[[nodes.Node, nodes.Node], nodes.Node]:
    """The same merging for every entry of a mapping."""

    def merge_each(below: nodes.Node, above: nodes.Node) -> nodes.Node:
        if not isinstance(above, nodes.Mapping):
            return above
        entries = dict(below.entries) if isinstance(below, nodes.Mapping) else {}
        for key, entry in above.entries.items():
            _put(entries, key, entry, merge)
        return above._replace(entries=entries)

    return merge_each


def _typed(key: str) -> Callable[[nodes.Node, nodes.Node], nodes.Node]:
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
        chosen = merged.entries["queue"]._replace(value=_typed("type")(before, after))
        return merged._replace(entries={**merged.entries, "queue": chosen})
    return merged


def _keys(node: nodes.Node) -> frozenset[str]:
    return frozenset(node.entries) if isinstance(node, nodes.Mapping) else frozenset()


def _health(below: nodes.Node, above: nodes.Node) -> nodes.Node:
    if not isinstance(above, nodes.Mapping):
        return above
    entries = dict(below.entries) if isinstance(below, nodes.Mapping) else {}
    for key, entry in above.entries.items():
        _put(entries, key, entry, _probe)
    return above._replace(entries=entries)


_probe = _choice("http", "tcp", "grpc", "command")

MERGES: Mapping[str, Callable[[nodes.Node, nodes.Node], nodes.Node]] = {
    "scale": _scale,
    "strategy": _typed("type"),
    "resources": _resources,
    "health": _health,
    "env": _each(_choice("value", "secret", "configMap", "field")),
    "volumes": _each(_choice("claim", "size", "scratch", "memory")),
}


def _defaults(below: nodes.Node, above: nodes.Node) -> nodes.Node:
    if isinstance(below, nodes.Mapping) and isinstance(above, nodes.Mapping):
        return layers([below, above])
    return plain(below, above)


PLATFORM_MERGES: Mapping[str, Callable[[nodes.Node, nodes.Node], nodes.Node]] = {
    "gitops": _typed("tool"),
    "defaults": _defaults,
}


def environment(below: nodes.Mapping, above: nodes.Mapping) -> nodes.Mapping:
    """A platform's file over its parent: another GitOps tool replaces the parent's whole, `defaults` merge as components do."""
    merged = dict(below.entries)
    for key, entry in above.entries.items():
        _put(merged, key, entry, PLATFORM_MERGES.get(key, plain))
    return above._replace(entries=merged)


def component(node: nodes.Mapping) -> nodes.Mapping:
    """A component with its short forms written out: `rolling` = `{type: rolling}`, ports, the model's URI, env values."""
    changed = {}
    for key, form in FORMS.items():
        entry = node.entries.get(key)
        if entry is not None and (value := form(entry.value)) is not entry.value:
            changed[key] = entry._replace(value=value)
    return node._replace(entries={**node.entries, **changed}) if changed else node


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
        written = {key: form(node.entries[key].value) for key in only or node.entries if key in node.entries}
        changed = {key: value for key, value in written.items() if value is not node.entries[key].value}
        if not changed:
            return node
        return node._replace(
            entries={k: e._replace(value=changed[k]) if k in changed else e for k, e in node.entries.items()}
        )

    return write_out


FORMS: Mapping[str, Form] = {
    "strategy": _short("type"),
    "model": _short("uri"),
    "ports": _entries(_short("port")),
    "env": _entries(_short("value")),
    "health": _entries(_short("http"), "ready", "live"),
}
