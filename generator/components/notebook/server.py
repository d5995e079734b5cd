"""The container of a notebook: the options of the Jupyter server, its token, and the volume of its home."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.components import derived_volume
from generator.components.notebook import kubeflow_server
from generator.source import nodes
from generator.spec import duration
from generator.spec.component import Component, Variable
from generator.spec.project import Target

FOLDER = "notebooks"
HOME = "/home/jovyan"
"""The home of the user of Jupyter's images."""
VOLUME = ("size", "class", "claim", "share", "path")
"""What `home` says of its volume, beside the path where it is mounted."""
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
    return written._replace(
        args=(*start, *_options(target, data), *written.args), env=(*_variables(target, data), *written.env)
    )


def home(data: Mapping[str, Any]) -> str:
    """The path where the home is mounted, in the complete data of a component."""
    path: str = data["home"].get("mountPath", HOME)
    return path


def with_home(merged: nodes.Mapping) -> nodes.Mapping:
    """The component with the volume of its home."""
    written = merged.get("home")
    volume = derived_volume.source(written, VOLUME) if isinstance(written, nodes.Mapping) else None
    if not isinstance(written, nodes.Mapping) or volume is None:
        return merged
    path = written.get("mountPath")
    usual = nodes.Scalar(HOME, plain=True, mark=written.mark)
    return derived_volume.added(merged, path if isinstance(path, nodes.Scalar) else usual, volume)


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
        yield Variable(name="HOME", value=home(data))
    if kubeflow_server.asks_token(target.environment):
        token = data.get("token", {})
        yield Variable(name=TOKEN, secret=token.get("secret", target.base), key=token.get("key", KEY))
