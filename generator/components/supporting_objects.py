"""The objects that components of every kind have: ServiceAccount, NetworkPolicy, ConfigMaps and PersistentVolumeClaims."""

from collections.abc import Iterable, Iterator
from typing import Any

from generator.gitops import gitops
from generator.kubernetes import labels, monitors, mounts, network, pod
from generator.kubernetes.network import Ingress
from generator.manifest.manifest import Draft
from generator.spec.component import Component
from generator.spec.project import Target

ACCESS = {"once": "ReadWriteOnce", "many": "ReadWriteMany", "read-many": "ReadOnlyMany"}


def drafts(target: Target, ingress: Iterable[Ingress] = ()) -> Iterator[Draft]:
    """The ServiceAccount with its permissions, NetworkPolicy and claims of a component, and the Service of pods that are peers.

    `ingress` are rules of the NetworkPolicy that the kind needs.
    """
    component = target.component
    yield from _account(target)
    yield _draft(target, "network/networkpolicy.yaml", target.base, network.values(target, ingress))
    yield from monitors.drafts(target)
    if component.peers:
        # Its name has no hash, so that a program finds its peers under the same name after every change.
        yield _draft(
            target,
            "network/service.yaml",
            target.base,
            {"selector": labels.all_pods(target), "port": component.peers},
        )
    volumes = (volume for part in component.parts for volume in part.volumes)
    for volume in {volume.path: volume for volume in volumes if volume.size}.values():
        guard = gitops.CLAIM_ANNOTATIONS[target.environment.gitops.tool]
        values: dict[str, Any] = {
            "access": ACCESS[volume.access],
            "storage_class": volume.storage_class,
            "size": volume.size,
            "path": volume.path,
        }
        values["annotations"] = labels.annotations(target, component, guard)
        yield _draft(target, "storage/persistentvolumeclaim.yaml", mounts.claim(target.base, volume.path), values)


def _account(target: Target) -> Iterator[Draft]:
    """The component's own ServiceAccount and what it may do; nothing if an existing one is named."""
    account = target.component.account
    if account.name:
        return
    annotations = labels.annotations(target, target.component, account.annotations)
    yield _draft(target, "identity/serviceaccount.yaml", target.base, {"annotations": annotations})
    if account.permissions:
        yield _draft(target, "identity/role.yaml", target.base, {"rules": account.permissions})
        yield _draft(target, "identity/rolebinding.yaml", target.base, {"namespace": target.namespace})


def config(target: Target, component: Component, base: str) -> Iterator[Draft]:
    """The ConfigMap with the files of a component or slot named `base`; none if it has no files."""
    config_map = pod.config(base, component)
    if config_map is not None:
        guard = labels.annotations(target, component, gitops.CONFIG_MAP_ANNOTATIONS[target.environment.gitops.tool])
        values = {"name": config_map.name, "annotations": guard, "data": config_map.data, "binary": config_map.binary}
        yield _draft(target, "config/configmap.yaml", base, values)


def _draft(target: Target, template: str, name: str, values: dict[str, Any]) -> Draft:
    component = target.component
    return Draft(
        template=template,
        folder=template.split("/", 1)[0],
        file=name,
        values={
            "name": name,
            "labels": labels.metadata(target, component),
            "annotations": labels.annotations(target, component),
            **values,
        },
    )
