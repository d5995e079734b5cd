"""The images of containers that change anywhere, and what stays in the cluster though it goes from Git."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from generator.comparison.changes import ObjectChange
from generator.impact import state, workloads
from generator.manifest.object_fields import value_at
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
    """The image of each container of an object's pods, and of each volume that is one."""
    found: dict[str, str] = {}
    for template in workloads.pods(content) if content is not None else ():
        pod = value_at(template, ("spec",))
        for containers in _CONTAINERS:
            for each in workloads.items(pod, containers):
                found[str(each.get("name"))] = str(each.get("image", ""))
        for volume in workloads.items(pod, "volumes"):
            reference = value_at(volume, ("image", "reference"))
            if reference is not None:
                found[f"volume {volume.get('name')}"] = str(reference)
    return found


def leftovers(changes: Iterable[ObjectChange]) -> tuple[Leftover, ...]:
    """The objects that go from Git, or get another name, and stay in the cluster."""
    return tuple(each for change in changes for each in _left(change))


def _left(change: ObjectChange) -> Iterator[Leftover]:
    content = change.before
    if content is None or change.change not in {"removed", "renamed"}:
        return
    kind, name = str(content.get("kind")), state.identity(content)[1]
    if guard := guarded_by(content):
        yield Leftover(kind, name, guard)
    elif kind == "StatefulSet" and change.change == "removed":
        retained = value_at(content, ("spec", "persistentVolumeClaimRetentionPolicy", "whenDeleted")) != "Delete"
        for template in workloads.items(content.get("spec"), "volumeClaimTemplates") if retained else ():
            claim = f"{value_at(template, ('metadata', 'name'))}-{name}-*"
            yield Leftover("PersistentVolumeClaim", claim, "claims of a StatefulSet stay when it is deleted")


def guarded_by(content: KubernetesObject) -> str:
    """The annotation by which the GitOps tool leaves an object in the cluster; empty if there is none."""
    found = value_at(content, ("metadata", "annotations"))
    annotations = found if isinstance(found, Mapping) else {}
    if annotations.get("kustomize.toolkit.fluxcd.io/prune") == "disabled":
        return "kustomize.toolkit.fluxcd.io/prune: disabled"
    options = str(annotations.get("argocd.argoproj.io/sync-options", ""))
    if "Prune=false" in {each.strip() for each in options.split(",")}:
        return "argocd.argoproj.io/sync-options: Prune=false"
    return ""
