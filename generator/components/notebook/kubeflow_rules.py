"""Rules for fields that a Notebook of Kubeflow does not support, or that its controller sets itself.

Its pod template is that of Kubernetes 1.23, and its API server refuses fields that are newer: containers of `initContainers` that
run on, `sleep` before the end, claims of devices.
https://github.com/kubeflow/notebooks/blob/v1.11.0/components/notebook-controller/go.mod
"""

from collections.abc import Iterator

from generator.components.notebook import kubeflow_server
from generator.environment import operators
from generator.errors import Severity
from generator.source.finding import Finding, Path
from generator.validate import context, sizes
from generator.validate.context import CheckedComponent, Rules

BASE_URL = "--ServerApp.base_url"
WAY_OUT = f"ask the platform team for operators: {{notebook: {operators.DEFAULTS['notebook']}}}"
STOPPED = "kubeflow-resource-stopped"
"""The annotation by which the controller, its culler and people stop a notebook."""


def _refusal(component: CheckedComponent, path: Path, fact: str, way_out: str) -> Finding:
    return component.finding(
        path, fact=fact, hint=f"{way_out}; or {WAY_OUT}", code="operator", place=component.environment.name
    )


def _not_there(component: CheckedComponent) -> Iterator[Finding]:
    """Refuse what the pod template of a Notebook has no field for."""
    data = component.data
    if data.get("sidecars"):
        fact = "a Notebook of Kubeflow has no place for containers that run beside its server"
        yield _refusal(component, ("sidecars",), fact, "remove them there")
    for part in context.parts(component):
        if sizes.claims_devices(component, part.data):
            fact = "a Notebook of Kubeflow has no place for the claims of a machine"
            yield _refusal(part, ("machine",), fact, "choose another machine")


def _one_port(component: CheckedComponent) -> Iterator[Finding]:
    """Refuse settings of the Service, which the controller makes, with one port."""
    if component.data.get("service"):
        fact = "the Service of a Notebook is made by Kubeflow's controller"
        yield _refusal(component, ("service",), fact, "remove it there")
    main, *others = component.data["ports"]
    for name in others:
        fact = f'the Service of a Notebook leads to "{main}" alone: "{name}" is reached at the address of the pod'
        hint = f"serve it below the path of the server, as jupyter-server-proxy does; or {WAY_OUT}"
        yield component.finding(
            ("ports", name),
            fact=fact,
            hint=hint,
            code="operator",
            severity=Severity.WARNING,
            place=component.environment.name,
        )


def _reserved(component: CheckedComponent) -> Iterator[Finding]:
    """What the controller says of the place of the server."""
    for number, argument in enumerate(component.data.get("args", ())):
        if argument.partition("=")[0] == BASE_URL:
            fact = f'"{BASE_URL}" follows from {kubeflow_server.PREFIX}, which Kubeflow\'s controller sets'
            yield _refusal(component, ("args", number), fact, "remove it there")
    if kubeflow_server.PREFIX in component.data.get("env", {}):
        fact = f'"{kubeflow_server.PREFIX}" is set by Kubeflow\'s controller'
        yield _refusal(component, ("env", kubeflow_server.PREFIX), fact, "remove it there")


def _without_effect(component: CheckedComponent) -> Iterator[Finding]:
    """Warn of fields that the controller, or what the platform says of it, leaves without effect."""
    if component.is_written(("idle",)):
        fact = "idle ends no kernel: Kubeflow's controller stops idle notebooks, after CULL_IDLE_TIME minutes"
        hint = "remove it there; ask the platform team for CULL_IDLE_TIME, with ENABLE_CULLING: true"
        yield _warning(component, "idle", fact, hint)
    if component.is_written(("token",)) and not kubeflow_server.asks_token(component.environment):
        fact = "the notebook asks for no token, as operators.notebook says: token: false"
        yield _warning(component, "token", fact, "remove it there")


def _warning(component: CheckedComponent, field: str, fact: str, hint: str) -> Finding:
    place = component.environment.name
    return component.finding((field,), fact=fact, hint=hint, code="operator", severity=Severity.WARNING, place=place)


RULES: Rules = {
    _not_there: frozenset({"init", "machine", "sidecars"}),
    _one_port: frozenset({"ports", "service"}),
    _reserved: frozenset({"args", "env"}),
    _without_effect: frozenset({"idle", "token"}),
}
