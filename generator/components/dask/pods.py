"""The pods of Dask: the scheduler, the workers, and what runs a job's command.

The operator gives the pods our labels and its own, the containers of workers and jobs `DASK_SCHEDULER_ADDRESS`, and those of
workers `DASK_WORKER_NAME`, too. It adds no containers. Scheduler and workers are started by arguments, as its documentation does,
so that the entrypoint of an image stays.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from generator.components import pod_groups, runs
from generator.components.dask import fields
from generator.components.pod_groups import Group
from generator.environment.environment import Machine
from generator.kubernetes import network, pod, probes
from generator.kubernetes.network import Ingress
from generator.resolve import resources
from generator.spec import component as spec
from generator.spec import quantity
from generator.spec.component import Port
from generator.spec.project import Target
from generator.validate.policy import Pods

PORTS = (Port("tcp-comm", 8786, 8786), Port("http-dashboard", 8787, 8787))
"""Of the scheduler; the operator looks its ports up by these names."""
SCHEDULER_ADDRESS, WORKER_NAME = "DASK_SCHEDULER_ADDRESS", "DASK_WORKER_NAME"
DEATH_TIMEOUT = 60
"""Seconds after which a worker ends that has no scheduler."""
_HEALTH: Mapping[str, Any] = {
    "kind": "http",
    "path": "/health",
    "port": PORTS[1].name,
    "scheme": "HTTP",
    "period": 10,
    "timeout": 5,
    "failures": 3,
    "successes": 1,
    "delay": 5,
}
HEALTH = {**probes.NONE, "ready": _HEALTH, "live": {**_HEALTH, "period": 20, "delay": 15}}


def settled(target: Target, _data: Mapping[str, Any]) -> Target:
    """The target that tells which ports callers may reach."""
    component = target.component._replace(called_ports=PORTS)
    return target._replace(component=component, slots=dict.fromkeys(target.slots, component))


def connected(target: Target) -> Target:
    """The target with pods that reach each other, and that the operator asks how many workers are needed and which may go."""
    ports = tuple(port.port for port in PORTS)
    return target._replace(component=target.component._replace(meets_peers=True, operator_ports=ports))


def ingress(target: Target) -> Iterator[Ingress]:
    """Who reaches a cluster beside the operator and callers: the project itself."""
    if fields.of(target.component).form == "cluster":
        yield Ingress([network.project(target)], PORTS)


def scheduler(target: Target) -> dict[str, Any]:
    """The values of the scheduler's pod."""
    values = _values(target, fields.of(target.component).scheduler, ("dask", "scheduler"), ())
    return values | {"ports": PORTS, "probes": HEALTH, "main": "scheduler"}


def workers(target: Target) -> dict[str, Any]:
    """The values of a worker's pod: it has a thread for each CPU, and all of the memory."""
    group = fields.of(target.component).workers
    settled = resources.settled(group, target.environment.machines)
    threads = max(int(quantity.parse(settled.requests["cpu"])), 1)
    args = (
        *("dask", "worker", "--name", f"$({WORKER_NAME})", "--nthreads", str(threads)),
        *("--memory-limit", str(int(memory(settled))), "--death-timeout", str(DEATH_TIMEOUT)),
    )
    given = (SCHEDULER_ADDRESS, WORKER_NAME)
    return _values(target, group, args, given) | {"main": "worker", "replicas": pod_groups.bounds(group)[0]}


def memory(settled: spec.Resources) -> Decimal:
    """The bytes of memory that a container may use."""
    return quantity.parse(settled.limits.get("memory") or settled.requests["memory"])


def runner(target: Target) -> dict[str, Any]:
    """The values of the pod that runs a job's command; it is not started again, as the operator ends the job with it."""
    component = target.component
    given = (*component.given_variables, SCHEDULER_ADDRESS)
    placed = target._replace(component=component._replace(given_variables=given))
    return runs.pods(placed, restart_policy="Never", health=spec.NO_PROBES, grace=None) | {"main": "job"}


def _values(target: Target, group: Group, args: tuple[str, ...], given: tuple[str, ...]) -> dict[str, Any]:
    """The values of `pod/template.yaml` for a group; no autoscaler of nodes moves the pods of a job."""
    component = target.component._replace(
        command=(),
        args=args,
        resources=resources.settled(group, target.environment.machines),
        given_variables=(*target.component.given_variables, *given),
    )
    placed = target._replace(component=component)
    if fields.of(component).form == "job":
        return runs.pods(placed, restart_policy="", health=spec.NO_PROBES, grace=None)
    return pod.values(placed, component, None, pod.config(target.base, component))


def demand(data: Mapping[str, Any], machines: Mapping[str, Machine]) -> Iterator[Pods]:
    """All pods at once, as many workers as there may be."""
    yield Pods(1, resources.settled(data[fields.SCHEDULER], machines).requests)
    yield Pods(pod_groups.bounds(data[fields.WORKERS])[1], resources.settled(data[fields.WORKERS], machines).requests)
    if fields.form(data) == "job":
        yield Pods(1, resources.settled(data, machines).requests)
