"""How Kubeflow's notebook controller reaches the server of a notebook, and the values of the component that follow from that.

Its Service `<name>` has the port 80 alone, which leads to the first port of the first container. Whoever comes through it, the
controller's culler too, asks for paths below `/notebook/<namespace>/<name>`, which it tells the container as `NB_PREFIX`:
https://github.com/kubeflow/notebooks/blob/v1.11.0/components/notebook-controller/controllers/notebook_controller.go
"""

from generator.environment.environment import Environment
from generator.spec.component import Component, Health, Port, Probe
from generator.spec.networking import Peer
from generator.spec.project import Target

API = "notebook"
"""The form of the kind, as platforms name it."""
PREFIX = "NB_PREFIX"
"""The variable with the path below which the server is reached; the controller sets it."""
SERVICE_PORT = 80


def runs_in(environment: Environment) -> bool:
    """Whether Kubeflow's controller runs the notebooks of an environment."""
    return environment.operators.runs("notebook", API)


def asks_token(environment: Environment) -> bool:
    """Whether a notebook requires a token: unless the platform says that a proxy in front of it authenticates its users."""
    operator = environment.operators.of("notebook")
    return operator is None or bool(operator.settings.get("token", True))


def prefix(target: Target) -> str:
    """The path below which the server is reached."""
    return f"/notebook/{target.namespace}/{target.base}"


def reached(target: Target, component: Component) -> Component:
    """The component as the controller makes it reachable: by port 80, with probes below the prefix."""
    serving = component.serving
    first = serving.ports[0]
    service = serving._replace(
        ports=(first._replace(port=SERVICE_PORT), *serving.ports[1:]),
        routes=tuple(route._replace(port=_name(first, route.port)) for route in serving.routes),
        health=_below(serving.health, first, prefix(target)),
    )
    callers = tuple(_caller(first, each) for each in component.callers)
    return component._replace(
        kind_values=service,
        callers=callers,
        given_variables=(*component.given_variables, PREFIX),
        operator_ports=(first.target,),
    )


def _name(first: Port, named: str) -> str:
    """A port as it is written, but by its name if it is the number of the first port, which has another number in the Service."""
    return first.name if named == str(first.port) else named


def _caller(first: Port, caller: Peer) -> Peer:
    return caller._replace(ports=tuple(_name(first, each) for each in caller.ports))


def _below(health: Health, first: Port, path: str) -> Health:
    probes = (_probe(each, first, path) for each in (health.ready, health.live, health.startup))
    ready, live, startup = probes
    return health._replace(ready=ready, live=live, startup=startup)


def _probe(probe: Probe | None, first: Port, path: str) -> Probe | None:
    """A probe of the server, which answers below the prefix alone."""
    if probe is None or probe.kind != "http" or probe.port not in {0, first.name, first.target}:
        return probe
    is_below = probe.path == path or probe.path.startswith(f"{path}/")
    return probe if is_below else probe._replace(path=f"{path}{probe.path}")
