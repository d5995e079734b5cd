from typing import Any

import pytest

from tests.builders import samples
from tests.builders.documents import Data
from tests.unit.components.inference.served import CUSTOM, KNATIVE, MODEL, SIDE_BY_SIDE, STANDARD

PLATFORM: Data = {"downloaders": {"*": {"image": "ghcr.io/acme/fetch:1"}}}
FRONT: Data = {"transformer": {"image": "ghcr.io/acme/front:1"}}


def pod(component: Data, overrides: Data | None = None) -> Any:
    found = samples.objects(component, overrides, PLATFORM)["Deployment/fraud-api-blue"]
    return found["spec"]["template"]["spec"]


def predictor(component: Data, platform: Data) -> Any:
    return samples.objects(component, None, platform)["InferenceService/fraud-api"]["spec"]["predictor"]


def variables(container: Any) -> Any:
    return {each["name"]: each.get("value", each.get("valueFrom")) for each in container["env"]}


def test_a_transformer_runs_beside_the_server_and_gets_the_requests() -> None:
    found = samples.objects(MODEL | FRONT | {"expose": {"host": "a.example.org"}}, None, PLATFORM)
    main, front = found["Deployment/fraud-api-blue"]["spec"]["template"]["spec"]["containers"]
    assert (main["name"], front["name"]) == ("main", "transformer")
    assert front["args"] == ["--model_name=$(MODEL_NAME)", "--predictor_host=$(PREDICTOR_HOST)", "--http_port=8090"]
    assert front["readinessProbe"]["tcpSocket"] == {"port": "transformer"}
    assert front["lifecycle"] == main["lifecycle"]
    ports = found["Service/fraud-api"]["spec"]["ports"]
    assert [(each["name"], each["port"], each["targetPort"]) for each in ports][:2] == [
        ("transformer", 8090, 8090),
        ("http", 8080, "http"),
    ]


def test_a_transformer_knows_the_server_and_the_name_of_the_model() -> None:
    found = variables(pod(MODEL | FRONT)["containers"][1])
    assert found["PREDICTOR_HOST"] == "localhost:8080"
    assert found["MODEL_NAME"] == {
        "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.labels['app.kubernetes.io/component']"}
    }


def test_a_custom_server_has_a_transformer_that_knows_its_port() -> None:
    found = variables(pod(CUSTOM | {"ports": {"http": {"port": 80, "targetPort": 9000}}} | FRONT)["containers"][1])
    assert found["PREDICTOR_HOST"] == "localhost:9000"
    assert "fieldRef" in found["MODEL_NAME"]


@pytest.mark.parametrize("written", [{"args": []}, {"command": ["serve"]}])
def test_written_arguments_or_a_command_take_the_place_of_those_of_kserve(written: Data) -> None:
    front = pod(MODEL | {"transformer": FRONT["transformer"] | written})["containers"][1]
    assert "args" not in front


def test_what_is_written_of_a_transformer_is_kept() -> None:
    written = {
        "ports": {"web": 9000},
        "env": {"PREDICTOR_HOST": "127.0.0.1:8080", "LEVEL": "info"},
        "health": {"ready": {"http": "/ready"}, "startup": "2m"},
        "resources": {"cpu": "2", "memory": "4Gi"},
    }
    front = pod(MODEL | {"transformer": FRONT["transformer"] | written})["containers"][1]
    assert front["args"][-1] == "--http_port=9000"
    assert variables(front)["PREDICTOR_HOST"] == "127.0.0.1:8080"
    assert front["readinessProbe"]["httpGet"] == {"path": "/ready", "port": "web"}
    assert front["resources"]["requests"] == {"cpu": "2", "memory": "4Gi"}


def test_the_longest_start_is_that_of_the_slower_one() -> None:
    slow: Data = {"transformer": FRONT["transformer"] | {"health": {"startup": "9m"}}}
    found = [samples.objects(MODEL | each, None, PLATFORM)["Deployment/fraud-api-blue"]["spec"] for each in ({}, slow)]
    before, after = (each["progressDeadlineSeconds"] for each in found)
    assert after - before == 9 * 60 - 2 * 60


def test_an_environment_changes_a_part_of_a_transformer_or_removes_it() -> None:
    changed = {"components": {"api": {"transformer": {"image": "ghcr.io/acme/front:2", "env": {"A": "b"}}}}}
    front = pod(MODEL | FRONT, changed)["containers"][1]
    assert (front["image"], variables(front)["A"]) == ("ghcr.io/acme/front:2", "b")
    assert len(pod(MODEL | FRONT, {"components": {"api": {"transformer": None}}})["containers"]) == 1


