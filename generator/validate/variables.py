"""Rules for the environment variables of a component that its schema cannot express."""

from collections.abc import Container, Iterator
from typing import Any

from generator.errors import Severity
from generator.source import secrets
from generator.source.finding import Finding, Path
from generator.spec import variable_expansion
from generator.validate.context import CheckedComponent, Rules

NAMED = "the name suggests a secret, but the value is plain text"
CPU = "cpu"
CPU_DIVISORS = ("1", "1m")


def given(component: CheckedComponent, names: Container[str], where: str, hint: str = "remove it") -> Iterator[Finding]:
    """Refuse variables that the pods of a component have anyway; `where` ends the sentence "it is set ..."."""
    for name in component.data.get("env", {}):
        if name in names:
            yield component.finding(("env", name), fact=f'"{name}" is set {where}', hint=hint, code="env-twice")


def named_secrets(component: CheckedComponent, path: Path, hint: str) -> Iterator[Finding]:
    """Refuse secrets in a mapping of names to texts, which has no `public` to say that one is none."""
    texts: Any = component.data
    for part in path:
        texts = texts.get(part, {})
    for name, value in texts.items():
        if secrets.is_named(name, value):
            yield component.finding((*path, name), fact=NAMED, hint=hint, code="secret")


def _plain_secrets(component: CheckedComponent) -> Iterator[Finding]:
    for name, source in component.data.get("env", {}).items():
        value = source.get("value", "")
        if not source.get("public", False) and secrets.is_named(name, value) and not _is_reference(component, value):
            hint = (
                f"write {name}: {{secret: NAME, key: KEY}}; if it is not secret: {name}: {{value: ..., public: true}}"
            )
            yield component.finding(("env", name), fact=NAMED, hint=hint, code="secret")


def _is_reference(component: CheckedComponent, value: str) -> bool:
    """Whether a value is that of another variable, which is from a Secret or the like and not written here either."""
    if value not in {f"$({name})" for name in variable_expansion.references(value)}:
        return False
    other = component.data["env"].get(value[2:-1])
    return bool(component.data.get("envFrom")) if other is None else "value" not in other


def _model_variable(component: CheckedComponent) -> Iterator[Finding]:
    model = component.data.get("model", {})
    variable = model.get("env", "MODEL_URI")
    if model and variable in component.data.get("env", {}):
        yield component.finding(
            ("env", variable),
            fact=f'"{variable}" is set from "model" already',
            hint="give the model's variable another name: model: {uri: ..., env: MODEL}",
            code="env-twice",
        )


def _env_order(component: CheckedComponent) -> Iterator[Finding]:
    """Warn of references that Kubernetes leaves unexpanded, because the variable is defined later.

    With `envFrom` a name may be defined there, before all variables of `env`.
    """
    if component.data.get("envFrom"):
        return
    order = {name: i for i, name in enumerate(component.data.get("env", {}))}
    for name, i in order.items():
        for later in dict.fromkeys(variable_expansion.references(component.data["env"][name].get("value", ""))):
            if order.get(later, -1) >= i:
                fact = f'"$({later})" is not expanded: it refers to itself'
                hint = "give one of the two another name"
                if later != name:
                    fact, hint = f'"$({later})" is not expanded: {later} is defined later', f"move {later} above {name}"
                yield component.finding(
                    ("env", name), fact=fact, hint=hint, code="env-order", severity=Severity.WARNING
                )


def _divisors(component: CheckedComponent) -> Iterator[Finding]:
    """The units that the API server accepts for each resource (`validateContainerResourceDivisor`)."""
    for name, source in component.data.get("env", {}).items():
        resource, divisor = source.get("resource", "").rpartition(".")[2], source.get("divisor", "1")
        if resource and divisor != "1" and (divisor in CPU_DIVISORS) != (resource == CPU):
            fact = f'"{divisor}" is no unit of {resource}'
            hint = "write divisor: 1 or 1m" if resource == CPU else "write divisor: 1, 1Mi or 1Gi"
            yield component.finding(("env", name, "divisor"), fact=fact, hint=hint, code="divisor")


RULES: Rules = {
    _plain_secrets: frozenset({"env"}),
    _model_variable: frozenset({"env", "model"}),
    _env_order: frozenset({"env", "envFrom"}),
    _divisors: frozenset({"env"}),
}
