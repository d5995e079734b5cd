from typing import Any

import pytest

from generator.generation.conflicts import Reservations
from tests.builders import cases
from tests.builders.documents import Data
from tests.builders.samples import JOB, SERVICE, case, objects, problems

STORE: Data = {"secrets": {"provider": "external-secrets", "store": "vault"}}
TOKEN: Data = {"env": {"API_TOKEN": {"secret": "fraud-api", "key": "token"}}}


def test_an_external_secret_says_every_field_that_the_server_would_add() -> None:
    found = objects(SERVICE | TOKEN, None, STORE, labels={"cost": "4711"})["ExternalSecret/fraud-api"]
    assert found == {
        "apiVersion": "external-secrets.io/v1",
        "kind": "ExternalSecret",
        "metadata": {
            "name": "fraud-api",
            "labels": {
                "cost": "4711",
                "app.kubernetes.io/part-of": "fraud",
                "app.kubernetes.io/managed-by": "tidegate",
                "tidegate.dev/team": "risk",
            },
        },
        "spec": {
            "refreshInterval": "1h0m0s",
            "secretStoreRef": {"kind": "ClusterSecretStore", "name": "vault"},
            "target": {"name": "fraud-api", "creationPolicy": "Owner", "deletionPolicy": "Retain"},
            "data": [
                {
                    "secretKey": "token",
                    "remoteRef": {
                        "key": "risk/fraud/dev/fraud-api",
                        "property": "token",
                        "conversionStrategy": "Default",
                        "decodingStrategy": "None",
                        "metadataPolicy": "None",
                    },
                }
            ],
        },
    }


def test_a_path_may_name_the_key_itself() -> None:
    store = {"secrets": STORE["secrets"] | {"path": "kv/{environment}/{secret}/{key}", "kind": "SecretStore"}}
    spec = objects(SERVICE | TOKEN, None, store)["ExternalSecret/fraud-api"]["spec"]
    assert spec["secretStoreRef"] == {"kind": "SecretStore", "name": "vault"}
    assert spec["data"][0]["remoteRef"]["key"] == "kv/dev/fraud-api/token"
    assert "property" not in spec["data"][0]["remoteRef"]


def test_components_that_share_a_secret_get_one_with_all_of_its_keys() -> None:
    wanted = case(SERVICE | TOKEN, None, STORE)
    task = JOB | {"env": {"PASSWORD": {"secret": "fraud-api", "key": "password"}}}
    wanted.project["components"]["task"] = task
    found = [m for _, m in cases.build(wanted).manifests() if m.kind == "ExternalSecret"]
    assert [[each["secretKey"] for each in m.object["spec"]["data"]] for m in found] == [["password", "token"]]
    assert [m.path for m in found] == ["secrets/fraud-api.externalsecret.yaml"]


def test_the_secret_of_a_queue_is_one_of_them() -> None:
    queue = {"type": "rabbitmq", "length": 1, "name": "a", "secret": "broker", "key": "url"}
    environment = STORE | {"autoscaler": "keda"}
    found = objects(SERVICE | {"scale": {"max": 2, "queue": queue}}, None, environment)
    assert found["ExternalSecret/broker"]["spec"]["data"][0]["secretKey"] == "url"


@pytest.mark.parametrize("provider", ["none", "sealed-secrets", "sops"])
def test_other_providers_make_secrets_elsewhere(provider: str) -> None:
    kinds = {key.split("/")[0] for key in objects(SERVICE | TOKEN, None, {"secrets": {"provider": provider}})}
    assert not kinds & {"ExternalSecret", "Secret", "SealedSecret"}


def patched(*ops: Any) -> list[str]:
    return problems(SERVICE | {"patches": [{"target": {"kind": "Deployment"}, "ops": list(ops)}]})


def test_a_patch_makes_no_secret() -> None:
    found = patched({"op": "replace", "path": "/kind", "value": "Secret"})
    assert found[0].startswith("components.api.patches[0]: Deployment fraud-api-blue: kind is fixed")


def test_a_patch_brings_no_plain_value_where_the_name_says_secret() -> None:
    path = "/spec/template/spec/containers/0/env"
    named = {"op": "add", "path": path, "value": [{"name": "DB_PASSWORD"}]}
    found = patched(named, {"op": "add", "path": f"{path}/0/value", "value": "hunter2"})
    assert found == [
        (
            'components.api.patches[0]: Deployment fraud-api-blue: container "main": "DB_PASSWORD" holds a plain value '
            "where the name says secret -> a patch may add to an object, not change what keeps a release safe"
        )
    ]


def test_two_projects_of_a_namespace_do_not_write_one_secret() -> None:
    taken = Reservations()
    together = STORE | {"namespace": "ml"}
    assert taken.add(cases.judged(case(SERVICE | TOKEN, None, together)).reservations) == []
    [found] = taken.add(cases.judged(case(SERVICE | TOKEN, None, together, name="other")).reservations)
    assert found.fact.startswith('ExternalSecret "fraud-api" in dev is taken by components.api (')
    assert found.hint == "use a Secret with another name: an ExternalSecret of this name can belong to one project only"


def test_a_secret_that_is_named_as_a_whole_is_read_as_a_whole_alone() -> None:
    spec = objects(SERVICE | TOKEN | {"envFrom": [{"secret": "fraud-api"}]}, None, STORE)["ExternalSecret/fraud-api"][
        "spec"
    ]
    assert "data" not in spec
    assert spec["dataFrom"] == [
        {
            "extract": {
                "key": "risk/fraud/dev/fraud-api",
                "conversionStrategy": "Default",
                "decodingStrategy": "None",
                "metadataPolicy": "None",
            }
        }
    ]


def test_a_config_map_is_not_read_from_the_store() -> None:
    found = objects(SERVICE | {"envFrom": [{"configMap": "shared"}]}, None, STORE)
    assert not [key for key in found if key.startswith("ExternalSecret/")]


def test_a_secret_that_the_platform_shares_is_only_referred_to() -> None:
    shared = {"secrets": STORE["secrets"] | {"shared": ["fraud-api"], "path": "{secret}/{key}"}}
    component = SERVICE | TOKEN | {"envFrom": [{"secret": "fraud-api"}]}
    assert not [key for key in objects(component, None, shared) if key.startswith("ExternalSecret/")]


def test_a_store_with_a_path_for_each_key_gives_no_whole_secret() -> None:
    by_key = {"secrets": STORE["secrets"] | {"path": "kv/{secret}/{key}"}}
    assert problems(SERVICE | {"envFrom": [{"configMap": "a"}, {"secret": "fraud-api"}]}, None, by_key) == [
        (
            'components.api.envFrom[1].secret: the keys of "fraud-api" are not known: each has a path of its own '
            "(kv/{secret}/{key}) in dev -> name each key, env: {NAME: {secret: SECRET, key: KEY}}, or ask the platform for a path "
            "without {key}"
        )
    ]
