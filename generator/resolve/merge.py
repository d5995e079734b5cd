"""One layer over another: short forms are written out first, a choice replaces whole, all else is JSON Merge Patch (RFC 7386).

Every node keeps the place where it was written, so that a settled value can say where it came from. What no layer changes
stays the same node, so that it is read once for all environments.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial, reduce

from generator.source import nodes
from generator.source.nodes import CacheEntry, NodeCache

Form = Callable[[nodes.Node], nodes.Node]
Merge = Callable[[nodes.Node, nodes.Node], nodes.Node]


class Fields:
    """How fields of a component are written out and merged, by name; equal to itself alone, so that caches may hold it.

    `forms` turns a field's short form into its full one. `merges` merges a field whose layers do not simply merge as
    RFC 7386 says. A field that neither names has one form and merges plainly.
    """

    __slots__ = ("forms", "merges")

    def __init__(self, forms: Mapping[str, Form], merges: Mapping[str, Merge]) -> None:
        self.forms = forms
        self.merges = merges

    def with_own(self, own: "Fields") -> "Fields":
        """These and a kind's own, which win."""
        return Fields({**self.forms, **own.forms}, {**self.merges, **own.merges})


def layers(stack: Iterable[nodes.Mapping], fields: Fields) -> nodes.Mapping:
    """The first layer is the lowest. Null in a higher layer removes what is below."""
    written_out = (component(layer, fields) for layer in stack)
    return reduce(partial(over, fields=fields, cache={}), written_out)


def over(below: nodes.Mapping, above: nodes.Mapping, fields: Fields, cache: NodeCache) -> nodes.Mapping:
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
        if place in cache:
            entries[key] = cache[place].result
            continue
        _put(entries, key, entry, fields.merges.get(key, plain))
        if not isinstance(entry.value, nodes.Scalar):
            cache[place] = CacheEntry((there, entry), entries[key])
    return nodes.Mapping(entries, above.mark)


def each(merge: Merge | None = None) -> Merge:
    """RFC 7386, but that the places stay: this merging, or again the same, for every entry of a mapping."""

    def merge_each(below: nodes.Node, above: nodes.Node) -> nodes.Node:
        if not isinstance(above, nodes.Mapping):
            return above
        entries = dict(below.entries) if isinstance(below, nodes.Mapping) else {}
        for key, entry in above.entries.items():
            _put(entries, key, entry, merge or merge_each)
        return above.copy_with(entries)

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
    entries[key] = entry.copy_with(merge(there.value, value) if there else _without_nulls(value))


def _without_nulls(node: nodes.Node) -> nodes.Node:
    """What a merge into nothing gives; the node itself where it holds no null."""
    if not isinstance(node, nodes.Mapping):
        return node
    entries = {
        key: entry.copy_with(_without_nulls(entry.value)) for key, entry in node.entries.items() if not _null(entry)
    }
    same = len(entries) == len(node.entries) and all(entries[key] is entry for key, entry in node.entries.items())
    return node if same else node.copy_with(entries)


def _null(entry: nodes.Entry) -> bool:
    return isinstance(entry.value, nodes.Scalar) and entry.value.is_null


def _nothing(node: nodes.Node) -> nodes.Node:
    return nodes.Mapping({}, node.mark)


def choice(*sources: str) -> Merge:
    """Merging of a mapping that says one thing in one of several ways: another way replaces it whole."""

    def merge(below: nodes.Node, above: nodes.Node) -> nodes.Node:
        chosen = _chosen(above, sources)
        if chosen and chosen != _chosen(below, sources):
            below = _nothing(above)
        return plain(below, above)

    return merge


def _chosen(node: nodes.Node, sources: tuple[str, ...]) -> frozenset[str]:
    return frozenset(s for s in sources if isinstance(node, nodes.Mapping) and s in node.entries)


def typed(key: str) -> Merge:
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


def _keys(node: nodes.Node) -> frozenset[str]:
    return frozenset(node.entries) if isinstance(node, nodes.Mapping) else frozenset()


def _defaults(fields: Fields) -> Merge:
    def merge(below: nodes.Node, above: nodes.Node) -> nodes.Node:
        if isinstance(below, nodes.Mapping) and isinstance(above, nodes.Mapping):
            return layers([below, above], fields)
        return plain(below, above)

    return merge


def environment(below: nodes.Mapping, above: nodes.Mapping, fields: Fields) -> nodes.Mapping:
    """A platform's file over its parent: another GitOps tool replaces the parent's whole, `defaults` merge as components do."""
    merges = {"gitops": typed("tool"), "defaults": _defaults(fields)}
    merged = dict(below.entries)
    for key, entry in above.entries.items():
        _put(merged, key, entry, merges.get(key, plain))
    return above.copy_with(merged)


def component(node: nodes.Mapping, fields: Fields) -> nodes.Mapping:
    """A component with its short forms written out, such as `model: URI` = `model: {uri: URI}`."""
    changed = {}
    for key, form in fields.forms.items():
        entry = node.entries.get(key)
        if entry is not None and (value := form(entry.value)) is not entry.value:
            changed[key] = entry.copy_with(value)
    return node.copy_with({**node.entries, **changed}) if changed else node


def short(key: str) -> Form:
    """A scalar is the short form of a mapping with this key."""

    def write_out(node: nodes.Node) -> nodes.Node:
        if not isinstance(node, nodes.Scalar) or node.is_null:
            return node
        return nodes.Mapping({key: nodes.Entry(nodes.Scalar(key, plain=True, mark=node.mark), node)}, node.mark)

    return write_out


def each_entry(form: Form, *only: str) -> Form:
    """A mapping whose entries have this short form, all of them or `only` those named."""

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
        return node.copy_with({k: e.copy_with(changed[k]) if k in changed else e for k, e in node.entries.items()})

    return write_out


COMMON = Fields(
    forms={"model": short("uri"), "env": each_entry(short("value"))},
    merges={
        "resources": _resources,
        "env": each(choice("value", "secret", "configMap", "field")),
        "volumes": each(choice("claim", "size", "scratch", "memory")),
    },
)
"""The fields that every kind has."""


def union(kinds: Iterable[Fields]) -> Fields:
    """The fields of several kinds together, for layers whose kind is not known."""
    return reduce(Fields.with_own, kinds, COMMON)
