"""Parts of a patched pod that the API server refuses."""

from typing import Any

import pytest

from generator.render import patch_pods


def volume(**sources: Any) -> Any:
    return {"volumes": [{"name": "a", **sources}]}


@pytest.mark.parametrize(
    ("pod", "facts"),
    [
        (volume(emptyDir={"medium": "Memory"}), []),
        (volume(), []),
        (
            volume(emptyDir={}, secret={"secretName": "s"}),
            ['volume "a": it has the sources emptyDir and secret, and may have one'],
        ),
        (volume(emptyDir={"medium": "Disk"}), ['volume "a": "Disk" is not a medium: there is only Memory']),
        (volume(projected={"sources": []}), []),
        ({"tolerations": [{"operator": "Exists"}, {"key": "a", "effect": "NoExecute", "tolerationSeconds": 5}]}, []),
        (
            {"tolerations": [{"operator": "Is", "key": "a"}]},
            ['tolerations[0]: operator "Is" is not one of Equal, Exists'],
        ),
        (
            {"tolerations": [{"key": "a", "operator": "Exists", "value": "b"}]},
            ["tolerations[0]: operator Exists takes no value"],
        ),
        ({"tolerations": [{}]}, ["tolerations[0]: without a key it needs operator Exists"]),
        (
            {"tolerations": [{"key": "a", "effect": "Never", "tolerationSeconds": 5}]},
            [
                'tolerations[0]: effect "Never" is not one of NoExecute, NoSchedule, PreferNoSchedule',
                "tolerations[0]: tolerationSeconds needs effect NoExecute",
            ],
        ),
        (
            {"topologySpreadConstraints": [{"maxSkew": 0, "topologyKey": "zone", "whenUnsatisfiable": "Wait"}]},
            [
                "topologySpreadConstraints[0]: maxSkew 0 is less than 1",
                'topologySpreadConstraints[0]: whenUnsatisfiable "Wait" is not one of DoNotSchedule, ScheduleAnyway',
            ],
        ),
        ({"nodeSelector": {"pool": "gpu"}, "hostAliases": [{"ip": "10.0.0.1"}]}, []),
        (
            {"initContainers": [{"name": "a", "livenessProbe": {"exec": {}}}]},
            ['container "a": livenessProbe is for containers that run on, not for those that end'],
        ),
        ({"initContainers": [{"name": "a", "restartPolicy": "Always", "livenessProbe": {"exec": {}}}]}, []),
        ({"volumes": 3, "tolerations": [4], "nodeSelector": []}, []),
    ],
)
def test_pods(pod: Any, facts: list[str]) -> None:
    assert list(patch_pods.of_pod(pod)) == facts


@pytest.mark.parametrize(
    "pod",
    [
        volume(secret={"secretName": "A_b"}),
        volume(configMap={"name": "A_b"}),
        volume(persistentVolumeClaim={"claimName": "A_b"}),
        volume(persistentVolumeClaim={}),
        {"nodeSelector": {"pool": "a b"}},
        {"hostAliases": [{"ip": "localhost"}]},
    ],
)
def test_names_of_other_objects_are_names(pod: Any) -> None:
    [fact] = patch_pods.of_pod(pod)
    assert " is not " in fact


@pytest.mark.parametrize(
    ("container", "facts"),
    [
        ({"imagePullPolicy": "Always", "terminationMessagePolicy": "File", "restartPolicy": "Always"}, []),
        ({"imagePullPolicy": "Often"}, ['imagePullPolicy "Often" is not one of Always, IfNotPresent, Never']),
        ({"env": [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]}, ['variable "A" is there twice']),
        ({"ports": [{"containerPort": 80}, {"containerPort": 80, "protocol": "TCP"}]}, ['port "80" is there twice']),
        ({"ports": [{"containerPort": 80}, {"containerPort": 80, "protocol": "UDP"}]}, []),
        ({"env": [{"name": "A", "valueFrom": {}}]}, ['"A" has no source in valueFrom, and needs one']),
        (
            {"env": [{"name": "A", "valueFrom": {"secretKeyRef": {}, "configMapKeyRef": {}}}]},
            ['"A" has configMapKeyRef and secretKeyRef in valueFrom, and needs one'],
        ),
        ({"env": [{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}}]}, []),
        ({"resources": {"limits": {"gpus": "1"}}}, ['limits: there is no resource "gpus"']),
        ({"resources": {"limits": {"a.b/gpu": "500m"}}}, ['limits.a.b/gpu: "500m" is not a whole number']),
        ({"resources": {"requests": {"a.b/gpu": "1"}}}, ["requests.a.b/gpu needs a limit of the same number"]),
        (
            {"resources": {"requests": {"hugepages-2Mi": "2Mi"}}},
            ["requests.hugepages-2Mi needs a limit of the same number"],
        ),
        ({"resources": {"limits": {"a.b/gpu": "x", "hugepages-2Mi": "4Mi"}}}, []),
        ({"resources": 3, "env": [4], "ports": {}}, []),
    ],
)
def test_containers(container: Any, facts: list[str]) -> None:
    assert list(patch_pods.of_container(container)) == facts


def test_a_field_that_a_variable_cannot_have_is_named() -> None:
    [fact] = patch_pods.of_container({"env": [{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "spec.x"}}}]})
    assert fact.startswith('"A": "spec.x" is not ')
