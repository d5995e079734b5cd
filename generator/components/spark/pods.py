"""The pods of a Spark application: a driver, which asks the Kubernetes API for executors, and these."""

from typing import Any

from generator.components import runs
from generator.components.pod_groups import Group
from generator.components.spark import fields, sizes
from generator.kubernetes import spark_driver
from generator.resolve import resources
from generator.spec.component import NO_PROBES
from generator.spec.project import Target

DRIVER, EXECUTOR = "spark-kubernetes-driver", "spark-kubernetes-executor"
"""The names of the main containers, by which Spark finds them in the templates."""


def connected(target: Target) -> Target:
    """The target with pods that reach each other, and an account of its own that may start executors."""
    component = target.component
    account = component.account
    if not account.name:
        account = account._replace(permissions=(spark_driver.RIGHTS, *account.permissions))
    return target._replace(component=component._replace(meets_peers=True, account=account))


def driver(target: Target) -> dict[str, Any]:
    """The values of the driver, which has the token of its account."""
    return _values(target, fields.of(target.component).driver, DRIVER) | {"token": True}


def executors(target: Target) -> dict[str, Any]:
    """The values of an executor, which only speaks with its driver."""
    return _values(target, fields.of(target.component).executors, EXECUTOR)


def _values(target: Target, group: Group, container: str) -> dict[str, Any]:
    """The values of `pod/template.yaml` and of `spark/pod.yaml`; Spark limits the memory of a pod to what it requests."""
    settled = resources.settled(group, target.environment.machines)
    component = target.component._replace(resources=settled)
    spark = fields.of(component)
    values = runs.pods(target._replace(component=component), restart_policy="", health=NO_PROBES, grace=None)
    limits = {**settled.limits, "memory": settled.requests["memory"]}
    size = sizes.of(settled.requests, settled.limits, jvm=spark.language in fields.JVM)
    memory = {"heap": f"{size.heap}m", "overhead": f"{size.overhead}m"}
    return values | {"main": container, "limits": limits, "size": size._asdict() | memory}
