import pytest

from generator.errors import Severity
from tests.builders import cases, samples
from tests.builders.documents import Data
from tests.unit.components.inference.served import CUSTOM, KNATIVE, MODEL, SIDE_BY_SIDE, STANDARD, platform

ASK = "ask the platform team for operators: {inference: deployment}"
CANARY: Data = {"strategy": {"type": "canary", "steps": [10]}}
ON_BOTH = [
    (
        {"metrics": {"port": 8080}},
        "metrics: the pods of KServe name no port, so no monitor of ours finds them",
        "use the metrics that KServe collects",
    ),
    ({"minReadySeconds": 5}, "minReadySeconds: KServe has no such setting for its Deployments", "remove it there"),
    (
        {"service": {"annotations": {"a": "b"}}},
        "service: KServe makes the Service, and nothing of it can be chosen",
        "remove it there",
    ),
    ({"ports": {"http": 9000}}, "ports: KServe's runtimes listen on 8080, whatever is written", "remove it there"),
    (
        {"model": {"uri": "s3://a", "size": "1Gi"}},
        "model.size: KServe downloads the model, to a place and in a time of its own",
        "remove it there",
    ),
    (
        {"env": {"PYTHONPATH": "/a"}},
        "env.PYTHONPATH: KServe refuses PYTHONPATH in every container",
        "set it in the image",
    ),
    (
        {"model": "file:///mnt/models/a"},
        (
            "model: KServe gets no model from file://, only from gs://, s3://, pvc://, http://, https://, hdfs://, webhdfs://, "
            "hf://, oci://, oci+native://"
        ),
        "write pvc://CLAIM/PATH",
    ),
    (
        {"strategy": {"type": "canary", "steps": [10], "prescale": 3}},
        "strategy.prescale: KServe settles the capacity of a release itself",
        "remove it there",
    ),
]


@pytest.mark.parametrize(("change", "fact", "way_out"), ON_BOTH)
@pytest.mark.parametrize("environment", [STANDARD, KNATIVE])
def test_what_kserve_has_no_place_for_is_a_problem(change: Data, fact: str, way_out: str, environment: Data) -> None:
    said = [each for each in samples.problems(MODEL | change, None, environment) if " does not run " not in each]
    assert f"components.api.{fact} in dev -> {way_out}, or {ASK}" in said


ON_KNATIVE = [
    (
        {"init": {"a": {"image": "ghcr.io/acme/a:1"}}},
        "init: Knative refuses init containers",
        "let the server do it when it starts",
    ),
    (
        {"sidecars": {"a": {"image": "ghcr.io/acme/a:1"}}},
        "sidecars: Knative refuses init containers that go on",
        "make it a component of its own",
    ),
    ({"shutdown": "60s"}, "shutdown: Knative settles how pods end", "remove it there"),
    (
        {"volumes": {"/a": {"claim": "a"}}},
        'volumes["/a"]: Knative refuses volumes but those of ConfigMaps, Secrets and scratch space',
        "read the model by its uri: pvc://CLAIM/PATH",
    ),
    (
        {"env": {"A": {"field": "metadata.name"}}},
        "env.A: Knative refuses variables that read a field of the pod",
        "write a value",
    ),
    (
        {"scale": {"max": 2, "cpu": 70}},
        "scale.cpu: Knative scales by concurrency or rps alone",
        "write concurrency or rps",
    ),
    (
        {"strategy": "recreate"},
        "strategy: Knative starts a new revision before the old one ends",
        "use strategy: rolling",
    ),
    (
        {"strategy": {"type": "rolling", "surge": 2}},
        "strategy.surge: Knative settles how revisions follow",
        "remove it there",
    ),
]


@pytest.mark.parametrize(("change", "fact", "way_out"), ON_KNATIVE)
def test_what_knative_refuses_is_a_problem(change: Data, fact: str, way_out: str) -> None:
    assert samples.problems(MODEL | change, None, KNATIVE) == [f"components.api.{fact} in dev -> {way_out}, or {ASK}"]


