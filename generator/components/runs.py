"""What `run` says, for the kinds whose objects run once and end: job, training and those that operators run.

A change never edits such an object, most of whose fields are immutable: it makes another one, with a hash of what changes the run
in its name, and the old one is pruned, which ends its run. `keep` guards it against that; `once` has a fixed name and is never
updated. No object has a time to live: the GitOps tool would create it again, and so run it again (argo-cd#13851). On Flux each one
is applied once (`ssa: IfNotPresent`); Argo CD ignores the `/spec` of its kind, as its row in `kubernetes/object_kinds.py` says.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any, Literal, NamedTuple

from generator.gitops import gitops
from generator.kubernetes import labels, pod, probes, queues, variables, volumes
from generator.resolve import defaults
from generator.source import nodes
from generator.spec import duration, naming
from generator.spec.component import Component, Health
from generator.spec.project import Target

When = Literal["on-change", "once", "keep", "schedule"]
UNHASHED = frozenset({"kind", "description", "labels", "annotations", "callers", "calls", "patches", "run"})
"""Fields that do not change what runs."""
UNHASHED_OF_ACCOUNTS = frozenset({"annotations", "permissions"})
"""Fields of `serviceAccount` that are of the account alone, not of pods."""
NO_EVICTION = {"cluster-autoscaler.kubernetes.io/safe-to-evict": "false", "karpenter.sh/do-not-disrupt": "true"}
DAY = 86400
"""Seconds for which a Job that a CronJob made is kept after its end."""
CONCURRENCY = {"forbid": "Forbid", "allow": "Allow", "replace": "Replace"}
SCHEDULE_DEFAULTS = {
    "timeZone": "Etc/UTC",
    "concurrency": "forbid",
    "suspend": False,
    "startWithin": "10m",
    "history": {"succeeded": 3, "failed": 3},
}
"""What a schedule has unless it is written, as in `schemas/kinds/cronjob.json`."""


class Schedule(NamedTuple):
    """When runs start; `start_within` is in seconds. `succeeded` and `failed` say how many finished runs are kept."""

    schedule: str
    time_zone: str
    concurrency: str
    suspend: bool
    start_within: int
    succeeded: int
    failed: int


class Run(NamedTuple):
    """When a component runs; only `when` "schedule" has a schedule."""

    when: When
    schedule: Schedule | None = None


def settled(data: Mapping[str, Any]) -> Run:
    """The value of `run` in the complete data of a component."""
    match data["run"]:
        case "on-change" | "once" | "keep" as when:
            return Run(when)
        case written:
            return Run("schedule", _schedule(written))


def _schedule(written: Mapping[str, Any]) -> Schedule:
    return Schedule(
        schedule=written["schedule"],
        time_zone=written["timeZone"],
        concurrency=CONCURRENCY[written["concurrency"]],
        suspend=written["suspend"],
        start_within=duration.parse(written["startWithin"]),
        succeeded=written["history"]["succeeded"],
        failed=written["history"]["failed"],
    )


def complete(merged: nodes.Mapping) -> nodes.Mapping:
    """The merged component with the defaults of a schedule; values of a wrong type are left unchanged."""
    entry = merged.entries.get("run")
    if entry is None or not isinstance(entry.value, nodes.Mapping):
        return merged
    run = _filled(entry.value, SCHEDULE_DEFAULTS)
    return merged.copy_with({**merged.entries, "run": entry.copy_with(run)})


def _filled(written: nodes.Mapping, missing: Mapping[str, Any]) -> nodes.Mapping:
    added = {key: defaults.entry(key, defaults.node(value)) for key, value in missing.items()}
    entries = {**added, **written.entries}
    for key, value in missing.items():
        held = entries[key].value
        if isinstance(value, dict) and isinstance(held, nodes.Mapping):
            entries[key] = entries[key].copy_with(_filled(held, value))
    return written.copy_with(entries)


def name(target: Target, run: Run, kinds: Collection[str], *, unhashed: Collection[str] = UNHASHED) -> str:
    """The name of what runs; its hash covers the fields in the project file, not what a version of tidegate renders from them.

    `kinds` are those of the objects whose patches change the run. What has a schedule, or runs once, has a fixed name.
    """
    if run.when in {"once", "schedule"}:
        return target.base
    return naming.hashed(target.base, naming.content_hash(content(target.component, kinds, unhashed).encode()))


def content(component: Component, kinds: Collection[str], unhashed: Collection[str] = UNHASHED) -> str:
    """The fields of the project file that change a run as canonical JSON, with hashes of its files and its own patches alone."""
    fields: dict[str, Any] = {key: value for key, value in component.written.items() if key not in unhashed}
    if "annotations" in unhashed and "serviceAccount" in fields:
        account = {key: value for key, value in fields.pop("serviceAccount").items() if key not in UNHASHED_OF_ACCOUNTS}
        fields |= {"serviceAccount": account} if account else {}
    if isinstance(machine := fields.get("machine"), dict) and machine.keys() == {"name"}:
        fields["machine"] = machine["name"]  # whichever form a layer below has, the team wrote the name
    if own := [patch for patch in component.written.get("patches", ()) if patch["target"]["kind"] in kinds]:
        fields["patches"] = own
    if component.files:
        fields["files"] = {path: naming.content_hash(text) for path, text in component.files.items()}
    pods = {name: pod for name, pod in component.pods.items() if pod.files != component.files}
    if pods:
        hashed = {
            name: {path: naming.content_hash(text) for path, text in pod.files.items()} for name, pod in pods.items()
        }
        fields["stepFiles"] = hashed
    if component.executables:
        fields["executables"] = sorted(component.executables)
    return json.dumps(fields, sort_keys=True, ensure_ascii=True, separators=(",", ":"))


def metadata(target: Target, run: Run) -> dict[str, Any]:
    """The labels and annotations of what runs: its queue, and what keeps the GitOps tool from updating or pruning it."""
    component, tool = target.component, target.environment.gitops.tool
    kept = gitops.CONFIG_MAP_ANNOTATIONS[tool] if run.when == "keep" else {}
    guards = {**gitops.JOB_ANNOTATIONS[tool], **kept}
    return {
        "labels": {**labels.metadata(target, component), **queues.labels(target)},
        "annotations": labels.annotations(target, component, {**guards, **labels.description(target)}),
    }


def pods(target: Target, *, restart_policy: str, health: Health, grace: int | None) -> dict[str, Any]:
    """The values of `pod/template.yaml` for pods that run to their end: no autoscaler of nodes moves them."""
    component = target.component
    values = pod.values(target, component, None, pod.config(target.base, component))
    kept = {key: text for key, text in values["pod_annotations"].items() if key != volumes.LOCAL}
    return values | {
        "restart_policy": restart_policy,
        "grace": grace,
        "probes": probes.values(health, (), variables.expanded(component, component)),
        "pod_annotations": {**NO_EVICTION, **kept},
    }


def cron_job(target: Target, schedule: Schedule) -> dict[str, Any]:
    """The values of `cronjob/cronjob.yaml` beside those of its Jobs; these have the queue's labels, and it has none."""
    component = target.component
    return {
        "name": target.base,
        "labels": labels.metadata(target, component),
        "run_labels": {**labels.metadata(target, component), **queues.labels(target)},
        "annotations": labels.annotations(target, component, labels.description(target)),
        **schedule._asdict(),
    }
