"""Checks of the platform's policy about the annotations of routes, which controllers obey, and of the names of routes."""

from collections.abc import Iterator

from generator.kubernetes import exposure
from generator.source import finding
from generator.source.finding import Finding
from generator.spec import glob, naming
from generator.spec.project import Target
from generator.validate import refusal
from generator.validate.context import ENVIRONMENT, CheckedComponent, Rules


def _annotations(component: CheckedComponent) -> Iterator[Finding]:
    allowed = component.environment.policy.route_annotations
    expose = component.data.get("expose", [])
    if allowed is None:
        return
    for number, route in enumerate(expose if isinstance(expose, list) else [expose]):
        for key in route.get("annotations", {}):
            if not glob.matches_any(allowed, key):
                yield refusal.of(
                    component,
                    ("expose", *([number] if isinstance(expose, list) else []), "annotations", key),
                    fact=f'the annotation "{key}" is not allowed',
                    rule=("routeAnnotations",),
                    hint=refusal.allowed(allowed),
                )


RULES: Rules = {_annotations: frozenset({"expose", ENVIRONMENT})}


def problems(target: Target) -> Iterator[Finding]:
    """Yield names of routes that are too long."""
    for route in exposure.routes(target):
        name = exposure.name(target, route)
        if route.name and len(name) > naming.LIMIT:
            path = (*route.position, "name")
            node, mark = finding.locate(target.node, path, mark=target.key.mark)
            over = len(name) - naming.LIMIT
            yield Finding(
                node=node,
                mark=mark,
                path=path,
                fact=f'"{name}" (the route) has {len(name)} characters, at most {naming.LIMIT} are allowed',
                hint=f"shorten the route's name by {over} character{'s' if over > 1 else ''}",
                code="name-length",
                subject=name,
            )
