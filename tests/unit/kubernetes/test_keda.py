from typing import Any

import pytest

from tests.builders.documents import Data
from tests.builders.samples import SERVICE, objects, problems

KEDA: Data = {"autoscaler": "keda", "metrics": {"prometheus": "http://prometheus.monitoring:9090"}}
QUEUES: dict[str, Data] = {
    "prometheus": {"type": "prometheus", "length": 5, "query": "sum(jobs_waiting)"},
    "rabbitmq": {"type": "rabbitmq", "length": 20, "name": "scoring", "secret": "broker", "key": "url"},
    "kafka": {"type": "kafka", "length": 50, "servers": ["kafka:9092"], "topic": "scoring", "group": "scorer"},
    "sqs": {"type": "sqs", "length": 5, "url": "https://sqs.eu-west-1.amazonaws.com/1/a", "region": "eu-west-1"},
}


def scaled(scale: Any, environment: Data | None = None, **more: Any) -> Data:
    """The spec of the ScaledObject of a service."""
    found = objects(SERVICE | {"scale": scale} | more, None, KEDA | (environment or {}))
    return dict(found["ScaledObject/fraud-api-blue"]["spec"])


def said(scale: Any, environment: Data | None = None, **more: Any) -> list[str]:
    return problems(SERVICE | {"scale": scale} | more, None, environment or KEDA)


def test_bounds_target_and_behaviour_are_those_of_the_hpa() -> None:
    scale = {"min": 2, "max": 6, "cpu": 60, "memory": 80}
    hpa = objects(SERVICE | {"scale": scale})["HorizontalPodAutoscaler/fraud-api-blue"]["spec"]
    assert scaled(scale) == {
        "scaleTargetRef": hpa["scaleTargetRef"],
        "pollingInterval": 30,
        "cooldownPeriod": 300,
        "minReplicaCount": 2,
        "maxReplicaCount": 6,
        "advanced": {
            "horizontalPodAutoscalerConfig": {"name": "fraud-api-blue", "behavior": hpa["behavior"]},
        },
        "triggers": [
            {"type": "memory", "metricType": "Utilization", "metadata": {"containerName": "main", "value": "80"}},
            {"type": "cpu", "metricType": "Utilization", "metadata": {"containerName": "main", "value": "60"}},
        ],
    }


def test_a_fixed_scale_has_equal_bounds_and_one_trigger() -> None:
    spec = scaled(3)
    assert (spec["minReplicaCount"], spec["maxReplicaCount"]) == (3, 3)
    assert [trigger["type"] for trigger in spec["triggers"]] == ["cpu"]


def test_it_takes_over_the_hpa_of_the_same_name() -> None:
    found = objects(SERVICE, None, KEDA)
    assert [key for key in found if key.startswith("HorizontalPodAutoscaler/")] == []
    assert found["ScaledObject/fraud-api-blue"]["metadata"]["annotations"] == {
        "scaledobject.keda.sh/transfer-hpa-ownership": "true"
    }


def test_a_metric_is_asked_of_prometheus_over_the_pods_of_the_slot_alone() -> None:
    spec = scaled({"max": 4, "metrics": {"vllm:num_requests_waiting": 5, "http_requests_total": "0.5"}})
    assert spec["triggers"] == [
        {
            "type": "prometheus",
            "name": name,
            "metricType": "AverageValue",
            "metadata": {
                "serverAddress": "http://prometheus.monitoring:9090",
                "query": query,
                "threshold": threshold,
                "activationThreshold": "0",
                "ignoreNullValues": "false",
            },
        }
        for name, query, threshold in (
            (
                "http_requests_total",
                'sum(rate(http_requests_total{namespace="risk-fraud-dev",pod=~"fraud-api-blue-[a-z0-9]+-[a-z0-9]+"}[2m]))',
                "0.5",
            ),
            (
                "vllm:num_requests_waiting",
                'sum(vllm:num_requests_waiting{namespace="risk-fraud-dev",pod=~"fraud-api-blue-[a-z0-9]+-[a-z0-9]+"})',
                "5",
            ),
        )
    ]


