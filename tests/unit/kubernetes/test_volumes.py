from typing import Any

import pytest

from tests.builders.documents import Data
from tests.builders.samples import CRONJOB, JOB, SERVICE, objects, problems

STORE: Data = {"secrets": {"provider": "external-secrets", "store": "vault"}}
CSI: Data = {"csi": {"driver": "example.org", "volumeAttributes": {"bucket": "b"}, "readOnly": True}}
TEMPORARY = "/tmp"  # noqa: S108 - a path in the container
LOCAL = "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes"


def pod(component: Data, environment: Data | None = None, section: Any = None) -> Data:
    """The pod template of the one workload."""
    for found in objects(component, section, environment).values():
        spec = found["spec"]["jobTemplate"]["spec"] if found["kind"] == "CronJob" else found.get("spec", {})
        if "template" in spec and found["kind"] in {"Deployment", "Job", "CronJob"}:
            template: Data = spec["template"]
            return template
    raise AssertionError("there is no workload")


def mounted(volume: Data, environment: Data | None = None, section: Any = None) -> tuple[Data, Data]:
    """The mount at `/x` and its volume, both without their name."""
    spec = pod(SERVICE | {"volumes": {"/x": volume}}, environment, section)["spec"]
    [mount] = [each for each in spec["containers"][0]["volumeMounts"] if each["mountPath"] == "/x"]
    [source] = [each for each in spec["volumes"] if each["name"] == mount["name"]]
    return (
        {key: value for key, value in mount.items() if key not in {"name", "mountPath"}},
        {key: value for key, value in source.items() if key != "name"},
    )


READ: Data = {"readOnly": True}


@pytest.mark.parametrize(
    ("volume", "mount", "source"),
    [
        ({"secret": "a"}, READ, {"secret": {"secretName": "a"}}),
        ({"secret": "a", "mode": "0400"}, READ, {"secret": {"secretName": "a", "defaultMode": 0o400}}),
        ({"secret": "a", "mode": 440}, READ, {"secret": {"secretName": "a", "defaultMode": 0o440}}),
        (
            {"secret": "a", "items": {"k": "b/c", "l": "./d"}},
            READ,
            {"secret": {"secretName": "a", "items": [{"key": "k", "path": "b/c"}, {"key": "l", "path": "d"}]}},
        ),
        (
            {"secret": "a", "key": "k"},
            READ | {"subPath": "k"},
            {"secret": {"secretName": "a", "items": [{"key": "k", "path": "k"}]}},
        ),
        ({"configMap": "a"}, READ, {"configMap": {"name": "a"}}),
        (
            {"configMap": "a", "key": "k", "mode": "0444"},
            READ | {"subPath": "k"},
            {"configMap": {"name": "a", "defaultMode": 0o444, "items": [{"key": "k", "path": "k"}]}},
        ),
        (
            {"configMap": "a", "items": {"k": "b"}},
            READ,
            {"configMap": {"name": "a", "items": [{"key": "k", "path": "b"}]}},
        ),
        ({"claim": "a"}, {}, {"persistentVolumeClaim": {"claimName": "a"}}),
        ({"claim": "a", "path": "./b/c"}, {"subPath": "b/c"}, {"persistentVolumeClaim": {"claimName": "a"}}),
        ({"claim": "a", "readOnly": True}, READ, {"persistentVolumeClaim": {"claimName": "a"}}),
        ({"claim": "a", "readOnly": False}, {}, {"persistentVolumeClaim": {"claimName": "a"}}),
        ({"memory": "1Gi"}, {}, {"emptyDir": {"medium": "Memory", "sizeLimit": "1Gi"}}),
        ({"memory": "unlimited"}, {}, {"emptyDir": {"medium": "Memory"}}),
        ({"scratch": "1Gi"}, {}, {"emptyDir": {"sizeLimit": "1Gi"}}),
        ({"scratch": "unlimited"}, {}, {"emptyDir": {}}),
        (
            {"scratch": "1024Mi", "class": "fast"},
            {},
            {
                "ephemeral": {
                    "volumeClaimTemplate": {
                        "spec": {
                            "accessModes": ["ReadWriteOnce"],
                            "storageClassName": "fast",
                            "resources": {"requests": {"storage": "1Gi"}},
                        }
                    }
                }
            },
        ),
    ],
)
def test_a_volume_is_mounted_as_written(volume: Data, mount: Data, source: Data) -> None:
    assert mounted(volume) == (mount, source)


@pytest.mark.parametrize(
    ("share", "environment", "mount", "source"),
    [
        ({"claim": "a"}, {}, {}, {"persistentVolumeClaim": {"claimName": "a"}}),
        (CSI, {}, READ, {"csi": {"driver": "example.org", "readOnly": True, "volumeAttributes": {"bucket": "b"}}}),
        ({"csi": {"driver": "example.org"}}, {}, {}, {"csi": {"driver": "example.org"}}),
        (
            {"csi": {"driver": "d", "volumeAttributes": {"mountOptions": "ro"}}, "mountOptions": ["a", "uid=1"]},
            {},
            {},
            {"csi": {"driver": "d", "volumeAttributes": {"mountOptions": "ro,a,uid=1"}}},
        ),
        (
            {"nfs": {"server": "nfs.example.org", "path": "/a"}},
            {"podSecurity": "baseline"},
            {},
            {"nfs": {"server": "nfs.example.org", "path": "/a"}},
        ),
    ],
)
def test_a_share_is_what_the_platform_says(share: Data, environment: Data, mount: Data, source: Data) -> None:
    shares = environment | {"shares": {"models": share}}
    assert mounted({"share": "models"}, shares) == (mount, source)
    assert mounted({"share": "models", "path": "v1"}, shares) == (mount | {"subPath": "v1"}, source)
    assert mounted({"share": "models", "readOnly": True}, shares) == (mount | READ, source)


