"""Merging of layers: JSON Merge Patch (RFC 7386) after expanding short forms, except that alternatives replace each other.

Nodes keep their positions, so that the origin of each merged value is known. Unchanged nodes stay the same objects, so that
results can be cached for all environments.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial, reduce

from generator.source import nodes
from generator.source.nodes import CacheEntry, NodeCache

Form = Callable[[nodes.Node], nodes.Node]
Merge = Callable[[nodes.Node, nodes.Node], nodes.Node]


class Fields:
    """Rules to expand and merge the fields of a component, by field name. Hashed by identity, so it can be a cache key.

    `forms` expands the short form of a field. `merges` merges a field for which RFC 7386 is not enough. A field in neither
    has no short form and is merged by RFC 7386. A scalar of a field in `shorts` is short for a mapping with this key, and
    stays as it is written where it is not merged with a mapping. `unsuited` recognises values of a field that other kinds have
    and this one cannot: a platform's default that is such a value is skipped, like a field that the kind does not have. `replaced`
    names the other field that a field of a higher layer takes the place of.
    """

    __slots__ = ("forms", "merges", "replaced", "shorts", "unsuited")

    def __init__(
        self,
        forms: Mapping[str, Form],
        merges: Mapping[str, Merge],
        shorts: Mapping[str, str] | None = None,
        unsuited: Mapping[str, Callable[[nodes.Node], bool]] | None = None,
        replaced: Mapping[str, str] | None = None,
    ) -> None:
        self.forms = forms
        self.merges = merges
        self.shorts = shorts or {}
        self.unsuited = unsuited or {}
        self.replaced = replaced or {}

    def with_own(self, own: "Fields") -> "Fields":
        """These rules plus a kind's own, which take precedence."""
        shorts, unsuited = {**self.shorts, **own.shorts}, {**self.unsuited, **own.unsuited}
        replaced = {**self.replaced, **own.replaced}
        return Fields({**self.forms, **own.forms}, {**self.merges, **own.merges}, shorts, unsuited, replaced)

    def suits(self, field: str, value: nodes.Node) -> bool:
        """Whether the kind can have a value that a platform has as default."""
        return field not in self.unsuited or not self.unsuited[field](value)


def layers(stack: Iterable[nodes.Mapping], fields: Fields) -> nodes.Mapping:
    """Merge layers, lowest first. Null in a higher layer removes a value of a lower one."""
    expanded = (component(layer, fields) for layer in stack)
    return reduce(partial(merged, fields=fields, cache={}), expanded)


def merged(base: nodes.Mapping, override: nodes.Mapping, fields: Fields, cache: NodeCache) -> nodes.Mapping:
    """Merge `override` over `base`, both with expanded short forms; merged fields are stored in `cache`."""
    if not override.entries:
        return base
    entries = dict(base.entries)
    for key, other in fields.replaced.items():
        if key in override.entries and not _is_null(override.entries[key]):
            entries.pop(other, None)
    for key, entry in override.entries.items():
        existing = entries.get(key)
        cache_key = (id(existing), id(entry))
        if cache_key in cache:
            entries[key] = cache[cache_key].result
            continue
        merge = fields.merges.get(key, merge_patch)
        if existing is not None and key in fields.shorts:
            _merge_short(entries, key, entry, merge, fields.shorts[key])
        else:
            merge_entry(entries, key, entry, merge)
        if not isinstance(entry.value, nodes.Scalar):
            cache[cache_key] = CacheEntry((existing, entry), entries[key])
    return nodes.Mapping(entries, override.mark)


def _merge_short(entries: dict[str, nodes.Entry], key: str, entry: nodes.Entry, merge: Merge, short: str) -> None:
    """Merge a field of which one layer has the short form and the other has not: then both are written out."""
    existing, expand = entries[key], scalar_as(short)
    if isinstance(existing.value, nodes.Mapping):
        entry = entry.copy_with(expand(entry.value))
    elif isinstance(entry.value, nodes.Mapping):
        entries[key] = existing.copy_with(expand(existing.value))
    merge_entry(entries, key, entry, merge)


