import pytest

from tests.builders.documents import Data
from tests.builders.samples import SERVICE, main, objects


@pytest.mark.parametrize(
    ("probe", "written"),
    [
        ("/readyz", {"httpGet": {"path": "/readyz", "port": "http"}}),
        ({"http": "/x", "port": 9000}, {"httpGet": {"path": "/x", "port": 9000}}),
        ({"tcp": "http"}, {"tcpSocket": {"port": "http"}}),
        ({"command": ["a", "$(B)", "$(A)"]}, {"exec": {"command": ["a", "$$(B)", "$(A)"]}}),
        # The API takes no name there.
        ({"grpc": "http"}, {"grpc": {"port": 8080, "service": ""}}),
        ({"grpc": 50051}, {"grpc": {"port": 50051, "service": ""}}),
    ],
)
def test_probe(probe: object, written: Data) -> None:
    found = main(SERVICE | {"env": {"A": "x"}, "health": {"ready": probe}})["readinessProbe"]
    assert found == {**written, "periodSeconds": 5, "timeoutSeconds": 5, "failureThreshold": 3}


def test_a_container_port_with_two_names_is_written_once() -> None:
    ports = {"http": {"port": 80, "targetPort": 8080}, "alt": {"port": 81, "targetPort": 8080}}
    component = SERVICE | {"ports": ports, "health": {"ready": {"tcp": "alt"}}}
    assert main(component)["ports"] == [{"name": "http", "containerPort": 8080, "protocol": "TCP"}]
    assert main(component)["readinessProbe"]["tcpSocket"] == {"port": 8080}
    assert objects(component)["Service/fraud-api"]["spec"]["ports"] == [
        {"name": "http", "port": 80, "targetPort": "http", "protocol": "TCP"},
        {"name": "alt", "port": 81, "targetPort": 8080, "protocol": "TCP"},
    ]


def test_a_very_long_start_fits_the_deadlines_32_bits() -> None:
    spec = objects(SERVICE | {"health": {"startup": "596523h14m7s"}})["Deployment/fraud-api-blue"]["spec"]
    assert spec["progressDeadlineSeconds"] == 2**31 - 1


def test_no_key_of_a_config_map_begins_with_two_dots() -> None:
    found = objects(SERVICE | {"files": {"/..data": "x"}})
    assert [o["data"] for o in found.values() if o["kind"] == "ConfigMap"] == [{"_..data": "x"}]
