"""What the API server refuses of a patched workload as a whole."""

from typing import Any

import pytest

from generator.render import patch_workloads


def workload(kind: str, **spec: Any) -> Any:
    return {"kind": kind, "spec": {"template": {"spec": {}}, **spec}}


def pods(kind: str, **spec: Any) -> Any:
    return workload(kind, template={"spec": spec})


def autoscaler(policy: Any) -> Any:
    return {"kind": "HorizontalPodAutoscaler", "spec": {"behavior": {"scaleUp": {"policies": [policy]}}}}


POD = "spec.template.spec"


@pytest.mark.parametrize(
    ("node", "found"),
    [
        (workload("Deployment"), []),
        (
            pods("Deployment", restartPolicy="Never"),
            [(f"{POD}.restartPolicy", "Never is for jobs: these pods are always restarted")],
        ),
        (pods("Job", restartPolicy="Never", activeDeadlineSeconds=5), []),
        (
            pods("Job", restartPolicy="Sometimes"),
            [(f"{POD}.restartPolicy", '"Sometimes" is not one of Always, Never, OnFailure')],
        ),
        (
            pods("StatefulSet", activeDeadlineSeconds=5),
            [(f"{POD}.activeDeadlineSeconds", "it is for jobs: these pods have no end of their own")],
        ),
        (
            pods("Deployment", ephemeralContainers=[{"name": "debug"}]),
            [(f"{POD}.ephemeralContainers", "they are added to a pod that runs, not to a template")],
        ),
        (pods("Job", dnsPolicy="None"), [(f"{POD}.dnsConfig", "dnsPolicy None needs nameservers")]),
        (pods("Job", dnsPolicy="None", dnsConfig={"nameservers": ["10.0.0.2"]}), []),
        (
            workload("Deployment", strategy={"type": "Recreate", "rollingUpdate": {}}),
            [("spec.strategy.rollingUpdate", "it does not go with type Recreate")],
        ),
        (
            workload("Deployment", strategy={"rollingUpdate": {"maxSurge": "0%", "maxUnavailable": 0}}),
            [("spec.strategy.rollingUpdate", "maxSurge and maxUnavailable are both 0: no pod could ever be replaced")],
        ),
        (workload("Deployment", strategy={"rollingUpdate": {"maxSurge": 0}}), []),
        (
            workload("Deployment", strategy={"type": "Rolling"}),
            [("spec.strategy.type", '"Rolling" is not one of Recreate, RollingUpdate')],
        ),
        (
            {"kind": "CronJob", "spec": {"schedule": "0 0 30 2 *"}},
            [("spec.schedule", '"0 0 30 2 *" never fires: the day is in none of the months')],
        ),
        ({"kind": "CronJob", "spec": {"schedule": "@hourly", "concurrencyPolicy": "Allow"}}, []),
        (
            {"kind": "Service", "spec": {"type": "ExternalName"}},
            [("spec.type", '"ExternalName" is not one of ClusterIP, LoadBalancer, NodePort')],
        ),
        (
            {
                "kind": "Service",
                "spec": {"ports": [{"port": 80, "name": "a"}, {"port": 81, "name": "b", "nodePort": 30001}]},
            },
            [("spec.ports[1].nodePort", "it does not go with type ClusterIP")],
        ),
        ({"kind": "Service", "spec": {"type": "NodePort", "ports": [{"port": 81, "nodePort": 30001}]}}, []),
        (
            {"kind": "PodDisruptionBudget", "spec": {"minAvailable": 0, "maxUnavailable": 1}},
            [("spec.minAvailable", "it does not go with maxUnavailable")],
        ),
        (
            workload("Deployment", strategy={"rollingUpdate": {"maxSurge": "two", "maxUnavailable": "25%"}}),
            [("spec.strategy.rollingUpdate.maxSurge", '"two" is neither a number of pods nor a share such as 25%')],
        ),
        (
            {"kind": "CronJob", "spec": {"schedule": "@daily", "timeZone": "Mars/Base"}},
            [("spec.timeZone", '"Mars/Base" is not the name of a time zone')],
        ),
        (
            workload("Job", completionMode="Random"),
            [("spec.completionMode", '"Random" is not one of Indexed, NonIndexed')],
        ),
        (
            {"kind": "PersistentVolumeClaim", "spec": {"resources": {"requests": {"storage": "0"}}}},
            [("spec.resources.requests.storage", "0 is not more than 0")],
        ),
        (
            {"kind": "ExternalSecret", "spec": {"refreshInterval": "1d"}},
            [("spec.refreshInterval", '"1d" is not a duration such as 1h or 90s')],
        ),
        ({"kind": "ExternalSecret", "spec": {"refreshInterval": "1h30m"}}, []),
        (
            {"kind": "Service", "spec": {"ports": [{"port": 80, "name": "a"}, {"port": 81}]}},
            [("spec.ports", "each of several ports needs a name")],
        ),
        (
            {"kind": "Service", "spec": {"loadBalancerClass": "a/b"}},
            [("spec.loadBalancerClass", "it needs type LoadBalancer")],
        ),
        (
            {
                "kind": "HorizontalPodAutoscaler",
                "spec": {"behavior": {"scaleUp": {"stabilizationWindowSeconds": 4000}}},
            },
            [("spec.behavior.scaleUp.stabilizationWindowSeconds", "4000 is not within 0 to 3600")],
        ),
        (
            autoscaler({"type": "Share", "value": 0, "periodSeconds": 1801}),
            [
                ("spec.behavior.scaleUp.policies[0].type", '"Share" is not one of Percent, Pods'),
                ("spec.behavior.scaleUp.policies[0].value", "0 is less than 1"),
                ("spec.behavior.scaleUp.policies[0].periodSeconds", "1801 is not within 1 to 1800"),
            ],
        ),
        (autoscaler({"type": "Pods", "value": 2, "periodSeconds": 15}), []),
        (
            {
                "kind": "HorizontalPodAutoscaler",
                "spec": {"metrics": [{"resource": {"target": {"averageUtilization": 0}}}]},
            },
            [("spec.metrics[0]", "averageUtilization 0 is less than 1")],
        ),
        (
            {"kind": "Service", "spec": {"internalTrafficPolicy": "Near"}},
            [("spec.internalTrafficPolicy", '"Near" is not one of Cluster, Local')],
        ),
    ],
)
def test_values_that_its_kind_does_not_have(node: Any, found: list[tuple[str, str]]) -> None:
    assert list(patch_workloads.violations(node)) == found


@pytest.mark.parametrize(
    "node",
    [{"kind": "Deployment"}, pods("Deployment", restartPolicy=[]), {"kind": "Deployment", "spec": {"strategy": 3}}],
)
def test_no_shape_stops_it(node: Any) -> None:
    assert list(patch_workloads.violations(node)) == []
