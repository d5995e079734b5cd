"""Effects of changes to the kinds of KubeRay.

A RayService starts a second cluster for every change of its cluster but numbers of workers, tolerations and groups that are added
after all others (`shouldPrepareNewCluster`, `GenerateHashWithoutReplicasAndWorkersToDelete` of KubeRay). A RayCluster with
`upgradeStrategy: Recreate` deletes all of its pods for the same changes (`shouldRecreatePodsForUpgrade`).
"""

from collections.abc import Iterator

from generator.kubernetes.effects import common, sources, tasks
from generator.kubernetes.effects.effect import Effect
from generator.kubernetes.effects.rule import Field, Judge, Rule, Table, Verdict, Whole
from generator.manifest.object_fields import items

TEMPLATES = ("headGroupSpec.template", "workerGroupSpecs[*].template")
RAY_JOB = tasks.run(
    "RayJob", ("spec.submitterPodTemplate", *(f"spec.rayClusterSpec.{each}" for each in TEMPLATES)), sources.RAY_JOB
)

SECOND = "KubeRay starts a second cluster, and moves the requests to it when it is ready"
NUMBERS = ("replicas", "minReplicas", "maxReplicas")
NOT_APPLIED = "KubeRay does not apply it to the cluster that runs; the next cluster has it"
SERVED = "Ray Serve takes it up in the cluster that runs, and replaces the replicas of changed deployments"
ADDED = "a group after all others: its workers start in the cluster that runs"
_SECOND_DEPENDS = "new: a group that is added after all others"
ALL_PODS = "KubeRay deletes all pods of the cluster and starts new ones (upgradeStrategy Recreate)"
SCALED = "KubeRay starts or ends workers of the group"
LEFT = tasks.GUARDED.format("RayCluster")
_LEFT_DEPENDS = f"ignored: {LEFT}, where Ray's autoscaler or Kueue writes into it"


def _service(field: Field) -> Verdict | None:
    """Groups that are added after those that are there join the cluster that runs."""
    groups = ("spec", "rayClusterConfig", "workerGroupSpecs")
    position = field.steps[len(groups)] if field.steps[: len(groups)] == groups and field.steps != groups else None
    there = len(list(items(field.pair.before, *groups)))
    return Verdict(Effect.NEW, ADDED) if isinstance(position, int) and position >= there > 0 else None


def _cluster(field: Field) -> Verdict | None:
    return Verdict(Effect.IGNORED, LEFT, sources.RAY_CLUSTER) if tasks.is_left_alone(field.pair) else None


def _numbers(path: str, effect: Effect, reason: str, source: str, judge: Judge, depends: str) -> Iterator[Rule]:
    for name in NUMBERS:
        yield Rule(f"{path}.workerGroupSpecs[*].{name}", effect, reason, source, judge=judge, depends=depends)


def _tolerations(path: str, effect: Effect, reason: str, source: str, judge: Judge, depends: str) -> Iterator[Rule]:
    for template in TEMPLATES:
        yield Rule(f"{path}.{template}.spec.tolerations", effect, reason, source, judge=judge, depends=depends)


_CONFIG = "spec.rayClusterConfig"
RAY_SERVICE = Table(
    added=Whole(Effect.NEW, "a cluster starts, and Ray Serve in it", sources.RAY_SERVICE),
    removed=Whole(Effect.REMOVED, "the service goes, and its cluster with it", sources.RAY_SERVICE),
    rules=(
        *common.METADATA,
        Rule("spec.serveConfigV2", Effect.RESTART, SERVED, sources.RAY_SERVICE),
        common.quiet("spec.upgradeStrategy", "how the next change is made", sources.RAY_SERVICE),
        *_numbers(_CONFIG, Effect.NEXT_START, NOT_APPLIED, sources.RAY_SERVICE, _service, _SECOND_DEPENDS),
        *_tolerations(_CONFIG, Effect.NEXT_START, NOT_APPLIED, sources.RAY_SERVICE, _service, _SECOND_DEPENDS),
        *(
            row
            for path in TEMPLATES
            for row in common.pods(
                f"{_CONFIG}.{path}", Effect.TRAFFIC, SECOND, sources.RAY_SERVICE, _service, _SECOND_DEPENDS
            )
        ),
        Rule(_CONFIG, Effect.TRAFFIC, SECOND, sources.RAY_SERVICE, judge=_service, depends=_SECOND_DEPENDS),
    ),
)
RAY_CLUSTER = Table(
    added=Whole(Effect.NEW, "a cluster starts", sources.RAY_CLUSTER),
    removed=Whole(Effect.REMOVED, "the cluster goes, and what runs on it", sources.RAY_CLUSTER),
    rules=(
        *tasks.metadata("RayCluster"),
        *_numbers("spec", Effect.SCALE, SCALED, sources.RAY_CLUSTER, _cluster, _LEFT_DEPENDS),
        *_tolerations(
            "spec", Effect.NEXT_START, "pods that start next have it", sources.RAY_CLUSTER, _cluster, _LEFT_DEPENDS
        ),
        common.quiet("spec.upgradeStrategy", "how the next change is made", sources.RAY_CLUSTER),
        *(
            row
            for path in TEMPLATES
            for row in common.pods(
                f"spec.{path}", Effect.INTERRUPTION, ALL_PODS, sources.RAY_CLUSTER, _cluster, _LEFT_DEPENDS
            )
        ),
        Rule("spec", Effect.INTERRUPTION, ALL_PODS, sources.RAY_CLUSTER, judge=_cluster, depends=_LEFT_DEPENDS),
    ),
)
