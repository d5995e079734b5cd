"""Pairs of objects before and after, with the effect that a page of the reference gives."""

from generator.kubernetes.effects import sources
from tests.builders import effects
from tests.builders.effects import Case

CASES = [
    Case(
        name="how a release of Flagger is judged",
        kind="Canary",
        after={"spec/analysis/threshold": 5},
        effect="next-start",
        reason="the next release is judged by it",
        source=sources.FLAGGER_CANARY,
    ),
    Case(
        name="a release of Flagger without analysis",
        kind="Canary",
        after={"spec/skipAnalysis": True},
        effect="next-start",
        reason="the next release goes out without analysis",
        source=sources.FLAGGER_CANARY,
    ),
    Case(
        name="releases of Flagger that wait",
        kind="Canary",
        after={"spec/suspend": True},
        effect="next-start",
        reason="releases wait",
        source=sources.FLAGGER_CANARY,
    ),
    Case(
        name="a host of a Canary that goes",
        kind="Canary",
        after={"spec/service/hosts/0": "b.example.org"},
        effect="interruption",
        reason="a.example.org is answered no more",
        source=sources.FLAGGER_CANARY,
        also=("access",),
    ),
    Case(
        name="a host of a Canary that comes",
        kind="Canary",
        after={"spec/service/hosts/1": "b.example.org"},
        effect="access",
        reason="under which hosts it is reached",
        source=sources.FLAGGER_CANARY,
    ),
    Case(
        name="a gateway that a Canary leaves",
        kind="Canary",
        after={"spec/service/gatewayRefs": [{"name": "internal", "namespace": "gateways"}]},
        effect="interruption",
        reason="what it answers through gateways/public is answered no more",
        source=sources.FLAGGER_CANARY,
        also=("access",),
        before={"spec/service/gatewayRefs": [{"name": "public", "namespace": "gateways"}]},
    ),
    Case(
        name="a port of a Canary",
        kind="Canary",
        after={"spec/service/port": 81},
        effect="interruption",
        reason="Flagger writes the ports of its Services again",
        source=sources.FLAGGER_CANARY,
    ),
    Case(
        name="a timeout of a Canary",
        kind="Canary",
        after={"spec/service/timeout": "10s"},
        effect="traffic",
        reason="how requests go to the pods",
        source=sources.FLAGGER_CANARY,
    ),
    Case(
        name="a Canary that goes",
        kind="Canary",
        after=None,
        effect="interruption",
        reason="the Services and the primary that Flagger made go with it",
        source=f"{sources.FLAGGER_CANARY}#canary-finalizers",
    ),
    Case(
        name="a query of Flagger",
        kind="MetricTemplate",
        after={"spec/query": "down"},
        effect="next-start",
        reason="the next release is judged by it",
        source=sources.FLAGGER_METRICS,
    ),
    Case(
        name="a metric of an analysis",
        kind="AnalysisTemplate",
        after={"spec/metrics/0/interval": "30s"},
        effect="next-start",
        reason="the next release is judged by it",
        source=sources.ANALYSIS,
    ),
]

test_a_change_has_the_effect_that_is_documented = effects.documented(CASES)
