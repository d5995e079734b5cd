"""How the fields of components and environments are merged, and their short forms, where RFC 7386 is not enough.

Kinds add the rules of their own fields (`FIELDS` of a kind).
"""

from collections.abc import Callable, Iterable
from functools import reduce

from generator.resolve import merge
from generator.resolve.merge import Fields
from generator.source import nodes
from generator.spec.component import PROBE_KINDS


def _resources(base: nodes.Node, override: nodes.Node) -> nodes.Node:
    full = {"requests", "limits"}
    written, base_tag = merge.keys(override), merge.keys(base)
    if written and bool(full & written) != bool(full & base_tag):
        base = merge.empty_like(override)
    return merge.merge_patch(base, override)


def _account(base: nodes.Node, override: nodes.Node) -> nodes.Node:
    """The component's own account, with its annotations and permissions, or an existing one by its name."""
    own = {"annotations", "permissions"}
    replaced = own if "name" in merge.keys(override) else {"name"} if own & merge.keys(override) else set[str]()
    if isinstance(base, nodes.Mapping) and replaced & merge.keys(base):
        base = base.copy_with({key: entry for key, entry in base.entries.items() if key not in replaced})
    return merge.merge_patch(base, override)


def _volume(base: nodes.Node, override: nodes.Node) -> nodes.Node:
    """Another source replaces the volume.

    Of a Secret or ConfigMap, one key replaces the list of keys, and the other way round; a disk without limit has no class.
    """
    scratch = override.get("scratch") if isinstance(override, nodes.Mapping) else None
    unlimited = isinstance(scratch, nodes.Scalar) and scratch.text == "unlimited"
    replaced = {"key": "items", "items": "key"}
    dropped = {replaced.get(key, "") for key in merge.keys(override)} | ({"class"} if unlimited else set())
    if isinstance(base, nodes.Mapping) and not dropped.isdisjoint(base.entries):
        base = base.copy_with({name: entry for name, entry in base.entries.items() if name not in dropped})
    return _VOLUME_SOURCE(base, override)


_VOLUME_SOURCE = merge.choice("claim", "size", "scratch", "memory", "secret", "configMap", "share")


def _machine_type(base: nodes.Node, override: nodes.Node) -> nodes.Node:
    """Merge a machine; its device is one choice, so that another one replaces it."""
    merged = merge.merge_patch(base, override)
    device = override.get("gpu") if isinstance(override, nodes.Mapping) else None
    if isinstance(device, nodes.Mapping) and isinstance(merged, nodes.Mapping):
        entry = merged.entries["gpu"].copy_with(merge.without_nulls(device))
        return merged.copy_with({**merged.entries, "gpu": entry})
    return merged


def environment(base: nodes.Mapping, override: nodes.Mapping, fields: Callable[[], Fields]) -> nodes.Mapping:
    """Merge an environment over its parent. Another GitOps tool replaces the parent's; `defaults` merge like components."""
    merges = {
        "gitops": merge.typed("tool"),
        "gateway": _gateway,
        "machines": merge.merge_entries(_machine_type),
        "shares": merge.merge_entries(merge.choice("csi", "claim", "nfs")),
        "operators": merge.merge_entries(_operator),
        "defaults": merge.by_fields(fields),
    }
    entries = dict(base.entries)
    for key, entry in override.entries.items():
        merge.merge_entry(entries, key, entry, merges.get(key, merge.merge_patch))
    return override.copy_with(entries)


def _operator(base: nodes.Node, override: nodes.Node) -> nodes.Node:
    """Merge an operator, whose name alone is the short form; another one replaces it."""
    return _OPERATOR(merge.scalar_as("api")(base), override)


_OPERATOR = merge.typed("api")


def _gateway(base: nodes.Node, override: nodes.Node) -> nodes.Node:
    """Merge a Gateway; where its traffic comes from is replaced as a whole."""
    if isinstance(base, nodes.Mapping) and isinstance(override, nodes.Mapping) and "from" in override.entries:
        base = base.copy_with({key: entry for key, entry in base.entries.items() if key != "from"})
    return merge.merge_patch(base, override)


def _ready_form(node: nodes.Node) -> nodes.Node:
    is_none = isinstance(node, nodes.Scalar) and node.text == "none"
    return node if is_none else merge.scalar_as("http")(node)


_PROBES = {"ready": _ready_form, "live": merge.scalar_as("http"), "startup": merge.scalar_as("longest")}


def _health(node: nodes.Node) -> nodes.Node:
    """Expand the short forms of probes: a path is `{http: PATH}`, a time is `{longest: TIME}`."""
    return reduce(lambda expanded, key: merge.entries_of(_PROBES[key], key)(expanded), _PROBES, node)


def _probe(base: nodes.Node, override: nodes.Node) -> nodes.Node:
    """Another way of asking replaces the whole probe; `failures` replaces `longest`, and the other way round."""
    if isinstance(base, nodes.Mapping) and isinstance(override, nodes.Mapping):
        ways = [merge.keys(node).intersection(PROBE_KINDS) for node in (base, override)]
        if all(ways) and ways[0] != ways[1]:
            base = base.copy_with({})
        for one, other in (("longest", "failures"), ("failures", "longest")):
            if one in override.entries and other not in override.entries:
                base = base.copy_with({key: entry for key, entry in base.entries.items() if key != other})
    return merge.merge_patch(base, override)


CONTAINER = Fields(
    forms={
        "env": merge.entries_of(merge.scalar_as("value")),
        "ports": merge.entries_of(merge.scalar_as("port")),
        "health": _health,
    },
    merges={
        "resources": _resources,
        "env": merge.merge_entries(merge.choice("value", "secret", "configMap", "field", "resource")),
        "volumes": merge.merge_entries(_volume),
        "health": merge.merge_entries(_probe),
    },
)
"""The rules for the fields of one container."""


def container(node: nodes.Node) -> nodes.Node:
    """Expand the short forms of one container."""
    return merge.component(node, CONTAINER) if isinstance(node, nodes.Mapping) else node


_CONTAINERS = merge.entries_of(container)

COMMON = Fields(
    forms={
        "model": merge.scalar_as("uri"),
        "env": CONTAINER.forms["env"],
        "init": _CONTAINERS,
        "sidecars": _CONTAINERS,
    },
    merges={
        **{key: CONTAINER.merges[key] for key in ("resources", "env", "volumes")},
        "machine": merge.typed("name"),
        "serviceAccount": _account,
        **dict.fromkeys(("init", "sidecars"), merge.merge_entries(merge.by_fields(lambda: CONTAINER))),
    },
    shorts={"machine": "name", "shutdown": "grace"},
    replaced={"machine": "resources", "resources": "machine"},
)
"""The rules for the fields of all kinds."""


def union(kinds: Iterable[Fields]) -> Fields:
    """The rules of several kinds together, for layers of unknown kind."""
    return reduce(Fields.with_own, kinds, COMMON)
