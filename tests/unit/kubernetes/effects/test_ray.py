"""Pairs of objects before and after, with the effect that a page of the reference gives."""

from generator.kubernetes.effects import sources
from tests.builders import effects
from tests.builders.effects import Case
from tests.builders.objects import Object, base

GROUPS = {
    "RayService": "spec/rayClusterConfig/workerGroupSpecs",
    "RayCluster": "spec/workerGroupSpecs",
}
IMAGE = "0/template/spec/containers/0/image"
ONCE: Object = {"metadata/annotations": {"kustomize.toolkit.fluxcd.io/ssa": "IfNotPresent"}}
ADDED: Object = {"groupName": "b", "minReplicas": 1, "maxReplicas": 1}
CASES = [
    Case(
        name="a group of workers that is added to a service",
        kind="RayService",
        after={f"{GROUPS['RayService']}/1": ADDED},
        effect="new",
        reason="a group after all others: its workers start in the cluster that runs",
        source=sources.RAY_SERVICE,
    ),
    Case(
        name="a cluster that Flux applies once",
        kind="RayCluster",
        before=base("RayCluster", ONCE),
        after=base("RayCluster", {**ONCE, f"{GROUPS['RayCluster']}/{IMAGE}": "x:2"}),
        effect="ignored",
        reason="a RayCluster that is there is left as it is: the GitOps tool is told not to update it",
        source=sources.RAY_CLUSTER,
    ),
    Case(
        name="what Ray Serve serves",
        kind="RayService",
        after={"spec/serveConfigV2": "applications: [{import_path: a:b}]"},
        effect="restart",
        reason="Ray Serve takes it up in the cluster that runs, and replaces the replicas of changed deployments",
        source=sources.RAY_SERVICE,
    ),
    Case(
        name="the image of a service",
        kind="RayService",
        after={f"{GROUPS['RayService']}/{IMAGE}": "x:2"},
        effect="traffic",
        reason="KubeRay starts a second cluster, and moves the requests to it when it is ready",
        source=sources.RAY_SERVICE,
    ),
    Case(
        name="the number of workers of a service",
        kind="RayService",
        after={f"{GROUPS['RayService']}/0/maxReplicas": 3},
        effect="next-start",
        reason="KubeRay does not apply it to the cluster that runs; the next cluster has it",
        source=sources.RAY_SERVICE,
    ),
    Case(
        name="how a service is upgraded",
        kind="RayService",
        after={"spec/upgradeStrategy": {"type": "NewCluster"}},
        effect="none",
        reason="how the next change is made",
        source=sources.RAY_SERVICE,
    ),
    Case(
        name="a service that goes",
        kind="RayService",
        after=None,
        effect="removed",
        reason="the service goes, and its cluster with it",
        source=sources.RAY_SERVICE,
    ),
    Case(
        name="the image of a cluster",
        kind="RayCluster",
        after={f"{GROUPS['RayCluster']}/{IMAGE}": "x:2"},
        effect="interruption",
        reason="KubeRay deletes all pods of the cluster and starts new ones (upgradeStrategy Recreate)",
        source=sources.RAY_CLUSTER,
    ),
    Case(
        name="the number of workers of a cluster",
        kind="RayCluster",
        after={f"{GROUPS['RayCluster']}/0/maxReplicas": 3},
        effect="scale",
        reason="KubeRay starts or ends workers of the group",
        source=sources.RAY_CLUSTER,
    ),
    Case(
        name="a cluster that goes",
        kind="RayCluster",
        after=None,
        effect="removed",
        reason="the cluster goes, and what runs on it",
        source=sources.RAY_CLUSTER,
    ),
]


test_a_change_has_the_effect_that_is_documented = effects.documented(CASES)
