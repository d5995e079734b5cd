"""The form `kuberay`: a RayJob, RayService or RayCluster of KubeRay.

A job hands its entrypoint to Ray from a pod of its own, the submitter. `num-cpus: "0"` keeps tasks from the head where there are
workers. What KubeRay adds to pods gets the security context of our own containers: the autoscaler by `autoscalerOptions`, the
submitter by its template, and the init container of a worker takes that of the worker (`DefaultWorkerPodTemplate`).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.components import runs
from generator.components.ray import fields, pods
from generator.components.ray.fields import Ray
from generator.gitops import gitops, ownership
from generator.kubernetes import derived_names, labels, object_kinds, pod, queues
from generator.manifest.manifest import Draft
from generator.source.finding import Finding
from generator.spec.project import Target

KINDS: Mapping[fields.Form, str] = {"job": "RayJob", "service": "RayService", "cluster": "RayCluster"}
STEP, INTERVAL = 20, 60
"""How much of the traffic an incremental upgrade moves at a time, in per cent, and after how many seconds it goes on."""


def problems(target: Target) -> Iterator[Finding]:
    """Yield a name that is too long for the random characters that KubeRay appends to it."""
    yield from derived_names.problems(target, [object_kinds.of(kind(target)).derived(name(target))])


def kind(target: Target) -> str:
    """The kind of object that KubeRay runs."""
    return KINDS[fields.of(target.component).form]


def name(target: Target) -> str:
    """The name of the object; that of a job has a hash of what changes it."""
    ray = fields.of(target.component)
    return runs.name(target, ray.run, {"RayJob"}) if ray.form == "job" else target.base


def drafts(target: Target) -> Iterator[Draft]:
    """The RayJob, RayService or RayCluster."""
    ray = fields.of(target.component)
    head = pods.head(target)
    values = {
        "name": name(target),
        **_metadata(target, ray),
        **head.pod,
        "version": ray.version,
        "head": head.pod,
        "head_params": {"num-cpus": "0"} if ray.workers else {},
        "workers": list(pods.workers(target)),
        "autoscaler": _autoscaler(target, head.pod) if ray.autoscaled else {},
        **FORMS[ray.form](target, ray),
    }
    yield Draft(template=f"ray/{kind(target).lower()}.yaml", folder=fields.FOLDER, file=target.base, values=values)


def _metadata(target: Target, ray: Ray) -> dict[str, Any]:
    """The labels and annotations of the object; a job and a cluster that waits in a queue have that as a label."""
    if ray.form == "job":
        return runs.metadata(target, ray.run)
    once = any(ownership.guards(target, kind(target), "once"))
    guard = gitops.JOB_ANNOTATIONS[target.environment.gitops.tool] if once else {}
    queue = queues.labels(target) if ray.form == "cluster" else {}
    return {
        "labels": {**labels.metadata(target, target.component), **queue},
        "annotations": labels.annotations(target, target.component, {**guard, **labels.description(target)}),
    }


def _autoscaler(target: Target, head: Mapping[str, Any]) -> dict[str, Any]:
    """The container beside the head that adds and removes workers: it writes logs below /tmp, as Ray does."""
    return {
        "requests": pods.AUTOSCALER_RESOURCES,
        "env": pods.home(target),
        "mounts": [each for each in head["mounts"] if each.path == pod.TEMPORARY],
    }


def _job(target: Target, ray: Ray) -> dict[str, Any]:
    timeout = ray.timeout
    return {
        "entrypoint": ray.entrypoint,
        "runtime_env": ray.runtime_env,
        "retries": ray.retries,
        "timeout": None if timeout is None else timeout + target.component.download.longest,
        "submitter": pods.submitter(target),
    }


def _service(target: Target, ray: Ray) -> dict[str, Any]:
    operator = target.environment.operators.of(pods.OPERATOR)
    gateway_class = operator.settings.get("gatewayClass", "") if operator is not None else ""
    serve = target.project.files[ray.serve_file].decode() if ray.serve_file else ray.serve
    incremental = {"gateway_class": gateway_class, "step": STEP, "interval": INTERVAL} if ray.incremental else {}
    return {"serve": serve, "incremental": incremental}


def _cluster(_target: Target, _ray: Ray) -> dict[str, Any]:
    return {}


FORMS = {"job": _job, "service": _service, "cluster": _cluster}
"""The values of each form that the others do not have."""
