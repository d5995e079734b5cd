"""Refusals of a platform's policy: each names the line of the team's field and the line of the rule."""

from collections.abc import Sequence

from generator.environment.environment import Environment
from generator.errors import Severity
from generator.source import finding
from generator.source.finding import Finding, Path
from generator.validate.context import CheckedComponent


def of(component: CheckedComponent, path: Path, *, fact: str, rule: Path, hint: str) -> Finding:
    """The refusal of the value at `path`; `rule` is the path below `policy`, and `fact` reads on with "in production"."""
    place = f"{component.environment.name} ({line(component.environment, ('policy', *rule))})"
    return component.finding(path, fact=fact, hint=hint, code="policy", severity=Severity.REFUSAL, place=place)


def line(environment: Environment, path: Path) -> str:
    """File and line of a value of the platform, `environments/production.yaml:8`."""
    _, mark = finding.locate(environment.node, path, mark=environment.node.mark)
    return f"{mark.file}:{mark.line}"


def allowed(patterns: Sequence[str]) -> str:
    """The hint with what a policy allows."""
    return f"allowed: {', '.join(patterns)}" if patterns else "leave it out, or ask the platform team"
