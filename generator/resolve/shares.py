"""Shares: storage of the platform that components mount by a name."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.environment.environment import CsiVolume, Environment, NfsVolume, Share
from generator.source import finding
from generator.source.finding import Finding, Path

MOUNT_OPTIONS = "mountOptions"


def share(data: Mapping[str, Any]) -> Share:
    """Build a share from plain data that matches the schema."""
    csi, nfs = data.get("csi"), data.get("nfs")
    return Share(
        claim=data.get("claim", ""),
        csi=None if csi is None else _csi(csi, data.get(MOUNT_OPTIONS, ())),
        nfs=None if nfs is None else NfsVolume(server=nfs["server"], path=nfs["path"]),
        annotations=data.get("annotations", {}),
    )


def _csi(written: Mapping[str, Any], options: Iterable[str]) -> CsiVolume:
    """Drivers of inline volumes take mount options as an attribute: a CSI volume of a pod has no field for them."""
    attributes = dict(written.get("volumeAttributes", {}))
    if joined := ",".join(filter(None, (attributes.get(MOUNT_OPTIONS, ""), *options))):
        attributes[MOUNT_OPTIONS] = joined
    return CsiVolume(
        driver=written["driver"], attributes=tuple(attributes.items()), read_only=written.get("readOnly", False)
    )


def check(environments: Iterable[Environment]) -> Iterator[Finding]:
    """Yield inline NFS volumes where Pod Security refuses them: "restricted" allows them as a claim only."""
    for environment in environments:
        for name, each in environment.shares.items():
            if each.nfs is not None and environment.pod_security == "restricted":
                path: Path = ("shares", name, "nfs")
                node, mark = finding.locate(environment.node, path, mark=environment.node.mark)
                fact = "pods may not mount NFS themselves (podSecurity: restricted)"
                hint = (
                    "make a PersistentVolume of it and name its claim, {claim: NAME}; podSecurity: baseline allows it"
                )
                yield Finding(
                    node=node, mark=mark, path=path, fact=fact, hint=hint, code="pod-security", place=environment.name
                )
