"""Effects of changes to what steers and judges releases: Canary and MetricTemplate of Flagger, AnalysisTemplate of Rollouts."""

from collections.abc import Iterator
from typing import Any

from generator.kubernetes.effects import common, sources
from generator.kubernetes.effects.effect import Effect
from generator.kubernetes.effects.rule import Field, Rule, Table, Verdict, Whole
from generator.manifest.field_path import ABSENT
from generator.manifest.object_fields import items, value_at

NEXT = "the next release is judged by it"


def _hosts(field: Field) -> Verdict | None:
    was, now = (value_at(side, ("spec", "service", "hosts")) or [] for side in (field.pair.before, field.pair.after))
    gone = [str(host) for host in was if host not in now]
    if gone:
        return Verdict(Effect.INTERRUPTION, common.gone(gone), sources.FLAGGER_CANARY, (Effect.ACCESS,))
    return None


def _gateways(field: Field) -> Verdict | None:
    was, now = (set(_refs(side)) for side in (field.pair.before, field.pair.after))
    gone = [f"what it answers through {each}" for each in was - now]
    return Verdict(Effect.INTERRUPTION, common.gone(gone), also=(Effect.ACCESS,)) if gone else None


def _refs(content: Any) -> Iterator[str]:
    for each in items(content, "spec", "service", "gatewayRefs"):
        yield "/".join(str(each[name]) for name in ("namespace", "name", "sectionName") if each.get(name))


def _skip(field: Field) -> Verdict:
    reason = "the next release goes out without analysis" if field.after is True else NEXT
    return Verdict(Effect.NEXT_START, reason, sources.FLAGGER_CANARY)


def _suspend(field: Field) -> Verdict:
    stopped = field.after not in {ABSENT, False}
    return Verdict(Effect.NEXT_START, "releases wait" if stopped else "releases go on", sources.FLAGGER_CANARY)


CANARY = Table(
    added=Whole(
        Effect.TRAFFIC,
        "Flagger copies the Deployment, makes its Services, and moves traffic to the copy",
        sources.FLAGGER_CANARY,
    ),
    removed=Whole(
        Effect.INTERRUPTION,
        "the Services and the primary that Flagger made go with it",
        f"{sources.FLAGGER_CANARY}#canary-finalizers",
    ),
    rules=(
        *common.METADATA,
        Rule(
            "spec.service.hosts",
            Effect.ACCESS,
            "under which hosts it is reached",
            sources.FLAGGER_CANARY,
            judge=_hosts,
            depends="interruption: a host goes",
        ),
        Rule(
            "spec.service.gatewayRefs",
            Effect.ACCESS,
            "through which gateways it is reached",
            sources.FLAGGER_CANARY,
            judge=_gateways,
            depends="interruption: a gateway goes",
        ),
        *(
            Rule(f"spec.service.{name}", Effect.ACCESS, reason, sources.FLAGGER_CANARY)
            for name, reason in {
                "match": "which requests are answered",
                "corsPolicy": "which sites may ask",
                "delegation": "who routes to it",
            }.items()
        ),
        *(
            Rule(
                f"spec.service.{name}",
                Effect.INTERRUPTION,
                "Flagger writes the ports of its Services again",
                sources.FLAGGER_CANARY,
            )
            for name in ("port", "portName", "targetPort", "portDiscovery", "name")
        ),
        *(
            Rule(f"spec.service.{name}", Effect.TRAFFIC, "how requests go to the pods", sources.FLAGGER_CANARY)
            for name in (
                "timeout",
                "retries",
                "headers",
                "rewrite",
                "mirror",
                "appProtocol",
                "trafficDistribution",
                "trafficPolicy",
            )
        ),
        *(
            common.quiet(
                f"spec.service.{name}",
                "labels and annotations of the Services that Flagger makes",
                sources.FLAGGER_CANARY,
            )
            for name in ("apex", "primary", "canary")
        ),
        Rule("spec.analysis", Effect.NEXT_START, NEXT, sources.FLAGGER_CANARY),
        Rule("spec.skipAnalysis", Effect.NEXT_START, NEXT, sources.FLAGGER_CANARY, judge=_skip),
        Rule("spec.suspend", Effect.NEXT_START, "releases wait", sources.FLAGGER_CANARY, judge=_suspend),
        Rule(
            "spec.progressDeadlineSeconds", Effect.NEXT_START, "when a release counts as failed", sources.FLAGGER_CANARY
        ),
        Rule(
            "spec.revertOnDeletion",
            Effect.NEXT_START,
            "what becomes of the Deployment when it is deleted",
            f"{sources.FLAGGER_CANARY}#canary-finalizers",
        ),
        Rule("spec.autoscalerRef", Effect.SCALE, "which autoscaler Flagger copies", sources.FLAGGER_CANARY),
        *(
            Rule(f"spec.{name}", Effect.TRAFFIC, "Flagger takes over another workload or route", sources.FLAGGER_CANARY)
            for name in ("targetRef", "provider", "routeRef", "ingressRef", "upstreamRef")
        ),
    ),
)


def _judge_table(page: str) -> Table:
    """What judges releases is read when one starts."""
    return Table(
        added=Whole(Effect.NONE, "nothing until a release uses it", page),
        removed=Whole(Effect.NEXT_START, "a release that needs it waits", page),
        rules=(*common.METADATA, Rule("spec", Effect.NEXT_START, NEXT, page)),
    )


METRIC_TEMPLATE = _judge_table(sources.FLAGGER_METRICS)
ANALYSIS_TEMPLATE = _judge_table(sources.ANALYSIS)
