"""How probes are merged and settled; what is rendered of them is in `tests/golden/field-health`."""

from typing import Any

import pytest

from generator.resolve import health
from generator.source import nodes
from generator.source.scalars import raw
from generator.spec.component import Probe
from tests.builders import documents
from tests.builders.documents import Data


def completed(written: Data | None, main: str = "http") -> Any:
    if written is None:
        return raw(health.completed(None, main).value)
    tree = documents.mapping({"health": written})
    return raw(health.completed(tree.entries["health"], main).value)


def merged(base: Data, override: Data) -> Any:
    layers: list[nodes.Node] = [health.form(documents.mapping(layer)) for layer in (base, override)]
    return raw(health.merge_layers(*layers))


@pytest.mark.parametrize(
    ("written", "full"),
    [
        (None, {"ready": {"tcp": "http"}, "startup": {"longest": "1m"}}),
        ({"live": {"http": "/"}}, {"live": {"http": "/"}, "ready": {"tcp": "http"}, "startup": {"longest": "1m"}}),
        ({"ready": "none"}, {"ready": "none"}),
        (
            {"ready": "none", "startup": {"period": "1s"}},
            {"ready": "none", "startup": {"longest": "1m", "period": "1s"}},
        ),
        ({"ready": {"period": "1s"}}, {"ready": {"tcp": "http", "period": "1s"}, "startup": {"longest": "1m"}}),
        ({"ready": {"port": 1}, "startup": {"failures": 3}}, {"ready": {"port": 1}, "startup": {"failures": 3}}),
        (7, 7),
    ],
)
def test_what_is_not_written(written: Any, full: Any) -> None:
    assert completed(written) == full


def test_without_a_port_nothing_is_asked() -> None:
    assert completed({}, "") == {"startup": {"longest": "1m"}}


@pytest.mark.parametrize(
    ("base", "override", "result"),
    [
        ({"ready": {"http": "/a", "period": "2s"}}, {"ready": "/b"}, {"ready": {"http": "/b", "period": "2s"}}),
        ({"ready": {"http": "/a", "period": "2s"}}, {"ready": {"tcp": "x"}}, {"ready": {"tcp": "x"}}),
        ({"ready": {"http": "/a"}}, {"ready": "none"}, {"ready": "none"}),
        ({"ready": "none"}, {"ready": {"tcp": "x"}}, {"ready": {"tcp": "x"}}),
        ({"live": "/a"}, {"live": None}, {}),
        ({"startup": "5m"}, {"startup": {"http": "/s"}}, {"startup": {"longest": "5m", "http": "/s"}}),
        ({"startup": "5m"}, {"startup": {"failures": 3}}, {"startup": {"failures": 3}}),
        (
            {"startup": {"failures": 3, "period": "1s"}},
            {"startup": "5m"},
            {"startup": {"period": "1s", "longest": "5m"}},
        ),
    ],
)
def test_layers(base: Data, override: Data, result: Any) -> None:
    assert merged(base, override) == result


def test_start_up_is_asked_as_readiness_is() -> None:
    data = {"ready": {"http": "/r", "scheme": "HTTPS", "timeout": "9s", "period": "2s", "successes": 3, "delay": "1s"}}
    found = health.settled({**data, "startup": {"longest": "61s"}})
    assert found.startup == Probe(kind="http", path="/r", scheme="HTTPS", timeout=9, period=5, failures=13)
    assert found.longest == 61


def test_start_up_has_a_way_of_its_own() -> None:
    data = {"ready": {"tcp": "http"}, "startup": {"failures": 7, "period": "10s", "command": ["a"], "delay": "4s"}}
    found = health.settled(data)
    assert found.startup == Probe(kind="command", command=("a",), period=10, failures=7, delay=4)
    assert found.longest == 70


def test_a_task_is_only_watched() -> None:
    found = health.settled({"live": {"grpc": 9000}})
    assert found == (None, Probe(kind="grpc", port=9000, period=10), None, 0)