@pytest.mark.parametrize("kind", QUEUES)
def test_a_queue_may_empty_a_service_and_is_its_only_trigger(kind: str) -> None:
    spec = scaled({"min": 0, "max": 20, "queue": QUEUES[kind]})
    assert spec["minReplicaCount"] == 0
    assert [trigger["name"] for trigger in spec["triggers"]] == ["queue-length"]


def test_a_metric_called_queue_and_a_queue_are_two_triggers() -> None:
    """KEDA's webhook refuses a name that two triggers have."""
    spec = scaled({"max": 4, "metrics": {"queue": 5, "queue_length": 2}, "queue": QUEUES["prometheus"]})
    assert [trigger["name"] for trigger in spec["triggers"]] == ["queue", "queue_length", "queue-length"]


def test_the_secret_of_a_queue_is_read_by_keda_alone() -> None:
    found = objects(SERVICE | {"scale": {"max": 3, "queue": QUEUES["rabbitmq"]}}, None, KEDA)
    spec = found["TriggerAuthentication/fraud-api-blue"]["spec"]
    assert spec == {"secretTargetRef": [{"parameter": "host", "name": "broker", "key": "url"}]}
    trigger = found["ScaledObject/fraud-api-blue"]["spec"]["triggers"][0]
    assert trigger["authenticationRef"] == {"kind": "TriggerAuthentication", "name": "fraud-api-blue"}
    assert trigger["metadata"] == {"protocol": "auto", "mode": "QueueLength", "queueName": "scoring", "value": "20"}


@pytest.mark.parametrize(("annotations", "owner"), [({}, "keda"), ({"eks.amazonaws.com/role-arn": "r"}, "workload")])
def test_sqs_is_read_as_the_service_itself_where_it_has_a_role(annotations: Data, owner: str) -> None:
    component = SERVICE | {"scale": {"max": 3, "queue": QUEUES["sqs"]}, "serviceAccount": {"annotations": annotations}}
    found = objects(component, None, KEDA)["TriggerAuthentication/fraud-api-blue"]["spec"]
    assert found == {"podIdentity": {"provider": "aws", "identityOwner": owner}}


def test_a_queue_of_another_type_replaces_the_one_below() -> None:
    component = SERVICE | {"scale": {"max": 3, "queue": QUEUES["rabbitmq"]}}
    section = {"components": {"api": {"scale": {"max": 4, "queue": QUEUES["sqs"]}}}}
    spec = objects(component, section, KEDA)["ScaledObject/fraud-api-blue"]["spec"]
    assert (spec["maxReplicaCount"], [t["type"] for t in spec["triggers"]]) == (4, ["aws-sqs-queue"])


def test_an_empty_slot_has_no_scaler_and_a_release_freezes_both() -> None:
    release = {"active": {"image": "a/b:1"}, "candidate": {"image": "a/b:2"}, "step": 0}
    component = SERVICE | {"strategy": "blue-green", "scale": {"min": 1, "max": 4}}
    steady = objects(component, None, KEDA)
    moving = objects(component, {"releases": {"api": release}}, KEDA)
    assert [key for key in steady if key.startswith("ScaledObject/")] == ["ScaledObject/fraud-api-blue"]
    found = {key: o["spec"] for key, o in moving.items() if key.startswith("ScaledObject/")}
    assert {key: spec["minReplicaCount"] for key, spec in found.items()} == {
        "ScaledObject/fraud-api-blue": 1,
        "ScaledObject/fraud-api-green": 4,
    }
    behaviours = [spec["advanced"]["horizontalPodAutoscalerConfig"]["behavior"] for spec in found.values()]
    assert {behaviour["scaleDown"]["selectPolicy"] for behaviour in behaviours} == {"Disabled"}


WHERE = "components.api.scale"
NO_POD = "without pods there are no metrics, so the first pod would never be started -> add scale.queue, or use min: 1"
NO_SERVER = (
    "no Prometheus server is named that could be asked in dev -> ask the platform for metrics: {prometheus: URL}, "
    "or scale on cpu"
)


