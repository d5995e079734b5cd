"""Rules for tracking servers that a schema cannot express: what a database file allows, and what MLflow or its image refuses."""

import re
from collections.abc import Iterator
from typing import Any

from generator.components.mlflow import server
from generator.components.service import network_rules, route_rules
from generator.components.service import rules as service_rules
from generator.errors import Severity
from generator.source.finding import Finding
from generator.spec import image
from generator.spec.component import IN_PLACE
from generator.validate.context import CheckedComponent, Rules

OFFICIAL = "ghcr.io/mlflow/mlflow"
FULL = "-full"
SINCE = (3, 5, 0)
"""The first version with --allowed-hosts (mlflow#17910)."""
USERS_SINCE = (3, 6, 0)
"""The first version whose users may be in the database of the runs: with a table of its own for their schema's version."""
OPTIONS = {
    "--host": "",
    "-h": "",
    "--port": "ports: {http: 5000}",
    "-p": "ports: {http: 5000}",
    "--backend-store-uri": "backend",
    "--allowed-hosts": "hosts",
    "--serve-artifacts": "artifacts",
    "--no-serve-artifacts": "artifacts",
    "--artifacts-destination": "artifacts",
    "--app-name": "auth",
}
"""Options of `mlflow server` that Tidegate writes, with the field for them."""
OTHER_SERVERS = frozenset({"--gunicorn-opts", "--waitress-opts"})
"""MLflow refuses them beside its checks of hosts (`_validate_server_args`)."""
VARIABLES = {
    server.URL: "backend",
    "MLFLOW_ARTIFACTS_DESTINATION": "artifacts",
    "MLFLOW_HOST": "",
    "MLFLOW_PORT": "ports",
    "MLFLOW_SERVER_ALLOWED_HOSTS": "hosts",
    "MLFLOW_SERVER_DISABLE_SECURITY_MIDDLEWARE": "hosts",
    "MLFLOW_AUTH_CONFIG_PATH": "auth",
    "MLFLOW_AUTH_DEFAULT_PERMISSION": "auth",
    "MLFLOW_AUTH_ADMIN_USERNAME": "auth",
    "MLFLOW_AUTH_ADMIN_PASSWORD": "auth",
    "MLFLOW_FLASK_SERVER_SECRET_KEY": "auth",
}
"""Variables that mean the same."""
OFF = frozenset({"false", "no", "off", "none"})
SWITCHES = OFF | {"true", "yes", "on"}


def _is_file(component: CheckedComponent) -> bool:
    return server.SECRET not in component.data["backend"]


def _one_writer(component: CheckedComponent) -> Iterator[Finding]:
    if not _is_file(component):
        return
    if component.data["scale"] != 1:
        fact = "with a database file there is one pod: two would write it"
        hint = "use scale: 1, or a database: backend: {secret: mlflow, key: url}"
        yield component.finding(("scale",), fact=fact, hint=hint, code="volume-access")
    if component.data["strategy"]["type"] == "rolling":
        fact = "with a database file a pod has to end before the next one starts: both would write it"
        hint = "use strategy: recreate, or a database: backend: {secret: mlflow, key: url}"
        yield component.finding(("strategy", "type"), fact=fact, hint=hint, code="volume-access")


def _in_place(component: CheckedComponent) -> Iterator[Finding]:
    strategy = component.data["strategy"]["type"]
    if strategy not in IN_PLACE:
        fact = f"{strategy} runs two versions side by side, and both would use one database, which fits one of them"
        yield component.finding(("strategy", "type"), fact=fact, hint="use rolling or recreate", code="kind-value")


def _artifacts(component: CheckedComponent) -> Iterator[Finding]:
    if "artifacts" not in component.data and not _is_file(component):
        yield component.finding(
            ("artifacts",),
            fact='"artifacts" is missing: beside a database the pods have no place that lasts',
            hint="write the address of a bucket: artifacts: s3://acme-mlflow/artifacts",
            code="missing",
        )


