"""The objects that components of every kind have: ServiceAccount, NetworkPolicy, ConfigMaps and PersistentVolumeClaims."""

from collections.abc import Iterator
from typing import Any

from generator.environment.environment import Environment
from generator.gitops import gitops
from generator.kubernetes import labels, mounts, pod
from generator.manifest.manifest import Draft
from generator.spec.component import Component, Port
from generator.spec.project import Target

ACCESS = {"once": "ReadWriteOnce", "many": "ReadWriteMany", "read-many": "ReadOnlyMany"}


def drafts(target: Target) -> Iterator[Draft]:
    """The ServiceAccount, NetworkPolicy and PersistentVolumeClaims of a component."""
    component = target.component
    yield _draft(
        target,
        "identity/serviceaccount.yaml",
        target.base,
        {"annotations": labels.annotations(target, component, component.account_annotations)},
    )
    yield _draft(target, "network/networkpolicy.yaml", target.base, _network(target))
    for volume in component.volumes:
        if volume.size:
            guard = gitops.CLAIM_ANNOTATIONS[target.environment.gitops.tool]
            values: dict[str, Any] = {
                "access": ACCESS[volume.access],
                "storage_class": volume.storage_class,
                "size": volume.size,
            }
            values["annotations"] = labels.annotations(target, component, guard)
            yield _draft(target, "storage/persistentvolumeclaim.yaml", mounts.claim(target.base, volume.path), values)


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


def _network(target: Target) -> dict[str, Any]:
    environment, service = target.environment, target.component.service
    ports = service.ports if service is not None else ()
    sources: list[dict[str, Any]] = []
    if service is not None and service.expose is not None:
        exposed = next(port for port in ports if service.expose.port in {port.name, str(port.port)})
        sources.append(_external_source(target, exposed))
    scraped = next((port for port in ports if port.name == "metrics"), None)
    if scraped is not None and environment.metrics_namespace:
        sources.append({"namespace": environment.metrics_namespace, "port": scraped})
    tester = _load_tester(environment)
    if tester and target.component.slots:
        sources += [{"namespace": tester, "port": port} for port in ports]
    return {
        "selector": labels.all_pods(target),
        "project": {labels.PART_OF: target.project.name},
        "ports": list({(port.target, port.protocol): port for port in ports}.values()),
        "sources": sources,
        "egress": environment.egress,
    }


def _load_tester(environment: Environment) -> str:
    """The namespace of Flagger's load tester, from an address `http://name.namespace/`; empty if it has none."""
    host = environment.load_tester.partition("://")[2].split("/")[0].split(":")[0]
    return host.split(".")[1] if environment.engine == "flagger" and "." in host else ""


def _external_source(target: Target, port: Port) -> dict[str, Any]:
    """The namespace of the gateway or ingress controller; empty, which allows all namespaces, if the platform names none."""
    environment = target.environment
    if environment.traffic == "gateway-api" and environment.gateway is not None:
        return {"namespace": environment.gateway.namespace, "port": port}
    return {"namespace": environment.ingress.namespace if environment.ingress is not None else "", "port": port}
