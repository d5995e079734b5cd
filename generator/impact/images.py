"""The images of containers that change anywhere, and what stays in the cluster though it goes from Git."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from generator.comparison.changes import ObjectChange
from generator.impact import state, workloads
from generator.kubernetes.effects import common
from generator.manifest import object_fields
from generator.manifest.object_fields import items, value_at
from generator.manifest.object_template import KubernetesObject

_CONTAINERS = ("initContainers", "containers")


class ImageChange(NamedTuple):
    """An image that takes the place of another one in these containers (`Deployment/fraud-api-blue: main`).

    `before` is empty for a container that is added, `after` for one that goes.
    """

    before: str
    after: str
    places: tuple[str, ...]


class Leftover(NamedTuple):
    """An object that the GitOps tool does not delete when it goes from Git, and why."""

    kind: str
    name: str
    reason: str


def changed(changes: Iterable[ObjectChange]) -> tuple[ImageChange, ...]:
    """The images that change, each pair once, in the order of the objects."""
    places: dict[tuple[str, str], list[str]] = {}
    for change in changes:
        before, after = _images(change.before), _images(change.after)
        for container in dict.fromkeys((*before, *after)):
            pair = before.get(container, ""), after.get(container, "")
            if pair[0] != pair[1]:
                places.setdefault(pair, []).append(f"{change.kind}/{change.name}: {container}")
    return tuple(ImageChange(*pair, tuple(found)) for pair, found in places.items())


def _images(content: KubernetesObject | None) -> dict[str, str]:
    """The image of each container of an object's pods, of each volume that is one, and those beside its pod templates."""
    found = dict(beside_pods(content)) if content is not None else {}
    for template in workloads.pods(content) if content is not None else ():
        pod = value_at(template, ("spec",))
        for containers in _CONTAINERS:
            for each in items(pod, containers):
                found[str(each.get("name"))] = str(each.get("image", ""))
        for volume in items(pod, "volumes"):
            reference = value_at(volume, ("image", "reference"))
            if reference is not None:
                found[f"volume {volume.get('name')}"] = str(reference)
    return found


def beside_pods(content: KubernetesObject) -> Iterator[tuple[str, str]]:
    """The images of an object outside of its pod templates, by path."""
    row = workloads.row_of(content)
    for path in row.images if row is not None else ():
        for keys, image in object_fields.found(content, path.split(".")):
            yield _shown(content, keys), str(image)


def _shown(node: Any, keys: Iterable[str]) -> str:
    """A path with the names of items of lists: `spec.predictor.containers[transformer-container].image`."""
    text = ""
    for key in keys:
        if isinstance(node, list):
            node = node[int(key)]
            text += f"[{node.get('name', key)}]" if isinstance(node, Mapping) else f"[{key}]"
        else:
            node = node[key]
            text += f".{key}"
    return text.removeprefix(".")


def leftovers(changes: Iterable[ObjectChange]) -> tuple[Leftover, ...]:
    """The objects that go from Git, or get another name, and stay in the cluster."""
    return tuple(each for change in changes for each in _left(change))


def _left(change: ObjectChange) -> Iterator[Leftover]:
    content = change.before
    if content is None:
        return
    if change.change == "changed":
        yield from _of_fewer_pods(content, change.after or {})
        return
    if change.change == "added":
        return
    kind, name = str(content.get("kind")), state.identity(content)[1]
    if guard := common.guard(content):
        yield Leftover(kind, name, guard)
    elif change.change == "removed":
        yield from _claims(content, "whenDeleted", "*", "deleted")


def _of_fewer_pods(before: KubernetesObject, after: KubernetesObject) -> Iterator[Leftover]:
    """The claims of the pods of an object that is scaled down; pods are numbered from 0."""
    old, new = (workloads.whole(value_at(each, ("spec", "replicas")), 1) for each in (before, after))
    numbers = f"{new}" if new == old - 1 else f"{{{new}..{old - 1}}}"
    if new < old:
        yield from _claims(after, "whenScaled", numbers, "scaled down")


def _claims(content: KubernetesObject, policy: str, pods: str, done: str) -> Iterator[Leftover]:
    """The claims that an object's controller made for some pods, where its policy is to retain them, which is the default.

    https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#persistentvolumeclaim-retention
    """
    row, name = workloads.row_of(content), state.identity(content)[1]
    if row is None or not row.pod_claims:
        return
    if value_at(content, ("spec", "persistentVolumeClaimRetentionPolicy", policy)) == "Delete":
        return
    *holder, field = row.pod_claims.split(".")
    for template in items(value_at(content, tuple(holder)), field):
        claim = f"{value_at(template, ('metadata', 'name'))}-{name}-{pods}"
        yield Leftover("PersistentVolumeClaim", claim, f"claims of a {row.kind} stay when it is {done}")
