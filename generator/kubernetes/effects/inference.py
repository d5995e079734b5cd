"""Effects of changes to an InferenceService: KServe replaces the pods of a predictor, or moves the traffic between two.

In mode Standard each predictor is a Deployment, and what is added as `canary` stands beside the other. In mode Knative every change
of the predictor is another revision, which gets its share of the traffic when it is ready: bounds of the autoscaler, labels and
annotations too, since they are in the template of the revision.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.kubernetes import labels, workload_kinds
from generator.kubernetes.effects import common, sources
from generator.kubernetes.effects.effect import Effect
from generator.kubernetes.effects.rule import Field, Pair, Rule, Table, Verdict, Whole
from generator.manifest.field_path import ABSENT
from generator.manifest.object_fields import items, value_at

PREDICTOR, CANARY = "spec.predictor", "spec.canary[*].predictor"
SCALE = ("minReplicas", "maxReplicas", "scaleMetric", "scaleTarget", "scaleMetricType", "autoScaling")
IDENTITY = (
    "securityContext",
    "serviceAccountName",
    "automountServiceAccountToken",
    "hostNetwork",
    "hostPID",
    "hostIPC",
)
CONTAINERS = ("model", "containers[*]", "initContainers[*]")
CHANGED = "KServe replaces the pods of the predictor a few at a time"
COPIED = "KServe copies it to its pods, which are replaced a few at a time"
SCALED = "the bounds or targets of the autoscaler that KServe makes"
PLACES = "the predictors change places: pods of both run on"
REVISION = "traffic: a revision of Knative gets all of it; new: a revision gets a share"
GAP = "interruption: no pod is left meanwhile"
COPIES = f"{REVISION}; {GAP}"
DEPENDS = (
    f"traffic: predictors change places, or a revision of Knative gets all of it; new: a revision gets a share; {GAP}"
)


def _predictor(content: Mapping[str, Any]) -> Mapping[str, Any]:
    found = value_at(content, ("spec", "predictor"))
    return found if isinstance(found, Mapping) else {}


def _is_knative(pair: Pair) -> bool:
    return bool(value_at(pair.after, ("metadata", "annotations", labels.DEPLOYMENT_MODE)) == "Knative")


def _replaced(field: Field) -> Verdict | None:
    before, after = _predictor(field.pair.before), _predictor(field.pair.after)
    if before.get("name") != after.get("name"):
        return Verdict(Effect.TRAFFIC, PLACES, sources.KSERVE)
    return _copied(field)


def _copied(field: Field) -> Verdict | None:
    """What KServe copies to the pods of all predictors."""
    return _revision(field) if _is_knative(field.pair) else _gap(_predictor(field.pair.after))


def _scaled(field: Field) -> Verdict | None:
    found = _revision(field) if _is_knative(field.pair) else None
    return None if found is None else found._replace(also=(Effect.SCALE,))


def _revision(field: Field) -> Verdict:
    share = _predictor(field.pair.after).get("canaryTrafficPercent")
    if share is None:
        reason = "a new revision gets all of the traffic as soon as it is ready"
        return Verdict(Effect.TRAFFIC, reason, sources.KSERVE_KNATIVE)
    return Verdict(Effect.NEW, f"a new revision starts, and gets {share} % of the traffic", sources.KSERVE_KNATIVE)


def _gap(predictor: Mapping[str, Any]) -> Verdict | None:
    strategy = predictor.get("deploymentStrategy")
    pods = max(common.number(predictor.get("minReplicas"), 1), 1)
    found = workload_kinds.rolling(value_at(strategy, ("rollingUpdate",)), pods)
    recreates = value_at(strategy, ("type",)) == "Recreate"
    if recreates or found.missing >= pods:
        ends = "its only pod ends" if pods == 1 else f"all {pods} pods end"
        reason = "its pods end before new ones start" if recreates else f"{ends} before a new one starts"
        return Verdict(Effect.INTERRUPTION, reason, sources.DEPLOYMENT)
    return None


def _canary(field: Field) -> Verdict | None:
    """The other predictor comes or goes as a whole."""
    if field.before is ABSENT:
        return Verdict(Effect.NEW, f"{_listed(field.pair.after)} starts beside the other", sources.KSERVE)
    if field.after is ABSENT:
        return Verdict(Effect.REMOVED, f"the pods of {_listed(field.pair.before)} end", sources.KSERVE)
    return None


def _listed(content: Mapping[str, Any]) -> str:
    names = [str(value_at(each, ("predictor", "name"))) for each in items(content, "spec", "canary")]
    return f"predictor {', '.join(names)}"


def _newest(field: Field) -> Verdict:
    """Without a share the newest revision has all of the traffic; a new one that comes with 0 % leaves it to the one before."""
    was, now = (_revision_template(side) for side in (field.pair.before, field.pair.after))
    if field.before is ABSENT and field.after == 0 and was != now:
        return Verdict(Effect.NEW, "the new revision gets no traffic yet", sources.KSERVE_KNATIVE)
    return _share(field)


def _revision_template(content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in _predictor(content).items() if name != "canaryTrafficPercent"}


def _share(field: Field) -> Verdict:
    was, now = ("all" if value is ABSENT else f"{value} %" for value in (field.before, field.after))
    return Verdict(Effect.TRAFFIC, f"its share of the traffic: from {was} to {now}", sources.KSERVE_ROUTES)


def _rows(path: str) -> Iterator[Rule]:
    for name in SCALE:
        yield Rule(f"{path}.{name}", Effect.SCALE, SCALED, sources.KSERVE, judge=_scaled, depends=REVISION)
    yield common.quiet(f"{path}.deploymentStrategy", "how the next change of its pods goes", sources.DEPLOYMENT)
    for place in (*IDENTITY, *(f"{each}.securityContext" for each in CONTAINERS)):
        yield _row(f"{path}.{place}", also=(Effect.ACCESS,))
    yield _row(path)


def _row(path: str, also: tuple[Effect, ...] = ()) -> Rule:
    return Rule(path, Effect.RESTART, CHANGED, sources.KSERVE, also=also, judge=_replaced, depends=DEPENDS)


INFERENCE_SERVICE = Table(
    added=Whole(Effect.NEW, "KServe starts the pods of its predictor", sources.KSERVE),
    removed=Whole(Effect.REMOVED, "KServe ends its pods", sources.KSERVE),
    rules=(
        common.fixed(
            f"metadata.annotations[{labels.DEPLOYMENT_MODE}]",
            "KServe lets nobody change the deployment mode",
            sources.KSERVE_WEBHOOK,
        ),
        *(
            Rule(
                f"metadata.{name}",
                Effect.RESTART,
                COPIED,
                sources.KSERVE,
                judge=_copied,
                depends=COPIES,
                by_parts=name == "annotations",
            )
            for name in ("labels", "annotations")
        ),
        *common.METADATA,
        Rule("spec.predictor.name", Effect.TRAFFIC, PLACES, sources.KSERVE),
        Rule(
            "spec.predictor.canaryTrafficPercent",
            Effect.TRAFFIC,
            "the share of the newest revision",
            sources.KSERVE_KNATIVE,
            judge=_newest,
            depends="new: a new revision comes with 0 %",
        ),
        *_rows(PREDICTOR),
        Rule(
            "spec.canary[*].trafficPercent",
            Effect.TRAFFIC,
            "its share of the traffic",
            sources.KSERVE_ROUTES,
            judge=_share,
        ),
        Rule("spec.canary[*].predictor.name", Effect.TRAFFIC, PLACES, sources.KSERVE),
        *_rows(CANARY),
        Rule(
            "spec.canary",
            Effect.TRAFFIC,
            "the other predictors and their shares of the traffic",
            sources.KSERVE_ROUTES,
            judge=_canary,
            depends="new: a predictor starts beside the other; removed: its pods end",
        ),
        Rule("spec", Effect.RESTART, CHANGED, sources.KSERVE, judge=_replaced, depends=DEPENDS),
    ),
)
