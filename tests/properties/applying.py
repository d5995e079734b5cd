"""A model of how Flux and Argo CD apply, and of the controllers that write beside them: fields, managers and atomic lists.

Server-side apply owns leaves: what a manager applied before and leaves out now goes, unless somebody else owns it. A selector, the
rules of a route and every list are one leaf each (`x-kubernetes-map-type: atomic`). Client-side apply is the three-way merge that
kubectl does: keys of maps merge, lists of custom resources are replaced whole.
"""

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Path = tuple[str, ...]
ATOMIC = {("Service", ("spec", "selector"))}
HASH = "rollouts-pod-template-hash"


def leaves(kind: str, node: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every leaf with its path; an atomic map and any list are one."""
    if isinstance(node, Mapping) and node and (kind, path) not in ATOMIC:
        for key, value in node.items():
            yield from leaves(kind, value, (*path, key))
    else:
        yield path, node


def at(node: Any, path: Path) -> Any:
    """The value at a path, None where there is none; numbers are places in lists."""
    for part in path:
        if isinstance(node, list):
            node = node[int(part)] if int(part) < len(node) else None
        else:
            node = node.get(part) if isinstance(node, Mapping) else None
    return node


def put(node: Any, path: Path, value: Any) -> None:
    """Set or, with None, remove the value at a path."""
    for part in path[:-1]:
        node = node[int(part)] if isinstance(node, list) else node.setdefault(part, {})
    if isinstance(node, list):
        node[int(path[-1])] = value
    elif value is None:
        node.pop(path[-1], None)
    else:
        node[path[-1]] = value


def pointer(text: str) -> Path:
    """A JSON Pointer as a path."""
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in text.split("/")[1:])


class ImmutableError(Exception):
    """The API server refuses a change of a Job's spec."""


@dataclass
class Live:
    """One object in the cluster, who owns its leaves, and what was last applied client-side."""

    object: dict[str, Any]
    owners: dict[Path, set[str]] = field(default_factory=dict)
    last: dict[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return str(self.object["kind"])

    def write(self, manager: str, path: Path, value: Any) -> None:
        """A controller writes one field; under an atomic path it owns all of it from then on."""
        put(self.object, path, value)
        owned = next((path[:i] for i in range(len(path)) if (self.kind, path[:i]) in ATOMIC), path)
        self.owners[owned] = {manager}

    def server_side(self, manager: str, payload: Mapping[str, Any]) -> None:
        wanted = dict(leaves(self.kind, payload))
        for path in [p for p, who in self.owners.items() if manager in who and p not in wanted]:
            self.owners[path] -= {manager}
            if not self.owners[path]:
                del self.owners[path]
                put(self.object, path, None)
        for path, value in wanted.items():
            changed = at(self.object, path) != value
            self.owners[path] = {manager} if changed else self.owners.get(path, set()) | {manager}
            put(self.object, path, copy.deepcopy(value))

    def client_side(self, payload: Mapping[str, Any]) -> None:
        _three_way(self.last, payload, self.object)
        self.last = copy.deepcopy(dict(payload))


def _three_way(last: Any, new: Mapping[str, Any], live: dict[str, Any]) -> None:
    for key in last if isinstance(last, Mapping) else ():
        if key not in new:
            live.pop(key, None)
    for key, value in new.items():
        if isinstance(value, Mapping) and isinstance(live.get(key), dict):
            _three_way(last.get(key) if isinstance(last, Mapping) else None, value, live[key])
        else:
            live[key] = copy.deepcopy(value)


class Cluster:
    """A namespace and the GitOps tool that syncs it, told by the entry that tidegate wrote."""

    def __init__(self) -> None:
        self.live: dict[tuple[str, str], Live] = {}

    def sync(self, entry: Mapping[str, Any], objects: Mapping[tuple[str, str], dict[str, Any]]) -> None:
        """Apply what Git holds, then prune what it does not; a Job whose spec would change is refused."""
        for key, wanted in objects.items():
            self._apply(entry, key, wanted)
        for key in [key for key in self.live if key not in objects]:
            if "prune" not in str(self.live[key].object["metadata"].get("annotations", {})).lower():
                del self.live[key]

    def _apply(self, entry: Mapping[str, Any], key: tuple[str, str], wanted: dict[str, Any]) -> None:
        there = self.live.get(key)
        payload = copy.deepcopy(wanted)
        if there is None:
            there = self.live[key] = Live({"apiVersion": wanted["apiVersion"], "kind": wanted["kind"]})
        else:
            if wanted["metadata"].get("annotations", {}).get("kustomize.toolkit.fluxcd.io/ssa") == "IfNotPresent":
                return
            for path in ignored(entry, wanted):
                put(payload, path, copy.deepcopy(at(there.object, path)))
            if wanted["kind"] == "Job" and payload["spec"] != at(there.object, ("spec",)):
                raise ImmutableError(wanted["metadata"]["name"])
        if entry["kind"] == "Application" and "ServerSideApply=true" not in entry["spec"]["syncPolicy"]["syncOptions"]:
            there.client_side(payload)
        else:
            there.server_side("gitops", payload)


def ignored(entry: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[Path]:
    """The paths of an object whose live value the tool applies, by the entry's own rules."""
    group = wanted["apiVersion"].rpartition("/")[0]
    spec, name = entry["spec"], wanted["metadata"]["name"]
    if entry["kind"] == "Kustomization":
        for rule in spec.get("ignore", ()):
            target = rule["target"]
            same = (target.get("group", ""), target["kind"]) == (group, wanted["kind"])
            if same and re.fullmatch(target["name"], name):
                yield from map(pointer, rule["paths"])
    elif "RespectIgnoreDifferences=true" in spec["syncPolicy"]["syncOptions"]:
        for rule in spec.get("ignoreDifferences", ()):
            if (rule.get("group", ""), rule["kind"], rule.get("name", name)) == (group, wanted["kind"], name):
                yield from map(pointer, rule["jsonPointers"])
