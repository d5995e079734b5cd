"""Problems of names that follow from those of project and component, where their limits depend on the environment."""

from collections.abc import Iterator, Sequence

from generator.kubernetes.workload import component_finding
from generator.source import nodes
from generator.source.finding import Finding
from generator.spec import naming
from generator.spec.naming import DerivedName
from generator.spec.project import Target


def problems(target: Target, derived: Sequence[DerivedName]) -> Iterator[Finding]:
    """Yield the name that exceeds its limit most, at the longest part that the team wrote."""
    too_long = naming.too_long(derived, target.project.name, target.name)
    if too_long is None:
        return
    fact, hint = too_long.fact, too_long.hint
    finding = component_finding(target, (), fact=fact, hint=hint, code="name-length")
    root = target.project.document.root
    node = root.get("name") if too_long.part == "project" and isinstance(root, nodes.Mapping) else None
    yield finding if node is None else finding._replace(node=node, mark=node.mark, path=("name",))
