"""Problems of a component kind that no operator of an environment runs, or none that is new enough for a component."""

from collections.abc import Iterator, Mapping

from generator.environment import operators
from generator.environment.environment import Environment
from generator.source.finding import Finding, Path
from generator.validate.context import CheckedComponent


def missing(component: CheckedComponent, environments: Mapping[str, Environment]) -> Iterator[Finding]:
    """Yield that the environment has no operator for the kind, and which of the platform's `environments` have one."""
    kind, environment = component.kind, component.environment
    forms, operator = operators.FORMS.get(kind), environment.operators.of(kind)
    if forms is None:
        return
    if operator is None:
        fact, hint = f"no operator runs {kind}", _others(kind, environments)
    elif not forms[operator.api].built:
        fact, hint = f"this version of tidegate does not run {kind} by {operator.api} yet", _built(kind)
    else:
        return
    yield component.finding(("kind",), fact=fact, hint=hint, code="operator", place=environment.name)


def _others(kind: str, environments: Mapping[str, Environment]) -> str:
    having = {name: each.operators.of(kind) for name, each in environments.items()}
    places = ", ".join(f"{name} ({each.api})" for name, each in having.items() if each is not None)
    wanted = f"ask the platform team for operators: {{{kind}: {next(iter(operators.FORMS[kind]))}}}"
    return f"environments that have one: {places}; or {wanted}" if places else f"no environment has one: {wanted}"


def _built(kind: str) -> str:
    api = next((name for name, form in operators.FORMS[kind].items() if form.built), "")
    alone = ", which needs no operator" if operators.DEFAULTS.get(kind) == api else ""
    return (
        f"ask the platform team for operators: {{{kind}: {api}}}{alone}" if api else "use a newer version of tidegate"
    )


def too_old(
    component: CheckedComponent, path: Path, since: tuple[int, ...], what: str, instead: str = ""
) -> Iterator[Finding]:
    """Yield that the environment's operator is older than the first version that has something, where its version is known.

    `instead` is a way out for the team.
    """
    operator = component.environment.operators.of(component.kind)
    if operator is None or not operator.version or operator.version >= since[: len(operator.version)]:
        return
    version, needed = (".".join(map(str, each)) for each in (operator.version, since))
    fact = f"{operator.api} {version} has no {what}"
    ask = f"ask the platform team for {operator.api} {needed} or newer"
    hint = f"{instead}, or {ask}" if instead else ask
    yield component.finding(path, fact=fact, hint=hint, code="operator", place=component.environment.name)
