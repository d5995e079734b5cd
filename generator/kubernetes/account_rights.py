"""The rights that pods of a component kind need to run, in addition to the permissions that a team writes."""

from collections.abc import Callable

from generator.environment.environment import Environment, Permission
from generator.kubernetes import argo_templates, spark_driver

Rights = Callable[[Environment], tuple[Permission, ...]]

OF_KINDS: dict[str, Rights] = {"spark": spark_driver.rights, "pipeline": argo_templates.rights}
"""By component kind: the rights of its accounts in an environment; none where nothing runs the kind, or teams may not use it."""


def needed(environment: Environment) -> tuple[Permission, ...]:
    """The rights that accounts of an environment have by their kinds."""
    return tuple(right for rights in OF_KINDS.values() for right in rights(environment))
