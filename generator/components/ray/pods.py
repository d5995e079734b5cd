"""The pods of a Ray cluster: the head, the groups of workers, and what KubeRay adds to them.

KubeRay's Services select the head by `app.kubernetes.io/name: kuberay`. A pod template may have another value, which only the
Service of a RayCluster follows (`BuildHeadServiceForRayJob`). So our pods do not have the label: they are known by the labels of
their project and component, and reach each other on all ports.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from generator.components import pod_groups, runs
from generator.components.pod_groups import Group
from generator.components.ray import fields
from generator.components.ray.fields import Ray
from generator.environment.environment import Machine
from generator.kubernetes import labels, network, pod, run_pods, variables, volumes
from generator.kubernetes.network import Ingress
from generator.resolve import pod_requests, resources
from generator.spec.component import Port, Variable
from generator.spec.project import Target
from generator.validate.policy import Pods

HEAD, WORKER, SUBMITTER = "ray-head", "ray-worker", "ray-job-submitter"
"""The names of the main containers, as KubeRay's examples have them."""
GCS, DASHBOARD, CLIENT, SERVE = (
    Port(name, number, number)
    for name, number in (("gcs-server", 6379), ("dashboard", 8265), ("client", 10001), ("serve", 8000))
)
CALLED: Mapping[fields.Form, tuple[Port, ...]] = {
    "job": (DASHBOARD,),
    "service": (SERVE,),
    "cluster": (DASHBOARD, CLIENT),
}
"""The ports that programs use; whoever reaches the dashboard or the port of clients can run anything on the cluster."""
BESIDE = ("init", "sidecars")
"""Containers that the head and all workers have."""
OPERATOR = "ray"
SUBMITTER_RESOURCES = {"cpu": "500m", "memory": "200Mi"}
SUBMITTER_LIMITS = {"memory": "1Gi"}
AUTOSCALER_RESOURCES = {"cpu": "500m", "memory": "512Mi"}


class Role(NamedTuple):
    """Pods of one kind: the values of their template, and the numbers of a group of workers.

    Where Ray's autoscaler runs, it says how many there are, in groups of a fixed size, too.
    """

    name: str
    pod: Mapping[str, Any]
    least: int = 1
    most: int = 1
    autoscaled: bool = False


def connected(target: Target) -> Target:
    """The target with pods that reach each other, and that an operator gives a name of its own."""
    component = target.component._replace(
        meets_peers=True,
        shared_memory=True,
        named_by_operator=True,
        operator_ports=tuple(port.port for port in asked(fields.of(target.component))),
    )
    return target._replace(component=component)


def settled(target: Target, data: Mapping[str, Any]) -> Target:
    """The target that tells whether Ray's autoscaler changes its number of pods, and which of their ports callers may reach."""
    component = target.component._replace(grows=fields.is_autoscaled(data), called_ports=CALLED[fields.form(data)])
    return target._replace(component=component, slots=dict.fromkeys(target.slots, component))


def head(target: Target) -> Role:
    """The head. With an autoscaler it has the token of its account."""
    ray = fields.of(target.component)
    ports = (GCS, DASHBOARD, CLIENT, *((SERVE,) if ray.form == "service" else ()))
    values = _values(target, ray.head, HEAD) | {"ports": ports}
    return Role("head", values | {"token": values["token"] or ray.autoscaled})


def workers(target: Target) -> Iterator[Role]:
    """The groups of workers."""
    ray = fields.of(target.component)
    for name, group in ray.workers.items():
        yield Role(name, _values(target, group, WORKER), *pod_groups.bounds(group), autoscaled=ray.autoscaled)


def submitter(target: Target) -> Mapping[str, Any]:
    """The values of the pod that hands a job to Ray; it has none of the team's variables and volumes."""
    values = _values(target, fields.of(target.component).head, SUBMITTER)
    temporary = [each for each in values["mounts"] if each.path == pod.TEMPORARY]
    used = {each.volume for each in temporary}
    return values | {
        "requests": SUBMITTER_RESOURCES,
        "limits": SUBMITTER_LIMITS,
        "claims": (),
        "env": home(target),
        "env_from": (),
        "init_containers": (),
        **dict.fromkeys(("node_selector", "tolerations", "affinity", "resource_claims", "runtime_class"), ()),
        "volumes": [each for each in values["volumes"] if each.name in used],
        "mounts": temporary,
        "token": False,
        "restart_policy": "Never",
    }


def home(target: Target) -> list[Variable]:
    """The variable of containers without those of the team: a user that the image does not know has no other home."""
    known = target.component.security.user is None
    return [] if known else [Variable(variables.HOME, value=variables.TEMPORARY)]


def _values(target: Target, group: Group, container: str) -> dict[str, Any]:
    """The values of `pod/template.yaml` for the pods of a group; no autoscaler of nodes moves those of a job."""
    settled = resources.settled(group, target.environment.machines)
    placed = connected(target)
    component = placed.component._replace(resources=settled)
    values = pod.values(placed._replace(component=component), component, None, pod.config(target.base, component))
    annotations = values["pod_annotations"]
    if fields.of(component).form == "job":
        kept = {key: text for key, text in annotations.items() if key != volumes.LOCAL}
        annotations = {**runs.NO_EVICTION, **kept}
    return values | {
        "pod_labels": {key: text for key, text in values["pod_labels"].items() if key != labels.NAME},
        "pod_annotations": annotations,
        "main": container,
    }


def demand(data: Mapping[str, Any], machines: Mapping[str, Machine]) -> Iterator[Pods]:
    """All pods of a cluster at once, as many workers as there may be; twice those of a service, which an upgrade doubles."""
    slots = 2 if fields.form(data) == "service" else 1
    beside = {field: data[field] for field in BESIDE if field in data}
    requests = pod_requests.total({**data["head"], **beside}, machines)
    if fields.is_autoscaled(data):
        requests = resources.sum_of(requests, AUTOSCALER_RESOURCES)
    yield Pods(1, requests, slots=slots)
    for group in fields.workers(data).values():
        requests = pod_requests.total({**group, **beside}, machines)
        yield Pods(pod_groups.bounds(group)[1], resources.largest(requests, run_pods.WAITING_WORKER), slots=slots)
    if fields.form(data) == "job":
        yield Pods(1, SUBMITTER_RESOURCES)


def ingress(target: Target) -> Iterator[Ingress]:
    """Who reaches the pods beside KubeRay and callers: the project itself those of a service or a cluster."""
    ray = fields.of(target.component)
    if ray.form != "job":
        yield Ingress([network.project(target)], CALLED[ray.form])
    if ray.incremental:
        yield Ingress(network.entry_points(target.environment), [SERVE])


def asked(ray: Ray) -> list[Port]:
    """What KubeRay calls: the dashboard, and of a service also the proxy of the head (`updateHeadPodServeLabel` of KubeRay)."""
    return [DASHBOARD, SERVE] if ray.form == "service" else [DASHBOARD]
