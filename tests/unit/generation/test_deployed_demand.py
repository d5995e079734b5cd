"""What is read from the objects of an overlay is what their project says: held on every golden case."""

import collections
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from generator.files import reading
from generator.generation import deployed_demand
from generator.layout import tree
from generator.spec import quantity
from generator.validate.policy import Pods
from generator.validation import platform as platforms
from generator.validation import project_check, project_render
from tests.properties import bending

GOLDEN = Path(__file__).parents[3] / "tests" / "golden"
CASES = sorted(
    file for file in GOLDEN.glob("**/ml-project.yaml") if any((parent / "expected").is_dir() for parent in file.parents)
)
LARGE = {"cpu": "100000", "memory": "1Pi"}


def totals(pods: Sequence[Pods]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = collections.defaultdict(Decimal)
    for each in pods:
        for name, amount in each.requests.items():
            found[name] += each.total * quantity.parse(amount)
    return dict(found)


@pytest.mark.parametrize("file", CASES, ids=lambda file: str(file.parent.relative_to(GOLDEN)))
def test_objects_demand_what_their_project_says(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(file.parent)
    own = GOLDEN / file.relative_to(GOLDEN).parts[0] / "platform"
    platform = platforms.of_projects(str(own) if own.is_dir() else None, ["ml-project.yaml"])
    platform.environments = {name: each._replace(quota=LARGE) for name, each in platform.environments.items()}
    checked = project_check.check(reading.read("ml-project.yaml"), "ml-project.yaml", platform)
    assert not checked.invalid
    for overlay in project_render.render(checked, platform).overlays:
        texts = {path: text.decode() for path, text in tree.files(overlay).items() if path.startswith("projects/")}
        said = [pods for each in checked.demands if each.environment == overlay.environment for pods in each.pods]
        assert totals(list(deployed_demand.pods_of(texts))) == totals(said), overlay.environment


def test_files_that_are_no_objects_do_not_count() -> None:
    texts = {
        "a/rolling/x.deployment.yaml": "a: [",
        "a/rolling/kustomization.yaml": "a: 1",
        "a/hpa/y.job.yaml": "spec: 1",
    }
    assert list(deployed_demand.pods_of(texts)) == []


POD: Any = {"containers": [{"resources": {"requests": {"cpu": "1"}}}]}
WORKLOAD: Any = {
    "metadata": {"name": "x"},
    "spec": {"replicas": 2, "strategy": {"rollingUpdate": {"maxSurge": "50%"}}, "template": {"spec": POD}},
}


@given(edited=bending.bent(WORKLOAD))
def test_an_object_that_a_person_edited_breaks_no_run(edited: Any) -> None:
    texts = {"a/rolling/x.deployment.yaml": json.dumps(edited), "a/jobs/y.job.yaml": json.dumps(WORKLOAD)}
    assert Pods(1, {"cpu": "1"}) in list(deployed_demand.pods_of(texts))


@pytest.mark.parametrize(
    "broken",
    [
        {"containers": [{"resources": {"requests": {"cpu": "lots"}}}]},
        {"containers": ["main"]},
        {"containers": 1},
        "none",
    ],
)
def test_an_object_that_the_api_server_would_refuse_does_not_count(broken: Any) -> None:
    assert (
        list(deployed_demand.pods_of({"a/jobs/x.job.yaml": json.dumps({"spec": {"template": {"spec": broken}}})})) == []
    )


@pytest.mark.parametrize("reference", [3, {}, {"name": ["x"]}, None])
def test_a_size_of_nothing_does_not_count(reference: Any) -> None:
    scaler = {"kind": "HorizontalPodAutoscaler", "spec": {"scaleTargetRef": reference, "maxReplicas": 9}}
    texts = {
        "a/hpa/x.horizontalpodautoscaler.yaml": json.dumps(scaler),
        "a/rolling/x.deployment.yaml": json.dumps(WORKLOAD),
    }
    assert list(deployed_demand.pods_of(texts)) == [Pods(2, {"cpu": "1"}, surge=1)]


def test_keda_scales_to_a_hundred_by_default() -> None:
    scaler = {"kind": "ScaledObject", "spec": {"scaleTargetRef": {"name": "x"}}}
    texts = {
        "a/keda/x.scaledobject.yaml": json.dumps(scaler),
        "a/rolling/x.deployment.yaml": json.dumps(WORKLOAD),
    }
    assert list(deployed_demand.pods_of(texts)) == [Pods(100, {"cpu": "1"}, surge=50)]


def test_the_first_steps_of_a_pod_count_where_they_are_larger() -> None:
    text = """\
kind: Job
metadata: {name: x}
spec:
  parallelism: 3
  template:
    spec:
      initContainers:
      - {name: proxy, restartPolicy: Always, resources: {requests: {cpu: "1"}}}
      - {name: load, resources: {requests: {cpu: "4", memory: 1Gi}}}
      containers:
      - {name: main, resources: {requests: {cpu: "2", memory: 2Gi}}}
"""
    (pods,) = deployed_demand.pods_of({"a/jobs/x.job.yaml": text})
    assert (pods.total, totals([pods])) == (3, {"cpu": Decimal(15), "memory": Decimal(3 * 2 * 1024**3)})
