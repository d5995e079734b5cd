"""What the driver of a Spark application may do: it starts its executors itself, so its account has these rights."""

from generator.environment.environment import Environment, Permission

RIGHTS = Permission(
    groups=("",),
    resources=("configmaps", "persistentvolumeclaims", "pods", "services"),
    verbs=("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"),
)
"""The rights of the Role of the operator's Helm chart for drivers."""


def rights(environment: Environment) -> tuple[Permission, ...]:
    """The rights that drivers have in an environment; none where nothing runs Spark, or teams may not use it."""
    return (RIGHTS,) if environment.may_run("spark", "spark-operator") else ()