def test_two_mounts_of_a_share_are_one_volume_and_bring_its_annotations() -> None:
    shares = {"shares": {"models": CSI | {"annotations": {"example.org/mount": "true"}}}}
    component = SERVICE | {"volumes": {"/a": {"share": "models", "path": "a"}, "/b": {"share": "models"}}}
    found = pod(component, shares)
    assert [each["name"] for each in found["spec"]["volumes"]] == ["tmp", "share-models"]
    assert found["metadata"]["annotations"]["example.org/mount"] == "true"
    assert "example.org/mount" not in pod(SERVICE, shares)["metadata"]["annotations"]


def test_a_share_with_a_long_name_is_mounted_too() -> None:
    name = "a" * 63
    found = pod(SERVICE | {"volumes": {"/a": {"share": name}}}, {"shares": {name: {"claim": "a"}}})
    assert len(found["spec"]["volumes"][1]["name"]) <= 63


@pytest.mark.parametrize(
    ("volumes", "names"),
    [
        ({}, "tmp"),
        ({TEMPORARY: {"scratch": "1Gi"}}, "volume-tmp"),
        ({"/a": {"memory": "1Gi"}, "/b": {"scratch": "unlimited"}}, "tmp,volume-a,volume-b"),
        ({"/a": {"claim": "x"}, "/b": {"secret": "x"}, "/c": {"scratch": "1Gi", "class": "fast"}}, "tmp"),
        ({TEMPORARY: {"claim": "x"}}, None),
    ],
)
def test_local_volumes_do_not_keep_a_node(volumes: Data, names: str | None) -> None:
    assert pod(SERVICE | {"volumes": volumes})["metadata"].get("annotations", {}).get(LOCAL) == names


@pytest.mark.parametrize("component", [JOB, CRONJOB])
def test_tasks_are_not_evicted_at_all(component: Data) -> None:
    assert LOCAL not in pod(component)["metadata"]["annotations"]


@pytest.mark.parametrize(
    ("before", "after", "source"),
    [
        ({"claim": "a", "path": "b"}, {"secret": "c"}, {"secret": {"secretName": "c"}}),
        (
            {"secret": "a", "key": "k"},
            {"items": {"l": "m"}},
            {"secret": {"secretName": "a", "items": [{"key": "l", "path": "m"}]}},
        ),
        (
            {"secret": "a", "items": {"l": "m"}},
            {"key": "k"},
            {"secret": {"secretName": "a", "items": [{"key": "k", "path": "k"}]}},
        ),
        (
            {"secret": "a", "items": {"l": "m"}},
            {"items": {"n": "o"}},
            {"secret": {"secretName": "a", "items": [{"key": "l", "path": "m"}, {"key": "n", "path": "o"}]}},
        ),
        ({"secret": "a", "items": {"l": "m"}}, {"items": None}, {"secret": {"secretName": "a"}}),
        ({"secret": "a", "mode": "0400"}, {"mode": None}, {"secret": {"secretName": "a"}}),
        ({"scratch": "1Gi", "class": "fast"}, {"scratch": "unlimited"}, {"emptyDir": {}}),
    ],
)
def test_an_environment_changes_a_volume(before: Data, after: Data, source: Data) -> None:
    section = {"components": {"api": {"volumes": {"/x": after}}}}
    assert mounted(before, None, section)[1] == source


def test_a_secret_in_a_volume_comes_from_the_store() -> None:
    volumes = {
        "/a": {"secret": "some", "items": {"k": "x"}},
        "/b": {"secret": "one", "key": "k"},
        "/c": {"secret": "all"},
    }
    found = objects(SERVICE | {"volumes": volumes}, None, STORE)
    specs = {key: each["spec"] for key, each in found.items() if each["kind"] == "ExternalSecret"}
    assert [each["secretKey"] for each in specs["ExternalSecret/some"]["data"]] == ["k"]
    assert [each["secretKey"] for each in specs["ExternalSecret/one"]["data"]] == ["k"]
    assert specs["ExternalSecret/all"]["dataFrom"][0]["extract"]["key"] == "risk/fraud/dev/all"


def test_a_whole_secret_in_a_volume_needs_a_path_without_a_key() -> None:
    by_key = {"secrets": STORE["secrets"] | {"path": "{secret}/{key}"}}
    volumes = {"/a": {"secret": "all"}, "/b": {"secret": "one", "key": "k"}, "/c": {"claim": "x"}}
    assert problems(SERVICE | {"volumes": volumes}, None, by_key) == [
        (
            'components.api.volumes["/a"].secret: the keys of "all" are not known: each has a path of its own ({secret}/{key}) '
            "in dev -> name each key, {secret: SECRET, items: {KEY: PATH}}, or ask the platform for a path without {key}"
        )
    ]
