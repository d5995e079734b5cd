"""The form `kserve-standard`: an InferenceService in mode `Standard`, for which KServe makes Deployments, autoscalers and routes.

A predictor is named by its slot. What the other slot runs is the canary: KServe splits the traffic in its HTTPRoute. A canary has
a fixed number of pods, which KServe takes away from the least number of the other predictor, so that it is written with both.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.components.inference import kserve, kserve_runtimes
from generator.kubernetes import deployment_strategy, workload
from generator.manifest.manifest import Draft
from generator.source.finding import Finding
from generator.spec import naming
from generator.spec.project import Target
from generator.spec.release import FULL_SHARE, SlotName, other_slot

MODE = "Standard"


def problems(target: Target) -> Iterator[Finding]:
    """Yield what KServe refuses of settled values."""
    predictors = {f"{slot} predictor": f"{target.base}-{slot}-predictor" for slot in naming.SLOTS}
    yield from kserve.problems(target, predictors)
    other = other_slot(target.release.slot)
    if other in target.slots:
        yield from _same_model(target, other)
        yield from _left_over(target, other)


def _same_model(target: Target, other: SlotName) -> Iterator[Finding]:
    """The predictors change their places at the end, and KServe lets a predictor get another name only with another model."""
    if target.slots[other].model == target.component.model:
        yield _of_other(
            target,
            other,
            fact=f"the {target.release.slots[other]} has the model of the active version, and KServe moves traffic between models",
            hint="release another model, or change the component in place while no release is under way",
        )


def _left_over(target: Target, other: SlotName) -> Iterator[Finding]:
    """KServe merges the canary over the other predictor (`buildCanaryPredictor`): what only one of them has would be in both.

    A transformer that only one has is told elsewhere.
    """
    stable, canary = (
        {**kserve.predictor(target, slot, named=True), "beside": ()} for slot in (target.release.slot, other)
    )
    found = [*_missing(stable, canary, ()), *_missing(canary, stable, ())]
    for path in dict.fromkeys(found):
        yield _of_other(
            target,
            other,
            fact=f"{'.'.join(path)} is in one version alone, and KServe, which merges the canary over the other, keeps it in both",
            hint="give both versions the same fields, with other values",
        )


def _missing(held: Any, other: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """What has a value on one side, and none, or one that counts as none, on the other."""
    if isinstance(held, Mapping) and isinstance(other, Mapping):
        for key, value in held.items():
            yield from _missing(value, other.get(key), (*path, str(key)))
    elif held and not other:
        yield path


def _of_other(target: Target, other: SlotName, *, fact: str, hint: str) -> Finding:
    place = target.environment.name
    return workload.slot_finding(target, other, ("model",), fact=fact, hint=hint, code="operator", place=place)


def drafts(target: Target) -> Iterator[Draft]:
    """The InferenceService and what stands beside it."""
    release = target.release
    predictor = _predictor(target, release.slot) | {
        **_bounds(target),
        "utilization": list(workload.utilization_targets(target.component).items()),
    }
    ports = [port.target for port in target.component.serving.requested_ports]
    configs = {naming.slot(target.base, slot): component for slot, component in target.slots.items()}
    versions: dict[str, Any] = {slot: kserve.predictor(target, slot, named=True) for slot in target.slots}
    yield from kserve.drafts(target, kserve.Served(MODE, predictor, ports, versions, configs, _canary(target)))


def _bounds(target: Target) -> dict[str, int]:
    """The bounds of the predictor, with the pods of a canary in the lower one. KServe lets the upper one be no less, or go."""
    scale = target.component.serving.scale
    if other_slot(target.release.slot) not in target.slots:
        return {"least": scale.min, "most": scale.max}
    least = scale.min + pods(target)
    return {"least": least, "most": 0 if scale.is_fixed else max(scale.max, least)}


def _predictor(target: Target, slot: SlotName) -> dict[str, Any]:
    component = target.slots[slot]
    replacement = deployment_strategy.values(component, target.component.serving.strategy)
    return kserve.predictor(target, slot, named=True) | {"replacement": replacement}


def _canary(target: Target) -> dict[str, Any] | None:
    """What the other slot runs: a candidate with its share of the traffic, or the previous version without any."""
    slot, release = other_slot(target.release.slot), target.release
    if slot not in target.slots:
        return None
    predictor = _predictor(target, slot) | {"least": pods(target), "most": 0, "container": kserve_runtimes.CONTAINER}
    return {"share": release.share, "predictor": predictor}


def pods(target: Target) -> int:
    """The pods of the other slot: enough for its next share of the least number of the scale, more than which KServe refuses."""
    least, release = target.component.serving.scale.min, target.release
    share = release.next_share if release.candidate is not None else FULL_SHARE
    return -(-least * share // FULL_SHARE)
