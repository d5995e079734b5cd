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
        {"name": "http", "port": 80, "targetPort": 8080, "protocol": "TCP"},
        {"name": "alt", "port": 81, "targetPort": 8080, "protocol": "TCP"},
    ]


def test_a_very_long_start_fits_the_deadlines_32_bits() -> None:
    spec = objects(SERVICE | {"health": {"startup": "596523h14m7s"}})["Deployment/fraud-api-blue"]["spec"]
    assert spec["progressDeadlineSeconds"] == 2**31 - 1


def test_no_key_of_a_config_map_begins_with_two_dots() -> None:
    found = objects(SERVICE | {"files": {"/..data": "x"}})
    assert [o["data"] for o in found.values() if o["kind"] == "ConfigMap"] == [{"_..data": "x"}]


SIDE: Data = {"image": "ghcr.io/acme/side:1"}


def pod(component: Data) -> Data:
    found: Data = objects(component)["Deployment/fraud-api-blue"]["spec"]["template"]["spec"]
    return found


def test_sidecars_start_before_init_containers_and_alone_restart() -> None:
    found = pod(SERVICE | {"init": {"a": SIDE, "b": SIDE}, "sidecars": {"c": SIDE}})["initContainers"]
    assert [(each["name"], each.get("restartPolicy")) for each in found] == [("c", "Always"), ("a", None), ("b", None)]


def test_a_container_beside_the_main_one_has_no_probe_unless_it_is_written() -> None:
    health = {"live": {"tcp": 9901}}
    found = pod(SERVICE | {"init": {"a": SIDE}, "sidecars": {"c": SIDE, "d": SIDE | {"health": health}}})[
        "initContainers"
    ]
    probes = [{key for key in each if key.endswith("Probe") or key == "lifecycle"} for each in found]
    assert probes == [set(), {"livenessProbe"}, set()]


def test_a_service_reaches_the_port_of_a_sidecar_by_its_number() -> None:
    component = SERVICE | {"sidecars": {"c": SIDE | {"ports": {"admin": {"port": 80, "targetPort": 9901}}}}}
    assert objects(component)["Service/fraud-api"]["spec"]["ports"] == [
        {"name": "http", "port": 8080, "targetPort": "http", "protocol": "TCP"},
        {"name": "admin", "port": 80, "targetPort": 9901, "protocol": "TCP"},
    ]


def test_a_probe_names_a_port_of_its_own_container_only() -> None:
    sidecar = SIDE | {"ports": {"admin": 9901}, "health": {"ready": "/ready"}}
    component = SERVICE | {"health": {"ready": {"tcp": "admin"}}, "sidecars": {"c": sidecar}}
    found = pod(component)
    assert found["containers"][0]["readinessProbe"]["tcpSocket"] == {"port": 9901}
    assert found["initContainers"][0]["readinessProbe"]["httpGet"] == {"path": "/ready", "port": "admin"}


def test_the_same_path_with_the_same_source_is_one_volume() -> None:
    own = {"/data": {"scratch": "2Gi"}}
    component = SERVICE | {"volumes": {"/data": {"scratch": "1Gi"}}}
    found = pod(component | {"init": {"a": SIDE, "b": SIDE | {"volumes": own}}})
    mounts = {
        each["name"]: each["volumeMounts"][1]["name"] for each in (*found["containers"], *found["initContainers"])
    }
    assert mounts == {"main": "volume-data", "a": "volume-data", "b": "b-data"}
    assert [each["name"] for each in found["volumes"]] == ["tmp", "volume-data", "a-tmp", "b-tmp", "b-data"]


def test_names_of_volumes_of_one_container_never_meet_others() -> None:
    own = {"/data": {"scratch": "2Gi"}}
    component = SERVICE | {"volumes": {"/data": {"scratch": "1Gi"}}}
    found = pod(component | {"init": {"volume": SIDE | {"volumes": own}}})
    names = [each["name"] for each in found["volumes"]]
    assert len(set(names)) == len(names) == 4


def test_devices_of_any_container_bring_their_tolerations() -> None:
    component = SERVICE | {
        "sidecars": {"c": SIDE | {"resources": {"gpu": 1}}},
        "init": {"d": SIDE | {"resources": {"gpu": 1}}},
    }
    assert [each["key"] for each in pod(component)["tolerations"]] == ["nvidia.com/gpu"]


def test_the_starts_of_sidecars_are_part_of_the_deadline() -> None:
    sidecar = SIDE | {"health": {"ready": {"tcp": 9901}, "startup": "2m"}}
    found = objects(SERVICE | {"sidecars": {"c": sidecar}})["Deployment/fraud-api-blue"]["spec"]
    assert found["progressDeadlineSeconds"] == 60 + 120 + 600


@pytest.mark.parametrize(
    ("health", "seconds"),
    [
        ({"startup": {"longest": "2m", "delay": "30m"}}, 32 * 60),
        ({"ready": {"delay": "30m"}, "startup": "2m"}, 30 * 60),
        ({"ready": {"period": "10s", "successes": 4}, "startup": "2m"}, 120 + 30),
    ],
)
def test_the_delays_of_probes_are_part_of_the_deadline(health: Data, seconds: int) -> None:
    found = objects(SERVICE | {"health": health})["Deployment/fraud-api-blue"]["spec"]
    assert found["progressDeadlineSeconds"] == seconds + 600