def merge_entries(merge: Merge | None = None) -> Merge:
    """RFC 7386 for mappings: entries are merged by `merge` or, by default, recursively. Nodes keep their positions."""

    def merge_each(base: nodes.Node, override: nodes.Node) -> nodes.Node:
        if not isinstance(override, nodes.Mapping):
            return override
        entries = dict(base.entries) if isinstance(base, nodes.Mapping) else {}
        for key, entry in override.entries.items():
            merge_entry(entries, key, entry, merge or merge_each)
        return override.copy_with(entries)

    return merge_each


merge_patch = merge_entries()


def merge_entry(entries: dict[str, nodes.Entry], key: str, entry: nodes.Entry, merge: Merge) -> None:
    """Set an entry in `entries`, merged with the one that is there; null removes it."""
    value = entry.value
    if isinstance(value, nodes.Scalar):
        if value.is_null:
            entries.pop(key, None)
        else:
            entries[key] = entry
        return
    existing = entries.get(key)
    entries[key] = entry.copy_with(merge(existing.value, value) if existing else without_nulls(value))


def without_nulls(node: nodes.Node) -> nodes.Node:
    """The node without null values, as RFC 7386 requires if there is no base; the same object if there are none."""
    if not isinstance(node, nodes.Mapping):
        return node
    entries = {
        key: entry.copy_with(without_nulls(entry.value)) for key, entry in node.entries.items() if not _is_null(entry)
    }
    is_unchanged = len(entries) == len(node.entries) and all(
        entries[key] is entry for key, entry in node.entries.items()
    )
    return node if is_unchanged else node.copy_with(entries)


def _is_null(entry: nodes.Entry) -> bool:
    return isinstance(entry.value, nodes.Scalar) and entry.value.is_null


def empty_like(node: nodes.Node) -> nodes.Node:
    """An empty mapping at the position of a node."""
    return nodes.Mapping({}, node.mark)


def choice(*sources: str) -> Merge:
    """A merge for mappings with mutually exclusive keys: an override with another key replaces the base."""
    choices = frozenset(sources)

    def merge(base: nodes.Node, override: nodes.Node) -> nodes.Node:
        chosen = keys(override) & choices
        if chosen and chosen != keys(base) & choices:
            base = empty_like(override)
        return merge_patch(base, override)

    return merge


def typed(key: str) -> Merge:
    """A merge for mappings whose `key` determines the other fields: an override with another value there replaces the base."""

    def merge(base: nodes.Node, override: nodes.Node) -> nodes.Node:
        tag = override.get(key) if isinstance(override, nodes.Mapping) else None
        base_tag = base.get(key) if isinstance(base, nodes.Mapping) else None
        if isinstance(tag, nodes.Scalar) and not (isinstance(base_tag, nodes.Scalar) and base_tag.text == tag.text):
            base = empty_like(override)
        return merge_patch(base, override)

    return merge


def keys(node: nodes.Node) -> frozenset[str]:
    """The keys of a mapping; none of another node."""
    return frozenset(node.entries) if isinstance(node, nodes.Mapping) else frozenset()


def by_fields(fields: Callable[[], Fields]) -> Merge:
    """A merge for mappings with fields of their own, each merged by its rule."""

    def merge(base: nodes.Node, override: nodes.Node) -> nodes.Node:
        if isinstance(base, nodes.Mapping) and isinstance(override, nodes.Mapping):
            return layers([base, override], fields())
        return merge_patch(base, override)

    return merge


def component(node: nodes.Mapping, fields: Fields) -> nodes.Mapping:
    """Expand the short forms of a component: `model: URI` becomes `model: {uri: URI}`."""
    changed = {}
    for key, form in fields.forms.items():
        entry = node.entries.get(key)
        if entry is not None and (value := form(entry.value)) is not entry.value:
            changed[key] = entry.copy_with(value)
    return node.copy_with({**node.entries, **changed}) if changed else node


def scalar_as(key: str) -> Form:
    """A form for fields whose scalar value is short for a mapping with this key."""

    def expand(node: nodes.Node) -> nodes.Node:
        if not isinstance(node, nodes.Scalar) or node.is_null:
            return node
        return nodes.Mapping({key: nodes.Entry(nodes.Scalar(key, plain=True, mark=node.mark), node)}, node.mark)

    return expand


def entries_of(form: Form, *only: str) -> Form:
    """A form for mappings whose entries, all or `only` those named, have the short form `form`."""

    def expand(node: nodes.Node) -> nodes.Node:
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

    return expand
