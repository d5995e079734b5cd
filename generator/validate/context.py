"""The input of validation rules, and their types."""

from collections.abc import Callable, Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from generator.environment.environment import Environment
from generator.errors import Mark, Severity
from generator.named_tuples import NamedTuple
from generator.source import finding, nodes
from generator.source.finding import Finding, Path
from generator.spec.component import TRANSFORMER
from generator.spec.machine import STEPS
from generator.spec.project import Named


class CheckedComponent(NamedTuple):
    """One resolved component to check: tree, plain data, environment, and the contents of the files that it names.

    For a view of one of its containers, `data` is that container's and `prefix` its path (`parts`).
    `project_annotations` are those of the whole project, which its objects carry too; `placeholders` are the names that replace
    `{project}` and the like in a host. `named` has the components of the project if it names others.
    """

    kind: str
    node: nodes.Mapping
    mark: Mark
    data: Mapping[str, Any]
    environment: Environment
    files: Mapping[str, bytes]
    prefix: Path = ()
    project_annotations: Mapping[str, str] = MappingProxyType({})
    placeholders: Mapping[str, str] = MappingProxyType({})
    named: Mapping[str, Named] = MappingProxyType({})

    def is_written(self, path: Path) -> bool:
        """Whether the project file has the field, and not the schema or a platform's defaults, which are for all components."""
        node: nodes.Node | None = self.node
        for part in (*self.prefix, *path):
            node = node.get(str(part)) if isinstance(node, nodes.Mapping) else None
        return node is not None and node.mark.file == self.mark.file

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
        place: str = "",
    ) -> Finding:
        """Create a finding for a path of the component, at the position of its value."""
        path = (*self.prefix, *path)
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
            place=place,
        )


Rule = Callable[[CheckedComponent], Iterator[Finding]]
Rules = Mapping[Rule, frozenset[str]]
"""Rules with the fields that they read; a rule is skipped if one of its fields is invalid."""

ENVIRONMENT = "the environment"
"""Listed among the fields of a rule that also reads the environment."""


CONTAINERS = ("sidecars", "init")
"""The fields with the containers that start before the main one, in the order in which they start."""
PARTS = frozenset({*CONTAINERS, TRANSFORMER, STEPS})
"""The fields that `parts` reads."""
SHARED = ("concurrency", "files", "model", "parallelism", "scale", "strategy")
"""Fields of a component that rules for one container read, too."""


def parts(component: CheckedComponent) -> Iterator[CheckedComponent]:
    """The component, whose fields are those of its main container, then a view of each other container."""
    yield component
    shared = {key: component.data[key] for key in SHARED if key in component.data}
    for field in (*CONTAINERS, STEPS):
        for name, container in component.data.get(field, {}).items():
            yield component._replace(data={**shared, **container}, prefix=(field, name))
    if TRANSFORMER in component.data:
        yield component._replace(data={**shared, **component.data[TRANSFORMER]}, prefix=(TRANSFORMER,))


def check(rules: Rules, component: CheckedComponent, broken: Collection[str]) -> Iterator[Finding]:
    """Run the rules whose fields are all valid."""
    for rule, fields in rules.items():
        if fields.isdisjoint(broken):
            yield from rule(component)
