"""One settled component as the rules see it."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, NamedTuple

from generator.environment.environment import Environment
from generator.errors import Mark, Severity
from generator.source import finding, nodes
from generator.source.finding import Finding, Path


class Case(NamedTuple):
    """One settled component: its tree, its plain data, the files that it names, and where it goes."""

    kind: str
    node: nodes.Mapping
    mark: Mark
    data: Mapping[str, Any]
    environment: Environment
    files: Mapping[str, bytes]

    def found(
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
        """A finding at a path of the component, placed where its value was written."""
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


Rule = Callable[[Case], Iterator[Finding]]
Rules = Mapping[Rule, frozenset[str]]
"""Each rule and the fields that it reads: where one of them is broken, its own problem comes first."""

ENVIRONMENT = "the environment"
"""Stands among the fields of a rule that also reads what the platform says."""


def check(rules: Rules, case: Case, broken: Collection[str]) -> Iterator[Finding]:
    """What the rules find whose fields are all sound."""
    for rule, fields in rules.items():
        if fields.isdisjoint(broken):
            yield from rule(case)
