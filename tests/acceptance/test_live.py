"""`advance --live` and `status --live` against a real API-shaped server on loopback, asked by the real kubectl."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.cli import main
from generator.validation import platform as platforms
from generator.validation import project_check
from tests.acceptance import cluster_api
from tests.acceptance.cluster_api import Api

FILE = """\
apiVersion: tidegate.dev/v1
name: fraud
team: risk
components:
  api: {kind: service, image: "ghcr.io/acme/api:1", ports: {http: 8080}, scale: {min: 2, max: 6}}
environments:
  production:
    components: {api: {strategy: blue-green}}
    releases:
      api:
        active: {slot: blue, image: "ghcr.io/acme/api:1"}
        candidate: {image: "ghcr.io/acme/api:2"}
        step: 0
"""
SPACE = "namespaces/risk-fraud-production"
DEPLOYMENT = f"/apis/apps/v1/{SPACE}/deployments/fraud-api-green"
SCALER = f"/apis/autoscaling/v2/{SPACE}/horizontalpodautoscalers/fraud-api-green"
SERVICE = f"/api/v1/{SPACE}/services/fraud-api"
KUSTOMIZATION = "/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations/risk.fraud.production"
SLICES = (
    f"/apis/discovery.k8s.io/v1/{SPACE}/endpointslices?labelSelector=kubernetes.io%2Fservice-name%3Dfraud-api-green"
)


@pytest.fixture
def api(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ml-project.yaml").write_text(FILE)
    with cluster_api.serving(tmp_path, monkeypatch) as api:
        yield api


def ready(api: Api, tmp_path: Path, pods: int = 6) -> None:
    unit = project_check.check_file(str(tmp_path / "ml-project.yaml"), platforms.load(None, str(tmp_path))).units[0]
    api.objects[SERVICE] = {"metadata": {"annotations": {"tidegate.dev/release": unit.target.release.position()}}}
    container = {"name": "main", "image": "ghcr.io/acme/api:2"}
    api.objects[DEPLOYMENT] = {
        "metadata": {"generation": 3},
        "spec": {"template": {"spec": {"containers": [container]}}},
        "status": {"observedGeneration": 3, "replicas": pods, "updatedReplicas": pods, "readyReplicas": pods},
    }
    api.objects[SCALER] = {"spec": {"minReplicas": 6}}
    addresses = [{"addresses": [f"10.0.0.{i}"], "conditions": {"ready": True}} for i in range(pods)]
    api.objects[SLICES] = {"items": [{"endpoints": addresses}]}


def test_another_writer_of_replicas_is_named(api: Api, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ready(api, tmp_path)
    owned = {"manager": "somebody", "fieldsV1": {"f:spec": {"f:replicas": {}}}}
    api.objects[DEPLOYMENT]["metadata"]["managedFields"] = [owned, {"manager": "kustomize-controller", "fieldsV1": {}}]
    api.objects[DEPLOYMENT]["spec"]["replicas"] = 0
    assert advance() == 4
    fact = "replicas of Deployment fraud-api-green is 0, which somebody wrote: no autoscaler lifts it from there"
    assert f"tidegate: not yet: {fact}\n" in capsys.readouterr().err


def status(*options: str) -> int:
    return main.run(["status", "-e", "production", "--live", *options])


def advance() -> int:
    return main.run(["advance", "api", "-e", "production", "--live"])


def test_a_candidate_that_can_carry_the_traffic_advances(api: Api, tmp_path: Path) -> None:
    ready(api, tmp_path)
    assert advance() == 0
    assert "previous:" in (tmp_path / "ml-project.yaml").read_text()


def test_too_few_ready_pods_wait(api: Api, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ready(api, tmp_path, pods=5)
    assert advance() == 4
    assert capsys.readouterr().err == (
        "tidegate: not yet: 5 of 6 pods of fraud-api-green are ready; "
        "5 of 6 addresses of Service fraud-api-green are ready\n"
        "  hint: wait until the last merge is synced and its pods are ready\n"
        "platform: bundled\n"
    )
    assert (tmp_path / "ml-project.yaml").read_text() == FILE


@pytest.mark.parametrize(
    ("path", "change", "reason"),
    [
        (SERVICE, {"metadata": {}}, "Service fraud-api is not at this position yet"),
        (
            SCALER,
            {"spec": {"minReplicas": 2}},
            "HorizontalPodAutoscaler fraud-api-green does not have minReplicas 6 yet",
        ),
        (DEPLOYMENT, None, "Deployment fraud-api-green is not there"),
    ],
)
def test_what_is_not_synced_waits(
    api: Api, tmp_path: Path, capsys: pytest.CaptureFixture[str], path: str, change: Any, reason: str
) -> None:
    ready(api, tmp_path)
    api.objects[path] = change
    assert advance() == 4
    assert f"tidegate: not yet: {reason}\n" in capsys.readouterr().err


def test_an_old_generation_and_image_wait(api: Api, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ready(api, tmp_path)
    api.objects[DEPLOYMENT]["metadata"]["generation"] = 4
    api.objects[DEPLOYMENT]["spec"]["template"]["spec"]["containers"][0]["image"] = "ghcr.io/acme/api:0"
    assert advance() == 4
    assert (
        "Deployment fraud-api-green has changes that its controller has not seen; "
        "Deployment fraud-api-green does not run ghcr.io/acme/api:2 yet\n"
    ) in capsys.readouterr().err


def test_status_shows_what_the_cluster_has(api: Api, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ready(api, tmp_path, pods=5)
    api.objects[DEPLOYMENT]["spec"]["replicas"] = 6
    api.objects[KUSTOMIZATION] = {"status": {"lastAppliedRevision": "main@sha1:4f1c2f0c1b6a3e5d"}}
    assert status() == 0
    assert [line[61:] for line in capsys.readouterr().out.splitlines()[:3]] == [
        "MODEL  STEP  SHARE  READY    SYNCED                  NEXT",
        "-            100 %  missing  yes, main@4f1c2f0c1b6a  advance, abort",
        "-      0/0   0 %    5/6",
    ]


def test_status_of_a_cluster_at_another_position(api: Api, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ready(api, tmp_path)
    api.objects[SERVICE] = {"metadata": {}}
    assert status("--format", "json") == 0
    blue = {"kind": "Deployment", "name": "fraud-api-blue", "slot": "blue", "ready": 0, "desired": None}
    green = {"kind": "Deployment", "name": "fraud-api-green", "slot": "green", "ready": 6, "desired": 1}
    told = {"synced": False, "revision": "", "pods": [blue, green]}
    assert json.loads(capsys.readouterr().out)[0]["live"] == told


def test_status_asks_one_cluster(api: Api, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    del api
    (tmp_path / "ml-project.yaml").write_text(f"{FILE}  dev:\n")
    assert main.run(["status", "--live"]) == 2
    assert capsys.readouterr().err == (
        "tidegate: --live asks one cluster, and these are on 2: dev, production\n"
        "  hint: name an environment, such as -e dev\n"
        "platform: bundled\n"
    )


@pytest.mark.parametrize("command", [("status",), ("advance", "api", "-e", "production")])
def test_a_context_is_of_a_cluster_that_is_asked(
    api: Api, command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    del api
    assert main.run([*command, "--context", "prod-eu"]) == 2
    assert capsys.readouterr().err.splitlines()[:2] == [
        "tidegate: --context names the cluster that --live asks",
        "  hint: add --live, or leave it out",
    ]


def test_a_cluster_that_is_not_there_is_said(api: Api, capsys: pytest.CaptureFixture[str]) -> None:
    api.server.shutdown()
    api.server.server_close()
    with socket.socket() as taken:  # that nobody else listens there is certain while it is ours
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", api.server.server_port))
        assert advance() == 6
    assert capsys.readouterr().err.startswith("tidegate: kubectl cannot read from the cluster: ")
