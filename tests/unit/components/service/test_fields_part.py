from typing import Any

import pytest

from generator.spec.component import Port, Probe, Queue, Scale, Strategy
from tests.builders import samples
from tests.builders.samples import SERVICE


def part(**component: Any) -> Any:
    return samples.target(SERVICE | component).component.serving


def test_a_port_is_reached_inside_under_its_own_number_where_no_other_is_written() -> None:
    ports = {
        "http": 80,
        "grpc": {"port": 90, "targetPort": 50051, "appProtocol": "kubernetes.io/h2c"},
        "dns": {"port": 53, "protocol": "UDP"},
    }
    assert part(ports=ports).ports == (
        Port("http", 80, 80),
        Port("grpc", 90, 50051, "TCP", "kubernetes.io/h2c"),
        Port("dns", 53, 53, "UDP"),
    )


@pytest.mark.parametrize(
    ("written", "probe"),
    [
        ("/readyz", Probe("http", path="/readyz")),
        ({"http": "/x", "port": 9000}, Probe("http", path="/x", port=9000)),
        ({"tcp": "http"}, Probe("tcp", port="http")),
        ({"grpc": 50051}, Probe("grpc", port=50051)),
        ({"command": ["a", "b"]}, Probe("command", command=("a", "b"))),
    ],
)
def test_a_probe_asks_in_one_way(written: Any, probe: Probe) -> None:
    health = part(health={"ready": written, "startup": "1m"}).health
    assert (health.ready, health.live, health.startup) == (probe, None, probe._replace(failures=12))
    assert health.longest == 60


def test_a_scale_is_a_number_or_bounds_with_metrics_in_one_order_and_one_form() -> None:
    assert part(scale=3).scale == Scale(3, 3)
    found = part(scale={"min": 2, "max": 4, "cpu": 60, "metrics": {"b": "1000m", "a": "0.5"}}).scale
    assert found == Scale(2, 4, cpu=60, metrics=(("a", "500m"), ("b", "1")))


def test_a_queue_keeps_what_its_type_knows() -> None:
    queue = {"type": "kafka", "length": 50, "servers": ["k:9092"], "topic": "t", "group": "g"}
    target = samples.target(SERVICE | {"scale": {"max": 3, "queue": queue}}, None, {"autoscaler": "keda"})
    assert target.component.serving.scale.queue == Queue("kafka", 50, topic="t", group="g", servers=("k:9092",))


def test_all_traffic_is_carried_by_as_many_pods_as_there_may_be_where_nobody_chose() -> None:
    assert part(scale={"max": 6}, strategy="blue-green").strategy == Strategy("blue-green", -1, -1, prescale=6)
    assert part(scale={"max": 6}, strategy={"type": "blue-green", "prescale": 3}).strategy.prescale == 3
    assert part(strategy={"type": "rolling", "surge": "25%"}).strategy == Strategy("rolling", "25%", 0, prescale=1)


def test_a_port_is_exposed_as_text() -> None:
    (route,) = part(expose={"host": "a.dev", "port": 8080}).routes
    assert (route.hosts, route.path, route.port) == (("a.dev",), "/", "8080")
    assert part().routes == ()


def test_times_are_seconds() -> None:
    assert part(shutdown="1m30s").shutdown == (90, 10)
