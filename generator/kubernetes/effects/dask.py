"""Effects of changes to the kinds of the Dask operator.

The operator reads a DaskJob and a DaskCluster when they are made, and of one that runs only what its autoscaler allows.
"""

from generator.kubernetes.effects import common, sources, tasks
from generator.kubernetes.effects.effect import Effect
from generator.kubernetes.effects.rule import Field, Rule, Table, Verdict, Whole

TEMPLATES = ("scheduler", "worker")
DASK_JOB = tasks.run("DaskJob", ("spec.job", *(f"spec.cluster.spec.{each}" for each in TEMPLATES)), sources.DASK)

ANOTHER = "another cluster replaces it, without what the old one holds in memory"
LEFT = "the operator reads a DaskCluster once, when it is made"
_DEPENDS = "replaced: the DaskCluster has a new name"


def _cluster(field: Field) -> Verdict | None:
    was, now = field.pair.values("metadata", "name")
    return Verdict(Effect.REPLACED, ANOTHER, sources.DASK) if was != now else None


DASK_CLUSTER = Table(
    added=Whole(Effect.NEW, "a cluster starts", sources.DASK),
    removed=Whole(
        Effect.REMOVED, "the cluster goes, and what it holds in memory", sources.DASK, tasks.replaced, tasks.REPLACED
    ),
    rules=(
        Rule("metadata.name", Effect.REPLACED, ANOTHER, sources.DASK),
        *tasks.metadata("DaskCluster"),
        *(
            row
            for each in TEMPLATES
            for row in common.pods(f"spec.{each}", Effect.IGNORED, LEFT, sources.DASK_CONTROLLER, _cluster, _DEPENDS)
        ),
        Rule("spec", Effect.IGNORED, LEFT, sources.DASK_CONTROLLER, judge=_cluster, depends=_DEPENDS),
    ),
)
DASK_AUTOSCALER = Table(
    added=Whole(Effect.SCALE, "the operator asks the scheduler how many workers it needs", sources.DASK),
    removed=Whole(Effect.SCALE, "the number of workers changes no more", sources.DASK, tasks.replaced, tasks.REPLACED),
    rules=(
        Rule(
            "metadata.name",
            Effect.REPLACED,
            "it goes with its cluster, and another comes with the new one",
            sources.DASK,
        ),
        *common.METADATA,
        Rule("spec.cluster", Effect.SCALE, "it is for another cluster", sources.DASK),
        Rule("spec", Effect.SCALE, "how many workers there may be", sources.DASK_CONTROLLER),
    ),
)
