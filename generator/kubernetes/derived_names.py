"""Problems of names that follow from those of project and component, where their limits depend on the environment."""

from collections.abc import Iterator, Sequence

from generator.kubernetes.workload import component_finding
from generator.source.finding import Finding
from generator.spec import naming
from generator.spec.naming import DerivedName, Part
from generator.spec.project import Target


def problems(target: Target, derived: Sequence[DerivedName]) -> Iterator[Finding]:
    """Yield the name that exceeds its limit most, at the longest part that the team wrote."""
    too_long = naming.too_long(derived, target.project.name, target.name, target.model_name)
    if too_long is None:
        return
    fact, hint = too_long.fact, too_long.hint
    finding = component_finding(target, (), fact=fact, hint=hint, code="name-length")
    yield at_part(target, too_long.part, finding._replace(excess=too_long.excess))


def at_part(target: Target, part: Part, finding: Finding) -> Finding:
    """The finding at the name that is too long."""
    node = target.project.name_node(part, target.name)
    if node is None or part == "component":
        return finding
    return finding._replace(node=node, mark=node.mark, path=("name",) if part == "project" else ())
