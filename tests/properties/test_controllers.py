"""What the controllers themselves refuse or misread (delivery 1.3, 1.5, 1.6, 1.9, 2.3) is in no object of ours."""

import copy
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from generator.kubernetes.labels import NAME
from tests.builders.documents import Data
from tests.properties import applying
from tests.properties.test_single_writer import COMBINATIONS, Combination, Git, Objects

VERBS = {"setWeight", "setCanaryScale", "pause"}
ROUTED = {"trafficRouting", "scaleDownDelaySeconds", "abortScaleDownDelaySeconds", "minPodsPerReplicaSet"}
SETTINGS: dict[str, Data] = {
    "usual": {},
    "promoting": {
        "rollouts": {"promote": True, "pause": "10m", "keep": "1h"},
        "analysis": {"interval": "10s", "errorRate": 0.5},
        "flagger": {"loadTester": "http://load.test/"},
    },
}


class BrokenError(AssertionError):
    """A rule of a controller that an object breaks."""


def need(held: object, what: object) -> None:
    if not held:
        raise BrokenError(what)


def of(objects: Objects, kind: str) -> list[Data]:
    return [found for (each, _), found in objects.items() if each == kind]


def workloads(objects: Objects) -> dict[str, Data]:
    return {found["metadata"]["name"]: found for kind in ("Deployment", "Rollout") for found in of(objects, kind)}


def a_rollout_has_one_strategy_and_what_it_needs(objects: Objects) -> None:
    for found in of(objects, "Rollout"):
        spec = found["spec"]
        need(len(spec["strategy"]) == 1, spec["strategy"])
        need(spec["progressDeadlineSeconds"] > spec.get("minReadySeconds", 0), "deadline")
        need(spec["progressDeadlineAbort"], "a stuck rollout stays stuck")
        for strategy in spec["strategy"].values():
            services = [strategy[key] for key in sorted(strategy) if key.endswith("Service")]
            need(len(set(services)) == len(services), services)
            if "scaleDownDelaySeconds" in strategy:
                need(strategy["scaleDownDelaySeconds"] >= 600, "too short for a rollback")


def a_blue_green_names_its_services_and_says_who_promotes(objects: Objects) -> None:
    for found in of(objects, "Rollout"):
        strategy = found["spec"]["strategy"].get("blueGreen")
        if strategy is not None:
            need({"activeService", "previewService", "autoPromotionEnabled"} <= strategy.keys(), strategy)
            need("previewReplicaCount" not in strategy, "it would beat the HPA")


def a_canary_has_steps_of_one_verb_and_a_route_for_them(objects: Objects) -> None:
    for found in of(objects, "Rollout"):
        strategy = found["spec"]["strategy"].get("canary")
        if strategy is None:
            continue
        steps = strategy.get("steps", [])
        need(all(len(step) == 1 and step.keys() <= VERBS for step in steps), steps)
        need(bool(steps) == ("trafficRouting" in strategy), "no share without a route")
        need("trafficRouting" in strategy or not ROUTED & strategy.keys(), strategy.keys() & ROUTED)
        need(bool(steps) == ({"stableService", "canaryService"} <= strategy.keys()), strategy)
        need("dynamicStableScale" not in strategy, "an abort would find no pods")
        nothing = {strategy.get("maxSurge", 1), strategy.get("maxUnavailable", 1)} <= {0, "0%"}
        need(not nothing, "no pod could be replaced")
        weights = [step["setWeight"] for step in steps if "setWeight" in step]
        need(weights == sorted(weights) and all(0 <= weight <= 100 for weight in weights), weights)


def an_analysis_ends_where_it_must_and_only_there(objects: Objects) -> None:
    for found in of(objects, "Rollout"):
        for strategy in found["spec"]["strategy"].values():
            for kind in ("analysis", "prePromotionAnalysis", "postPromotionAnalysis"):
                for asked in strategy.get(kind, {}).get("templates", ()):
                    spec = objects["AnalysisTemplate", asked["templateName"]]["spec"]
                    counted = ["count" in metric for metric in spec["metrics"]]
                    need(counted == [kind != "analysis"] * len(counted), (kind, counted))
                    given = {each["name"] for each in strategy[kind]["args"]}
                    need({each["name"] for each in spec["args"] if "value" not in each} == given, given)


def a_canary_of_flagger_is_of_one_way_and_makes_its_objects_itself(objects: Objects) -> None:
    for found in of(objects, "Canary"):
        name, spec = found["metadata"]["name"], found["spec"]
        analysis = spec["analysis"]
        need(len({"stepWeights", "stepWeight", "iterations"} & analysis.keys()) == 1, analysis)
        need({"interval", "threshold"} <= analysis.keys(), analysis)
        need("stepWeights" not in analysis or spec["provider"] != "kubernetes", "nothing could split")
        need((spec["provider"] == "gatewayapi:v1") == ("gatewayRefs" in spec["service"]), spec["provider"])
        made = {("Service", name), ("Service", f"{name}-primary"), ("Service", f"{name}-canary"), ("HTTPRoute", name)}
        need(not (made | {("Deployment", f"{name}-primary")}) & objects.keys(), "two writers")
        target = objects["Deployment", spec["targetRef"]["name"]]["spec"]
        need(NAME in target["selector"]["matchLabels"], "Flagger finds no label to change")
        scaler = objects[spec["autoscalerRef"]["kind"], spec["autoscalerRef"]["name"]]["spec"]
        need(scaler["scaleTargetRef"]["name"] == spec["targetRef"]["name"], scaler)
        asked = {each["name"] for each in scaler.get("triggers", ()) if each["type"] == "prometheus"}
        need(asked == spec["autoscalerRef"].get("primaryScalerQueries", {}).keys(), asked)