ON_STANDARD = [
    (
        MODEL | {"scale": {"min": 0, "max": 2}},
        "scale.min: KServe keeps at least one pod here",
        f"write min: 1, or {ASK}",
    ),
    (
        MODEL | {"scale": {"max": 2, "metrics": {"a": 1}}},
        "scale.metrics: KServe scales by cpu or memory alone",
        f"write cpu or memory, or {ASK}",
    ),
    (
        MODEL | {"scale": {"max": 2, "rps": 5}},
        "scale.rps: rps is what Knative measures, and it runs no inference here",
        "scale on cpu or memory",
    ),
    (
        CUSTOM | CANARY,
        "strategy.type: KServe runs two versions side by side only of models of a format, not of custom servers (canary)",
        f"use strategy: rolling, or {ASK}",
    ),
    (
        MODEL | {"expose": {"host": "a.acme.dev"}},
        "expose: KServe makes the host, and nothing says its domain",
        "remove it there, or ask the platform team for operators: {inference: {api: kserve-standard, domain: DOMAIN}}",
    ),
]


@pytest.mark.parametrize(("component", "fact", "hint"), ON_STANDARD)
def test_what_mode_standard_refuses_is_a_problem(component: Data, fact: str, hint: str) -> None:
    assert samples.problems(component, None, STANDARD) == [f"components.api.{fact} in dev -> {hint}"]


def test_a_canary_needs_routes_of_the_gateway_api() -> None:
    assert samples.problems(SIDE_BY_SIDE, None, platform("kserve-standard")) == [
        (
            "components.api.strategy.type: KServe splits the traffic of a canary in an HTTPRoute alone, and makes none in dev -> "
            "use blue-green there, or ask the platform team for operators: {inference: {api: kserve-standard, gatewayApi: true}}"
        )
    ]
    assert samples.problems(MODEL | {"strategy": "blue-green"}, None, platform("kserve-standard")) == []


def test_a_route_of_kserve_has_a_host_alone() -> None:
    host = "fraud-api-risk-fraud-dev.models.acme.dev"
    named = platform("kserve-standard", domain="models.acme.dev")
    assert samples.problems(MODEL | {"expose": {"host": host, "path": "/v2", "timeout": "60s"}}, None, named) == [
        f"components.api.expose.timeout: KServe makes the route, which has no timeout in dev -> remove it, or {ASK}",
        f"components.api.expose.path: KServe's route has all paths of its host in dev -> remove it, or {ASK}",
    ]


@pytest.mark.parametrize(
    ("version", "strategy", "problems"),
    [
        (
            "0.19",
            "blue-green",
            ["kserve-standard 0.19 has no predictors side by side", "{}kserve-standard 0.20 or newer"],
        ),
        ("0.19", "canary", ["kserve-standard 0.19 has no predictors side by side", "{}kserve-standard 0.20 or newer"]),
        ("0.20", "blue-green", []),
        (
            "0.20",
            "canary",
            [
                "kserve-standard 0.20 has no traffic for canaries",
                "use blue-green there, or {}kserve-standard 0.21 or newer",
            ],
        ),
        ("0.21", "canary", []),
        ("", "canary", []),
    ],
)
def test_an_older_kserve_runs_no_versions_side_by_side_or_gives_one_of_them_no_traffic(
    version: str, strategy: str, problems: list[str]
) -> None:
    known = {"version": version} if version else {}
    served = platform("kserve-standard", gatewayApi=True, **known)
    change = {"strategy": {"type": strategy, **({"steps": [10]} if strategy == "canary" else {})}}
    asking = [each.format("ask the platform team for ") for each in problems]
    said = f"components.api.strategy.type: {' in dev -> '.join(asking)}"
    assert samples.problems(MODEL | change, None, served) == ([said] if problems else [])


def test_a_canary_without_traffic_is_warned_of_as_its_last_step_moves_all() -> None:
    served = platform("kserve-standard", gatewayApi=True, version="0.20")
    found = cases.judged(samples.case(MODEL | CANARY, None, served)).problems
    assert [each.severity for each in found] == [Severity.WARNING]
