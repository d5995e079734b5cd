from typing import Any

import pytest

from tests.builders import cases, samples
from tests.builders.samples import WORKER, case

ENGINES = ("native", "argo-rollouts", "flagger")
SHARED = {"NetworkPolicy/fraud-api", "ServiceAccount/fraud-api"}
RUNS = {*SHARED, "Deployment/fraud-api", "PodDisruptionBudget/fraud-api", "HorizontalPodAutoscaler/fraud-api"}
GATEWAY = {"traffic": "gateway-api", "gateway": {"name": "public", "namespace": "gateways"}}
QUEUE = {
    "min": 0,
    "max": 9,
    "queue": {"type": "rabbitmq", "name": "scoring", "length": 20, "secret": "broker", "key": "url"},
}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_worker_is_a_plain_deployment_on_every_engine(engine: str) -> None:
    found = samples.objects(WORKER, None, {"engine": engine})
    assert found.keys() == RUNS
    spec = found["Deployment/fraud-api"]["spec"]
    assert spec["selector"] == {"matchLabels": {"app.kubernetes.io/name": "fraud-api"}}
    assert spec["strategy"] == {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}
    assert "replicas" not in spec
    assert found["PodDisruptionBudget/fraud-api"]["spec"]["selector"] == spec["selector"]
    assert found["HorizontalPodAutoscaler/fraud-api"]["spec"]["scaleTargetRef"] == {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "name": "fraud-api",
    }


def test_what_nobody_calls_has_no_probe_and_does_not_wait_for_callers_to_leave() -> None:
    assert samples.main(WORKER).keys() == {"name", "image", "env", "resources", "securityContext", "volumeMounts"}


def test_a_drain_is_there_where_it_is_written() -> None:
    main = samples.main({**WORKER, "shutdown": {"grace": "1m", "drain": "20s"}})
    assert main["lifecycle"] == {"preStop": {"sleep": {"seconds": 20}}}
    assert "lifecycle" not in samples.main({**WORKER, "shutdown": {"grace": "1m"}})


def test_pods_count_as_available_later_where_it_is_written() -> None:
    found = samples.objects({**WORKER, "minReadySeconds": 30})
    assert found["Deployment/fraud-api"]["spec"]["minReadySeconds"] == 30


def test_recreate_ends_the_old_pods_first() -> None:
    found = samples.objects({**WORKER, "strategy": "recreate"})
    assert found["Deployment/fraud-api"]["spec"]["strategy"] == {"type": "Recreate"}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_service_probes_and_a_route_are_there_where_they_are_written(engine: str) -> None:
    written = {"ports": {"http": 8080}, "health": {"live": {"command": ["true"]}}, "expose": {"host": "a.acme.dev"}}
    found = samples.objects(WORKER | written, None, GATEWAY | {"engine": engine})
    assert found.keys() == RUNS | {"Service/fraud-api", "HTTPRoute/fraud-api"}
    assert found["Service/fraud-api"]["spec"]["selector"] == {"app.kubernetes.io/name": "fraud-api"}
    assert "annotations" not in found["Service/fraud-api"]["metadata"]
    (rule,) = found["HTTPRoute/fraud-api"]["spec"]["rules"]
    assert [(each["name"], each["weight"]) for each in rule["backendRefs"]] == [("fraud-api", 100)]
    main = samples.main(WORKER | written, None, GATEWAY | {"engine": engine})
    assert (main["readinessProbe"]["tcpSocket"], main["livenessProbe"]["exec"]) == (
        {"port": "http"},
        {"command": ["true"]},
    )
    assert main["lifecycle"] == {"preStop": {"sleep": {"seconds": 10}}}


def test_a_probe_without_ports_names_its_own() -> None:
    main = samples.main({**WORKER, "health": {"ready": {"http": "/readyz", "port": 8080}}})
    assert main["readinessProbe"]["httpGet"] == {"path": "/readyz", "port": 8080}
    assert "ports" not in main


def test_a_route_may_lead_to_the_port_of_a_sidecar() -> None:
    sidecars = {"proxy": {"image": "ghcr.io/acme/proxy:1", "ports": {"web": 9000}}}
    found = samples.objects(
        {**WORKER, "sidecars": sidecars, "expose": {"host": "a.acme.dev", "port": "web"}}, None, GATEWAY
    )
    (rule,) = found["HTTPRoute/fraud-api"]["spec"]["rules"]
    assert [(each["name"], each["port"]) for each in rule["backendRefs"]] == [("fraud-api", 9000)]


def test_an_ingress_leads_to_its_service() -> None:
    ingress = {"traffic": "ingress", "ingress": {"class": "nginx"}}
    written = {"ports": {"http": 8080}, "expose": {"host": "a.acme.dev"}}
    assert samples.objects(WORKER | written, None, ingress).keys() == RUNS | {"Service/fraud-api", "Ingress/fraud-api"}


def test_an_empty_queue_needs_no_pod() -> None:
    keda = {"autoscaler": "keda", "engine": "flagger"}
    spec = samples.objects({**WORKER, "scale": QUEUE}, None, keda)["ScaledObject/fraud-api"]["spec"]
    assert (spec["minReplicaCount"], spec["scaleTargetRef"]["kind"]) == (0, "Deployment")