def a_workload_has_one_scaler_with_bounds_that_it_takes(objects: Objects) -> None:
    scalers = of(objects, "HorizontalPodAutoscaler") + of(objects, "ScaledObject")
    scaled = sorted(each["spec"]["scaleTargetRef"]["name"] for each in scalers)
    need(scaled == sorted(workloads(objects)), scaled)
    for each in scalers:
        spec, keda = each["spec"], each["kind"] == "ScaledObject"
        least, most = (spec[f"{word}Replica{'Count' if keda else 's'}"] for word in ("min", "max"))
        need((0 if keda else 1) <= least <= most, (least, most))
        reference = spec["scaleTargetRef"]
        need((reference["kind"], reference["name"]) in objects, reference)
    for each in of(objects, "ScaledObject"):
        triggers = each["spec"]["triggers"]
        names = [trigger["name"] for trigger in triggers if "name" in trigger]
        need(len(set(names)) == len(names), names)
        need(each["spec"]["minReplicaCount"] or {t["type"] for t in triggers} - {"cpu", "memory"}, "nothing starts it")
        asked = [trigger for trigger in triggers if trigger["type"] == "prometheus"]
        need(all(trigger["metadata"]["ignoreNullValues"] == "false" for trigger in asked), "no series reads as 0")


def every_pod_is_in_one_budget(objects: Objects) -> None:
    pods = {name: found["spec"]["template"]["metadata"]["labels"] for name, found in workloads(objects).items()}
    for found in of(objects, "Canary"):
        name = found["metadata"]["name"]
        pods[f"{name}-primary"] = {**pods[name], NAME: f"{name}-primary"}
    for name, labels in pods.items():
        budgets = [each["spec"] for each in of(objects, "PodDisruptionBudget")]
        mine = [each for each in budgets if each["selector"]["matchLabels"].items() <= labels.items()]
        need(len(mine) == 1 and mine[0]["maxUnavailable"] == 1, (name, mine))


def nothing_waits_for_anything(objects: Objects) -> None:
    """A gate would keep an abort out; a paused Rollout would keep a sync running."""
    for found in objects.values():
        told = found["metadata"].get("annotations", {})
        need(not any("sync-wave" in key or "hook" in key or "depends" in key for key in told), told)
        need("PruneLast" not in str(told), told)


RULES: tuple[Callable[[Objects], None], ...] = (
    a_rollout_has_one_strategy_and_what_it_needs,
    a_blue_green_names_its_services_and_says_who_promotes,
    a_canary_has_steps_of_one_verb_and_a_route_for_them,
    an_analysis_ends_where_it_must_and_only_there,
    a_canary_of_flagger_is_of_one_way_and_makes_its_objects_itself,
    a_workload_has_one_scaler_with_bounds_that_it_takes,
    every_pod_is_in_one_budget,
    nothing_waits_for_anything,
)


def made(chosen: Combination, settings: Data, service: Mapping[str, Any] | None = None) -> tuple[Data, Objects]:
    git = Git(chosen)
    git.environment |= settings
    git.service |= service or {}
    return git.made()


@pytest.mark.parametrize("settings", SETTINGS)
@pytest.mark.parametrize("chosen", COMBINATIONS, ids="-".join)
def test_no_object_breaks_a_rule_of_its_controller(chosen: Combination, settings: str) -> None:
    for scale in ({"min": 2, "max": 5, "cpu": 60, "metrics": {"queue": 3}}, 3):
        entry, objects = made(chosen, SETTINGS[settings], {"scale": scale})
        judged(objects)
        assert not entry["spec"].get("wait")
        assert not {"dependsOn", "postBuild", "healthChecks", "healthCheckExprs"} & entry["spec"].keys()


def judged(objects: Objects) -> None:
    for rule in RULES:
        rule(objects)


CANARY = ("spec", "strategy", "canary")
BREAKS: dict[str, tuple[str, tuple[str, str], tuple[str, ...], Any]] = {
    "two verbs": ("canary", ("Rollout", "fraud-api"), (*CANARY, "steps", "0", "pause"), {}),
    "no route": ("canary", ("Rollout", "fraud-api"), (*CANARY, "trafficRouting"), None),
    "one Service": ("canary", ("Rollout", "fraud-api"), (*CANARY, "canaryService"), "fraud-api"),
    "an end": ("canary", ("AnalysisTemplate", "fraud-api"), ("spec", "metrics", "0", "count"), 3),
    "no end": ("blue-green", ("AnalysisTemplate", "fraud-api"), ("spec", "metrics", "0", "count"), None),
    "nobody promotes": (
        "blue-green",
        ("Rollout", "fraud-api"),
        ("spec", "strategy", "blueGreen", "autoPromotionEnabled"),
        None,
    ),
    "late": ("rolling", ("Rollout", "fraud-api"), ("spec", "minReadySeconds"), 9999),
    "bounds": ("rolling", ("ScaledObject", "fraud-api"), ("spec", "minReplicaCount"), 9),
    "no start": ("rolling", ("ScaledObject", "fraud-api"), ("spec", "minReplicaCount"), 0),
    "no budget": ("rolling", ("PodDisruptionBudget", "fraud-api"), ("spec", "selector", "matchLabels", NAME), "x"),
}


@pytest.mark.parametrize("named", BREAKS)
def test_a_broken_rule_is_seen(named: str) -> None:
    strategy, key, path, value = BREAKS[named]
    objects = copy.deepcopy(made(Combination("argo-rollouts", "flux", "keda", strategy), {})[1])
    judged(objects)
    applying.put(objects[key], path, value)
    with pytest.raises(BrokenError):
        judged(objects)
