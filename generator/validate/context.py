"""The input of validation rules, and their types."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, NamedTuple

from generator.environment.environment import Environment
from generator.errors import Mark, Severity
from generator.source import finding, nodes
from generator.source.finding import Finding, Path


class CheckedComponent(NamedTuple):
    """One resolved component to check: tree, plain data, environment, and the contents of the files that it names."""

    kind: str
    node: nodes.Mapping
    mark: Mark
    data: Mapping[str, Any]
    environment: Environment
    files: Mapping[str, bytes]

    def finding(
        self,
        path: Path,
        *,
        fact: str,
        hint: str,
        code: str,
        subject: str = "",
        meant: str = "",
        severity: Severity = Severity.ERROR,
    ) -> Finding:
        """Create a finding for a path of the component, at the position of its value."""
        node, mark = finding.locate(self.node, path, mark=self.mark)
        return Finding(
            node=node,
            mark=mark,
            path=path,
            fact=fact,
            hint=hint,
            code=code,
            subject=subject,
            meant=meant,
            severity=severity,
        )


Rule = Callable[[CheckedComponent], Iterator[Finding]]
Rules = Mapping[Rule, frozenset[str]]
"""Rules with the fields that they read; a rule is skipped if one of its fields is invalid."""

ENVIRONMENT = "the environment"
"""Listed among the fields of a rule that also reads the environment."""


def check(rules: Rules, component: CheckedComponent, broken: Collection[str]) -> Iterator[Finding]:
    """Run the rules whose fields are all valid."""
    for rule, fields in rules.items():
        if fields.isdisjoint(broken):
            yield from rule(component)
