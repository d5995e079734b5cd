from typing import Any

import pytest

from generator.generation import work
from tests.builders import cases
from tests.builders.documents import Data
from tests.builders.samples import SERVICE, case, objects, problems

ROLLOUTS: Data = {"engine": "argo-rollouts"}
ARGOCD: Data = {"gitops": {"tool": "argocd", "repository": "https://git.example.org/deploy.git"}}
WATCHED: Data = {"metrics": {"prometheus": "http://prometheus.monitoring:9090"}}
EXPOSED: Data = SERVICE | {"expose": {"host": "api.example.org"}, "scale": {"min": 2, "max": 6}}
CANARY: Data = EXPOSED | {"strategy": {"type": "canary", "steps": [10, 50]}}
STRATEGIES: list[Any] = ["rolling", "blue-green", {"type": "canary", "steps": [10, 50]}]
NAMES = {("Rollout", "fraud-api"), ("Service", "fraud-api"), ("Service", "fraud-api-preview")}


def made(component: Data, environment: Data | None = None, section: Any = None) -> dict[str, Data]:
    return objects(component, section, ROLLOUTS | (environment or {}))


def strategy(component: Data, environment: Data | None = None) -> Data:
    return dict(made(component, environment)["Rollout/fraud-api"]["spec"]["strategy"])


def test_every_strategy_has_the_same_workload_services_and_route() -> None:
    held = [made(EXPOSED | {"strategy": each}) for each in STRATEGIES]
    kinds = {"Rollout", "Service", "HTTPRoute", "HorizontalPodAutoscaler", "PodDisruptionBudget"}
    names = [{key for key in found if key.split("/")[0] in kinds} for found in held]
    assert names[0] == names[1] == names[2]
    routes = [next(o for key, o in found.items() if key.startswith("HTTPRoute/")) for found in held]
    assert routes[0]["spec"] == routes[1]["spec"] == routes[2]["spec"]
    assert [each["name"] for each in routes[0]["spec"]["rules"][0]["backendRefs"]] == ["fraud-api", "fraud-api-preview"]


def test_a_strategy_is_none_of_the_pods() -> None:
    """What `--base` compares: the pods are the same under every strategy, and others with another variable."""
    held = [case(EXPOSED | {"strategy": each}, None, ROLLOUTS | WATCHED) for each in STRATEGIES]
    held.append(case(EXPOSED | {"env": {"A": "1"}}, None, ROLLOUTS | WATCHED))
    pods = [work.snapshots(cases.judged(each))["dev", "api"].pods for each in held]
    assert pods[0] == pods[1] == pods[2] != pods[3]


def test_rolling_is_a_canary_without_steps() -> None:
    assert strategy(EXPOSED) == {"canary": {"maxSurge": 1, "maxUnavailable": 0}}


def test_blue_green_waits_for_a_person_and_keeps_the_old_pods() -> None:
    assert strategy(EXPOSED | {"strategy": "blue-green"}) == {
        "blueGreen": {
            "activeService": "fraud-api",
            "previewService": "fraud-api-preview",
            "autoPromotionEnabled": False,
            "scaleDownDelaySeconds": 1800,
            "abortScaleDownDelaySeconds": 30,
        }
    }


def test_the_platform_may_promote_and_pause_by_itself() -> None:
    chosen = {"rollouts": {"promote": True, "keep": "1h", "pause": "10m"}}
    found = strategy(EXPOSED | {"strategy": "blue-green"}, chosen)["blueGreen"]
    assert (found["autoPromotionEnabled"], found["scaleDownDelaySeconds"]) == (True, 3600)
    steps = strategy(CANARY, chosen)["canary"]["steps"]
    assert [step["pause"] for step in steps if "pause" in step] == [{"duration": "600s"}] * 3


def test_a_canary_has_its_pods_before_their_traffic() -> None:
    found = strategy(CANARY)["canary"]
    assert found["steps"] == [
        {"setCanaryScale": {"weight": 10}},
        {"pause": {}},
        {"setWeight": 10},
        {"pause": {}},
        {"setCanaryScale": {"weight": 50}},
        {"setWeight": 50},
        {"pause": {}},
        {"setCanaryScale": {"weight": 100}},
    ]
    assert (found["stableService"], found["canaryService"]) == ("fraud-api", "fraud-api-preview")
    route = next(key for key in made(CANARY) if key.startswith("HTTPRoute/"))
    plugin = {"httpRoute": route.removeprefix("HTTPRoute/"), "namespace": "risk-fraud-dev"}
    assert found["trafficRouting"] == {"plugins": {"argoproj-labs/gatewayAPI": plugin}}


