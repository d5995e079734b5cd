"""Autoscaler `keda`: a ScaledObject for each workload; KEDA makes its HorizontalPodAutoscaler.

Metrics come from the Prometheus server that the platform names, queues from where they are. A series that is missing never reads
as 0 (`ignoreNullValues`): when monitoring fails, the number of pods stays. `min: 0` needs a queue, since metrics of pods end with
the last pod, and no route from outside, since a Service without pods refuses requests.
"""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple, assert_never

from generator.kubernetes import labels
from generator.kubernetes import workload as workloads
from generator.kubernetes.workload import Workload
from generator.manifest.manifest import Draft
from generator.source.finding import Finding
from generator.spec import quantity
from generator.spec.component import Component, Queue, Scale
from generator.spec.project import Target

TRANSFER = "scaledobject.keda.sh/transfer-hpa-ownership"
PROMETHEUS = re.compile(r"[A-Za-z_:][A-Za-z0-9_:]*")
ROLE = "eks.amazonaws.com/role-arn"
KAFKA = ("sasl", "username", "password", "tls")
QUEUE = "queue-length"
"""The queue's trigger; KEDA refuses two of one name, and no Prometheus metric has a "-" in its name."""


class Trigger(NamedTuple):
    """One trigger of a ScaledObject; `metric_type` is empty where the trigger knows it, `secured` where it must get in."""

    type: str
    metadata: dict[str, str]
    metric_type: str = ""
    name: str = ""
    secured: bool = False


def problems(target: Target) -> Iterator[Finding]:
    """What KEDA cannot do, or its webhook refuses."""
    service = target.component.serving
    scale = service.scale
    yield from _prometheus(target, scale)
    if scale.min == 0 and scale.queue is None:
        fact = "without a pod nothing measures, so nothing would start the first one"
        yield workloads.found(
            target, ("scale", "min"), fact=fact, hint="add scale.queue, or use min: 1", code="scale-to-zero"
        )
    if scale.min == 0 and service.expose is not None:
        fact = "requests that come while no pod runs are refused"
        hint = "use min: 1, or remove expose: only work from a queue can wait"
        yield workloads.found(target, ("scale", "min"), fact=fact, hint=hint, code="scale-to-zero")
    if scale.queue is not None and service.strategy.type != "rolling":
        fact = "a queue gives its work to the pods of every version: no traffic can be kept from a new one"
        hint = "use strategy: rolling, or scale on metrics or cpu"
        yield workloads.found(target, ("scale", "queue"), fact=fact, hint=hint, code="queue")
    if scale.is_fixed and not workloads.measured(target.component):
        fact, hint = "KEDA wants a request of cpu or memory on a fixed scale", "add cpu to resources"
        yield workloads.found(target, ("scale",), fact=fact, hint=hint, code="scale")


def _prometheus(target: Target, scale: Scale) -> Iterator[Finding]:
    where = target.environment.name
    asked = [("scale", "metrics")] if scale.metrics else []
    asked += [("scale", "queue")] if scale.queue is not None and scale.queue.type == "prometheus" else []
    for path in asked if not target.environment.prometheus else ():
        hint = "ask the platform for metrics: {prometheus: URL}, or scale on cpu"
        yield workloads.found(
            target, path, fact=f"{where} names no Prometheus server to ask", hint=hint, code="autoscaler"
        )
    for metric, _ in scale.metrics:
        if not PROMETHEUS.fullmatch(metric):
            fact = f'"{metric}" is not the name of a Prometheus metric'
            hint = "use its name in Prometheus: letters, digits, _ and :"
            yield workloads.found(target, ("scale", "metrics", metric), fact=fact, hint=hint, code="autoscaler")


def drafts(target: Target, workload: Workload) -> Iterator[Draft]:
    """The ScaledObject of a workload and, where its queue needs one, its TriggerAuthentication."""
    component = workload.component
    values = workloads.values(target, workload)
    annotations = labels.annotations(target, component, {TRANSFER: "true"})
    triggers = list(_triggers(target, component, workload.name))
    more = {"annotations": annotations, "triggers": triggers}
    yield Draft(template="keda/scaledobject.yaml", folder="keda", file=workload.name, values=values | more)
    queue = component.serving.scale.queue
    if queue is not None and any(trigger.secured for trigger in triggers):
        access = {
            "secrets": _secrets(queue),
            "identity": queue.type == "sqs",
            "workload_identity": ROLE in component.account_annotations,
        }
        template = "keda/triggerauthentication.yaml"
        yield Draft(template=template, folder="keda", file=workload.name, values=values | access)


def queries(target: Target, pods: str) -> dict[str, str]:
    """The Prometheus queries of a workload's triggers by trigger name, as they read for the workload `pods`."""
    triggers = _triggers(target, target.component, pods)
    return {each.name: each.metadata["query"] for each in triggers if each.type == "prometheus"}


def _triggers(target: Target, component: Component, name: str) -> Iterator[Trigger]:
    server, scale = target.environment.prometheus, component.serving.scale
    for metric, average in scale.metrics:
        yield _ask(metric, server, _query(metric, target.namespace, name), _number(average))
    for resource, per_cent in workloads.measured(component).items():
        yield Trigger(resource, {"containerName": "main", "value": str(per_cent)}, "Utilization")
    if scale.queue is not None:
        yield _queue(scale.queue, server)


def _ask(name: str, server: str, query: str, threshold: str) -> Trigger:
    metadata = {"serverAddress": server, "query": query, "threshold": threshold, "activationThreshold": "0"}
    return Trigger("prometheus", {**metadata, "ignoreNullValues": "false"}, "AverageValue", name)


def _number(average: str) -> str:
    """A quantity as the plain decimal that KEDA reads."""
    text = f"{quantity.parse(average):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _query(metric: str, namespace: str, name: str) -> str:
    """All of a workload's pods together: KEDA divides by their number. A counter (`_total`) counts by the second."""
    series = f'{metric}{{namespace="{namespace}",pod=~"{name}-[a-z0-9]+-[a-z0-9]+"}}'
    return f"sum(rate({series}[2m]))" if metric.endswith("_total") else f"sum({series})"


def _queue(queue: Queue, server: str) -> Trigger:
    if queue.type == "prometheus":
        return _ask(QUEUE, server, queue.query, str(queue.length))
    kind, metadata = _source(queue, queue.type)
    return Trigger(kind, metadata, "AverageValue", QUEUE, secured=bool(queue.secret) or queue.type == "sqs")


def _source(queue: Queue, kind: Literal["rabbitmq", "kafka", "sqs"]) -> tuple[str, dict[str, str]]:
    """What KEDA calls the kind of queue, and where it finds this one."""
    length = str(queue.length)
    match kind:
        case "rabbitmq":
            named = {"protocol": "auto", "mode": "QueueLength", "queueName": queue.name, "value": length}
            return "rabbitmq", named
        case "kafka":
            named = {"bootstrapServers": ",".join(queue.servers), "consumerGroup": queue.group, "topic": queue.topic}
            return "kafka", {**named, "lagThreshold": length, "offsetResetPolicy": "latest"}
        case "sqs":
            return "aws-sqs-queue", {"queueURL": queue.url, "awsRegion": queue.region, "queueLength": length}
        case _:
            assert_never(kind)


def _secrets(queue: Queue) -> list[dict[str, str]]:
    """The Secret's keys by what KEDA calls them."""
    if not queue.secret:
        return []
    named = {"host": queue.key} if queue.type == "rabbitmq" else {key: key for key in KAFKA}
    return [{"parameter": parameter, "name": queue.secret, "key": key} for parameter, key in named.items()]
