"""What a patch may not change of an object of each kind; a field that leaves the table of object kinds is missed here."""

from typing import Any

import pytest

from generator.kubernetes import object_kinds
from generator.render import patch_guard
from generator.render.patch_guard import Rule
from generator.spec.project import Target
from tests.builders import cases, samples

FIXED = {
    "ConfigMap": ["data", "binaryData", "immutable"],
    "PersistentVolumeClaim": ["spec.accessModes", "spec.volumeName", "spec.selector"],
    "Service": [
        *("spec.selector", "spec.externalIPs", "spec.externalName", "spec.loadBalancerIP"),
        *("spec.clusterIP", "spec.clusterIPs", "spec.publishNotReadyAddresses"),
    ],
    "Deployment": ["spec.selector", "spec.replicas", "spec.paused"],
    "StatefulSet": [
        "spec.selector",
        "spec.replicas",
        "spec.serviceName",
        "spec.podManagementPolicy",
        "spec.updateStrategy",
        "spec.volumeClaimTemplates",
        "spec.persistentVolumeClaimRetentionPolicy",
        "spec.ordinals",
    ],
    "Rollout": ["spec.selector", "spec.replicas", "spec.strategy", "spec.workloadRef", "spec.paused"],
    "HorizontalPodAutoscaler": [
        *("spec.scaleTargetRef", "spec.minReplicas", "spec.maxReplicas", "spec.behavior.scaleDown"),
    ],
    "CronJob": [f"spec.jobTemplate.spec.{field}" for field in ("suspend", "selector", "manualSelector", "managedBy")],
    "Job": ["spec.ttlSecondsAfterFinished", "spec.suspend", "spec.selector", "spec.manualSelector", "spec.managedBy"],
    "ExternalSecret": [
        *("spec.secretStoreRef", "spec.data", "spec.dataFrom", "spec.target.name", "spec.target.creationPolicy"),
        "spec.target.manifest",
    ],
    "AnalysisTemplate": ["spec.args", "spec.dryRun"],
    "MetricTemplate": ["spec.provider", "spec.query"],
    "TriggerAuthentication": [
        *("spec.podIdentity", "spec.boundServiceAccountToken", "spec.filePath", "spec.hashiCorpVault"),
        *("spec.awsSecretManager", "spec.azureKeyVault", "spec.gcpSecretManager"),
    ],
    "Ingress": ["spec.rules", "spec.defaultBackend", "spec.ingressClassName"],
    "Canary": [
        *("spec.provider", "spec.targetRef", "spec.autoscalerRef", "spec.service", "spec.skipAnalysis"),
        *("spec.suspend", "spec.revertOnDeletion"),
        *("spec.analysis.interval", "spec.analysis.threshold", "spec.analysis.iterations", "spec.analysis.stepWeight"),
        *("spec.analysis.stepWeights", "spec.analysis.stepWeightPromotion", "spec.analysis.maxWeight"),
        *("spec.analysis.match", "spec.analysis.mirror"),
    ],
    "GRPCRoute": ["spec.rules", "spec.parentRefs", "spec.hostnames"],
    "HTTPRoute": ["spec.rules", "spec.parentRefs", "spec.hostnames"],
    "RayJob": [
        *("spec.suspend", "spec.managedBy", "spec.ttlSecondsAfterFinished", "spec.shutdownAfterJobFinishes"),
        "spec.jobId",
    ],
    "RayService": [
        *("spec.suspend", "spec.managedBy", "spec.upgradeStrategy"),
        "spec.rayClusterConfig.enableInTreeAutoscaling",
    ],
    "RayCluster": ["spec.suspend", "spec.managedBy", "spec.upgradeStrategy", "spec.enableInTreeAutoscaling"],
    "JobSet": ["spec.suspend", "spec.network", "spec.managedBy", "spec.ttlSecondsAfterFinished"],
    "DaskAutoscaler": ["spec.cluster", "spec.minimum", "spec.maximum"],
    "DaskCluster": ["spec.idleTimeout", "spec.scheduler.service", "spec.worker.replicas"],
    "DaskJob": [f"spec.cluster.spec.{field}" for field in ("idleTimeout", "scheduler.service", "worker.replicas")],
    "InferenceService": [*object_kinds.INFERENCE],
    "LeaderWorkerSet": [
        *("spec.replicas", "spec.startupPolicy", "spec.networkConfig", "spec.leaderWorkerTemplate.size"),
        *("spec.leaderWorkerTemplate.restartPolicy", "spec.rolloutStrategy.rollingUpdateConfiguration.partition"),
        *("spec.leaderWorkerTemplate.subGroupPolicy", "spec.leaderWorkerTemplate.volumeClaimTemplates"),
    ],
    "PyTorchJob": [
        *("spec.runPolicy.suspend", "spec.runPolicy.managedBy", "spec.runPolicy.ttlSecondsAfterFinished"),
        "spec.elasticPolicy",
    ],
    "TFJob": ["spec.runPolicy.suspend", "spec.runPolicy.managedBy", "spec.runPolicy.ttlSecondsAfterFinished"],
    "TrainJob": ["spec.suspend", "spec.managedBy", "spec.runtimeRef", "spec.trainer.image"],
    "ScheduledSparkApplication": [f"spec.template.{field}" for field in object_kinds.SPARK],
    "SparkApplication": [f"spec.{field}" for field in object_kinds.SPARK],
    "CronWorkflow": ["spec.workflowSpec", "spec.workflowMetadata"],
    "Workflow": [*object_kinds.ARGO],
    "WorkflowTemplate": [*object_kinds.ARGO],
    "PodMonitor": ["spec.selector", "spec.namespaceSelector"],
    "ServiceMonitor": ["spec.selector", "spec.namespaceSelector"],
    "ScaledObject": [
        *("spec.scaleTargetRef", "spec.minReplicaCount", "spec.maxReplicaCount", "spec.idleReplicaCount"),
        "spec.advanced",
    ],
    "NetworkPolicy": ["spec.podSelector"],
    "PodDisruptionBudget": ["spec.selector"],
    "Role": ["rules"],
    "RoleBinding": ["roleRef", "subjects"],
}


