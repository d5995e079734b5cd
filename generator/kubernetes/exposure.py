"""Traffic from outside the cluster: the host, path and port that a component is exposed under."""

from collections.abc import Mapping, Sequence
from typing import Any

from generator.spec.component import Expose, Port
from generator.spec.project import Target


def host_name(target: Target) -> str:
    """The host of an exposed component, its placeholders replaced; empty if it is not exposed."""
    service = target.component.service
    host = service.expose.host if service is not None and service.expose is not None else ""
    return filled(host, placeholders(target.environment.name, target.project.name, target.name))


def placeholders(environment: str, project: str, component: str) -> Mapping[str, str]:
    """The names that replace the placeholders of a host."""
    return {"{environment}": environment, "{project}": project, "{component}": component}


def filled(host: str, names: Mapping[str, str]) -> str:
    """A host with its placeholders replaced."""
    for placeholder, name in names.items():
        host = host.replace(placeholder, name)
    return host


def exposed(target: Target) -> tuple[Expose, Port]:
    """The `expose` of a component and its port; raises TypeError if it is not exposed."""
    service = target.component.serving
    expose = service.expose
    if expose is None:
        raise TypeError(f"{target.base} is not exposed")
    return expose, next(port for port in service.ports if expose.port in {port.name, str(port.port)})


def ingress(target: Target) -> dict[str, Any]:
    """The values of an Ingress to the main Service."""
    return {**_values(target), "ingress": target.environment.ingress, "service": target.base}


def route(target: Target, backends: Sequence[tuple[str, int]]) -> dict[str, Any]:
    """The values of an HTTPRoute; `backends` are names of Services with their weights."""
    references = [{"name": name, "weight": weight} for name, weight in backends]
    return {**_values(target), "gateway": target.environment.gateway, "backends": references}


def _values(target: Target) -> dict[str, Any]:
    expose, port = exposed(target)
    return {"host": host_name(target), "path": expose.path, "port": port.port}
