"""Pairs of objects before and after, with the effect that the operator's documentation or source gives."""

from generator.kubernetes.effects import sources
from tests.builders import effects
from tests.builders.effects import Case
from tests.builders.objects import base

CASES = [
    Case(
        name="a cluster under its guard",
        kind="DaskCluster",
        after={"spec/worker/replicas": 5},
        effect="ignored",
        reason="the operator reads a DaskCluster once, when it is made",
        source=sources.DASK_CONTROLLER,
    ),
    Case(
        name="a cluster with another name",
        kind="DaskCluster",
        after=base("DaskCluster", {"spec/worker/replicas": 5}, name="load-abcdef0123"),
        before=base("DaskCluster", name="load-0123456789"),
        effect="replaced",
        reason="another cluster replaces it, without what the old one holds in memory",
        source=sources.DASK,
    ),
    Case(
        name="a new cluster",
        kind="DaskCluster",
        before=None,
        after={},
        effect="new",
        reason="a cluster starts",
        source=sources.DASK,
    ),
    Case(
        name="bounds",
        kind="DaskAutoscaler",
        after={"spec/maximum": 9},
        effect="scale",
        reason="how many workers there may be",
        source=sources.DASK_CONTROLLER,
    ),
]
test_documented = effects.documented(CASES)