def test_a_version_has_its_own_transformer() -> None:
    canary = {"strategy": {"type": "canary", "steps": [10, 50]}, "expose": {"host": "a.example.org"}}
    released = {
        "active": {"slot": "blue", "model": "s3://models/a/1"},
        "candidate": {
            "model": "s3://models/a/2",
            "steps": [10, 50],
            "with": {"transformer": {"image": "ghcr.io/acme/front:2"}},
        },
        "step": 1,
    }
    found = samples.objects(MODEL | FRONT | canary, {"releases": {"api": released}}, PLATFORM)
    images = [
        found[f"Deployment/fraud-api-{slot}"]["spec"]["template"]["spec"]["containers"][1]["image"]
        for slot in ("blue", "green")
    ]
    assert images == ["ghcr.io/acme/front:1", "ghcr.io/acme/front:2"]


@pytest.mark.parametrize("component", [MODEL, SIDE_BY_SIDE])
def test_kserve_has_the_transformer_in_the_pod_of_the_server(component: Data) -> None:
    found = predictor(component | FRONT, STANDARD)
    (front,) = found["containers"]
    assert (front["name"], front["ports"][0]["containerPort"]) == ("transformer-container", 8090)
    assert variables(front)["MODEL_NAME"] == "fraud-api"
    assert front["resources"]["limits"] == {"cpu": "100m", "memory": "256Mi"}
    assert found["model"]["runtime"] == "kserve-mlserver"


def test_the_gateway_reaches_the_transformer_alone() -> None:
    rules = samples.objects(SIDE_BY_SIDE | FRONT, None, STANDARD)["NetworkPolicy/fraud-api"]["spec"]["ingress"]
    reached = [[port["port"] for port in rule["ports"]] for rule in rules if "ports" in rule]
    assert [8090] in reached


def test_a_custom_server_of_kserve_keeps_its_container() -> None:
    main, front = predictor(CUSTOM | FRONT, STANDARD)["containers"]
    assert (main["name"], front["name"]) == ("kserve-container", "transformer-container")
    assert "STORAGE_URI" in variables(main)
    assert "STORAGE_URI" not in variables(front)


def test_the_transformer_has_the_one_port_that_knative_takes() -> None:
    main, front = predictor(CUSTOM | FRONT, KNATIVE)["containers"]
    assert "ports" not in main
    assert front["ports"] == [{"name": "http1", "containerPort": 8090, "protocol": "TCP"}]
    assert front["readinessProbe"]["tcpSocket"] == {"port": 8090}
    assert front["securityContext"]["runAsNonRoot"] is True
    assert "lifecycle" not in front


ASK = "ask the platform team for operators: {inference: deployment}"
REFUSED_BY_KNATIVE = [
    (
        {"transformer": {"image": "a/b:1", "ports": {"web": 9000, "admin": 9001}}},
        f"transformer.ports.admin: Knative takes one port of a pod in dev -> remove it there, or {ASK}",
    ),
    (
        FRONT | {"health": {"ready": "/v2/health/ready"}},
        (
            "health: Knative asks the container with the port alone, which is the transformer in dev -> "
            f"write it in transformer, or {ASK}"
        ),
    ),
    (
        {"transformer": {"image": "a/b:1", "volumes": {"/a": {"claim": "a"}}}},
        (
            'transformer.volumes["/a"]: Knative refuses volumes but those of ConfigMaps, Secrets and scratch space in dev -> '
            f"read the model by its uri: pvc://CLAIM/PATH, or {ASK}"
        ),
    ),
    (
        {"transformer": {"image": "a/b:1", "env": {"STORAGE_URI": "s3://a"}}},
        (
            "transformer.env.STORAGE_URI: KServe refuses STORAGE_URI in a transformer: "
            f"it would download the model for it in dev -> give it another name, or {ASK}"
        ),
    ),
]


@pytest.mark.parametrize(("change", "said"), REFUSED_BY_KNATIVE)
def test_what_knative_refuses_of_a_transformer_is_a_problem(change: Data, said: str) -> None:
    assert samples.problems(MODEL | change, None, KNATIVE) == [f"components.api.{said}"]


