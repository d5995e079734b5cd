"""Pairs of objects before and after, with the effect that a page of the reference gives."""

from generator.kubernetes.effects import sources
from tests.builders import effects
from tests.builders.effects import Case
from tests.builders.objects import Object, base

OF_SERVICE = "spec/rayClusterConfig/workerGroupSpecs"
OF_CLUSTER = "spec/workerGroupSpecs"
IMAGE = "0/template/spec/containers/0/image"
ONCE: Object = {"metadata/annotations": {"kustomize.toolkit.fluxcd.io/ssa": "IfNotPresent"}}
ADDED: Object = {"groupName": "b", "minReplicas": 1, "maxReplicas": 1}
SERVED = "Ray Serve takes it up in the cluster that runs, and replaces the replicas of changed deployments"
SECOND = "KubeRay starts a second cluster, and moves the requests to it when it is ready"
NEXT = "KubeRay does not apply it to the cluster that runs; the next cluster has it"
JOINED = "a group after all others: its workers start in the cluster that runs"
ALL_PODS = "KubeRay deletes all pods of the cluster and starts new ones (upgradeStrategy Recreate)"
CASES = [
    *effects.changed(
        "RayService",
        sources.RAY_SERVICE,
        [
            ("spec/serveConfigV2", "applications: [{import_path: a:b}]", "restart", SERVED, ()),
            (f"{OF_SERVICE}/{IMAGE}", "x:2", "traffic", SECOND, ()),
            (f"{OF_SERVICE}/0/maxReplicas", 3, "next-start", NEXT, ()),
            (f"{OF_SERVICE}/1", ADDED, "new", JOINED, ()),
            ("spec/upgradeStrategy", {"type": "NewCluster"}, "none", "how the next change is made", ()),
        ],
    ),
    *effects.changed(
        "RayCluster",
        sources.RAY_CLUSTER,
        [
            (f"{OF_CLUSTER}/{IMAGE}", "x:2", "interruption", ALL_PODS, ()),
            (f"{OF_CLUSTER}/0/maxReplicas", 3, "scale", "KubeRay starts or ends workers of the group", ()),
        ],
    ),
    Case(
        name="a cluster that Flux applies once",
        kind="RayCluster",
        before=base("RayCluster", ONCE),
        after=base("RayCluster", {**ONCE, f"{OF_CLUSTER}/{IMAGE}": "x:2"}),
        effect="ignored",
        reason="a RayCluster that is there is left as it is: the GitOps tool is told not to update it",
        source=sources.RAY_CLUSTER,
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
        name="a cluster that goes",
        kind="RayCluster",
        after=None,
        effect="removed",
        reason="the cluster goes, and what runs on it",
        source=sources.RAY_CLUSTER,
    ),
]


test_a_change_has_the_effect_that_is_documented = effects.documented(CASES)
