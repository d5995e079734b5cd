"""The templates of Argo Workflows: their pods as Kubernetes has them, and what Argo adds to each.

Argo puts an init container `init` and a container `wait` into the pod of each step, both of its own image. They have no security
context and no resources but those of its controller's configuration (`newExecContainer` of its `workflowpod.go`), so the
`podSpecPatch` of each workflow names them. It applies to every pod as a strategic merge patch.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from generator.environment.environment import Environment, Permission
from generator.kubernetes import run_pods, step_peaks
from generator.kubernetes.run_pods import Reader, RunPods
from generator.manifest.object_fields import value_at

KIND = "pipeline"
API = "argo-workflows"
RIGHTS = Permission(groups=("argoproj.io",), resources=("workflowtaskresults",), verbs=("create", "patch"))
"""What the account of a step needs: the container `wait` reports by such objects."""
REQUESTS: Mapping[str, str] = {"cpu": "100m", "memory": "64Mi"}
LIMITS: Mapping[str, str] = {"memory": "512Mi"}
ENTRYPOINT = "DAG"
"""The template with the steps; those of steps are named as they are, in lower case."""
INIT, WAIT = "init", "wait"
_CONTAINERS = {"initContainers": INIT, "containers": WAIT}
IDENTITY = ("securityContext", "serviceAccountName", "automountServiceAccountToken")
OF_POD = (
    *("securityContext", "serviceAccountName", "automountServiceAccountToken", "nodeSelector", "tolerations"),
    *("affinity", "hostAliases", "priorityClassName", "schedulerName", "volumes"),
)
"""Fields that a template has as the spec of a pod has them."""


def rights(environment: Environment) -> tuple[Permission, ...]:
    """The rights that steps have in an environment; none where nothing runs pipelines, or teams may not use them."""
    return (RIGHTS,) if environment.may_run(KIND, API) else ()


def parameter(name: str) -> str:
    """What Argo replaces by the value of a parameter of the workflow."""
    return f"{{{{workflow.parameters.{name}}}}}"


def executor(context: Mapping[str, Any]) -> Mapping[str, Any]:
    """The part of a `podSpecPatch` with the security context and the resources of the containers that Argo adds."""
    resources = {"requests": REQUESTS, "limits": LIMITS}
    return {
        key: [{"name": name, "resources": resources, "securityContext": context}] for key, name in _CONTAINERS.items()
    }


def as_pod(template: Any, spec: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The pod template that Argo makes of one of its templates in the `spec` of a workflow; None if it makes none.

    Without what Argo sets itself, such as images and commands of its containers.
    """
    if not isinstance(template, Mapping):
        return None
    main = template.get("container") or template.get("script")
    if not isinstance(main, Mapping):
        return None
    pod: dict[str, Any] = {key: template[key] for key in OF_POD if key in template}
    pod["containers"] = [{"name": "main", **main}, *(template.get("sidecars") or ())]
    pod["initContainers"] = [*(template.get("initContainers") or ())]
    for patch in (spec.get("podSpecPatch"), template.get("podSpecPatch")):
        pod = _patched(pod, patch)
    return {"metadata": template.get("metadata") or {}, "spec": pod}


def _patched(pod: Mapping[str, Any], patch: Any) -> dict[str, Any]:
    """The spec of a pod with a patch of ours: its lists are of containers that only Argo has, or that the pod lacks."""
    written = _read(patch)
    found = {**pod, **{key: value for key, value in written.items() if key not in _CONTAINERS}}
    for key in _CONTAINERS.keys() & written.keys():
        found[key] = [*pod[key], *written[key]] if key == "containers" else [*written[key], *pod[key]]
    return found


def _read(patch: Any) -> Mapping[str, Any]:
    """A `podSpecPatch` as data, empty if it is none."""
    try:
        found = json.loads(patch) if isinstance(patch, str) else {}
    except ValueError:
        return {}
    return found if isinstance(found, Mapping) else {}


def identity(patch: Any) -> Mapping[str, Any]:
    """What of a `podSpecPatch` says whom a pod is and what it may do, with the security contexts of its containers."""
    written = _read(patch)
    contexts = {
        (key, each.get("name")): each.get("securityContext") for key in _CONTAINERS for each in written.get(key, ())
    }
    return {**{key: written[key] for key in IDENTITY if key in written}, "containers": contexts}


def pods(*path: str) -> Reader:
    """A reader of the pods of a kind with the spec of a workflow at a path: the most that run at the same time."""

    def read(content: Mapping[str, Any]) -> Iterator[RunPods]:
        spec = value_at(content, path) or {}
        pods = {str(each["name"]): as_pod(each, spec) for each in spec.get("templates") or ()}
        requests = {name: run_pods.requested(pod["spec"]) for name, pod in pods.items() if pod is not None}
        tasks = [task for each in spec.get("templates") or () for task in value_at(each, ("dag", "tasks")) or ()]
        after = {str(task["name"]): tuple(task.get("dependencies") or ()) for task in tasks}
        placed = {str(task["name"]): requests[task["template"]] for task in tasks if task.get("template") in requests}
        if placed:
            yield from step_peaks.of(placed, {name: after[name] for name in placed}, spec.get("parallelism"))

    return read
