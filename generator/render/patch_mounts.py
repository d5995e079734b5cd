"""How containers of a patched pod mount volumes, as `ValidateVolumeMounts` and `ValidateVolumeDevices` of core/v1 judge it."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.manifest.object_fields import items

CLAIMS = ("persistentVolumeClaim", "ephemeral")
"""The sources of volumes that may be block devices."""


def violations(pod: Mapping[str, Any], container: Mapping[str, Any], claims: frozenset[str]) -> Iterator[str]:
    """Yield facts that read on from the container's name; `claims` are volumes that a StatefulSet gives to its pods."""
    sources = {str(each.get("name")): each for each in items(pod.get("volumes"))}
    for mount in items(container.get("volumeMounts")):
        name = str(mount.get("name"))
        if name not in claims | sources.keys():
            yield f'mounts the volume "{name}", which the pod does not have'
        yield from (f'mounts the volume "{name}" {fact}' for fact in _mount(mount))
    for device in items(container.get("volumeDevices")):
        name = str(device.get("name"))
        if "devicePath" in device and name not in claims and sources.get(name, {}).keys().isdisjoint(CLAIMS):
            yield f'uses the volume "{name}" as a device, which only a claim can be'


def _mount(mount: Mapping[str, Any]) -> Iterator[str]:
    for key in ("subPath", "subPathExpr"):
        path = str(mount.get(key) or "")
        if path.startswith("/") or ".." in path.split("/"):
            yield f'at {key} "{path}", which leads out of it'
    if mount.get("subPath") and mount.get("subPathExpr"):
        yield "with both subPath and subPathExpr"
    if ":" in str(mount.get("mountPath")):
        yield f'at "{mount["mountPath"]}", which has a ":"'
    propagation = mount.get("mountPropagation") or "None"
    if propagation == "Bidirectional":
        yield "with mountPropagation Bidirectional, which only privileged containers may"
    elif propagation not in {"None", "HostToContainer"}:
        yield f'with mountPropagation "{propagation}", which is not one of HostToContainer, None'
