"""Values of a task, common to the kinds `job` and `cronjob`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from generator.components import runs
from generator.components.runs import Run
from generator.environment.environment import Machine
from generator.kubernetes import workload
from generator.resolve import field_rules, health, pod_requests, shutdown
from generator.resolve.merge import Fields
from generator.source.finding import Finding, Path
from generator.spec import duration, naming
from generator.spec.component import Health
from generator.spec.project import Target
from generator.validate.policy import Pods

FIELDS = field_rules.COMMON.with_own(Fields(forms={"health": health.form}, merges={"health": health.merge_layers}))
RESTART_POLICIES = {"pod": "Never", "container": "OnFailure"}
SIZE = pod_requests.FIELDS | {"parallelism"}
COUNTS: tuple[Path, ...] = (("parallelism",),)
GROUPS: tuple[str, ...] = ()


class Batch(NamedTuple):
    """The values that only tasks have; a cron job has a `run` with a schedule. Times are in seconds.

    `restart_policy` is that of the pods. Each pod of an `indexed` task has a number, from 0 to `completions` - 1.
    """

    retries: int
    timeout: int | None
    parallelism: int
    completions: int
    indexed: bool
    restart_policy: str
    health: Health
    run: Run
    grace: int | None = None


def kind_values(data: Mapping[str, Any]) -> Batch:
    """Read the values that only tasks have."""
    timeout = data.get("timeout")
    return Batch(
        retries=data["retries"],
        timeout=None if timeout is None else duration.parse(timeout),
        parallelism=data["parallelism"],
        completions=data["completions"],
        indexed=data.get("indexed", False),
        restart_policy=RESTART_POLICIES[data["restart"]],
        health=health.settled(data.get("health", {})),
        grace=shutdown.settled(data["shutdown"]).grace if "shutdown" in data else None,
        run=runs.settled(data if "run" in data else {"run": data}),
    )


def demand(versions: Sequence[Mapping[str, Any]], machines: Mapping[str, Machine]) -> Sequence[Pods]:
    """The pods that run in parallel."""
    data = versions[0]
    return [Pods(data["parallelism"], pod_requests.total(data, machines))]


def values(target: Target, *, keep: int | None) -> dict[str, Any]:
    """The values of `job/spec.yaml`; `keep` is the time in seconds after which a finished Job is deleted, None for never."""
    component = target.component
    batch = component.kind_values_as(Batch)
    pods = runs.pods(target, restart_policy=batch.restart_policy, health=batch.health, grace=batch.grace)
    return pods | {
        "retries": batch.retries,
        "timeout": None if batch.timeout is None else batch.timeout + component.download.longest,
        "parallelism": batch.parallelism,
        "completions": batch.completions,
        "indexed": batch.indexed,
        "keep": keep,
    }


def problems(target: Target, job_name: str, suffix: int) -> Iterator[Finding]:
    """Yield names that Kubernetes refuses; `suffix` is the number of characters that a controller appends to `job_name`.

    An indexed pod's host name is that of its Job with its number (`validateJob` of Kubernetes checks the highest one), and a
    Service's name begins with a letter.
    """
    batch, component = target.component.kind_values_as(Batch), target.component
    length = len(job_name) + suffix + 1 + len(str(batch.completions - 1))
    if batch.indexed and length > naming.LIMIT:
        fact = f"the host name of its last pod has {length} characters, at most {naming.LIMIT} are allowed"
        hint = "shorten the name of the project or the component"
        yield workload.component_finding(target, ("indexed",), fact=fact, hint=hint, code="name-length")
    if component.peers and target.base[0].isdigit():
        fact = f'"{target.base}" cannot be the name of the Service of its peers: it begins with a digit'
        hint = "let the name of the project begin with a letter"
        yield workload.component_finding(target, ("peers",), fact=fact, hint=hint, code="dns-label")
