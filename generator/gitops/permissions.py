"""What a GitOps tool may write in a project's namespace: the kinds that an environment's overlays can hold, and no others.

Neither Secrets nor Roles, quotas or anything of the whole cluster: those are the platform's.
"""

from collections.abc import Iterator
from itertools import groupby

from generator.environment.environment import Environment
from generator.kubernetes import object_kinds


def rules(environment: Environment) -> Iterator[tuple[str, list[str]]]:
    """API groups with the plurals of their kinds, for a Role."""
    for group, members in groupby(object_kinds.written_in([environment]), lambda row: row.group):
        yield group, [row.plural for row in members]