def _users(component: CheckedComponent) -> Iterator[Finding]:
    """A switch is read as the name of a Secret, which none has."""
    secret = component.data.get("auth", {}).get("secret", "")
    if secret in SWITCHES:
        fact = f'"{secret}" is no name of a Secret: users need their first password and a key that signs forms'
        hint = "make a Secret with the keys password and signing-key, and name it: auth: mlflow-auth"
        if secret in OFF:
            hint = "leave auth out: then whoever reaches the server may do everything"
        yield component.finding(("auth",), fact=fact, hint=hint, code="kind-value")


def _folder(component: CheckedComponent) -> Iterator[Finding]:
    own: dict[str, dict[str, Any]] = {server.SETTINGS: {}} if "auth" in component.data else {}
    if _is_file(component):
        own[server.FOLDER] = server.volume(component.data["backend"])
    for path, source in component.data.get("volumes", {}).items():
        if path in own and source != own[path]:
            fact = f'"{path}" has a volume already, which the server needs'
            yield component.finding(("volumes", path), fact=fact, hint="use another path", code="mount-twice")


def _reserved(component: CheckedComponent) -> Iterator[Finding]:
    for number, argument in enumerate(component.data.get("args", ())):
        option = argument.partition("=")[0]
        if option in OTHER_SERVERS:
            fact = f'"{option}" does not go with --allowed-hosts'
            yield component.finding(("args", number), fact=fact, hint="use --uvicorn-opts", code="kind-value")
        if option in OPTIONS:
            yield _written(component, ("args", number), option, OPTIONS[option])
    for name in component.data.get("env", {}):
        if name in VARIABLES:
            yield _written(component, ("env", name), name, VARIABLES[name])


def _written(component: CheckedComponent, path: tuple[str | int, ...], name: str, field: str) -> Finding:
    hint = f"remove it, and write {field}" if field else "remove it"
    return component.finding(path, fact=f'"{name}" is written by tidegate', hint=hint, code="kind-value")


def _image(component: CheckedComponent) -> Iterator[Finding]:
    """What is known of the official image by its tag: its version, and whether it has drivers and libraries of stores."""
    chosen = image.parse(component.data["image"])
    version = re.match(r"v([0-9]+)\.([0-9]+)\.([0-9]+)", chosen.tag)
    if image.repository(chosen) != OFFICIAL or version is None:
        return
    least, what = (USERS_SINCE, "auth") if "auth" in component.data else (SINCE, "--allowed-hosts")
    if tuple(map(int, version.groups())) < least:
        text = ".".join(map(str, least))
        fact = f"MLflow {version[0].removeprefix('v')} has no {what} as it is used here"
        yield component.finding(("image",), fact=fact, hint=f"use {text} or newer", code="image-variant")
    elif FULL not in chosen.tag and (needs := list(_extras(component))):
        yield component.finding(
            ("image",),
            fact=f"this variant of the image has no {' and no '.join(needs)}",
            hint=f"use the variant that has them: {OFFICIAL}:{version[0]}{FULL}",
            code="image-variant",
            severity=Severity.WARNING,
        )


def _extras(component: CheckedComponent) -> Iterator[str]:
    if not _is_file(component):
        yield "driver of a database"
    if "artifacts" in component.data:
        yield f"library for {component.data['artifacts'].partition(':')[0]}://"
    if "auth" in component.data:
        yield "library for auth"


RULES: Rules = {
    **service_rules.PORT_RULES,
    **route_rules.RULES,
    **service_rules.SCALE_RULES,
    **network_rules.RULES,
    _one_writer: frozenset({"backend", "scale", "strategy"}),
    _in_place: frozenset({"strategy"}),
    _artifacts: frozenset({"artifacts", "backend"}),
    _users: frozenset({"auth"}),
    _folder: frozenset({"auth", "backend", "volumes"}),
    _reserved: frozenset({"args", "env"}),
    _image: frozenset({"artifacts", "auth", "backend", "image"}),
}