def test_a_release_changes_it_in_place_without_a_slot() -> None:
    active = {"active": {"image": "ghcr.io/acme/api:2"}}
    assert samples.main(WORKER, {"releases": {"api": active}})["image"] == "ghcr.io/acme/api:2"
    assert samples.problems(WORKER, {"releases": {"api": {"active": {"slot": "blue", **active["active"]}}}}) == [
        (
            "components.api.image: this has no effect: releases.api.active determines what runs in dev"
            " -> tidegate release api -e dev changes what runs"
        ),
        "environments.dev.releases.api.active.slot: a worker has no slots -> remove it",
    ]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            {"strategy": "blue-green"},
            (
                "components.api.strategy: a worker has no traffic that blue-green could move"
                " -> use rolling or recreate; what others call is a service"
            ),
        ),
        (
            {"health": {"ready": "/readyz"}},
            (
                'components.api.health.ready: "port" is missing: this worker has no main port'
                " -> write the number that is asked: ready: {http: /readyz, port: 8080}"
            ),
        ),
        (
            {"health": {"live": {"tcp": "http"}}},
            'components.api.health.live.tcp: there is no port "http" -> write the number of a port: this container names none',
        ),
        (
            {"expose": {"host": "a.acme.dev"}},
            (
                "components.api.expose: this worker has no port that traffic could reach"
                " -> write the port that answers, ports: {http: 8080}, or remove expose"
            ),
        ),
        (
            {"health": {"ready": {"period": "9s"}}},
            (
                "components.api.health.ready: one of http, tcp, grpc, command is missing: this worker has no main port"
                " -> write how it is asked: ready: {command: [cat, /tmp/ready]}, or {tcp: 8080}"
            ),
        ),
        (
            {"health": {"startup": "5m"}},
            (
                "components.api.health.startup: a start-up probe asks as ready does, and ready is none"
                " -> write how to ask: startup: {longest: 20m, http: /started}, or remove it"
            ),
        ),
        (
            {"callers": [{"namespace": "ci"}]},
            (
                "components.api.callers: this worker has no port that traffic could reach"
                " -> write the port that answers, ports: {http: 8080}, or remove callers"
            ),
        ),
        (
            {"service": {"sessionAffinity": "client-ip"}},
            (
                "components.api.service: this worker has no port that traffic could reach"
                " -> write the port that answers, ports: {http: 8080}, or remove service"
            ),
        ),
        (
            {"scale": {"min": 0, "max": 3}},
            (
                "components.api.scale.min: the Kubernetes HPA keeps at least one pod, and nothing else scales them in dev"
                " -> use min: 1 there, or ask the platform for autoscaler: keda"
            ),
        ),
    ],
)
def test_what_a_worker_cannot_have(written: dict[str, Any], said: str) -> None:
    assert samples.problems(WORKER | written, None, GATEWAY) == [said]


ROUTES = [{"host": "a.acme.dev", "port": "ui"}, {"name": "b", "host": "b.acme.dev", "port": 3000}]


@pytest.mark.parametrize("expose", [ROUTES[0], ROUTES])
def test_routes_may_lead_to_the_port_of_a_sidecar(expose: Any) -> None:
    side = {"image": "ghcr.io/acme/ui:1", "ports": {"ui": 3000}}
    assert samples.problems(WORKER | {"sidecars": {"ui": side}, "expose": expose}, None, GATEWAY) == []


def test_each_route_of_a_worker_names_a_port() -> None:
    side = {"image": "ghcr.io/acme/ui:1", "ports": {"ui": 3000}}
    routes = [ROUTES[0], {"name": "b", "host": "b.acme.dev"}]
    assert samples.problems(WORKER | {"sidecars": {"ui": side}, "expose": routes}, None, GATEWAY) == [
        'components.api.expose[1]: "port" is missing: this worker has no main port -> write the port that answers: port: ui'
    ]


def test_only_the_name_of_a_service_begins_with_a_letter() -> None:
    assert samples.problems(WORKER, name="4fraud") == []
    assert samples.problems({**WORKER, "ports": {"http": 8080}}, name="4fraud") == [
        (
            'components.api.ports: "4fraud-api" begins with a digit, but the name of a Service must not'
            " -> begin the name of the project with a letter, or remove ports"
        )
    ]


def test_defaults_of_the_platform_that_it_cannot_have_are_skipped() -> None:
    defaults = {"strategy": {"type": "canary", "steps": [10]}, "health": {"ready": "/readyz"}, "shutdown": "1m"}
    target = samples.target(WORKER, None, {"defaults": defaults})
    service = target.component.serving
    assert (service.strategy.type, service.health.ready, service.shutdown.grace) == ("rolling", None, 60)
    assert (
        samples.target(WORKER, None, {"defaults": {"strategy": "recreate"}}).component.serving.strategy.type
        == "recreate"
    )


def test_policy_of_strategies_and_of_the_least_number_concerns_it() -> None:
    judged = cases.judged(case(WORKER, None, {"policy": {"strategies": ["recreate"], "minReplicas": 2}}))
    assert [problem.where for problem in judged.problems] == ["components.api", "components.api"]


def test_callers_may_reach_the_port_of_a_sidecar() -> None:
    sidecar = {"image": "ghcr.io/acme/side:1", "ports": {"admin": 9901}}
    assert samples.problems(WORKER | {"callers": [{"namespace": "ci"}], "sidecars": {"proxy": sidecar}}) == []