def test_other_rules_are_another_route() -> None:
    other = EXPOSED | {"expose": {"host": "other.example.org"}}
    below = EXPOSED | {"expose": {"host": "api.example.org", "path": "/v2"}}
    routes = [next(key for key in made(each) if key.startswith("HTTPRoute/")) for each in (EXPOSED, other, below)]
    assert routes[0] == routes[1] != routes[2]


@pytest.mark.parametrize(("chosen", "left"), [("rolling", False), ("blue-green", False), (STRATEGIES[2], True)])
@pytest.mark.parametrize("gitops", [{}, ARGOCD])
def test_the_weights_are_left_to_the_controller_where_it_moves_them(chosen: Any, gitops: Data, *, left: bool) -> None:
    """Shares that a canary left behind would lead a blue-green release's traffic to its preview, unpromoted."""
    overlay = cases.build(case(EXPOSED | {"strategy": chosen}, None, ROLLOUTS | gitops)).overlays["dev"]
    assert overlay.entry is not None
    spec = overlay.entry.object["spec"]
    rules = [rule for key in ("ignore", "ignoreDifferences") for rule in spec.get(key, ())]
    assert [rule.get("target", rule)["kind"] for rule in rules] == (["HTTPRoute"] if left else [])
    assert ("RespectIgnoreDifferences=true" in spec.get("syncPolicy", {}).get("syncOptions", ())) == (
        left and bool(gitops)
    )


def test_an_analysis_runs_beside_a_canary_and_after_a_switch() -> None:
    args = [{"name": "hash", "valueFrom": {"podTemplateHashValue": "Latest"}}]
    analysis = {"templates": [{"templateName": "fraud-api"}], "args": args}
    assert strategy(CANARY, WATCHED)["canary"]["analysis"] == analysis | {"startingStep": 3}
    assert strategy(EXPOSED | {"strategy": "blue-green"}, WATCHED)["blueGreen"]["postPromotionAnalysis"] == analysis
    background = made(CANARY, WATCHED)["AnalysisTemplate/fraud-api"]["spec"]["metrics"]
    counted = made(EXPOSED | {"strategy": "blue-green"}, WATCHED)["AnalysisTemplate/fraud-api"]["spec"]["metrics"]
    assert [(each["name"], each.get("count")) for each in background] == [("error-rate", None), ("latency", None)]
    assert [each.get("count") for each in counted] == [10, 10]
    assert "AnalysisTemplate/fraud-api" not in made(EXPOSED, WATCHED)


def test_the_platform_says_what_is_measured() -> None:
    asked = {"errorRate": 0.5, "interval": "30s", "requests": "hits_total", "code": "status"}
    spec = made(CANARY, WATCHED | {"analysis": asked})["AnalysisTemplate/fraud-api"]["spec"]
    where = 'namespace="risk-fraud-dev",pod=~"fraud-api-{{args.hash}}-[a-z0-9]+"'
    assert spec["metrics"][0] == {
        "name": "error-rate",
        "initialDelay": "30s",
        "interval": "30s",
        "failureLimit": 2,
        "successCondition": "len(result) == 0 || isNaN(result[0]) || result[0] <= 0.5",
        "provider": {
            "prometheus": {
                "address": "http://prometheus.monitoring:9090",
                "query": f'100 * sum(rate(hits_total{{{where},status=~"5.."}}[2m])) / (sum(rate(hits_total{{{where}}}[2m])) > 0)',
            }
        },
    }