@pytest.mark.parametrize(
    ("scale", "environment", "more", "problem"),
    [
        ({"min": 0, "max": 3, "metrics": {"a": 1}}, KEDA, {}, f"{WHERE}.min: {NO_POD}"),
        (
            {"min": 0, "max": 3, "queue": QUEUES["sqs"]},
            KEDA,
            {"expose": {"host": "a.example.org"}},
            (
                f"{WHERE}.min: requests that come while no pod runs are refused"
                " -> use min: 1, or remove expose: only work from a queue can wait"
            ),
        ),
        ({"max": 3, "metrics": {"a": 1}}, {"autoscaler": "keda"}, {}, f"{WHERE}.metrics: {NO_SERVER}"),
        ({"max": 3, "queue": QUEUES["prometheus"]}, {"autoscaler": "keda"}, {}, f"{WHERE}.queue: {NO_SERVER}"),
        (
            {"max": 3, "metrics": {"a.b": 1}},
            KEDA,
            {},
            (
                f'{WHERE}.metrics["a.b"]: "a.b" is not the name of a Prometheus metric'
                " -> use its name in Prometheus: letters, digits, _ and :"
            ),
        ),
        (
            2,
            KEDA,
            {"resources": {"requests": {"ephemeral-storage": "1Gi"}}},
            f"{WHERE}: KEDA needs a request of cpu or memory on a fixed scale -> add cpu to resources",
        ),
        (
            {"max": 3, "queue": QUEUES["sqs"]},
            {"autoscaler": "hpa"},
            {},
            (
                f"{WHERE}.queue: the Kubernetes HPA cannot see a queue, and nothing else scales the pods in dev"
                " -> use scale.metrics of the pods or cpu there, or ask the platform for autoscaler: keda"
            ),
        ),
        (
            {"min": 0, "max": 3, "cpu": 70},
            {"autoscaler": "hpa"},
            {},
            (
                f"{WHERE}.min: the Kubernetes HPA keeps at least one pod, and nothing else scales them in dev"
                " -> use min: 1 there, or ask the platform for autoscaler: keda"
            ),
        ),
    ],
)
def test_what_cannot_scale_is_a_problem(scale: Any, environment: Data, more: Data, problem: str) -> None:
    assert problem in said(scale, environment, **more)


@pytest.mark.parametrize("strategy", ["blue-green", {"type": "canary", "steps": [10]}])
def test_a_queue_knows_no_shares_of_traffic(strategy: Any) -> None:
    said_of = said({"max": 3, "queue": QUEUES["sqs"]}, strategy=strategy, expose={"host": "a.example.org"})
    assert (
        f"{WHERE}.queue: a queue gives its work to the pods of every version: no traffic can be kept from a new one"
        " -> use strategy: rolling, or scale on metrics or cpu"
    ) in said_of


def test_each_type_of_queue_says_what_it_lacks() -> None:
    found = said({"max": 3, "queue": {"type": "kafka", "length": 1, "url": "https://a.example.org"}})
    way = ' -> a queue of kafka is {type: kafka, length: 20, servers: ["kafka:9092"], topic: jobs, group: workers}'
    assert found == [
        f'{WHERE}.queue.url: "url" does not go with type, length{way}',
        *(f'{WHERE}.queue: "{key}" is missing{way}' for key in ("servers", "topic", "group")),
    ]


@pytest.mark.parametrize("entry", ["load-balancer", "node-port"])
def test_what_is_reached_from_outside_keeps_a_pod(entry: str) -> None:
    scale = {"min": 0, "max": 3, "queue": QUEUES["sqs"]}
    environment = KEDA | {"policy": {"serviceTypes": ["cluster-ip", entry]}}
    assert said(scale, environment, service={"type": entry}) == [
        (
            f"{WHERE}.min: requests that come while no pod runs are refused"
            " -> use min: 1, or remove service.type: only work from a queue can wait"
        )
    ]
    assert said(scale, environment, service={"sessionAffinity": "client-ip"}) == []
