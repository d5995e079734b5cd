from typing import Any

import pytest

from generator.kubernetes import probes
from generator.spec.component import Health, Port, Probe

PORTS = (
    Port("http", 80, 8080),
    Port("https-web", 443, 8443),
    Port("again", 81, 8080),
    Port("marked", 82, 8082, scheme="HTTPS"),
)


def asked(probe: Probe) -> Any:
    return probes.values(Health(ready=probe, live=None, startup=None, longest=0), PORTS, {"A"})["ready"]


@pytest.mark.parametrize(
    ("written", "port"),
    [(0, "http"), ("https-web", "https-web"), ("again", 8080), (8080, 8080), (9999, 9999)],
)
def test_the_container_has_the_first_name_of_a_number(written: Any, port: Any) -> None:
    assert asked(Probe(kind="tcp", port=written))["port"] == port


def test_grpc_is_asked_by_number() -> None:
    assert asked(Probe(kind="grpc", port="http"))["port"] == 8080


@pytest.mark.parametrize(
    ("probe", "scheme"),
    [
        (Probe(kind="http"), "HTTP"),
        (Probe(kind="http", port="https-web"), "HTTPS"),
        (Probe(kind="http", port=8443), "HTTPS"),
        (Probe(kind="http", port="marked"), "HTTPS"),
        (Probe(kind="http", port="https-web", scheme="HTTP"), "HTTP"),
        (Probe(kind="tcp", port="https-web"), ""),
    ],
)
def test_the_scheme_is_the_probes_or_the_ports(probe: Probe, scheme: str) -> None:
    assert asked(probe)["scheme"] == scheme


def test_a_command_sees_the_containers_variables() -> None:
    found = asked(Probe(kind="command", command=("$(A)", "$(B)")))
    assert found["command"] == ["$(A)", "$$(B)"]


def test_a_probe_that_is_not_there_is_none() -> None:
    assert probes.values(Health(None, None, None, 0), (), ()) == {"ready": None, "live": None, "startup": None}
