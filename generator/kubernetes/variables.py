"""The environment variables of a container, and what `$(NAME)` stands for in its texts."""

from collections.abc import Container, Iterator

from generator.errors import Severity
from generator.kubernetes.workload import slot_finding
from generator.source.finding import Finding
from generator.spec import model_uri, variable_expansion
from generator.spec.component import Component, Part, Variable
from generator.spec.project import Target

LIMITS = "limits."


def expanded(component: Component, part: Part) -> Container[str]:
    """The names that `$(NAME)` refers to in the texts of the container `part` of a component: its own variables.

    With `envFrom` these are all names: the kubelet puts what it finds there among the container's own variables, before those of
    `env` (`makeEnvironmentVariables` in `kubelet_pods.go`).
    """
    if part.env_from:
        return variable_expansion.EVERY_NAME
    of_model = {component.model_variable, *(name for name, _ in _of_model(component, part))}
    own = (variable.name for variable in part.env if not _is_of_image(variable))
    return {*of_model, *component.given_variables, *own}


HOME = "HOME"
IMAGE = "image"
"""As the value of HOME: what the image says."""
TEMPORARY = "/tmp"  # noqa: S108 - a path in the container


def env(component: Component, part: Part) -> Iterator[Variable]:
    """The variables of `env` and of the model, with texts escaped so that they arrive as written."""
    own = expanded(component, part)
    if _needs_home(component, part):
        yield Variable(name=HOME, value=TEMPORARY)
    for name, value in _of_model(component, part):
        yield Variable(name=name, value=variable_expansion.escape(value, ()))
    for variable in part.env:
        if variable.value is None:
            yield variable
        elif not _is_of_image(variable):
            yield variable._replace(value=variable_expansion.escape(variable.value, own))


def _needs_home(component: Component, part: Part) -> bool:
    """Whether HOME has to be set: for a user that the image does not know it would be `/`, which cannot be written."""
    names = {component.model_variable if component.model else "", *(variable.name for variable in part.env)}
    return component.security.user is not None and HOME not in names and not part.env_from


def _is_of_image(variable: Variable) -> bool:
    return variable.name == HOME and variable.value == IMAGE


def _of_model(component: Component, part: Part) -> Iterator[tuple[str, str]]:
    """The variables that tell a container of the model; a download has its own, under the names that platforms know."""
    if component.model and part not in component.download.containers:
        yield component.model_variable, component.model
        if component.download.path:
            yield model_uri.PATH_VARIABLE, component.download.path


def problems(target: Target) -> Iterator[Finding]:
    """Warn of variables that read a limit which the container does not have: they get what the whole node has."""
    for slot, component in target.slots.items():
        for path, part, variable in ((*each, variable) for each in component.written_parts for variable in each[1].env):
            name = variable.resource.removeprefix(LIMITS)
            if name != variable.resource and name not in part.resources.limits:
                yield slot_finding(
                    target,
                    slot,
                    (*path, "env", variable.name, "resource"),
                    fact=f"the container has no limit of {name}: the variable gets what the whole node has",
                    hint=f"read requests.{name}, or set the limit: resources: {{requests: {{...}}, limits: {{{name}: ...}}}}",
                    code="env-limit",
                    severity=Severity.WARNING,
                )
