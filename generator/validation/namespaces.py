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
    for other in environments:
        if _contradicts(project, environment, other) and targets.namespace(project, other) == name:
            there = finding.locate(other.node, ("podSecurity",), mark=other.node.mark)[1]
            fact = (
                f'its namespace "{name}" has podSecurity {environment.pod_security} here, but {other.pod_security} in '
                f"{other.name} ({there.file}:{there.line})"
            )
            hint = "a namespace enforces one standard: rename the project or the team, or ask for another namespace"
            yield Finding(node=key, mark=key.mark, path=path, fact=fact, hint=hint, code="pod-security")
            return


def _contradicts(project: Project, environment: Environment, other: Environment) -> bool:
    """Whether two environments may have one namespace and do not agree; `resolve` judges those that have the same pattern.

    Of two environments of the project the later one is to blame; one that it does not go to counts if its namespace is fixed.
    """
    agree = other.cluster.name != environment.cluster.name or other.pod_security == environment.pod_security
    same_pattern = _pattern(other) == _pattern(environment)
    order = list(project.environments)
    if agree or same_pattern:
        return False
    if other.name in order:
        return order.index(other.name) < order.index(environment.name)
    return not _is_chosen(other)


def _pattern(environment: Environment) -> str:
    return environment.namespace.replace("{environment}", environment.name)


def _is_chosen(environment: Environment) -> bool:
    return any(name in environment.namespace for name in NAMES)
