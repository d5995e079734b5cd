"""The volumes of a pod and their mounts in a container."""

from collections.abc import Iterable, Mapping

from generator.environment.environment import CsiVolume, NfsVolume, Share
from generator.kubernetes import mounts
from generator.named_tuples import NamedTuple
from generator.spec.component import UNLIMITED, Component, Volume
from generator.spec.project import Target

LOCAL = "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes"
"""Annotation of a pod: the volumes on its node that may be lost, so that the cluster autoscaler may remove the node."""


class Mount(NamedTuple):
    """A mount in the container; `sub_path` is the file or folder of the volume that is mounted, empty for all of it."""

    volume: str
    path: str
    sub_path: str = ""
    read_only: bool = False


class PodVolume(NamedTuple):
    """A volume of the pod: what is set tells its type; if nothing is, an emptyDir with `medium` and `size`.

    `image` is one whose files are mounted, `config` the name of a ConfigMap; it and `secret` may have a `projection` (pairs of key
    and path) and a `mode`, and may be missing if `optional`. With a `storage_class` it is a claim of `size` that lives as long as
    the pod.
    """

    name: str
    claim: str = ""
    image: str = ""
    config: str = ""
    secret: str = ""
    projection: tuple[tuple[str, str], ...] = ()
    mode: int | None = None
    optional: bool = False
    csi: CsiVolume | None = None
    nfs: NfsVolume | None = None
    storage_class: str = ""
    medium: str = ""
    size: str = ""

    @property
    def is_local(self) -> bool:
        """Whether it is an empty folder of the node."""
        return not (
            self.claim or self.image or self.config or self.secret or self.csi or self.nfs or self.storage_class
        )


def mounted(target: Target, volume: Volume) -> tuple[Mount, PodVolume]:
    """The mount of a component's volume, and the volume of the pod that it mounts."""
    if volume.share:
        return _share(target.environment.shares[volume.share], volume)
    name = mounts.volume(volume.path)
    if volume.claim or volume.size:
        claim = volume.claim or mounts.claim(target.base, volume.path)
        read_only = volume.read_only or volume.access == "read-many"
        return Mount(name, volume.path, volume.sub_path, read_only), PodVolume(name, claim=claim)
    if volume.image:
        return Mount(name, volume.path, read_only=True), PodVolume(name, image=volume.image)
    if volume.secret or volume.config_map:
        source = PodVolume(
            name,
            config=volume.config_map,
            secret=volume.secret,
            projection=volume.items,
            mode=volume.mode,
            optional=volume.optional,
        )
        return Mount(name, volume.path, volume.key, read_only=True), source
    if volume.storage_class:
        return Mount(name, volume.path), PodVolume(name, storage_class=volume.storage_class, size=volume.scratch)
    size = (volume.memory or volume.scratch).removeprefix(UNLIMITED)
    return Mount(name, volume.path), PodVolume(name, medium="Memory" if volume.memory else "", size=size)


def _share(share: Share, volume: Volume) -> tuple[Mount, PodVolume]:
    name = mounts.share(volume.share)
    read_only = volume.read_only or (share.csi is not None and share.csi.read_only)
    mount = Mount(name, volume.path, volume.sub_path, read_only)
    return mount, PodVolume(name, claim=share.claim, csi=share.csi, nfs=share.nfs)


def local_annotation(volumes: Iterable[PodVolume]) -> Mapping[str, str]:
    """The annotation with the local volumes of a pod; empty if it has none. They hold nothing that must not be lost."""
    names = [volume.name for volume in volumes if volume.is_local]
    return {LOCAL: ",".join(names)} if names else {}


def share_annotations(target: Target, component: Component) -> Mapping[str, str]:
    """The annotations that the shares of a pod need, such as those that inject a sidecar."""
    mounted = (volume.share for part in component.parts for volume in part.volumes if volume.share)
    named = (target.environment.shares[name] for name in mounted)
    return {key: text for share in named for key, text in share.annotations.items()}
