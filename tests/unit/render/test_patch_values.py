"""Values that match the schema, and that the API server refuses."""

from typing import Any

import pytest

from generator.render import patch_values


def pod(**container: Any) -> Any:
    return {"containers": [{"name": "main", **container}], "volumes": [{"name": "tmp"}]}


@pytest.mark.parametrize(
    ("node", "found"),
    [
        (
            {"resources": {"requests": {"cpu": "1x"}}},
            [("resources.requests", '"cpu": "1x" is not a quantity: there is no suffix "x"')],
        ),
        ({"emptyDir": {"sizeLimit": "-1Gi"}}, [("emptyDir.sizeLimit", "-1Gi: less than 0")]),
        ({"ports": [{"containerPort": 70000}]}, [("ports[0].containerPort", "70000 is not within 1 to 65535")]),
        ({"ports": [{"port": 80, "protocol": "TCP"}] * 2}, [("ports", 'port "80" is there twice')]),
        ({"ports": [{"port": 80, "protocol": "TCP"}, {"port": 80, "protocol": "UDP"}]}, []),
        ({"readinessProbe": {"periodSeconds": 0}}, [("readinessProbe.periodSeconds", "0 is less than 1")]),
        ({"minReadySeconds": -1}, [("minReadySeconds", "-1 is less than 0")]),
        (
            {"volumeMounts": [{"mountPath": "/a"}, {"mountPath": "/a"}]},
            [("volumeMounts", 'mountPath "/a" is there twice')],
        ),
        (pod(volumeMounts=[{"name": "tmp"}]), []),
        (
            pod(readinessProbe={}),
            [("", 'container "main": readinessProbe asks by none of exec, httpGet, tcpSocket, grpc, not in one way')],
        ),
        (
            pod(livenessProbe={"exec": {}, "grpc": {}}),
            [("", 'container "main": livenessProbe asks by exec and grpc, not in one way')],
        ),
        (
            pod(livenessProbe={"exec": {}, "successThreshold": 2}),
            [("", 'container "main": livenessProbe.successThreshold 2 is not 1')],
        ),
        (
            pod(env=[{"name": "A", "value": "1", "valueFrom": {}}]),
            [("", 'container "main": "A" has both value and valueFrom')],
        ),
        (
            pod(env=[{"name": "A=B"}]),
            [("", 'container "main": "A=B" is not a name for an environment variable')],
        ),
        (
            pod(ports=[{"containerPort": 1, "name": "Web_port"}]),
            [("", 'container "main": "Web_port" is not a port\'s name')],
        ),
        (pod() | {"volumes": [{"name": "My_Data"}]}, [("", 'volume: "My_Data" is not a DNS label')]),
        (
            pod(resources={"requests": {"memory": "2Gi"}, "limits": {"memory": "1Gi"}}),
            [("", 'container "main": requests.memory 2Gi is more than limits.memory 1Gi')],
        ),
        (
            pod(resources={"requests": {"a.b/gpu": 1}, "limits": {"a.b/gpu": 2}}),
            [("", 'container "main": requests.a.b/gpu 1 is not limits.a.b/gpu 2, as it has to be for devices')],
        ),
        (
            pod(resources={"requests": {"hugepages-2Mi": "2Mi"}, "limits": {"hugepages-2Mi": "4Mi"}}),
            [
                (
                    "",
                    'container "main": requests.hugepages-2Mi 2Mi is not limits.hugepages-2Mi 4Mi, as it has to be for huge pages',
                )
            ],
        ),
        (
            {"podFailurePolicy": {}, "template": {"spec": {"restartPolicy": "OnFailure"}}},
            [("", "restartPolicy OnFailure does not go with podFailurePolicy, which needs Never")],
        ),
        (
            {"spec": pod(volumeMounts=[{"name": "other"}])},
            [("spec", 'container "main" mounts the volume "other", which the pod does not have')],
        ),
        (pod() | {"initContainers": [{"name": "main"}]}, [("", 'name "main" is there twice')]),
        ({"metadata": {"annotations": {"port": "x"}}, "data": {"limits": {"a": "b"}}}, []),
    ],
)
def test_values_are_judged_as_the_api_server_does(node: Any, found: list[tuple[str, str]]) -> None:
    assert list(patch_values.violations(node)) == found


@pytest.mark.parametrize(
    "node", [None, [], {"volumes": 3}, {"ports": {"a": 1}}, {"limits": []}, {"containers": [3, {}]}]
)
def test_no_shape_stops_it(node: Any) -> None:
    list(patch_values.violations(node))
