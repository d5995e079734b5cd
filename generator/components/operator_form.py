"""The interface of the forms of a component kind: one for each operator that can run it, as its own table lists them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol, TypeVar

from generator.components import supporting_objects
from generator.kubernetes.network import Ingress
from generator.manifest.manifest import Draft
from generator.source.finding import Finding
from generator.spec.project import Target
from generator.validate.context import ENVIRONMENT, CheckedComponent, Rule, Rules


class OperatorForm(Protocol):
    """A module (or any object) that drafts what one operator runs.

    What the operator cannot do is a rule of the kind, so that it is told together with all else; `problems` is for what depends on
    settled values, such as the lengths of names.
    """

    def problems(self, target: Target, /) -> Iterator[Finding]:
        """Yield settled values that the operator does not take."""
        ...

    def drafts(self, target: Target, /) -> Iterator[Draft]:
        """The objects that the operator reads, without those that components of every kind have."""
        ...


Form = TypeVar("Form", bound=OperatorForm)


def chosen(target: Target, forms: Mapping[str, Form]) -> Form:
    """The form of a target's kind in its environment, which has an operator for it (`validate/operators.py`)."""
    operator = target.environment.operators.of(target.component.kind)
    assert operator is not None  # noqa: S101 - else it is a problem, and there is no target
    return forms[operator.api]


def drafts(
    target: Target, placed: Target, forms: Mapping[str, Form], ingress: Iterable[Ingress] = ()
) -> Iterator[Draft]:
    """All objects of a component that an operator runs; `placed` is the target as its account and network policy see it."""
    yield from supporting_objects.drafts(placed, ingress)
    yield from supporting_objects.config(target, target.component, target.base)
    yield from chosen(target, forms).drafts(target)


def rules(api: str, own: Rules) -> Rules:
    """The rules of a form, which hold only in environments where it runs the kind."""
    return {_rule(api, rule): fields | {ENVIRONMENT} for rule, fields in own.items()}


def _rule(api: str, rule: Rule) -> Rule:
    def found(component: CheckedComponent) -> Iterator[Finding]:
        return rule(component) if component.environment.operators.runs(component.kind, api) else iter(())

    return found
