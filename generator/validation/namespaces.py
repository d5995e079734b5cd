"""The namespace that a project gets from its names and an environment's pattern: it exists, is its own, and has one standard."""

from collections.abc import Iterable, Iterator

from generator.environment.environment import Environment
from generator.gitops import tool_namespace
from generator.resolve import target as targets
from generator.source import finding
from generator.source.finding import Finding
from generator.spec.project import Project

LABEL_LIMIT = 63
NAMES = ("{team}", "{project}")
"""The placeholders by which a project's own names choose its namespace."""


def check(project: Project, environment: Environment, environments: Iterable[Environment]) -> Iterator[Finding]:
    """Yield the problems of a project's namespace in one of all environments."""
    name = targets.namespace(project, environment)
    key = project.environments[environment.name].key
    path: finding.Path = ("environments", environment.name)
    if len(name) > LABEL_LIMIT:
        fact = f'the namespace "{name}" has {len(name)} characters, at most {LABEL_LIMIT} are allowed'
        hint = "shorten the name of the project or the team"
        yield Finding(node=key, mark=key.mark, path=(), fact=fact, hint=hint, code="name-length")
    if _is_chosen(environment) and (owner := tool_namespace.owner(environment, name)):
        fact, hint = f'its namespace "{name}" belongs to {owner}', "rename the project or the team"
        yield Finding(node=key, mark=key.mark, path=path, fact=fact, hint=hint, code="namespace")
    for other in _contradicting(project, environment, environments):
        if targets.namespace(project, other) == name:
            there = finding.locate(other.node, ("podSecurity",), mark=other.node.mark)[1]
            fact = (
                f'its namespace "{name}" has podSecurity {environment.pod_security} here, but {other.pod_security} in '
                f"{other.name} ({there.file}:{there.line})"
            )
            hint = "a namespace enforces one standard: rename the project or the team, or ask for another namespace"
            yield Finding(node=key, mark=key.mark, path=path, fact=fact, hint=hint, code="pod-security")
            return


def _contradicting(
    project: Project, environment: Environment, environments: Iterable[Environment]
) -> Iterator[Environment]:
    """Environments that may have the same namespace and another standard; `resolve` judges those that have the same pattern.

    Of two environments of the project the later one is to blame; one that it does not go to counts if its namespace is fixed.
    """
    differing = [each for each in environments if each.pod_security != environment.pod_security]
    order = {name: i for i, name in enumerate(project.environments)} if differing else {}
    for other in differing:
        if other.cluster.name == environment.cluster.name and _pattern(other) != _pattern(environment):
            place = order.get(other.name)
            if not _is_chosen(other) if place is None else place < order[environment.name]:
                yield other


def _pattern(environment: Environment) -> str:
    return environment.namespace.replace("{environment}", environment.name)


def _is_chosen(environment: Environment) -> bool:
    return any(name in environment.namespace for name in NAMES)
