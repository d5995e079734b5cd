"""What a task is made of: a job's and, at its times, a cron job's."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from generator.environment.environment import Machine
from generator.kubernetes import pod
from generator.resolve import component_builder
from generator.spec import duration
from generator.spec.project import Target
from generator.validate.policy import Pods

SIZE = frozenset({"machine", "resources", "parallelism"})


class Batch(NamedTuple):
    """The values that only a task has; `schedule` is empty for a job, `run` for a cron job. `timeout` is in seconds."""

    retries: int
    timeout: int | None
    parallelism: int
    completions: int
    run: str = ""
    schedule: str = ""
    time_zone: str = ""
    concurrency: str = ""
    suspend: bool = False


def kind_values(data: Mapping[str, Any]) -> Batch:
    """The values that only a task has."""
    timeout = data.get("timeout")
    return Batch(
        retries=data["retries"],
        timeout=None if timeout is None else duration.parse(timeout),
        parallelism=data["parallelism"],
        completions=data["completions"],
        run=data.get("run", ""),
        schedule=data.get("schedule", ""),
        time_zone=data.get("timeZone", ""),
        concurrency=data.get("concurrency", ""),
        suspend=data.get("suspend", False),
    )


def demand(versions: Sequence[Mapping[str, Any]], machines: Mapping[str, Machine]) -> Sequence[Pods]:
    """As many pods as run in parallel."""
    data = versions[0]
    return [Pods(data["parallelism"], component_builder.resources(data, machines).requests)]


def values(target: Target, *, keep: int | None) -> dict[str, Any]:
    """The values of `job/spec.yaml`; `keep` is how many seconds a finished Job stays, None = for ever."""
    component = target.component
    batch = component.kind_values_as(Batch)
    stay = {"cluster-autoscaler.kubernetes.io/safe-to-evict": "false", "karpenter.sh/do-not-disrupt": "true"}
    made = pod.values(target, component, None, pod.config(target.base, component))
    made["pod_annotations"] = {**stay, **made["pod_annotations"]}
    return made | {
        "retries": batch.retries,
        "timeout": batch.timeout,
        "parallelism": batch.parallelism,
        "completions": batch.completions,
        "keep": keep,
    }