@pytest.mark.parametrize("autoscaler", ["hpa", "keda"])
def test_the_rollout_is_what_is_scaled(autoscaler: str) -> None:
    kind = {"hpa": "HorizontalPodAutoscaler", "keda": "ScaledObject"}[autoscaler]
    found = made(EXPOSED, {"autoscaler": autoscaler})[f"{kind}/fraud-api"]["spec"]["scaleTargetRef"]
    assert found == {"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "name": "fraud-api"}


@pytest.mark.parametrize("chosen", STRATEGIES[1:])
def test_flux_applies_no_selector_that_the_controller_writes(chosen: Any) -> None:
    flux = made(EXPOSED | {"strategy": chosen})
    argocd = made(EXPOSED | {"strategy": chosen}, ARGOCD)
    for name in ("Service/fraud-api", "Service/fraud-api-preview"):
        assert "selector" not in flux[name]["spec"]
        assert argocd[name]["spec"]["selector"] == {"app.kubernetes.io/name": "fraud-api"}


def test_rolling_has_its_selector_from_git() -> None:
    assert made(EXPOSED)["Service/fraud-api"]["spec"]["selector"] == {"app.kubernetes.io/name": "fraud-api"}


def test_a_patch_of_the_deployment_is_one_of_the_rollout() -> None:
    op = {"op": "add", "path": "/spec/template/spec/hostname", "value": "a"}
    found = made(EXPOSED | {"patches": [{"target": {"kind": "Deployment"}, "ops": [op]}]})
    assert found["Rollout/fraud-api"]["spec"]["template"]["spec"]["hostname"] == "a"


def test_only_what_is_active_runs_and_the_rest_of_a_release_is_said() -> None:
    release = {"active": {"slot": "green", "image": "a/b:1"}, "candidate": {"image": "a/b:2", "steps": [5]}, "step": 1}
    section = {"releases": {"api": release}}
    pods = made(CANARY, None, section)["Rollout/fraud-api"]["spec"]["template"]["spec"]
    assert pods["containers"][0]["image"] == "a/b:1"
    said = problems(CANARY, section, ROLLOUTS)
    assert (
        'environments.dev.releases.api: "candidate" is not read in dev: argo-rollouts moves the traffic itself'
        " -> release sets active alone there"
    ) in said


@pytest.mark.parametrize("gitops", [{"tool": "flux"}, {"tool": "flux", "version": "2.8"}])
def test_an_older_flux_cannot_leave_the_weights_alone(gitops: Data) -> None:
    assert problems(CANARY, None, ROLLOUTS | {"gitops": gitops | {"version": gitops.get("version", "1.0")}}) == [
        (
            "components.api.strategy.type: before version 2.9 Flux would set back the weights of a canary by argo-rollouts in dev"
            ' -> use blue-green, or ask the platform for gitops: {tool: flux, version: "2.9"}, or for engine: flagger'
        )
    ]
    assert problems(EXPOSED | {"strategy": "blue-green"}, None, ROLLOUTS | {"gitops": gitops}) == []


@pytest.mark.parametrize(
    ("ingress", "chosen", "warned"),
    [
        ("alb", "blue-green", True),
        ("alb-internal", "blue-green", True),
        ("nginx", "blue-green", False),
        ("alb", "rolling", False),
    ],
)
def test_a_switch_behind_an_aws_load_balancer_is_said(ingress: str, chosen: str, *, warned: bool) -> None:
    environment = ROLLOUTS | {"traffic": "ingress", "ingress": {"class": ingress}}
    assert problems(EXPOSED | {"strategy": chosen}, None, environment) == (
        [
            (
                "components.api.strategy: behind the AWS load balancer a switch leaves no healthy target for a moment in dev"
                " -> use strategy: rolling there, or ask the platform for traffic: gateway-api"
            )
        ]
        if warned
        else []
    )


def test_old_pods_that_go_too_soon_are_a_problem_of_the_platform() -> None:
    assert problems(EXPOSED, None, ROLLOUTS | {"rollouts": {"keep": "5m"}}) == [
        "rollouts.keep: the old pods would be removed after 300s, too soon for a rollback -> use at least 10m"
    ]


def test_the_platform_sets_how_often_is_measured_and_may_fail() -> None:
    environment = {
        "engine": "argo-rollouts",
        "metrics": {"prometheus": "http://prometheus:9090", "namespace": "monitoring"},
        "analysis": {"threshold": 5, "iterations": 20},
    }
    component = SERVICE | {"ports": {"http": 8080, "metrics": 9090}, "strategy": "blue-green", "scale": 2}
    metrics = objects(component, None, environment)["AnalysisTemplate/fraud-api"]["spec"]["metrics"]
    assert {(each["failureLimit"], each["count"]) for each in metrics} == {(4, 20)}
