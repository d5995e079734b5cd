from typing import Any

import pytest

from generator.components.mlflow import database
from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import MLFLOW

DATABASE: Data = {"backend": {"secret": "db", "key": "url"}, "artifacts": "s3://acme/ml"}
GATEWAY = {"traffic": "gateway-api", "gateway": {"name": "public", "namespace": "gateways"}}
OWN = "fraud-api.risk-fraud-dev"


def pod(component: Data, environment: Data | None = None) -> Any:
    return samples.objects(component, None, environment)["Deployment/fraud-api"]["spec"]["template"]["spec"]


def options(component: Data, environment: Data | None = None) -> dict[str, str]:
    (main,) = pod(component, environment)["containers"]
    return {name: value for name, _, value in (each.partition("=") for each in main["args"])}


def test_the_server_listens_everywhere_and_serves_artifacts() -> None:
    (main,) = pod(MLFLOW)["containers"]
    assert main["command"] == ["mlflow", "server"]
    given = options(MLFLOW)
    del given["--allowed-hosts"]
    assert given == {
        "--host": "0.0.0.0",  # noqa: S104 - the address in the container
        "--port": "5000",
        "--serve-artifacts": "",
        "--artifacts-destination": "/mlflow/artifacts",
    }


def test_the_server_answers_to_its_names_in_the_cluster_with_and_without_port() -> None:
    assert options(MLFLOW)["--allowed-hosts"].split(",") == [
        *("fraud-api", "fraud-api:5000", OWN, f"{OWN}:5000", f"{OWN}.svc", f"{OWN}.svc:5000"),
        *(f"{OWN}.svc.cluster.local", f"{OWN}.svc.cluster.local:5000"),
        *("localhost:*", "127.0.0.1:*", "0.0.0.0:5000"),
    ]


def test_hosts_from_outside_and_others_are_added_and_pages_of_routes_may_write() -> None:
    written = {"expose": {"host": "ml.{environment}.acme.dev"}, "hosts": ["ml.internal"]}
    given = options(MLFLOW | written, GATEWAY)
    assert {"ml.dev.acme.dev", "ml.dev.acme.dev:*", "ml.internal"} <= {*given["--allowed-hosts"].split(",")}
    assert given["--cors-allowed-origins"] == "https://ml.dev.acme.dev,http://ml.dev.acme.dev"


def test_the_port_is_the_one_of_the_component() -> None:
    given = options(MLFLOW | {"ports": {"web": {"port": 80, "targetPort": 8080}}})
    assert given["--port"] == "8080"
    assert "fraud-api:80" in given["--allowed-hosts"].split(",")


def test_arguments_of_the_team_come_last() -> None:
    (main,) = pod(MLFLOW | {"args": ["--workers=2"]})["containers"]
    assert main["args"][-1] == "--workers=2"


def test_the_database_is_prepared_with_the_same_image_variables_and_volumes() -> None:
    component = MLFLOW | DATABASE | {"image": "ghcr.io/acme/mlflow:1", "env": {"PGSSLMODE": "require"}}
    settled = pod(component)
    (init,), (main,) = settled["initContainers"], settled["containers"]
    assert (init["command"], init["args"]) == (["python", "-c"], [database.PROGRAM])
    assert (init["image"], init["env"], init["resources"]) == (main["image"], main["env"], main["resources"])
    assert init["env"] == [
        {"name": "HOME", "value": "/tmp"},  # noqa: S108 - a path in the container
        {"name": "MLFLOW_BACKEND_STORE_URI", "valueFrom": {"secretKeyRef": {"name": "db", "key": "url"}}},
        {"name": "PGSSLMODE", "value": "require"},
    ]


def test_a_file_is_on_a_claim_and_its_pod_ends_before_the_next_starts() -> None:
    found = samples.objects(MLFLOW | {"backend": {"sqlite": "5Gi", "class": "fast"}})
    claim = found["PersistentVolumeClaim/fraud-api-mlflow"]["spec"]
    assert (claim["resources"], claim["storageClassName"]) == ({"requests": {"storage": "5Gi"}}, "fast")
    spec = found["Deployment/fraud-api"]["spec"]
    assert spec["strategy"] == {"type": "Recreate"}
    (main,) = spec["template"]["spec"]["containers"]
    assert {"name": "MLFLOW_BACKEND_STORE_URI", "value": "sqlite:////mlflow/mlflow.db"} in main["env"]
    assert {"name": "volume-mlflow", "mountPath": "/mlflow"} in main["volumeMounts"]


def test_a_file_may_be_on_an_existing_claim() -> None:
    found = samples.objects(MLFLOW | {"backend": {"claim": "mlflow", "path": "data"}})
    assert not [name for name in found if name.startswith("PersistentVolumeClaim")]
    held = found["Deployment/fraud-api"]["spec"]["template"]["spec"]
    assert {"name": "volume-mlflow", "persistentVolumeClaim": {"claimName": "mlflow"}} in held["volumes"]
    for container in (*held["initContainers"], *held["containers"]):
        assert {"name": "volume-mlflow", "mountPath": "/mlflow", "subPath": "data"} in container["volumeMounts"]


@pytest.mark.parametrize(
    ("backend", "claims"),
    [({"claim": "mlflow"}, ["mlflow"]), ("sqlite", ["fraud-api-mlflow"]), (DATABASE["backend"], [])],
)
def test_an_environment_may_have_another_backend(backend: Any, claims: list[str]) -> None:
    section = {"components": {"api": DATABASE | {"backend": backend}}}
    spec = samples.objects(MLFLOW | {"backend": {"sqlite": "5Gi", "class": "fast"}}, section)["Deployment/fraud-api"][
        "spec"
    ]
    volumes = spec["template"]["spec"]["volumes"]
    held = (each["persistentVolumeClaim"]["claimName"] for each in volumes if "persistentVolumeClaim" in each)
    assert list(held) == claims


def test_users_are_kept_in_the_same_database_with_secrets_by_reference() -> None:
    (main,) = pod(MLFLOW | DATABASE | {"auth": {"secret": "who", "permission": "EDIT"}})["containers"]
    assert main["args"][-1] == "--app-name=basic-auth"
    assert main["env"][2:] == [
        {"name": "MLFLOW_AUTH_CONFIG_PATH", "value": "/run/mlflow/basic_auth.ini"},
        {"name": "MLFLOW_AUTH_DEFAULT_PERMISSION", "value": "EDIT"},
        {"name": "MLFLOW_AUTH_ADMIN_USERNAME", "value": "admin"},
        {"name": "MLFLOW_AUTH_ADMIN_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "who", "key": "password"}}},
        {
            "name": "MLFLOW_FLASK_SERVER_SECRET_KEY",
            "valueFrom": {"secretKeyRef": {"name": "who", "key": "signing-key"}},
        },
    ]


def test_home_may_be_that_of_the_image() -> None:
    (main,) = pod(MLFLOW | {"env": {"HOME": "image"}})["containers"]
    assert [each["name"] for each in main["env"]] == ["MLFLOW_BACKEND_STORE_URI"]
