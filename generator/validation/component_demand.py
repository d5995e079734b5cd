"""What a component may request at most in an environment, and where its project file says so."""

from collections.abc import Collection

from generator.components.kinds import KINDS
from generator.environment.environment import Environment
from generator.errors import Problem
from generator.resolve import target as targets
from generator.source import finding, nodes
from generator.source.finding import Finding
from generator.spec import machine as machine_spec
from generator.spec.project import Project
from generator.validate.quota import Demand


def of(
    project: Project, environment: Environment, resolved: targets.ResolvedComponent, invalid: Collection[str]
) -> Demand | None:
    """The resources that a component needs; None if one of the fields that tell its size is `invalid`."""
    kind = KINDS[resolved.kind]
    if not kind.SIZE.isdisjoint(invalid):
        return None
    if any(
        "machine" in each and (machine_spec.name(each) not in environment.machines or "resources" in each)
        for each in (resolved.data, *machine_spec.groups(resolved.data, kind.GROUPS))
    ):
        return None
    place = _place_of_size(project, environment, resolved)
    return Demand(
        cluster=environment.cluster.name,
        namespace=targets.namespace(project, environment),
        environment=environment.name,
        project=(project.team, project.name),
        component=resolved.name,
        pods=tuple(kind.demand(list(resolved.slots.values()), environment.machines)),
        where=place.where,
        mark=place.mark,
    )


def _place_of_size(project: Project, environment: Environment, resolved: targets.ResolvedComponent) -> Problem:
    """Where the project file says how many pods a component has or, if it does not, the component; as a Problem without words."""
    file = project.document.file
    path = next((path for path in KINDS[resolved.kind].COUNTS if _file_of(resolved.node, path) == file), ())
    node, mark = finding.locate(resolved.node, path, mark=resolved.key.mark)
    found = Finding(node=node, mark=mark, path=path, fact="", code="quota")
    prefix = f"environments.{environment.name}.components.{resolved.name}"
    return next(finding.problems([found], [project.document], prefix))


def _file_of(component: nodes.Mapping, path: finding.Path) -> str:
    """The file that holds the value at a path of a component; empty for a default or if there is none."""
    node: nodes.Node | None = component
    for part in path:
        node = node.get(str(part)) if isinstance(node, nodes.Mapping) else None
    return node.mark.file if node is not None and node.mark.line else ""
