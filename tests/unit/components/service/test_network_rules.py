"""Ports and the main Service: what their values must be to each other, word for word."""

from typing import Any

import pytest

from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE

OPEN: Data = {"policy": {"serviceTypes": ["cluster-ip", "load-balancer", "node-port"]}}


def said(environment: Data | None = None, **component: Any) -> list[str]:
    return samples.problems(SERVICE | component, None, OPEN | (environment or {}))


def test_a_low_port_may_be_refused_to_a_user_that_is_not_root() -> None:
    assert said(ports={"http": 80}) == [
        (
            "components.api.ports.http: user 10001 may not be able to listen on 80: below 1024 some container runtimes ask for root"
            " -> let the program listen on 1024 or more: http: {port: 80, targetPort: 8080}"
        )
    ]
    assert said(ports={"http": {"port": 80, "targetPort": 8080}, "https": {"port": 443, "targetPort": 8443}}) == []


def test_a_headless_service_has_no_balancer() -> None:
    assert said(service={"headless": True, "type": "node-port"}) == [
        (
            "components.api.service.headless: a node-port Service needs an address of its own, which a headless one has not"
            " -> keep one of the two: headless or type"
        )
    ]


def test_a_headless_service_has_no_slots() -> None:
    assert said(service={"headless": True}, strategy="blue-green", scale=2) == [
        (
            "components.api.service.headless: blue-green moves the main Service between two sets of pods, and clients of a"
            " headless one keep the old addresses -> use strategy: rolling, or leave headless out"
        )
    ]


def test_a_headless_service_changes_no_port() -> None:
    assert said(service={"headless": True}, ports={"http": {"port": 8000, "targetPort": 8080}}) == [
        (
            "components.api.ports.http: a headless Service leads to the pods themselves, which listen on 8080, not on 8000"
            " -> use port: 8080"
        )
    ]


@pytest.mark.parametrize(("key", "value"), [("sessionAffinity", "client-ip"), ("trafficDistribution", "prefer-close")])
def test_what_a_headless_service_does_not_do_is_said(key: str, value: str) -> None:
    assert said(service={"headless": True, key: value}) == [
        f"components.api.service.{key}: {key} has no effect on a headless Service: its clients choose the pod -> leave it out"
    ]
    assert said(service={"headless": False, key: value}) == said(service={key: value}) == []


def test_sources_need_an_entry_from_outside() -> None:
    assert said(service={"sources": ["10.0.0.0/8"]}) == [
        (
            "components.api.service.sources: sources are the networks that come in through a load balancer or node port, and"
            " this Service has neither -> add type: load-balancer or node-port, or leave sources out"
        )
    ]


def test_a_balancer_knows_no_slots() -> None:
    assert said(service={"type": "load-balancer"}, strategy="blue-green", scale=2) == [
        (
            "components.api.service.type: the load-balancer leads to the active slot alone: it knows no share of the traffic,"
            " and registers anew at each switch -> use expose, whose route moves traffic by share, or strategy: rolling"
        )
    ]


@pytest.mark.parametrize("chosen", ["prefer-same-zone", "prefer-same-node"])
def test_a_preference_that_the_cluster_does_not_know_yet_is_refused(chosen: str) -> None:
    old = {"cluster": {"name": "dev", "kubernetes": "1.33"}}
    assert said(old, service={"trafficDistribution": chosen}) == [
        (
            f"components.api.service.trafficDistribution: {chosen} needs Kubernetes 1.34, and it is 1.33 in dev"
            " -> use prefer-close there"
        )
    ]
    assert said(service={"trafficDistribution": chosen}) == []
    assert said(old, service={"trafficDistribution": "prefer-close"}) == []


def test_metrics_name_a_tcp_port() -> None:
    assert said(metrics={"path": "/prom"}) == [
        'components.api.metrics: there is no port "metrics" -> choose from: http'
    ]
    assert said(metrics={"port": "htp"}) == [
        'components.api.metrics.port: there is no port "htp" -> did you mean "http"?'
    ]
    udp = {"http": 8080, "udp": {"port": 9090, "protocol": "UDP"}}
    assert said(ports=udp, metrics={"port": 9090}) == [
        'components.api.metrics: port "udp" is UDP, and metrics are asked by HTTP -> name a TCP port'
    ]
    assert said(metrics={"port": 8080}) == []


def test_a_headless_service_changes_no_port_of_a_sidecar() -> None:
    sidecar = {"image": "ghcr.io/acme/side:1", "ports": {"admin": {"port": 9000, "targetPort": 9901}}}
    assert said(service={"headless": True}, sidecars={"proxy": sidecar}) == [
        (
            "components.api.sidecars.proxy.ports.admin: a headless Service leads to the pods themselves, which listen on 9901,"
            " not on 9000 -> use port: 9901"
        )
    ]


@pytest.mark.parametrize(
    ("metrics", "said"),
    [
        ({"port": 9100}, '.port: there is no port "9100" -> name the port of the metrics: ports: {metrics: 9100}'),
        ({"path": "/m"}, ': there is no port "metrics" -> name the port of the metrics: ports: {metrics: 9090}'),
    ],
)
def test_metrics_need_a_port_that_is_named(metrics: Data, said: str) -> None:
    assert samples.problems(samples.WORKER | {"metrics": metrics}) == [f"components.api.metrics{said}"]
