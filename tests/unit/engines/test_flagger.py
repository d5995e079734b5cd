import shlex
from typing import Any

import pytest

from tests.builders import cases
from tests.builders.documents import Data
from tests.builders.samples import SERVICE, case, objects, problems

FLAGGER: Data = {"engine": "flagger"}
ROUTED: Data = {"traffic": "gateway-api", "gateway": {"name": "public", "namespace": "gateways"}}
WATCHED: Data = {"metrics": {"prometheus": "http://prometheus.monitoring:9090"}}
TESTED: Data = WATCHED | {"flagger": {"loadTester": "http://flagger-loadtester.test/"}}
EXPOSED: Data = SERVICE | {
    "expose": {"host": "api.example.org", "path": "/v1"},
    "health": {"ready": "/readyz"},
    "scale": {"min": 2, "max": 6},
}
CANARY: Data = EXPOSED | {"strategy": {"type": "canary", "steps": [10, 50]}}
BLUE_GREEN: Data = EXPOSED | {"strategy": "blue-green"}


def made(component: Data, environment: Data | None = None) -> dict[str, Data]:
    return objects(component, None, FLAGGER | (environment or {}))


def said(component: Data, environment: Data | None = None) -> list[str]:
    return problems(component, None, FLAGGER | (environment or {}))


def test_what_flagger_makes_is_left_out() -> None:
    assert sorted(made(CANARY, WATCHED)) == [
        "Canary/fraud-api",
        "Deployment/fraud-api",
        "HorizontalPodAutoscaler/fraud-api",
        "MetricTemplate/fraud-api-error-rate",
        "MetricTemplate/fraud-api-latency",
        "NetworkPolicy/fraud-api",
        "PodDisruptionBudget/fraud-api",
        "PodDisruptionBudget/fraud-api-primary",
        "ServiceAccount/fraud-api",
    ]


