"""Which object of one revision is which of the other: by identity, without the content hash at the end of a generated name."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from generator.kubernetes import object_kinds, pod_templates
from generator.manifest.object_fields import items, value_at
from generator.manifest.object_template import KubernetesObject
from generator.spec import naming


class Identity(NamedTuple):
    """What tells objects of one environment apart; `number` counts objects that are the same in all else."""

    kind: str
    name: str
    namespace: str
    group: str
    number: int = 0


class Match(NamedTuple):
    """An object before and after; one of the two is None if only one revision has it."""

    before: KubernetesObject | None
    after: KubernetesObject | None


Objects = Mapping[Identity, KubernetesObject]


def identified(objects: Iterable[KubernetesObject]) -> dict[Identity, KubernetesObject]:
    """The objects by identity."""
    found: dict[Identity, KubernetesObject] = {}
    for each in objects:
        identity = _identity(each)
        while identity in found:
            identity = identity._replace(number=identity.number + 1)
        found[identity] = each
    return found


def known_kind(content: KubernetesObject) -> str:
    """The kind whose tables are for an object: with its group if that is not the one of the kind of this name that is known."""
    kind, group = str(content.get("kind", "")), _group(content)
    row = object_kinds.TABLE.get(kind.lower())
    return kind if row is None or row.group == group else f"{kind}.{group}"


def _group(content: KubernetesObject) -> str:
    return str(content.get("apiVersion", "")).rpartition("/")[0]


def _identity(content: KubernetesObject) -> Identity:
    name, namespace = (value_at(content, ("metadata", key)) for key in ("name", "namespace"))
    return Identity(
        kind=str(content.get("kind", "")),
        name=str(name if name is not None else ""),
        namespace=str(namespace or ""),
        group=_group(content),
    )


def matches(before: Objects, after: Objects) -> list[Match]:
    """Each object of the two revisions once, in the order of kind and name; that of a renamed one is its new name."""
    pairs = {identity: identity for identity in before if identity in after}
    gone = [identity for identity in before if identity not in after]
    come = [identity for identity in after if identity not in before]
    pairs.update(_renamed(gone, come))
    pairs.update(_config_maps(before, after, pairs))
    paired = {*pairs.values()}
    found = [(now, Match(before[was], after[now])) for was, now in pairs.items()]
    found += [(was, Match(before[was], None)) for was in gone if was not in pairs]
    found += [(now, Match(None, after[now])) for now in come if now not in paired]
    return [match for _, match in sorted(found, key=lambda each: each[0])]


def _renamed(gone: Iterable[Identity], come: Iterable[Identity]) -> Iterator[tuple[Identity, Identity]]:
    """Pairs of objects that differ in the hash of their name; ConfigMaps aside."""
    new: dict[Identity, list[Identity]] = {}
    for identity in sorted(come):
        if _may_be_renamed(identity):
            new.setdefault(_without_hash(identity), []).append(identity)
    for identity in sorted(gone):
        candidates = new.get(_without_hash(identity), []) if _may_be_renamed(identity) else []
        if candidates:
            yield identity, candidates.pop(0)


def _may_be_renamed(identity: Identity) -> bool:
    """Whether objects of a kind may have a hash in their name: not those that keep data, or that are updated in place."""
    row = object_kinds.TABLE.get(identity.kind.lower())
    return identity.kind != "ConfigMap" and (row is None or row.immutable or row.removal == "harmless")


def _without_hash(identity: Identity) -> Identity:
    return identity._replace(name=naming.unhashed(identity.name) or identity.name)


def _config_maps(
    before: Objects, after: Objects, pairs: Mapping[Identity, Identity]
) -> Iterator[tuple[Identity, Identity]]:
    """Pairs of ConfigMaps that a workload uses at the same place, one before and the other after."""
    taken: set[Identity] = set()
    for workload in sorted(pairs):
        was, now = (_used(side[each]) for side, each in ((before, workload), (after, pairs[workload])))
        for place, name in was.items():
            old, new = (Identity("ConfigMap", each, workload.namespace, "") for each in (name, now.get(place, name)))
            if old in before and new in after and old not in after and new not in before and not taken & {old, new}:
                taken |= {old, new}
                yield old, new


def _used(workload: KubernetesObject) -> dict[tuple[str, ...], str]:
    """The names of the ConfigMaps that the pods of an object use, by the place where they do."""
    if str(workload.get("kind", "")).lower() not in object_kinds.TABLE:
        return {}
    found: dict[tuple[str, ...], str] = {}
    for path, template in pod_templates.find(str(workload["kind"]), workload).items():
        spec = value_at(template, ("spec",))
        for volume in items(spec, "volumes"):
            for source in (volume, *items(volume, "projected", "sources")):
                name = value_at(source, ("configMap", "name"))
                if isinstance(name, str):
                    found[(*path, "volumes", str(volume.get("name")))] = name
        for containers in ("initContainers", "containers"):
            for container in items(spec, containers):
                for number, source in enumerate(items(container, "envFrom")):
                    name = value_at(source, ("configMapRef", "name"))
                    if isinstance(name, str):
                        found[(*path, containers, str(container.get("name")), str(number))] = name
    return found
