"""The rights of a GitOps tool in a project's namespace: to write the kinds that an environment's overlays can contain.

Secrets, quotas and cluster-scoped objects are not among them: the platform manages those. Roles are, where the policy lets
components have permissions, and where pods of a kind need some (`kubernetes/account_rights.py`). Nobody can give what they lack, so
the tool gets that, and no more.
"""

from collections.abc import Iterator
from itertools import groupby

from generator.environment.environment import Environment, Permission
from generator.kubernetes import account_rights, object_kinds


def rules(environment: Environment) -> Iterator[tuple[str, list[str]]]:
    """API groups with the plural names of their kinds, as a Role lists them."""
    for group, members in groupby(object_kinds.written_in([environment]), lambda row: row.group):
        yield group, [row.plural for row in members]


ANY = (Permission(groups=("rbac.authorization.k8s.io",), resources=("roles",), verbs=("escalate", "bind")),)
"""Lets the tool write Roles with rights that it does not have itself (Kubernetes: "Privilege escalation prevention")."""


def grants(environment: Environment) -> tuple[Permission, ...]:
    """The rights that components may have, which the tool needs to give them."""
    allowed = environment.policy.permissions
    if allowed is None:
        return ANY
    return (*allowed, *account_rights.needed(environment))
