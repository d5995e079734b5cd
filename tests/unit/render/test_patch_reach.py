"""Accounts, Secrets, volumes and files of others that a patch must not reach."""

from typing import Any

import pytest

from generator.render import patch_reach

TOKEN = {"target": {"template": {"type": "kubernetes.io/service-account-token"}}}
CLUSTER_WIDE = {"authenticationRef": {"kind": "ClusterTriggerAuthentication", "name": "platform"}}
OPERATOR = {"metadata": {"identityOwner": "operator"}}


def monitor(**endpoint: Any) -> Any:
    return {"endpoints": [endpoint]}


@pytest.mark.parametrize(
    ("kind", "spec", "facts"),
    [
        (
            "ExternalSecret",
            TOKEN,
            [
                (
                    "spec.target.template.type: a Secret of type kubernetes.io/service-account-token "
                    "gets the token of any account that it names"
                )
            ],
        ),
        ("ExternalSecret", {"target": {"template": {"type": "kubernetes.io/dockerconfigjson"}}}, []),
        (
            "ScaledObject",
            {"triggers": [CLUSTER_WIDE]},
            [
                "spec.triggers[0].authenticationRef: ClusterTriggerAuthentication gives access that is not this namespace's"
            ],
        ),
        (
            "ScaledObject",
            {"triggers": [{}, OPERATOR]},
            ["spec.triggers[1].metadata.identityOwner: operator is the identity of KEDA itself"],
        ),
        (
            "ScaledObject",
            {"triggers": [{"authenticationRef": {"name": "own"}}, {"metadata": {"identityOwner": "pod"}}]},
            [],
        ),
        (
            "PersistentVolumeClaim",
            {"dataSourceRef": {"kind": "PersistentVolumeClaim", "name": "a", "namespace": "other"}},
            ["spec.dataSourceRef.namespace copies the data of another namespace"],
        ),
        ("PersistentVolumeClaim", {"dataSourceRef": {"kind": "VolumeSnapshot", "name": "a"}}, []),
        (
            "ServiceMonitor",
            monitor(bearerTokenFile="/var/run/secrets/kubernetes.io/serviceaccount/token"),
            ["spec.endpoints[0]: bearerTokenFile is a file of Prometheus itself"],
        ),
        (
            "ServiceMonitor",
            monitor(tlsConfig={"keyFile": "/etc/key", "insecureSkipVerify": True}),
            ["spec.endpoints[0]: keyFile is a file of Prometheus itself"],
        ),
        (
            "PodMonitor",
            {"podMetricsEndpoints": [{"proxyUrl": "http://evil.test"}]},
            ["spec.podMetricsEndpoints[0]: proxyUrl sends what Prometheus asks elsewhere"],
        ),
        (
            "PodMonitor",
            {"podMetricsEndpoints": [{"relabelings": [{"targetLabel": "__address__", "replacement": "10.0.0.1:443"}]}]},
            ["spec.podMetricsEndpoints[0]: a relabeling of __address__ makes Prometheus ask elsewhere"],
        ),
        (
            "ServiceMonitor",
            monitor(relabelings=[{"action": "labelmap", "regex": "a", "replacement": "__address__"}]),
            ["spec.endpoints[0]: a relabeling of __address__ makes Prometheus ask elsewhere"],
        ),
        (
            "ServiceMonitor",
            monitor(
                params={"a": ["b"]},
                basicAuth={"password": {"name": "own", "key": "a"}},
                relabelings=[{"sourceLabels": ["__address__"], "targetLabel": "host"}, {"action": "drop"}],
            ),
            [],
        ),
    ],
)
def test_controllers_act_for_the_component_alone(kind: str, spec: Any, facts: list[str]) -> None:
    found = patch_reach.violations(kind, {"spec": {}}, {"spec": spec})
    assert [each.fact for each in found] == facts
    assert list(patch_reach.violations(kind, {"spec": spec}, {"spec": spec})) == []


def claim(**spec: Any) -> Any:
    return {"spec": {"volumes": [{"name": "a", "ephemeral": {"volumeClaimTemplate": {"spec": spec}}}]}}


@pytest.mark.parametrize(
    ("template", "facts"),
    [
        (claim(accessModes=["ReadWriteOnce"]), []),
        (claim(volumeName="pv"), ['volume "a": spec.volumeName takes a volume that may be another\'s']),
        (claim(selector={"matchLabels": {}}), ['volume "a": spec.selector takes a volume that may be another\'s']),
        (
            claim(dataSourceRef={"name": "a", "namespace": "other"}),
            ['volume "a": spec.dataSourceRef.namespace copies the data of another namespace'],
        ),
        ({"metadata": {"finalizers": ["a/b"]}}, ["spec.template.metadata.finalizers is fixed"]),
        ({"metadata": {"namespace": "other"}}, ["spec.template.metadata.namespace is fixed"]),
        ({"metadata": {"labels": {"a": "b"}}}, []),
        (None, []),
        ({"metadata": 3, "spec": {"volumes": [4, {"ephemeral": 5}]}}, []),
    ],
)
def test_pods_get_volumes_and_metadata_of_their_own(template: Any, facts: list[str]) -> None:
    before: Any = {"spec": {"template": {}}}
    after = {"spec": {"template": template}}
    assert [each.fact for each in patch_reach.violations("Deployment", before, after)] == facts
