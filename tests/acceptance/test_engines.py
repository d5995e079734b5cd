"""Every example on every engine, GitOps tool and autoscaler: the team's file is the same, and the API takes what comes of it."""

import itertools
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from generator.errors import Severity
from generator.external import kubeconform
from generator.files import package_data
from generator.kubernetes import object_kinds
from generator.layout import tree
from generator.manifest.manifest import Overlay
from generator.validation import project_check, project_render
from tests.builders import cases, examples
from tests.builders.documents import Data

EXAMPLES = [examples.FOLDER / name / "ml-project.yaml" for name in examples.TUTORIAL]
ENVIRONMENTS = ("dev", "staging", "production")
TOOLS: dict[str, Data] = {
    "flux": {"tool": "flux", "version": "2.9"},
    "argocd": {"tool": "argocd", "version": "3.5", "repository": "https://git.example.org/deploy.git"},
}
MACHINES: Data = {
    name: {"cpu": "6", "memory": "24Gi", "gpu": {"nvidia.com/gpu": 1}} for name in ("l4", "h100", "gpu-small")
}


class Pair(NamedTuple):
    """What a platform chose."""

    engine: str
    tool: str
    autoscaler: str


PAIRS = [Pair(*each) for each in itertools.product(("native", "argo-rollouts", "flagger"), TOOLS, ("hpa", "keda"))]


def platform(pair: Pair) -> dict[str, Data]:
    return {
        name: {
            "apiVersion": "tidegate.dev/v1",
            "name": name,
            "extends": "defaults",
            "cluster": {"name": name, "kubernetes": "1.34"},
            "engine": pair.engine,
            "gitops": TOOLS[pair.tool],
            "autoscaler": pair.autoscaler,
            "metrics": {"prometheus": "http://prometheus.monitoring:9090", "namespace": "monitoring"},
            "flagger": {"loadTester": "http://flagger-loadtester.test/"},
            "machines": MACHINES,
        }
        for name in ENVIRONMENTS
    }


def overlays(pair: Pair) -> Iterator[Overlay]:
    held = cases.platform(platform(pair))
    for example in EXAMPLES:
        judged = project_check.check_file(str(example), held)
        assert not judged.invalid, [p for p in judged.problems if p.severity is not Severity.WARNING]
        yield from project_render.render(judged, held).overlays
        assert not judged.invalid, [p for p in judged.problems if p.severity is not Severity.WARNING]


@pytest.fixture(scope="module")
def everything() -> dict[Pair, list[Overlay]]:
    return {pair: list(overlays(pair)) for pair in PAIRS}


def test_kubeconform_accepts_every_object_of_every_pair(everything: dict[Pair, list[Overlay]]) -> None:
    held = [overlay for found in everything.values() for overlay in found]
    stream = "".join(f"---\n{tree.stream(overlay)}{tree.entry(overlay)}" for overlay in held)
    count = sum(len(overlay.manifests) + 1 for overlay in held)
    assert kubeconform.check(stream, kubernetes="1.34", schemas=package_data.folder("schemas"), expected=count) == ()


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_the_tool_may_write_what_there_is_and_what_another_choice_left(
    pair: Pair, everything: dict[Pair, list[Overlay]]
) -> None:
    environments = cases.platform(platform(pair)).environments.values()
    left = {"Deployment"} if pair.engine == "argo-rollouts" else set()
    left |= {"HorizontalPodAutoscaler"} if pair.autoscaler == "keda" else set()
    unused = {"TriggerAuthentication"} if pair.autoscaler == "keda" else set()  # no example's queue has a secret
    unused.add("GRPCRoute")  # no example exposes a port by it
    found = {manifest.kind for overlay in everything[pair] for manifest in overlay.manifests}
    assert {each.kind for each in object_kinds.written_in(environments)} == found | left | unused


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_nothing_is_scaled_by_two_nor_has_a_number_in_git(pair: Pair, everything: dict[Pair, list[Overlay]]) -> None:
    for overlay in everything[pair]:
        scaled = []
        for manifest in overlay.manifests:
            spec = manifest.object.get("spec", {})
            assert manifest.kind not in {"Deployment", "Rollout"} or "replicas" not in spec
            scaled += [spec["scaleTargetRef"]["name"]] if "scaleTargetRef" in spec else []
        workloads = [m.name for m in overlay.manifests if m.kind in {"Deployment", "Rollout"}]
        assert sorted(scaled) == sorted(workloads)


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_every_name_that_an_object_refers_to_is_there(pair: Pair, everything: dict[Pair, list[Overlay]]) -> None:
    """Services of routes and rollouts, templates of analyses; Flagger makes its own."""
    for overlay in everything[pair]:
        names = {(m.kind, m.name) for m in overlay.manifests}
        for manifest in overlay.manifests:
            spec = manifest.object.get("spec", {})
            if manifest.kind == "HTTPRoute":
                wanted = {("Service", each["name"]) for each in spec["rules"][0]["backendRefs"]}
                assert wanted <= names
            if manifest.kind == "Canary":
                assert ("Deployment", spec["targetRef"]["name"]) in names
                templates = {("MetricTemplate", m["templateRef"]["name"]) for m in spec["analysis"].get("metrics", ())}
                assert templates <= names
            if manifest.kind == "Rollout":
                strategy = spec["strategy"].get("canary") or spec["strategy"]["blueGreen"]
                keys = ("stableService", "canaryService", "activeService", "previewService")
                assert {("Service", strategy[key]) for key in keys if key in strategy} <= names
                for plugin in strategy.get("trafficRouting", {}).get("plugins", {}).values():
                    assert ("HTTPRoute", plugin["httpRoute"]) in names
                for analysis in (strategy.get(key, {}) for key in ("analysis", "postPromotionAnalysis")):
                    wanted = {("AnalysisTemplate", each["templateName"]) for each in analysis.get("templates", ())}
                    assert wanted <= names
