"""Callers in a run that do not write `calls`: where egress is limited, their pods cannot reach what was opened for them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.errors import Problem, Severity
from generator.generation.results import Link, ProjectResult
from generator.named_tuples import NamedTuple
from generator.source import finding

if TYPE_CHECKING:
    from generator.validation.project_check import CheckedProject


def links(checked: "CheckedProject") -> Iterator[Link]:
    """What components open for other projects where egress is limited, and what they call there."""
    if checked.project is None:
        return
    own = f"{checked.project.team}/{checked.project.name}"
    for unit in checked.units:
        target, environment = unit.target, unit.target.environment
        if environment.egress is None:
            continue
        for opens, peers in ((True, target.component.callers), (False, target.component.calls)):
            for peer in peers:
                if peer.project not in {"", own}:
                    path = (*peer.position, "project")
                    _, mark = finding.locate(target.node, path, mark=target.key.mark)
                    where = f"{target.section}.{finding.dotted(path)}"
                    yield Link(environment.name, own, peer.project, where, mark, opens=opens)


class _Run(NamedTuple):
    """What has been seen of a run: the environments of each project, what was opened, and who calls whom in which."""

    environments: dict[str, tuple[str, ...]]
    opened: list[Link]
    called: set[tuple[str, str, str]]


class Callers:
    """Collects the projects of a run without problems, and compares what they open with what they call."""

    def __init__(self) -> None:
        self._run = _Run({}, [], set())

    def add(self, result: ProjectResult) -> None:
        """Take note of a project."""
        if result.invalid:
            return
        self._run.environments[f"{result.team}/{result.project}"] = result.environments
        for link in result.links:
            if link.opens:
                self._run.opened.append(link)
            else:
                self._run.called.add((link.environment, link.project, link.other))

    def problems(self) -> Iterator[Problem]:
        """A warning for each caller of the run that is let in and does not say that it calls."""
        for link in dict.fromkeys(self._run.opened):  # the models of a template open the same
            is_there = link.environment in self._run.environments.get(link.other, ())
            if is_there and (link.environment, link.other, link.project) not in self._run.called:
                yield Problem(
                    mark=link.mark,
                    where=link.where,
                    fact=f"{link.environment} limits what pods reach, and {link.other} writes no calls for {link.project}",
                    hint=f"add calls: [{{project: {link.project}}}] to the component of {link.other} that calls",
                    code="calls-missing",
                    severity=Severity.WARNING,
                )