MISTAKES = [
    (
        {"transformer": {"ports": {"web": 9000}}},
        'transformer: "image" is missing -> write repository[:tag][@digest]: image: ghcr.io/acme/fraud-api:1.4.2',
    ),
    (
        {"transformer": "ghcr.io/acme/front:1"},
        (
            'transformer: "ghcr.io/acme/front:1" is not a mapping -> '
            "write its image: transformer: {image: ghcr.io/acme/fraud-features:1.2.0}"
        ),
    ),
    (
        {"transformer": {"image": "a/b:1", "ports": {"web": 8080}}},
        'transformer.ports.web: 8080 is the number of "http" already -> give each port of a pod a number of its own',
    ),
    (
        {"transformer": {"image": "a/b:1", "ports": {"http": 9000}}},
        'transformer.ports.http: "http" is a port of the component already -> give it another name: names are unique in a pod',
    ),
    (
        FRONT | {"sidecars": {"transformer": {"image": "a/b:1"}}},
        'sidecars.transformer: "transformer" is the name of the transformer -> give it another name: names are unique in a pod',
    ),
    (
        FRONT | {"expose": {"host": "a.example.org", "port": "web"}},
        'expose.port: there is no port "web" -> choose from: grpc, http, metrics, transformer',
    ),
]


@pytest.mark.parametrize(("change", "said"), MISTAKES)
def test_mistakes_are_told_at_the_transformer(change: Data, said: str) -> None:
    assert samples.problems(MODEL | change, None, PLATFORM) == [f"components.api.{said}"]


def released(**versions: Data) -> Data:
    steps = {"steps": [10, 50]} if "candidate" in versions else {}
    active = {"slot": "blue", "model": "s3://models/a/1"} | versions.get("active", {})
    candidate = {"model": "s3://models/a/2"} | versions.get("candidate", {}) | steps
    return {"releases": {"api": {"active": active, "candidate": candidate, "step": 0}}}


CANARY: Data = {"strategy": {"type": "canary", "steps": [10, 50]}, "expose": {"host": "a.example.org"}}
WITH: Data = {"with": FRONT}
ONE_ALONE = [
    (
        {"candidate": WITH},
        (
            "environments.dev.releases.api.candidate.with.transformer: the candidate has a transformer and the active version "
            "has none: requests would go past it -> change the transformer of the component while no release is under way"
        ),
    ),
    (
        {"active": WITH, "candidate": {}},
        (
            "environments.dev.releases.api.candidate.model: the active version has a transformer and the candidate has none: "
            "requests would reach nothing there -> change the transformer of the component while no release is under way"
        ),
    ),
]


@pytest.mark.parametrize(("versions", "said"), ONE_ALONE)
def test_versions_have_a_transformer_together(versions: Data, said: str) -> None:
    assert samples.problems(MODEL | CANARY, released(**versions), PLATFORM) == [said]


def test_the_versions_of_kserve_have_a_transformer_together() -> None:
    (said,) = samples.problems(SIDE_BY_SIDE, released(candidate=WITH), STANDARD)
    assert "the candidate has a transformer and the active version has none" in said


def test_a_transformer_has_the_name_that_the_server_gives_its_model() -> None:
    main, front = pod(MODEL | FRONT | {"env": {"MODEL_NAME": "foo"}})["containers"]
    assert variables(main)["MODEL_NAME"] == variables(front)["MODEL_NAME"] == "foo"
    front = pod(CUSTOM | FRONT | {"env": {"MODEL_NAME": "foo"}})["containers"][1]
    assert variables(front)["MODEL_NAME"] == "foo"


def test_the_runtimes_of_kserve_do_not_read_the_name_of_the_server() -> None:
    named: Data = {"env": {"MODEL_NAME": "foo"}}
    (front,) = predictor(MODEL | FRONT | named, STANDARD)["containers"]
    assert variables(front)["MODEL_NAME"] == "fraud-api"
    own = predictor(CUSTOM | FRONT | named, STANDARD)["containers"][1]
    assert variables(own)["MODEL_NAME"] == "foo"


@pytest.mark.parametrize("name", ["kserve-container", "transformer-container", "storage-initializer"])
def test_a_sidecar_has_no_name_that_kserve_gives(name: str) -> None:
    said = (
        f'components.api.sidecars.{name}: "{name}" is the name of a container of KServe -> '
        "give it another name: names are unique in a pod"
    )
    assert samples.problems(MODEL | {"sidecars": {name: {"image": "a/b:1"}}}, None, STANDARD) == [said]


def test_a_sidecar_that_is_called_so_is_one() -> None:
    beside = {"transformer": {"image": "a/b:1", "ports": {"x": 7000}}, "z": {"image": "a/b:1", "ports": {"x": 7001}}}
    said = (
        'components.api.sidecars.z.ports.x: "x" is a port of sidecar "transformer" already -> '
        "give it another name: names are unique in a pod"
    )
    assert samples.problems(MODEL | {"sidecars": beside}, None, PLATFORM) == [said]
