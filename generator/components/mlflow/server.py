"""The containers of a tracking server: the command, what its fields become in it, and the init container of its database."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from generator.components import derived_volume
from generator.components.mlflow import database
from generator.kubernetes import exposure
from generator.source import nodes
from generator.spec.component import Component, Container, Variable, Volume
from generator.spec.project import Target

SQLITE, SECRET, CLAIM = "sqlite", "secret", "claim"
"""The backends: a file on a claim of its own, a database, and a file on an existing claim."""
FOLDER = "/mlflow"
"""Where the claim with the database file is mounted."""
DATABASE = f"sqlite:///{FOLDER}/mlflow.db"
ARTIFACTS = f"{FOLDER}/artifacts"
SETTINGS = "/run/mlflow"
"""Where the settings of `auth` are, in memory."""
AUTH: Mapping[str, str] = MappingProxyType(
    {"passwordKey": "password", "signingKey": "signing-key", "admin": "admin", "permission": "READ"}
)
"""The defaults of `auth`, as its schema says them."""
INIT = "database"
URL = "MLFLOW_BACKEND_STORE_URI"
HOME = "HOME"
DOMAIN = "cluster.local"


def settled(target: Target, data: Mapping[str, Any]) -> Target:
    """The target with the containers that run the server."""
    component = _component(target, data)
    return target._replace(component=component, slots=dict.fromkeys(target.slots, component))


def _component(target: Target, data: Mapping[str, Any]) -> Component:
    written = target.component
    component = written._replace(
        command=("mlflow", "server"),
        args=(*_arguments(target, data), *written.args),
        env=(*_variables(data), *written.env),
        volumes=(*written.volumes, *_settings(data)),
    )
    return component._replace(init=(_init(component),))


def _init(component: Component) -> Container:
    """The container that makes or upgrades the tables, with the image of the server that starts after it."""
    return Container(
        name=INIT,
        image=component.image,
        command=("python", "-c"),
        args=(database.PROGRAM,),
        env=component.env,
        env_from=component.env_from,
        resources=component.resources,
        volumes=component.volumes,
    )


def _arguments(target: Target, data: Mapping[str, Any]) -> Iterator[str]:
    """The options of `mlflow server`, before those that the team adds."""
    yield from ("--host=0.0.0.0", f"--port={target.component.serving.ports[0].target}")
    yield f"--allowed-hosts={','.join(_hosts(target, data))}"
    if origins := [f"{scheme}://{host}" for host in _exposed(target) for scheme in ("https", "http")]:
        yield f"--cors-allowed-origins={','.join(origins)}"
    yield from ("--serve-artifacts", f"--artifacts-destination={data.get('artifacts', ARTIFACTS)}")
    yield from ("--app-name=basic-auth",) if "auth" in data else ()


def _hosts(target: Target, data: Mapping[str, Any]) -> Iterator[str]:
    """The values of Host that the server answers; MLflow compares names and ports as text (`is_allowed_host_header`)."""
    ports = [port for port in target.component.serving.ports if not port.owner]
    for suffix in ("", f".{target.namespace}", f".{target.namespace}.svc", f".{target.namespace}.svc.{DOMAIN}"):
        yield f"{target.base}{suffix}"
        yield from (f"{target.base}{suffix}:{port.port}" for port in ports)
    for host in _exposed(target):
        yield from (host, f"{host}:*")
    yield from ("localhost:*", "127.0.0.1:*", f"0.0.0.0:{ports[0].target}")  # port-forward, and MLflow's own jobs
    yield from data.get("hosts", ())


def _exposed(target: Target) -> list[str]:
    return list(dict.fromkeys(host for route in exposure.routes(target) for host in exposure.hosts(target, route)))


def _variables(data: Mapping[str, Any]) -> Iterator[Variable]:
    """The variables of both containers: the URL of the database, and the settings of `auth`."""
    if HOME not in data.get("env", {}):
        yield Variable(name=HOME, value="/tmp")  # noqa: S108 - a path in the container
    backend, auth = data["backend"], {**AUTH, **data["auth"]} if "auth" in data else None
    if SECRET in backend:
        yield Variable(name=URL, secret=backend[SECRET], key=backend["key"])
    else:
        yield Variable(name=URL, value=DATABASE)
    if auth is not None:
        yield Variable(name="MLFLOW_AUTH_CONFIG_PATH", value=f"{SETTINGS}/basic_auth.ini")
        yield Variable(name="MLFLOW_AUTH_DEFAULT_PERMISSION", value=auth["permission"])
        yield Variable(name="MLFLOW_AUTH_ADMIN_USERNAME", value=auth["admin"])
        yield Variable(name="MLFLOW_AUTH_ADMIN_PASSWORD", secret=auth["secret"], key=auth["passwordKey"])
        yield Variable(name="MLFLOW_FLASK_SERVER_SECRET_KEY", secret=auth["secret"], key=auth["signingKey"])


def volume(backend: Mapping[str, Any]) -> dict[str, Any]:
    """The volume with the database file as `volumes` would say it, of the plain data or the entries of `backend`; empty if none."""
    names = {SQLITE: "size", "class": "class", CLAIM: CLAIM, "path": "path"}
    return {} if SECRET in backend else {names[key]: value for key, value in backend.items() if key in names}


def with_file(merged: nodes.Mapping) -> nodes.Mapping:
    """The component with the volume of its database file, if it has one."""
    backend = merged.get("backend")
    if not isinstance(backend, nodes.Mapping):
        return merged
    entries = nodes.Mapping(volume(backend.entries), backend.mark)
    found = derived_volume.source(entries, entries.entries)
    path = nodes.Scalar(FOLDER, plain=True, mark=backend.mark)
    return merged if found is None else derived_volume.added(merged, path, found)


def _settings(data: Mapping[str, Any]) -> Iterator[Volume]:
    if "auth" in data:
        yield Volume(path=SETTINGS, memory="1Mi")
