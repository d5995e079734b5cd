"""Values of a task, common to the kinds `job` and `cronjob`."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from generator.environment.environment import Machine
from generator.kubernetes import pod, probes, variables
from generator.resolve import health, merge, resources, shutdown
from generator.resolve.merge import Fields
from generator.spec import duration
from generator.spec.component import Health
from generator.spec.project import Target
from generator.validate.policy import Pods

FIELDS = merge.COMMON.with_own(Fields(forms={"health": health.form}, merges={"health": health.merge_layers}))
SIZE = frozenset({"machine", "resources", "parallelism"})


class Batch(NamedTuple):
    """The values that only tasks have; `schedule` is empty for a job, `run` for a cron job. `timeout` is in seconds."""

    retries: int
    timeout: int | None
    parallelism: int
    completions: int
    health: Health
    grace: int | None = None
    run: str = ""
    schedule: str = ""
    time_zone: str = ""
    concurrency: str = ""
    suspend: bool = False


def kind_values(data: Mapping[str, Any]) -> Batch:
    """Read the values that only tasks have."""
    timeout = data.get("timeout")
    return Batch(
        retries=data["retries"],
        timeout=None if timeout is None else duration.parse(timeout),
        parallelism=data["parallelism"],
        completions=data["completions"],
        health=health.settled(data.get("health", {})),
        grace=shutdown.settled(data["shutdown"]).grace if "shutdown" in data else None,
        run=data.get("run", ""),
        schedule=data.get("schedule", ""),
        time_zone=data.get("timeZone", ""),
        concurrency=data.get("concurrency", ""),
        suspend=data.get("suspend", False),
    )


def demand(versions: Sequence[Mapping[str, Any]], machines: Mapping[str, Machine]) -> Sequence[Pods]:
    """The pods that run in parallel."""
    data = versions[0]
    return [Pods(data["parallelism"], resources.settled(data, machines).requests)]


def values(target: Target, *, keep: int | None) -> dict[str, Any]:
    """The values of `job/spec.yaml`; `keep` is the time in seconds after which a finished Job is deleted, None for never."""
    component = target.component
    batch = component.kind_values_as(Batch)
    no_eviction = {"cluster-autoscaler.kubernetes.io/safe-to-evict": "false", "karpenter.sh/do-not-disrupt": "true"}
    pods = pod.values(target, component, None, pod.config(target.base, component))
    pods["grace"] = batch.grace
    pods["probes"] = probes.values(batch.health, (), variables.expanded(component, component))
    pods["pod_annotations"] = {**no_eviction, **pods["pod_annotations"]}
    return pods | {
        "restart_policy": "Never",
        "retries": batch.retries,
        "timeout": batch.timeout,
        "parallelism": batch.parallelism,
        "completions": batch.completions,
        "keep": keep,
    }
