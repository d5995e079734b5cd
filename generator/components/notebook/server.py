"""The container of a notebook: the options of the Jupyter server, its token, and the claim of its home."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.components.notebook import kubeflow_server
from generator.spec import duration, quantity
from generator.spec.component import Component, Variable, Volume
from generator.spec.project import Target

FOLDER = "notebooks"
HOME = "/home/jovyan"
"""The home of the user of Jupyter's images, where its claim is mounted."""
START = "start-notebook.py"
"""The command of Jupyter's images, which their entry point starts."""
TOKEN = "JUPYTER_TOKEN"  # noqa: S105 - the name of a variable
KEY = "token"


def settled(target: Target, data: Mapping[str, Any]) -> Target:
    """The target with the container that runs the server."""
    component = _component(target, data)
    if kubeflow_server.runs_in(target.environment):
        component = kubeflow_server.reached(target, component)
    return target._replace(component=component, slots=dict.fromkeys(target.slots, component))


def _component(target: Target, data: Mapping[str, Any]) -> Component:
    written = target.component
    start = () if written.command else (START,)
    home = data["home"]
    claim = Volume(path=HOME, size=quantity.canonical(home["size"]), storage_class=home.get("class", ""))
    return written._replace(
        args=(*start, *_options(target, data), *written.args),
        env=(*_variables(target, data), *written.env),
        volumes=(claim, *written.volumes),
    )


def _options(target: Target, data: Mapping[str, Any]) -> Iterator[str]:
    """Without an address the server listens on loopback alone; an idle kernel is ended, not the server (`cull_idle_timeout`).

    Kubeflow's controller stops the whole notebook by itself, and asks the server without a token whether it is used.
    """
    yield "--ServerApp.ip=0.0.0.0"
    yield f"--ServerApp.port={target.component.serving.ports[0].target}"
    if kubeflow_server.runs_in(target.environment):
        yield f"--ServerApp.base_url=$({kubeflow_server.PREFIX})"
    else:
        yield f"--MappingKernelManager.cull_idle_timeout={duration.parse(data['idle'])}"
    if not kubeflow_server.asks_token(target.environment):
        yield "--ServerApp.token="


def _variables(target: Target, data: Mapping[str, Any]) -> Iterator[Variable]:
    if "HOME" not in data.get("env", {}):
        yield Variable(name="HOME", value=HOME)
    if kubeflow_server.asks_token(target.environment):
        token = data.get("token", {})
        yield Variable(name=TOKEN, secret=token.get("secret", target.base), key=token.get("key", KEY))
