"""Rules for steps that name a component: its kind must be one that ends, and have no field that a step lacks."""

from collections.abc import Iterator

from generator.components.pipeline import fields
from generator.source import nodes
from generator.source.finding import Finding
from generator.source.scalars import raw
from generator.spec import suggest
from generator.spec.project import Named
from generator.validate.context import ENVIRONMENT, CheckedComponent, Rules

INSTEAD = "write what the step runs in place of component: image, command and args"
COUNTS = ("nodes", "parallelism", "completions")
"""Fields with the number of pods of a run."""
ONE_CONTAINER = ("init", "sidecars", "peers", "elastic")
"""Fields that say more than one container, or more than one pod."""
SHARED = ("calls", "hostAliases", "model", "security", "serviceAccount")
"""Fields that all steps have from the pipeline."""


def _named(component: CheckedComponent) -> Iterator[Finding]:
    for name, step in component.data[fields.STEPS].items():
        if "component" in step:
            path = (fields.STEPS, name, "component")
            for fact, hint, code, meant, place in _refused(component, step["component"]):
                subject = step["component"]
                yield component.finding(
                    path, fact=fact, hint=hint, code=code, subject=subject, meant=meant, place=place
                )


def _refused(component: CheckedComponent, name: str) -> Iterator[tuple[str, str, str, str, str]]:
    """Fact, hint, code, the name that is meant, and the environment in which it is so."""
    found = component.named.get(name)
    environment = component.environment
    if found is None:
        usable = tuple(each for each, held in component.named.items() if held.kind in fields.KINDS)
        meant, hint = suggest.of(name, usable)
        yield f'there is no component "{name}"', hint or INSTEAD, "unknown-component", meant, ""
    elif found.node is None:
        hint = f"remove the step there, too, with null in environments.{environment.name}.components, or {INSTEAD}"
        yield f'there is no component "{name}"', hint, "unknown-component", "", environment.name
    elif found.kind and found.kind not in fields.KINDS:
        fact = f'"{name}" is of kind {found.kind}, which becomes no container that ends'
        hint = f"name a component of kind {', '.join(fields.KINDS[:-1])} or {fields.KINDS[-1]}, or {INSTEAD}"
        yield fact, hint, "kind-value", "", ""
    elif found.kind == fields.TRAINING and not environment.operators.runs(fields.TRAINING, "job"):
        fact = f'"{name}" is no container of its own, since an operator runs training'
        yield fact, INSTEAD, "operator", "", environment.name
    else:
        yield from ((fact, hint, "kind-value", "", "") for fact, hint in _more(component, name, found))


def _more(component: CheckedComponent, name: str, found: Named) -> Iterator[tuple[str, str]]:
    """What a component has that a step has not: other containers, several pods, or what is said once for all steps."""
    assert found.node is not None  # noqa: S101 - else it is no component of the environment
    for field in COUNTS:
        count = found.node.get(field)
        if isinstance(count, nodes.Scalar) and count.text != "1":
            yield f'"{name}" has {field}: {count.text}, and a step is one pod', INSTEAD
    for field in ONE_CONTAINER:
        if _value(found.node, field):
            yield f'"{name}" has {field}, and a step is one container in one pod', INSTEAD
    for field in SHARED:
        own = _value(found.node, field)
        if own and own != _value(component.node, field):
            fact = f'"{name}" has a {field} of its own, and all steps have that of the pipeline'
            yield fact, f"write the same {field} beside steps, or {INSTEAD}"


def _value(component: nodes.Mapping, field: str) -> object:
    node = component.get(field)
    return None if node is None else raw(node)


RULES: Rules = {_named: frozenset({fields.STEPS, ENVIRONMENT})}
