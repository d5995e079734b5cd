"""Kind `job`: a task that runs to its end.

`run: on-change` has a hash of what the team wrote in its name, so that it runs again exactly when the team changes it;
`run: once` has a fixed name and is never updated. No `ttlSecondsAfterFinished`: the GitOps tool would make it, and run it, again.
"""

import json
from collections.abc import Iterator
from typing import Any

from generator.components import supporting_objects
from generator.gitops import gitops
from generator.kubernetes import labels, pod
from generator.manifest.manifest import Draft
from generator.source.finding import Finding
from generator.spec import naming
from generator.spec.component import Component
from generator.spec.project import Target

UNSEEN = frozenset({"kind", "description", "patches"})


def problems(_target: Target) -> Iterator[Finding]:
    """Nothing that the shared rules do not find."""
    return iter(())


def drafts(target: Target) -> Iterator[Draft]:
    """All objects of a job."""
    component, name = target.component, job_name(target)
    yield from supporting_objects.drafts(target)
    yield from supporting_objects.config(target, component, target.base)
    once = labels.annotations(
        target, component, {**gitops.APPLIED_ONCE[target.environment.gitops.tool], **labels.described(target)}
    )
    values = {
        "name": name,
        "labels": labels.metadata(target, component),
        "annotations": once,
        **task(target, keep=None),
    }
    yield Draft(template="job/job.yaml", folder="jobs", file=target.base, values=values)


def job_name(target: Target) -> str:
    """The Job's name; the hash is of the team's settled fields, never of what a version of the tool makes of them."""
    component = target.component
    if component.task.run == "once":
        return target.base
    return naming.hashed(target.base, naming.content_hash(written(component).encode()))


def written(component: Component) -> str:
    """What the team wrote of a job, as canonical JSON; its files by content, patches of the Job itself among it."""
    fields: dict[str, Any] = {key: value for key, value in component.written.items() if key not in UNSEEN}
    if own := [patch for patch in component.written.get("patches", ()) if patch["target"]["kind"] == "Job"]:
        fields["patches"] = own
    if component.files:
        fields["files"] = {path: naming.content_hash(content) for path, content in component.files.items()}
    return json.dumps(fields, sort_keys=True, ensure_ascii=True, separators=(",", ":"))


def task(target: Target, *, keep: int | None) -> dict[str, Any]:
    """The values of `job/spec.yaml`; `keep` is how many seconds a finished Job stays, None = for ever."""
    component = target.component
    batch = component.task
    stay = {"cluster-autoscaler.kubernetes.io/safe-to-evict": "false", "karpenter.sh/do-not-disrupt": "true"}
    values = pod.values(target, component, None, pod.config(target.base, component))
    values["pod_annotations"] = {**stay, **values["pod_annotations"]}
    return values | {
        "retries": batch.retries,
        "timeout": batch.timeout,
        "parallelism": batch.parallelism,
        "completions": batch.completions,
        "keep": keep,
    }
