"""`advance --live` where KServe serves the versions, against the server of `test_live.py`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.cli import main
from generator.validation import platform as platforms
from generator.validation import project_check
from tests.acceptance import cluster_api
from tests.acceptance.cluster_api import Api
from tests.builders import folders
from tests.builders.inferences import KNATIVE, PROJECT, STANDARD

FILE = (
    PROJECT.replace("min: 2, max: 4", "min: 4, max: 8")
    + """\
    releases:
      score:
        active: {model: s3://models/score/1}
        candidate: {model: s3://models/score/2, steps: [10, 50]}
        step: 1
"""
)
SPACE = "namespaces/risk-fraud-production"
BUDGET = f"/apis/policy/v1/{SPACE}/poddisruptionbudgets/fraud-score"
SERVICE = f"/apis/serving.kserve.io/v1beta1/{SPACE}/inferenceservices/fraud-score"
DEPLOYMENT = f"/apis/apps/v1/{SPACE}/deployments/fraud-score-green-predictor"
ROUTE = f"/apis/gateway.networking.k8s.io/v1/{SPACE}/httproutes/fraud-score"
REVISION = f"/apis/serving.knative.dev/v1/{SPACE}/revisions/fraud-score-predictor-00002"


@pytest.fixture
def api(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    monkeypatch.chdir(tmp_path)
    with cluster_api.serving(tmp_path, monkeypatch) as api:
        yield api


def served(api: Api, folder: Path, platform: str, status: Any, **spec: Any) -> None:
    """A cluster in which the last merge is synced and ready."""
    (folder / "ml-project.yaml").write_text(FILE)
    held = folders.platform(folder / "platform", {"production": platform})
    found = project_check.check_file(str(folder / "ml-project.yaml"), platforms.load(str(held), str(folder)))
    position = found.units[0].target.release.position()
    api.objects[BUDGET] = {"metadata": {"annotations": {"tidegate.dev/release": position}}}
    api.objects[SERVICE] = {"spec": spec, "status": status}


def standard(api: Api, folder: Path) -> None:
    canary = {"trafficPercent": 10, "predictor": {"name": "green", "model": {"storageUri": "s3://models/score/2"}}}
    status = {"canaryStatuses": [{"name": "green", "ready": True, "trafficPercent": 10}]}
    served(api, folder, STANDARD, status, canary=[canary])
    api.objects[DEPLOYMENT] = {"status": {"readyReplicas": 2}}
    api.objects[ROUTE] = route(blue=90, green=10)


def route(**weights: int) -> Any:
    backends = [{"name": f"fraud-score-{slot}-predictor", "weight": weight} for slot, weight in weights.items()]
    return {"spec": {"rules": [{"backendRefs": backends}]}}


def knative(api: Api, folder: Path) -> None:
    name = REVISION.rpartition("/")[2]
    traffic = [{"latestRevision": True, "percent": 10}, {"revisionName": "fraud-score-predictor-00001", "percent": 90}]
    predictor = {"latestReadyRevision": name, "latestCreatedRevision": name, "traffic": traffic}
    served(api, folder, KNATIVE, {"components": {"predictor": predictor}})
    api.objects[REVISION] = {"metadata": {"annotations": {"tidegate.dev/model": "s3://models/score/2"}}}


def advance() -> int:
    return main.run(["advance", "score", "-e", "production", "--live", "--platform", "platform"])


@pytest.mark.parametrize("synced", [standard, knative])
def test_a_version_that_is_ready_advances(api: Api, tmp_path: Path, synced: Any) -> None:
    synced(api, tmp_path)
    assert advance() == 0
    assert "step: 2" in (tmp_path / "ml-project.yaml").read_text()


NOT_STARTED = {"canaryStatuses": [{"name": "green", "ready": False, "trafficPercent": 0}]}


@pytest.mark.parametrize(
    ("synced", "path", "change", "reason"),
    [
        (standard, BUDGET, {"metadata": {}}, "PodDisruptionBudget fraud-score is not at this position yet"),
        (standard, SERVICE, None, "InferenceService fraud-score is not there"),
        (
            standard,
            ROUTE,
            route(blue=1),
            "predictor green of InferenceService fraud-score does not have 10 % of the traffic yet",
        ),
        (standard, DEPLOYMENT, None, "0 of 2 pods of fraud-score-green-predictor are ready"),
        (
            standard,
            SERVICE,
            {"status": NOT_STARTED},
            (
                "InferenceService fraud-score does not run s3://models/score/2 on predictor green yet; "
                "predictor green of InferenceService fraud-score is not ready"
            ),
        ),
        (
            knative,
            SERVICE,
            {"status": {}},
            (
                "the newest revision of InferenceService fraud-score is not ready; "
                "the newest revision of InferenceService fraud-score does not have 10 % of the traffic yet"
            ),
        ),
        (
            knative,
            REVISION,
            {"metadata": {"annotations": {"tidegate.dev/model": "s3://models/score/1"}}},
            "the newest revision of InferenceService fraud-score does not run s3://models/score/2 yet",
        ),
    ],
)
def test_what_is_not_synced_or_ready_waits(
    api: Api, tmp_path: Path, capsys: pytest.CaptureFixture[str], synced: Any, path: str, change: Any, reason: str
) -> None:
    synced(api, tmp_path)
    api.objects[path] = change
    assert advance() == 4
    assert f"tidegate: not yet: {reason}\n" in capsys.readouterr().err
    assert (tmp_path / "ml-project.yaml").read_text() == FILE
