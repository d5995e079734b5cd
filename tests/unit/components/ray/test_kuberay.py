import pytest

from generator.kubernetes.pod import TEMPORARY
from generator.manifest import yaml_reader
from tests.builders import cases, rays, samples
from tests.builders.documents import Data
from tests.builders.rays import JOB, RAY, SERVICE

GROWING = {"workers": {"min": 1, "max": 3}}


def test_a_job_ends_with_its_cluster_and_starts_again_as_often_as_written() -> None:
    spec = rays.run(JOB | {"retries": 3, "timeout": "2h"})["spec"]
    kept = {
        key: spec[key] for key in ("entrypoint", "shutdownAfterJobFinishes", "backoffLimit", "activeDeadlineSeconds")
    }
    assert kept == {
        "entrypoint": "python a.py",
        "shutdownAfterJobFinishes": True,
        "backoffLimit": 3,
        "activeDeadlineSeconds": 7200,
    }
    assert not spec.keys() & {"suspend", "ttlSecondsAfterFinished"}


def test_a_runtime_environment_is_handed_on_as_written() -> None:
    environment = {"pip": ["torch==2.8.0"], "working_dir": "s3://acme/code.zip", "env_vars": {"A": "on"}}
    assert yaml_reader.read(rays.run(JOB | {"runtimeEnv": environment})["spec"]["runtimeEnvYAML"]) == environment
    assert "runtimeEnvYAML" not in rays.run(JOB)["spec"]


def test_a_service_has_its_configuration_from_a_text_or_a_file() -> None:
    assert rays.run(SERVICE)["spec"]["serveConfigV2"] == rays.SERVED
    assert rays.run(SERVICE)["spec"]["upgradeStrategy"] == {"type": "NewCluster"}


def test_an_incremental_upgrade_moves_a_fifth_each_minute() -> None:
    found = rays.run(SERVICE | GROWING | {"upgrade": "incremental"})
    assert found["spec"]["upgradeStrategy"] == {
        "type": "NewClusterWithIncrementalUpgrade",
        "clusterUpgradeOptions": {
            "gatewayClassName": "istio",
            "maxSurgePercent": 20,
            "stepSizePercent": 20,
            "intervalSeconds": 60,
        },
    }


def test_a_cluster_is_replaced_in_place() -> None:
    assert rays.run(RAY)["spec"]["upgradeStrategy"] == {"type": "Recreate"}


@pytest.mark.parametrize("written", rays.FORMS.values())
def test_no_task_runs_on_a_head_with_workers(written: Data) -> None:
    assert rays.cluster(rays.run(written))["headGroupSpec"]["rayStartParams"] == {}
    found = rays.cluster(rays.run(written | {"workers": {"count": 1}}))
    assert found["headGroupSpec"]["rayStartParams"] == {"num-cpus": "0"}


@pytest.mark.parametrize("written", rays.FORMS.values())
def test_the_autoscaler_runs_restricted_and_has_requests(written: Data) -> None:
    assert "autoscalerOptions" not in rays.cluster(rays.run(written))
    options = rays.cluster(rays.run(written | GROWING))["autoscalerOptions"]
    assert options["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert options["resources"]["requests"] == {"cpu": "500m", "memory": "512Mi"}
    assert options["volumeMounts"] == [{"name": "tmp", "mountPath": TEMPORARY}]


@pytest.mark.parametrize(
    ("written", "environment", "once", "queued"),
    [
        (JOB, rays.platform("ml"), True, True),
        (JOB, rays.platform(), True, False),
        (RAY, rays.platform("ml"), True, True),
        (RAY | {"queue": "none"}, rays.platform("ml"), False, False),
        (RAY, rays.platform(), False, False),
        (RAY | GROWING, rays.platform(), True, False),
        (SERVICE, rays.platform("ml"), False, False),
        (SERVICE | GROWING, rays.platform("ml"), False, False),
    ],
)
def test_what_an_autoscaler_or_kueue_writes_into_is_applied_once_by_flux(
    written: Data, environment: Data, *, once: bool, queued: bool
) -> None:
    metadata = rays.run(written, environment)["metadata"]
    assert (metadata.get("annotations", {}).get("kustomize.toolkit.fluxcd.io/ssa") == "IfNotPresent") is once
    assert ("kueue.x-k8s.io/queue-name" in metadata["labels"]) is queued


@pytest.mark.parametrize(
    ("written", "ignored"),
    [
        (JOB, {"kind": "RayJob", "group": "ray.io", "jsonPointers": ["/spec"]}),
        (
            RAY | GROWING,
            {
                "kind": "RayCluster",
                "group": "ray.io",
                "name": "fraud-api",
                "jqPathExpressions": [
                    ".spec.workerGroupSpecs[].replicas",
                    ".spec.workerGroupSpecs[].scaleStrategy",
                    ".spec.workerGroupSpecs[].priority",
                ],
            },
        ),
        (
            SERVICE,
            {
                "kind": "RayService",
                "group": "ray.io",
                "name": "fraud-api",
                "jqPathExpressions": [".spec.rayClusterConfig.workerGroupSpecs[].priority"],
            },
        ),
    ],
)
def test_argo_cd_leaves_what_others_write(written: Data, ignored: Data) -> None:
    overlay = cases.build(samples.case(written, None, rays.platform(tool=rays.ARGO_CD))).overlays["dev"]
    assert overlay.entry is not None
    assert overlay.entry.object["spec"]["ignoreDifferences"] == [ignored]


@pytest.mark.parametrize(("kind", "limit"), [("RayCluster", 53), ("RayService", 47), ("RayJob", 36)])
def test_a_name_leaves_room_for_what_kuberay_appends(kind: str, limit: int) -> None:
    def problems(length: int) -> list[str]:
        return samples.problems(rays.FORMS[kind], None, rays.platform(), name="a" * (length - len("-api")))

    assert problems(limit) == []
    assert any("characters, at most" in each for each in problems(limit + 1))


@pytest.mark.parametrize("kind", rays.FORMS)
def test_a_name_begins_with_a_letter(kind: str) -> None:
    assert any(
        "begins with a digit" in each for each in samples.problems(rays.FORMS[kind], None, rays.platform(), name="3d")
    )
