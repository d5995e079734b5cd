"""The environment variables of a container, and what `$(NAME)` stands for in its texts."""

from collections.abc import Container, Iterator

from generator.errors import Severity
from generator.kubernetes.workload import slot_finding
from generator.source.finding import Finding
from generator.spec import variable_expansion
from generator.spec.component import Component, Variable
from generator.spec.project import Target

LIMITS = "limits."


def expanded(component: Component, part: Component) -> Container[str]:
    """The names that `$(NAME)` refers to in the texts of the container `part` of a component: its own variables.

    With `envFrom` these are all names: the kubelet puts what it finds there among the container's own variables, before those of
    `env` (`makeEnvironmentVariables` in `kubelet_pods.go`).
    """
    if part.env_from:
        return variable_expansion.EVERY_NAME
    return {component.model_variable, *(variable.name for variable in part.env)}


def env(component: Component, part: Component) -> Iterator[Variable]:
    """The variables of `env` and of the model, with texts escaped so that they arrive as written."""
    own = expanded(component, part)
    if component.model:
        yield Variable(name=component.model_variable, value=variable_expansion.escape(component.model, ()))
    for variable in part.env:
        yield (
            variable
            if variable.value is None
            else variable._replace(value=variable_expansion.escape(variable.value, own))
        )


def problems(target: Target) -> Iterator[Finding]:
    """Warn of variables that read a limit which the container does not have: they get what the whole node has."""
    for slot, component in target.slots.items():
        for variable in component.env:
            name = variable.resource.removeprefix(LIMITS)
            if name != variable.resource and name not in component.resources.limits:
                yield slot_finding(
                    target,
                    slot,
                    ("env", variable.name, "resource"),
                    fact=f"the container has no limit of {name}: the variable gets what the whole node has",
                    hint=f"read requests.{name}, or set the limit: resources: {{requests: {{...}}, limits: {{{name}: ...}}}}",
                    code="env-limit",
                    severity=Severity.WARNING,
                )
