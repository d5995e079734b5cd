from typing import Any

import pytest

from tests.builders import samples
from tests.builders.documents import Data

CANARY: Data = {
    **samples.SERVICE,
    "scale": {"min": 2, "max": 4},
    "strategy": {"type": "canary", "steps": [10]},
    "expose": {"host": "api.example.org"},
}


def test_a_version_gets_traffic_when_it_is_ready() -> None:
    assert samples.problems({**CANARY, "health": {"ready": "none"}}) == [
        (
            "components.api.health.ready: ready: none does not go with canary: a version gets traffic when its pods are ready"
            " -> write how a pod is ready: health: {ready: /readyz}, or use strategy: rolling or recreate"
        ),
        (
            "components.api.health.ready: ready: none does not go with expose: requests would reach pods that have not started"
            " -> write how a pod is ready: health: {ready: /readyz}, or remove expose"
        ),
    ]
    assert samples.problems({**samples.SERVICE, "strategy": "recreate", "health": {"ready": "none"}}) == []


@pytest.mark.parametrize("role", ["live", "startup"])
def test_success_is_counted_for_readiness_alone(role: str) -> None:
    probe = {"http": "/x", "successes": 2}
    assert samples.problems({**samples.SERVICE, "health": {role: probe}}) == [
        (
            f"components.api.health.{role}.successes: 2 successes in a row are for ready alone:"
            f" a {role} probe has passed with one -> remove it"
        )
    ]
    assert samples.problems({**samples.SERVICE, "health": {"ready": probe, role: {"http": "/x", "successes": 1}}}) == []


def test_a_start_is_measured_once() -> None:
    assert samples.problems({**samples.SERVICE, "health": {"startup": {"longest": "5m", "failures": 3}}}) == [
        (
            'components.api.health.startup.failures: "failures" does not go with "longest", from which it follows'
            " -> keep one of the two: failures is longest / period, rounded up"
        )
    ]


def test_a_start_needs_a_way_of_asking() -> None:
    assert samples.problems({**samples.SERVICE, "health": {"ready": "none", "startup": "5m"}}) == [
        (
            "components.api.health.startup: a start-up probe asks as ready does, and ready is none"
            " -> write how to ask: startup: {longest: 20m, http: /started}, or remove it"
        )
    ]
    own = {"longest": "5m", "tcp": "http"}
    assert samples.problems({**samples.SERVICE, "health": {"ready": "none", "startup": own}}) == []


@pytest.mark.parametrize("probe", [{"port": 8080}, {"scheme": "HTTPS", "period": "1s"}])
def test_port_and_scheme_are_those_of_http(probe: Any) -> None:
    (said,) = samples.problems({**samples.SERVICE, "health": {"ready": probe}})
    assert said.startswith('components.api.health.ready: "http" is missing -> ')


def test_tcp_has_no_scheme() -> None:
    (said,) = samples.problems({**samples.SERVICE, "health": {"ready": {"tcp": "http", "scheme": "HTTPS"}}})
    assert said == (
        'components.api.health.ready.scheme: "scheme" does not go with tcp -> keep one kind of probe: {tcp: http} alone'
    )


@pytest.mark.parametrize("key", ["port", "scheme"])
def test_a_start_up_probe_takes_port_and_scheme_of_ready(key: str) -> None:
    value = "HTTPS" if key == "scheme" else 9000
    assert samples.problems({**samples.SERVICE, "health": {"ready": "/readyz", "startup": {key: value}}}) == [
        (
            f'components.api.health.startup.{key}: "{key}" does not stand alone'
            " -> without a way of asking it asks as ready does: {longest: 20m}; port and scheme go with http"
        )
    ]
