"""Environments whose namespaces are the same: a namespace has one Pod Security Standard."""

from collections.abc import Iterable, Iterator

from generator.environment.environment import Environment
from generator.source import finding
from generator.source.finding import Finding, Path

STANDARD: Path = ("podSecurity",)


def check(environments: Iterable[Environment]) -> Iterator[Finding]:
    """Yield environments that name the namespaces of another one, on the same cluster, and another standard."""
    first: dict[tuple[str, str], Environment] = {}
    for environment in environments:
        pattern = environment.namespace.replace("{environment}", environment.name)
        other = first.setdefault((environment.cluster.name, pattern), environment)
        if other.pod_security != environment.pod_security:
            node, mark = finding.locate(environment.node, STANDARD, mark=environment.node.mark)
            there = finding.locate(other.node, STANDARD, mark=other.node.mark)[1]
            standards = (
                f"{environment.pod_security}, but {other.name} has {other.pod_security} ({there.file}:{there.line})"
            )
            fact = f'podSecurity is {standards}, and both have the namespaces "{pattern}"'
            hint = "give both the same, or one of them its own namespace: a namespace enforces one standard"
            yield Finding(node=node, mark=mark, path=STANDARD, fact=fact, hint=hint, code="pod-security")
