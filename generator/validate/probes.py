"""Rules for the probes of any container that its schema cannot express."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.source.finding import Finding, Path
from generator.spec import suggest
from generator.spec.component import TRANSFORMER
from generator.validate.context import CheckedComponent

PORTS = frozenset({"ports", "sidecars", TRANSFORMER})
"""The fields that `all_ports` reads."""
ROLES = ("ready", "live", "startup")


def written(component: CheckedComponent) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The probes of a component that are mappings, with their roles."""
    for role in ROLES:
        probe = component.data.get("health", {}).get(role)
        if isinstance(probe, dict):
            yield role, probe


def all_ports(component: CheckedComponent) -> Mapping[str, Any]:
    """The ports that a name may mean: a container's own and, for the main one, those of the containers beside it."""
    beside = (*component.data.get("sidecars", {}).values(), component.data.get(TRANSFORMER, {}))
    more = {name: port for each in beside for name, port in each.get("ports", {}).items()}
    return {
        **component.data.get("ports", {}),
        **{name: port for name, port in more.items() if name not in component.data.get("ports", {})},
    }


def ports(component: CheckedComponent) -> Iterator[Finding]:
    """A port that is named must exist."""
    known = all_ports(component)
    for role, probe in written(component):
        for key in ("port", "tcp", "grpc"):
            name = probe.get(key)
            if isinstance(name, str) and name not in known:
                yield no_port(component, ("health", role, key), name)


def no_port(
    component: CheckedComponent,
    path: Path,
    name: str,
    without_ports: str = "write the number of a port: this container names none",
) -> Finding:
    """The finding that a component has no port of this name; `without_ports` is the way out if it has none at all."""
    known = tuple(all_ports(component))
    meant, hint = suggest.of(name, known)
    hint = hint if known else without_ports
    return component.finding(
        path, fact=f'there is no port "{name}"', hint=hint, code="unknown-port", subject=name, meant=meant
    )


def successes(component: CheckedComponent) -> Iterator[Finding]:
    """Kubernetes allows `successThreshold` above 1 for readiness alone (validation.go of core/v1)."""
    for role, probe in written(component):
        if role != "ready" and probe.get("successes", 1) > 1:
            fact = f"{probe['successes']} successes in a row are for ready alone: a {role} probe has passed with one"
            yield component.finding(("health", role, "successes"), fact=fact, hint="remove it", code="probe")
