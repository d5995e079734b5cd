"""What Flagger makes of the main Service of a Canary."""

import pytest

from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE

FLAGGER: Data = {"engine": "flagger", "policy": {"serviceTypes": ["load-balancer"]}}
SLOTS: Data = SERVICE | {"strategy": "blue-green", "scale": 2}


def said(component: Data) -> list[str]:
    return [each for each in samples.problems(component, None, FLAGGER) if "itself" in each]


@pytest.mark.parametrize(("key", "value"), [("type", "load-balancer"), ("sessionAffinity", "client-ip")])
def test_flagger_makes_the_service_without_these(key: str, value: str) -> None:
    assert said(SLOTS | {"service": {key: value}}) == [
        (
            f"components.api.service.{key}: Flagger makes the Service fraud-api itself, without {key}"
            f" -> use strategy: rolling there, or service: {{{key}: null}}"
        )
    ]
    assert said(SERVICE | {"service": {key: value}}) == []


def test_annotations_and_the_distribution_are_given_to_flagger() -> None:
    service = {"annotations": {"a/b": "c"}, "trafficDistribution": "prefer-close"}
    made = samples.objects(SLOTS | {"service": service}, None, FLAGGER)["Canary/fraud-api"]["spec"]["service"]
    assert made["apex"]["annotations"]["a/b"] == "c"
    assert made["trafficDistribution"] == "PreferClose"


def test_a_protocol_that_flagger_gives_no_port_is_said_where_it_is_written() -> None:
    ports = {"http": 8080, "grpc": 9000}
    assert not [each for each in samples.problems(SLOTS | {"ports": ports}, None, FLAGGER) if "protocol" in each]
    written = {"http": 8080, "grpc": {"port": 9000, "appProtocol": "kubernetes.io/h2c"}}
    (found,) = (each for each in samples.problems(SLOTS | {"ports": written}, None, FLAGGER) if "protocol" in each)
    assert found == (
        "components.api.ports.grpc: Flagger gives its protocol, kubernetes.io/h2c, to no port but http"
        " -> use strategy: rolling where something has to know it"
    )
