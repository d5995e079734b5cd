"""Checks of the platform's policy about the main Service: its type, and the annotations that controllers obey."""

from collections.abc import Iterator

from generator.source.finding import Finding
from generator.spec import glob
from generator.validate import refusal
from generator.validate.context import ENVIRONMENT, CheckedComponent, Rules


def _type(component: CheckedComponent) -> Iterator[Finding]:
    chosen, allowed = component.data.get("service", {}).get("type"), component.environment.policy.service_types
    if chosen is not None and chosen not in allowed:
        more = ", ".join((*allowed, chosen))
        hint = f"allowed: {', '.join(allowed)}; ask the platform team for policy: {{serviceTypes: [{more}]}}"
        yield refusal.of(
            component, ("service", "type"), fact=f"type {chosen} is not allowed", rule=("serviceTypes",), hint=hint
        )


def _annotations(component: CheckedComponent) -> Iterator[Finding]:
    allowed = component.environment.policy.service_annotations
    if allowed is None:
        return
    for key in component.data.get("service", {}).get("annotations", {}):
        if not glob.matches_any(allowed, key):
            yield refusal.of(
                component,
                ("service", "annotations", key),
                fact=f'the annotation "{key}" is not allowed',
                rule=("serviceAnnotations",),
                hint=refusal.allowed(allowed),
            )


RULES: Rules = {
    _type: frozenset({"service", ENVIRONMENT}),
    _annotations: frozenset({"service", ENVIRONMENT}),
}
