"""A slot's files as a ConfigMap: another content is another object, and the pod names the one that it mounts."""

from tests.builders import samples


def names(content: str) -> tuple[str, str]:
    objects = samples.objects({**samples.SERVICE, "files": {"/etc/a": content}})
    config = next(found for found in objects.values() if found["kind"] == "ConfigMap")
    pod = objects["Deployment/fraud-api-blue"]["spec"]["template"]["spec"]
    mounted = next(volume["configMap"]["name"] for volume in pod["volumes"] if "configMap" in volume)
    assert config["immutable"] is True
    return config["metadata"]["name"], mounted


def test_another_content_has_another_name() -> None:
    assert names("1") != names("2")


def test_the_pod_mounts_the_one_of_its_content() -> None:
    one, mounted = names("1")
    assert one == mounted
    assert one.startswith("fraud-api-blue-")


def test_a_claim_is_made_for_a_size_and_none_for_a_claim_that_is_there() -> None:
    volumes = {"/data": {"size": "1024Mi", "class": "fast", "access": "many"}, "/there": {"claim": "x"}}
    found = samples.objects(samples.SERVICE | {"volumes": volumes})
    assert found["PersistentVolumeClaim/fraud-api-data"]["spec"] == {
        "accessModes": ["ReadWriteMany"],
        "storageClassName": "fast",
        "resources": {"requests": {"storage": "1Gi"}},
    }
    assert len([key for key in found if key.startswith("PersistentVolumeClaim")]) == 1