@pytest.fixture(scope="module")
def target() -> Target:
    return cases.judged(samples.case(samples.SERVICE)).units[0].target


def document(kind: str, path: str = "", value: str = "before") -> Any:
    """An object without pods that has a value at a dotted path."""
    made: Any = {"apiVersion": object_kinds.of(kind).api_version, "kind": kind, "metadata": {"name": "fraud-api"}}
    node = made
    *parents, last = path.split(".") if path else ["spec", "description"]
    for part in parents:
        node = node.setdefault(part, {})
    node[last] = value
    return made


def test_the_table_fixes_these_fields() -> None:
    assert {row.kind: list(row.fixed) for row in object_kinds.TABLE.values() if row.fixed} == FIXED


@pytest.mark.parametrize(("kind", "path"), [(kind, path) for kind, paths in FIXED.items() for path in paths])
def test_a_fixed_field_cannot_be_changed_added_or_removed(kind: str, path: str, target: Target) -> None:
    with_value, other, without = document(kind, path), document(kind, path, "after"), document(kind)
    for before, after in ((with_value, other), (without, with_value), (with_value, without)):
        found = [each for each in patch_guard.check(target, before, after) if each.subject == path]
        assert [(each.rule, each.fact) for each in found] == [(Rule.FIXED, f"{path} is fixed")]


@pytest.mark.parametrize("kind", FIXED)
def test_what_a_patch_does_not_change_is_allowed(kind: str, target: Target) -> None:
    assert list(patch_guard.check(target, document(kind), document(kind))) == []


@pytest.mark.parametrize(
    ("volume", "facts"),
    [
        ({"image": {"reference": "ghcr.io/acme/model:1"}}, []),
        (
            {"image": {"reference": "evil.test/model:1"}},
            ['volume "m": the image is not from an allowed registry (ghcr.io/acme)'],
        ),
        ({"image": {"reference": "UPPER"}}, ['volume "m": "UPPER" is not an image: repository names are lower case']),
        ({"image": {"pullPolicy": "Always"}}, []),
    ],
)
def test_images_of_volumes_follow_the_policy(volume: Any, facts: list[str]) -> None:
    policy = {"policy": {"images": {"registries": ["ghcr.io/acme"]}}}
    op = {"op": "add", "path": "/spec/template/spec/volumes/-", "value": {"name": "m", **volume}}
    patched = samples.SERVICE | {"patches": [{"target": {"kind": "Deployment"}, "ops": [op]}]}
    found = cases.judged(samples.case(patched, None, policy)).problems
    assert [each.fact.removeprefix("Deployment fraud-api-blue: ") for each in found] == facts