def test_a_canary_moves_the_route_by_the_steps_of_the_file() -> None:
    spec = made(CANARY, WATCHED)["Canary/fraud-api"]["spec"]
    assert spec["provider"] == "gatewayapi:v1"
    service = spec.pop("service")
    assert service.pop("apex")["annotations"]["tidegate.dev/release"].startswith('{"active"')
    assert service == {
        "port": 8080,
        "portName": "http",
        "targetPort": "http",
        "portDiscovery": False,
        "hosts": ["api.example.org"],
        "gatewayRefs": [
            {"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "public", "namespace": "gateways"}
        ],
        "match": [{"uri": {"prefix": "/v1"}}],
    }
    assert spec["analysis"] == {
        "interval": "60s",
        "threshold": 3,
        "stepWeights": [10, 50],
        "metrics": [
            {"name": name, "interval": "60s", "templateRef": {"name": name}, "thresholdRange": {"max": 1}}
            for name in ("fraud-api-error-rate", "fraud-api-latency")
        ],
    }


def test_a_canary_goes_whole_with_its_deployment() -> None:
    """Flagger's finalizer wants the Deployment, which is pruned with it: what it holds would stay, and run, for ever."""
    for component in (CANARY, BLUE_GREEN):
        assert "revertOnDeletion" not in made(component)["Canary/fraud-api"]["spec"]


def test_blue_green_is_judged_under_the_load_that_the_tester_makes() -> None:
    spec = made(BLUE_GREEN, TESTED)["Canary/fraud-api"]["spec"]
    assert spec["analysis"]["iterations"] == 10
    url = "http://fraud-api-canary.risk-fraud-dev:8080/readyz"
    assert [(each["type"], each["metadata"]["cmd"]) for each in spec["analysis"]["webhooks"]] == [
        ("pre-rollout", f"curl -fsS {url}"),
        ("rollout", f"hey -z 60s -q 10 -c 2 {url}"),
    ]


def test_a_path_is_no_command_to_the_load_tester() -> None:
    """It runs in a shell of the platform's."""
    component = BLUE_GREEN | {"health": {"ready": "/ready?a=1&b='$(id)';id"}}
    url = "http://fraud-api-canary.risk-fraud-dev:8080/ready?a=1&b='$(id)';id"
    hooks = made(component, TESTED)["Canary/fraud-api"]["spec"]["analysis"]["webhooks"]
    assert [shlex.split(each["metadata"]["cmd"]) for each in hooks] == [
        ["curl", "-fsS", url],
        ["hey", "-z", "60s", "-q", "10", "-c", "2", url],
    ]
    assert all(url not in each["metadata"]["cmd"] for each in hooks)


def test_without_load_nothing_is_asked_of_blue_green() -> None:
    found = made(BLUE_GREEN, WATCHED)
    assert "metrics" not in found["Canary/fraud-api"]["spec"]["analysis"]
    assert not [key for key in found if key.startswith("MetricTemplate/")]


def test_no_traffic_fails_no_check() -> None:
    query = made(CANARY, WATCHED)["MetricTemplate/fraud-api-error-rate"]["spec"]["query"]
    pods = 'namespace="risk-fraud-dev",pod=~"fraud-api-[a-z0-9]+-[a-z0-9]+"'
    total = f"sum(rate(http_requests_total{{{pods}}}[2m]))"
    failed = f'sum(rate(http_requests_total{{{pods},code=~"5.."}}[2m]))'
    assert query == f"(100 * {failed} / ({total} > 0)) or on() vector(0)"


def test_inside_the_cluster_kubernetes_itself_is_the_provider() -> None:
    component = {key: value for key, value in BLUE_GREEN.items() if key != "expose"}
    spec = made(component)["Canary/fraud-api"]["spec"]
    assert spec["provider"] == "kubernetes"
    assert not spec["service"].keys() & {"hosts", "gatewayRefs", "match"}


def test_rolling_has_no_canary_but_a_service_that_knows_the_primary_already() -> None:
    found = made(EXPOSED)
    assert "Canary/fraud-api" not in found
    service = found["Service/fraud-api"]
    shared = {"app.kubernetes.io/part-of": "fraud", "app.kubernetes.io/component": "api"}
    assert service["spec"]["selector"] == shared
    assert service["metadata"]["annotations"]["kustomize.toolkit.fluxcd.io/prune"] == "disabled"
    assert found["HTTPRoute/fraud-api"]["metadata"]["annotations"] == {"kustomize.toolkit.fluxcd.io/prune": "disabled"}
    assert found["NetworkPolicy/fraud-api"]["spec"]["podSelector"]["matchLabels"] == shared


@pytest.mark.parametrize("strategy", ["rolling", "blue-green", {"type": "canary", "steps": [10]}])
def test_the_deployment_stays_under_every_strategy(strategy: Any) -> None:
    found = made(EXPOSED | {"strategy": strategy})
    rolling = made(EXPOSED)["Deployment/fraud-api"]
    assert found["Deployment/fraud-api"] == rolling
    labels = rolling["spec"]["template"]["metadata"]["labels"]
    for name, budget in (("fraud-api", found["PodDisruptionBudget/fraud-api"]),):
        assert budget["spec"]["selector"]["matchLabels"] == {"app.kubernetes.io/name": name}
        assert budget["spec"]["selector"]["matchLabels"].items() <= labels.items()


def test_keda_scales_the_primary_by_its_own_pods() -> None:
    component = CANARY | {"scale": {"min": 2, "max": 6, "metrics": {"waiting": 5}}}
    found = made(component, WATCHED | {"autoscaler": "keda"})
    reference = found["Canary/fraud-api"]["spec"]["autoscalerRef"]
    query = 'sum(waiting{namespace="risk-fraud-dev",pod=~"fraud-api-primary-[a-z0-9]+-[a-z0-9]+"})'
    assert reference == {
        "apiVersion": "keda.sh/v1alpha1",
        "kind": "ScaledObject",
        "name": "fraud-api",
        "primaryScalerQueries": {"waiting": query},
    }


@pytest.mark.parametrize("strategy", ["rolling", "blue-green", {"type": "canary", "steps": [10]}])
def test_keda_may_follow_an_hpa_under_every_strategy(strategy: Any) -> None:
    """KEDA's webhook refuses a ScaledObject beside an HPA of another name; Flagger gives its copy the name of its own."""
    found = made(EXPOSED | {"strategy": strategy}, WATCHED | {"autoscaler": "keda"})["ScaledObject/fraud-api"]
    assert found["spec"]["advanced"]["horizontalPodAutoscalerConfig"]["name"] == "fraud-api"
    assert found["metadata"]["annotations"] == {"scaledobject.keda.sh/transfer-hpa-ownership": "true"}


@pytest.mark.parametrize("version", ["2.4", "2.9"])
@pytest.mark.parametrize("autoscaler", ["hpa", "keda"])
def test_flux_waits_for_no_canary_since_it_would_hold_back_the_commit_that_takes_it_back(
    version: str, autoscaler: str
) -> None:
    chosen = {"gitops": {"tool": "flux", "version": version}, "autoscaler": autoscaler}
    overlay = cases.build(case(CANARY, None, FLAGGER | WATCHED | chosen)).overlays["dev"]
    assert overlay.entry is not None
    spec = overlay.entry.object["spec"]
    assert not spec.keys() & {"healthChecks", "healthCheckExprs", "dependsOn"}
    assert (spec["wait"], spec["timeout"]) == (False, "10m")


@pytest.mark.parametrize(("strategy", "said"), [("rolling", None), ("blue-green", "true")])
def test_argo_cd_does_not_call_a_project_suspended_since_flagger_pauses_a_scaler(strategy: str, said: Any) -> None:
    chosen = {"autoscaler": "keda", "gitops": {"tool": "argocd", "repository": "https://git.example.org/deploy.git"}}
    found = made(EXPOSED | {"strategy": strategy}, WATCHED | chosen)["ScaledObject/fraud-api"]["metadata"]
    assert found["annotations"].get("argocd.argoproj.io/ignore-healthcheck") == said


def test_the_load_tester_reaches_the_pods() -> None:
    rules = made(BLUE_GREEN, TESTED)["NetworkPolicy/fraud-api"]["spec"]["ingress"]
    allowed = [rule["from"][0].get("namespaceSelector", {}).get("matchLabels", {}) for rule in rules]
    assert {"kubernetes.io/metadata.name": "test"} in allowed


def test_the_names_of_what_flagger_makes_are_taken() -> None:
    wanted = case(CANARY, None, FLAGGER)
    wanted.project["components"]["api-canary"] = SERVICE
    found = [each for each in cases.judged(wanted).problems if each.code == "taken"]
    assert [problem.fact.partition(" is taken by ")[0] for problem in found] == ['Service "fraud-api-canary" in dev']


FIRST = (
    "components.api.strategy.type: Flagger builds its primary of the first version: nothing is judged then in dev"
    " -> change an existing service to it while few people use it; a change of scale alone waits for the next release"
)


def test_what_flagger_does_to_a_service_is_said() -> None:
    assert said(EXPOSED) == []
    assert said(CANARY) == [FIRST]
    assert said(BLUE_GREEN) == [
        FIRST.replace(".type", ""),
        (
            "components.api.strategy: without a load tester the new version is judged by its probes alone in dev"
            " -> ask the platform for flagger: {loadTester: URL}"
        ),
    ]


def test_a_first_step_that_is_too_large_for_the_first_pods_is_said() -> None:
    component = CANARY | {"strategy": {"type": "canary", "steps": [50]}}
    assert (
        "components.api.strategy.steps[0]: Flagger starts the new version with 2 pods, fewer than 50 % of 6 need"
        " -> a smaller first step, or a larger scale.min"
    ) in said(component)


@pytest.mark.parametrize(
    ("port", "problem"),
    [
        (
            {"port": 9000, "protocol": "UDP"},
            "Flagger's Services carry TCP, not UDP -> use strategy: rolling there",
        ),
        (
            {"port": 9000, "targetPort": 9001},
            "Flagger offers 9001, the container's number, not 9000 -> use port: 9001, or strategy: rolling there",
        ),
        (
            {"port": 8081, "targetPort": 8080},
            "Flagger offers 8080, the container's number, not 8081 -> use port: 8080, or strategy: rolling there",
        ),
        (
            {"port": 9000, "appProtocol": "grpc"},
            "Flagger gives its protocol, grpc, to no port but http -> use strategy: rolling where something has to know it",
        ),
    ],
)
def test_a_port_that_flagger_cannot_offer_is_a_problem(port: Data, problem: str) -> None:
    assert f"components.api.ports.more: {problem}" in said(CANARY | {"ports": {"http": 8080, "more": port}})


@pytest.mark.parametrize("names", [("http", "more"), ("more", "http")])
def test_a_number_that_the_container_has_once_is_offered_once(names: tuple[str, str]) -> None:
    ports = {"http": {"port": 80, "targetPort": 8080}, "more": 8080}
    component = CANARY | {"ports": {name: ports[name] for name in names}}
    component["expose"] = component["expose"] | {"port": "http"}
    assert (
        'components.api.ports.more: Flagger offers 8080 once, as "http" -> use one port, or strategy: rolling there'
    ) in said(component)
