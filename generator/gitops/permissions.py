"""The rights of a GitOps tool in a project's namespace: to write the kinds that an environment's overlays can contain.

Secrets, Roles, quotas and cluster-scoped objects are not among them: the platform manages those.
"""

from collections.abc import Iterator
from itertools import groupby

from generator.environment.environment import Environment
from generator.kubernetes import object_kinds


def rules(environment: Environment) -> Iterator[tuple[str, list[str]]]:
    """API groups with the plural names of their kinds, as a Role lists them."""
    for group, members in groupby(object_kinds.written_in([environment]), lambda row: row.group):
        yield group, [row.plural for row in members]
