"""Ray for tests: a job, a service and a cluster, on KubeRay."""

from typing import Any

from tests.builders import samples
from tests.builders.documents import Data

RAY = samples.RAY
SERVED = "applications: [{name: a, import_path: a:app}]"
JOB: Data = RAY | {"entrypoint": "python a.py"}
SERVICE: Data = RAY | {"serve": {"config": SERVED}}
FORMS: dict[str, Data] = {"RayJob": JOB, "RayService": SERVICE, "RayCluster": RAY}
CLUSTER = {"RayJob": "rayClusterSpec", "RayService": "rayClusterConfig"}
FLUX: Data = {"tool": "flux", "version": "2.9"}
ARGO_CD: Data = {"tool": "argocd", "repository": "https://git.example.org/deploy.git"}


def platform(*queues: str, tool: Data = FLUX, **more: Any) -> Data:
    """An environment with KubeRay and, if they are named, queues."""
    operators: Data = {"ray": {"api": "kuberay", "namespace": "kuberay-system", "gatewayClass": "istio"}}
    return {"operators": operators | ({"queue": {"kueue": list(queues)}} if queues else {}), "gitops": tool, **more}


def objects(written: Data, environment: Data | None = None) -> dict[str, Data]:
    """The objects of a component by kind."""
    held = samples.objects(written, None, environment or platform())
    return {each["kind"]: each for each in held.values()}


def run(written: Data, environment: Data | None = None) -> Data:
    """The object of KubeRay."""
    (found,) = [each for kind, each in objects(written, environment).items() if kind in FORMS]
    return found


def cluster(found: Data) -> Data:
    """The spec of the cluster in an object of KubeRay."""
    held: Data = found["spec"]
    inner: Data = held.get(CLUSTER.get(found["kind"], ""), held)
    return inner


def pods(found: Data) -> dict[str, Data]:
    """The pod templates in an object of KubeRay: of the head, of each group of workers, and of the submitter."""
    spec = cluster(found)
    workers = {each["groupName"]: each["template"] for each in spec.get("workerGroupSpecs", ())}
    more = {"submitter": found["spec"]["submitterPodTemplate"]} if found["kind"] == "RayJob" else {}
    return {"head": spec["headGroupSpec"]["template"], **workers, **more}


def said(written: Data, environment: Data | None = None) -> list[str]:
    """What is said of a component, without its place."""
    found = samples.problems(written, None, environment or platform())
    return [each.removeprefix("components.api.") for each in found]
