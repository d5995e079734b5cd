"""Autoscaler `keda`: a ScaledObject for each workload, for which KEDA creates a HorizontalPodAutoscaler.

Metrics are read from the platform's Prometheus server, queue lengths from the queue itself. A missing series is an error, not 0
(`ignoreNullValues: false`), so the number of pods stays the same when monitoring fails. `min: 0` needs a queue, as without pods
there are no metrics of pods, and must not be exposed, as a Service without pods refuses requests.
"""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple, assert_never

from generator.kubernetes import labels, pod_names
from generator.kubernetes import workload as workloads
from generator.kubernetes.workload import Workload
from generator.manifest.manifest import Draft
from generator.source.finding import Finding
from generator.spec import quantity
from generator.spec.component import Queue, Scale
from generator.spec.project import Target

TRANSFER = "scaledobject.keda.sh/transfer-hpa-ownership"
METRIC_NAME = r"[A-Za-z_:][A-Za-z0-9_:]*"  # not compiled at every start: only custom metrics need it
ROLE_ARN = "eks.amazonaws.com/role-arn"
KAFKA_KEYS = ("sasl", "username", "password", "tls")
QUEUE_TRIGGER = "queue-length"
"""The name of the queue's trigger. Trigger names are unique, and a Prometheus metric cannot have this one because of the "-"."""


class Trigger(NamedTuple):
    """A trigger of a ScaledObject; an empty `metric_type` is the trigger's default."""

    type: str
    metadata: dict[str, str]
    metric_type: str = ""
    name: str = ""
    secured: bool = False


def problems(target: Target) -> Iterator[Finding]:
    """Yield settings that KEDA does not support or its webhook rejects."""
    service = target.component.serving
    scale = service.scale
    yield from _prometheus_problems(target, scale)
    if scale.metrics:
        yield from pod_names.problems(target)
    if scale.min == 0 and scale.queue is None:
        fact = "without pods there are no metrics, so the first pod would never be started"
        yield workloads.component_finding(
            target, ("scale", "min"), fact=fact, hint="add scale.queue, or use min: 1", code="scale-to-zero"
        )
    entry = "expose" if service.routes else "service.type" if service.main_service.is_external else ""
    if scale.min == 0 and entry:
        fact = "requests that come while no pod runs are refused"
        hint = f"use min: 1, or remove {entry}: only work from a queue can wait"
        yield workloads.component_finding(target, ("scale", "min"), fact=fact, hint=hint, code="scale-to-zero")
    if scale.queue is not None and not service.strategy.in_place:
        fact = "a queue gives its work to the pods of every version: no traffic can be kept from a new one"
        hint = "use strategy: rolling, or scale on metrics or cpu"
        yield workloads.component_finding(target, ("scale", "queue"), fact=fact, hint=hint, code="queue")
    if scale.is_fixed and not workloads.utilization_targets(target.component):
        fact, hint = "KEDA needs a request of cpu or memory on a fixed scale", "add cpu to resources"
        yield workloads.component_finding(target, ("scale",), fact=fact, hint=hint, code="scale")


def _prometheus_problems(target: Target, scale: Scale) -> Iterator[Finding]:
    where = target.environment.name
    paths = [("scale", "metrics")] if scale.metrics else []
    paths += [("scale", "queue")] if scale.queue is not None and scale.queue.type == "prometheus" else []
    for path in paths if not target.environment.prometheus else ():
        hint = "ask the platform for metrics: {prometheus: URL}, or scale on cpu"
        yield workloads.component_finding(
            target,
            path,
            fact="no Prometheus server is named that could be asked",
            hint=hint,
            code="autoscaler",
            place=where,
        )
    for metric, _ in scale.metrics:
        if not re.fullmatch(METRIC_NAME, metric):
            fact = f'"{metric}" is not the name of a Prometheus metric'
            hint = "use its name in Prometheus: letters, digits, _ and :"
            yield workloads.component_finding(
                target, ("scale", "metrics", metric), fact=fact, hint=hint, code="autoscaler"
            )


def drafts(target: Target, workload: Workload) -> Iterator[Draft]:
    """The ScaledObject of a workload and, if its queue needs one, its TriggerAuthentication."""
    component = workload.component
    values = workloads.values(target, workload)
    annotations = labels.annotations(target, component, {TRANSFER: "true"})
    triggers = list(_triggers(target, workload))
    more = {"annotations": annotations, "triggers": triggers}
    yield Draft(template="keda/scaledobject.yaml", folder="keda", file=workload.name, values=values | more)
    queue = component.serving.scale.queue
    if queue is not None and any(trigger.secured for trigger in triggers):
        access = {
            "secrets": _secrets(queue),
            "identity": queue.type == "sqs",
            "workload_identity": ROLE_ARN in component.account.annotations,
        }
        template = "keda/triggerauthentication.yaml"
        yield Draft(template=template, folder="keda", file=workload.name, values=values | access)


def queries(target: Target, pods: str) -> dict[str, str]:
    """The Prometheus queries of a target's triggers by trigger name, for pods of the workload named `pods`."""
    triggers = _triggers(target, Workload(pods, target.component, minimum=0, maximum=0))
    return {each.name: each.metadata["query"] for each in triggers if each.type == "prometheus"}


def _triggers(target: Target, workload: Workload) -> Iterator[Trigger]:
    component = workload.component
    server, scale = target.environment.prometheus, component.serving.scale
    for metric, average in scale.metrics:
        yield _prometheus_trigger(metric, server, _query(metric, target.namespace, workload), _number(average))
    for resource, per_cent in workloads.utilization_targets(component).items():
        yield Trigger(resource, {"containerName": "main", "value": str(per_cent)}, "Utilization")
    if scale.queue is not None:
        yield _queue(scale.queue, server)


def _prometheus_trigger(name: str, server: str, query: str, threshold: str) -> Trigger:
    metadata = {"serverAddress": server, "query": query, "threshold": threshold, "activationThreshold": "0"}
    return Trigger("prometheus", {**metadata, "ignoreNullValues": "false"}, "AverageValue", name)


def _number(average: str) -> str:
    """A quantity as a decimal number, as KEDA requires."""
    text = f"{quantity.parse(average):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _query(metric: str, namespace: str, workload: Workload) -> str:
    """The sum over a workload's pods, which KEDA divides by their number; the rate per second for a counter (`_total`)."""
    series = f'{metric}{{namespace="{namespace}",pod=~"{workload.name}-{workload.pods}"}}'
    return f"sum(rate({series}[2m]))" if metric.endswith("_total") else f"sum({series})"


def _queue(queue: Queue, server: str) -> Trigger:
    if queue.type == "prometheus":
        return _prometheus_trigger(QUEUE_TRIGGER, server, queue.query, str(queue.length))
    kind, metadata = _source(queue, queue.type)
    return Trigger(kind, metadata, "AverageValue", QUEUE_TRIGGER, secured=bool(queue.secret) or queue.type == "sqs")


def _source(queue: Queue, kind: Literal["rabbitmq", "kafka", "sqs"]) -> tuple[str, dict[str, str]]:
    """KEDA's trigger type and metadata for a queue."""
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
    """The keys of the Secret with the names of KEDA's parameters."""
    if not queue.secret:
        return []
    named = {"host": queue.key} if queue.type == "rabbitmq" else {key: key for key in KAFKA_KEYS}
    return [{"parameter": parameter, "name": queue.secret, "key": key} for parameter, key in named.items()]
