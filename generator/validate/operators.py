"""The problem of a component kind that nothing in the cluster of an environment runs."""

from collections.abc import Iterator, Mapping

from generator.environment import operators
from generator.environment.environment import Environment
from generator.source.finding import Finding
from generator.validate.context import CheckedComponent


def missing(component: CheckedComponent, environments: Mapping[str, Environment]) -> Iterator[Finding]:
    """Yield that the environment has no operator for the kind, and which of the platform's `environments` have one."""
    kind, environment = component.kind, component.environment
    if kind not in operators.FORMS or environment.operators.of(kind) is not None:
        return
    having = {name: each.operators.of(kind) for name, each in environments.items()}
    places = ", ".join(f"{name} ({each.api})" for name, each in having.items() if each is not None)
    wanted = f"ask the platform team for operators: {{{kind}: {operators.FORMS[kind][0]}}}"
    hint = f"environments that have one: {places}; or {wanted}" if places else f"no environment has one: {wanted}"
    yield component.finding(
        ("kind",), fact=f"no operator runs {kind}", hint=hint, code="operator", place=environment.name
    )
