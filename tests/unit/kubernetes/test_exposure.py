import pytest

from generator.environment.environment import Ingress
from generator.environment.networking import Gateway
from generator.kubernetes import exposure
from generator.spec.component import Expose, Port
from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE

EXPOSED: Data = SERVICE | {"expose": {"host": "{component}.{project}.{environment}.acme.dev", "path": "/v1"}}
GATEWAY: Data = {"traffic": "gateway-api", "gateway": {"name": "public", "namespace": "gateways"}}
INGRESS: Data = {"traffic": "ingress", "ingress": {"class": "nginx", "tlsSecret": "wildcard"}}


def test_a_host_has_its_places_filled() -> None:
    assert exposure.host_name(samples.target(EXPOSED)) == "api.fraud.dev.acme.dev"


@pytest.mark.parametrize("component", [SERVICE, samples.JOB])
def test_what_is_not_exposed_has_no_host(component: Data) -> None:
    assert exposure.host_name(samples.target(component)) == ""


def test_asking_for_what_is_exposed_where_nothing_is_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(TypeError, match=r"^fraud-api is not exposed$"):
        exposure.exposed(samples.target(SERVICE))


@pytest.mark.parametrize("named", ["admin", 9000])
def test_a_port_is_exposed_by_its_name_or_its_number(named: str | int) -> None:
    component = SERVICE | {"ports": {"http": 8080, "admin": 9000}, "expose": {"host": "a.acme.dev", "port": named}}
    expose, port = exposure.exposed(samples.target(component))
    assert (expose, port) == (Expose("a.acme.dev", "/", str(named)), Port("admin", 9000, 9000))


def test_a_route_has_the_gateway_and_its_shares_in_order() -> None:
    target = samples.target(EXPOSED, None, GATEWAY)
    assert exposure.route(target, [("fraud-api-blue", 90), ("fraud-api-green", 10)]) == {
        "host": "api.fraud.dev.acme.dev",
        "path": "/v1",
        "port": 8080,
        "gateway": Gateway("public", "gateways"),
        "backends": [{"name": "fraud-api-blue", "weight": 90}, {"name": "fraud-api-green", "weight": 10}],
    }


def test_an_ingress_reaches_the_main_service_alone() -> None:
    values = exposure.ingress(samples.target(EXPOSED, None, INGRESS))
    assert values["service"] == "fraud-api"
    assert values["ingress"] == Ingress("nginx", "wildcard")
    assert (values["host"], values["path"], values["port"]) == ("api.fraud.dev.acme.dev", "/v1", 8080)
