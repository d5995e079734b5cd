"""Rules for notebooks that a schema cannot express: what of the server its fields say."""

from collections.abc import Iterator

from generator.components import operator_form
from generator.components.notebook import kubeflow_rules, kubeflow_server, server
from generator.components.service import network_rules, route_rules
from generator.components.service import rules as service_rules
from generator.source.finding import Finding
from generator.validate.context import CheckedComponent, Rules

OPTIONS = {
    "--ServerApp.ip": "",
    "--ip": "",
    "--ServerApp.port": "ports: {http: 8888}",
    "--port": "ports: {http: 8888}",
    "--MappingKernelManager.cull_idle_timeout": "idle",
    "--ServerApp.token": "token",
    "--IdentityProvider.token": "token",
    "--NotebookApp.token": "token",
}
"""Options of the Jupyter server that Tidegate writes, or that would open it, with the field for them."""


def _home(component: CheckedComponent) -> Iterator[Finding]:
    path, home = server.home(component.data), component.data["home"]
    source = {key: home[key] for key in server.VOLUME if key in home}
    if component.data.get("volumes", {}).get(path, source) != source:
        fact = f'"{path}" has a volume already, that of "home"'
        yield component.finding(("volumes", path), fact=fact, hint="use another path", code="mount-twice")


def _reserved(component: CheckedComponent) -> Iterator[Finding]:
    for number, argument in enumerate(component.data.get("args", ())):
        option = argument.partition("=")[0]
        if option in OPTIONS:
            field = OPTIONS[option]
            hint = f"remove it, and write {field}" if field else "remove it"
            yield component.finding(
                ("args", number), fact=f'"{option}" is written by tidegate', hint=hint, code="kind-value"
            )
    if server.TOKEN in component.data.get("env", {}):
        fact = f'"{server.TOKEN}" is written by tidegate'
        yield component.finding(("env", server.TOKEN), fact=fact, hint="remove it, and write token", code="kind-value")


RULES: Rules = {
    **service_rules.PORT_RULES,
    **route_rules.RULES,
    **network_rules.RULES,
    **operator_form.rules(kubeflow_server.API, kubeflow_rules.RULES),
    _home: frozenset({"home", "volumes"}),
    _reserved: frozenset({"args", "env"}),
}
