import re
from typing import Any

import pytest

from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import JOB

SHARED = {"NetworkPolicy/fraud-api", "ServiceAccount/fraud-api"}


def job(component: Data, section: Any = None, environment: Data | None = None, **project: Any) -> str:
    (name,) = [key for key in samples.objects(component, section, environment, **project) if key.startswith("Job/")]
    return name.removeprefix("Job/")


def test_a_job_is_named_after_what_the_team_wrote() -> None:
    assert re.fullmatch("fraud-api-[0-9a-f]{10}", job(JOB))


def test_a_job_that_runs_once_has_a_fixed_name() -> None:
    assert job(JOB | {"run": "once"}) == job(JOB | {"run": "once", "image": "other:1"}) == "fraud-api"


@pytest.mark.parametrize(
    "change",
    [
        {"image": "ghcr.io/acme/job:2"},
        {"args": ["x"]},
        {"env": {"A": "b"}},
        {"files": {"/a": "b"}},
        {"model": "s3://m/x"},
        {"resources": {"cpu": 2}},
        {"retries": 3},
        {
            "patches": [
                {
                    "target": {"kind": "Job"},
                    "ops": [{"op": "add", "path": "/spec/podReplacementPolicy", "value": "Failed"}],
                }
            ]
        },
    ],
)
def test_whatever_the_team_changes_of_a_job_makes_it_run_again(change: Data) -> None:
    assert job(JOB | change) != job(JOB)
    if "patches" not in change:
        assert job(JOB, {"components": {"api": change}}) == job(JOB | change)


@pytest.mark.parametrize(
    "change",
    [
        {"description": "the nightly one"},
        {
            "patches": [
                {
                    "target": {"kind": "ServiceAccount"},
                    "ops": [{"op": "test", "path": "/kind", "value": "ServiceAccount"}],
                }
            ]
        },
    ],
)
def test_what_is_not_in_the_job_does_not_make_it_run_again(change: Data) -> None:
    assert job(JOB | change) == job(JOB)


def test_the_platform_does_not_make_a_job_run_again() -> None:
    assert job(JOB, None, {"defaults": {"retries": 5}, "images": {"pullSecrets": ["x"]}}) == job(JOB)


def test_a_job_in_full() -> None:
    component = JOB | {"run": "once", "timeout": "1h", "retries": 0, "parallelism": 2, "completions": 3}
    found = samples.objects(component)
    assert found.keys() == SHARED | {"Job/fraud-api"}
    spec = found["Job/fraud-api"]["spec"]
    template = spec.pop("template")
    assert spec == {
        "backoffLimit": 0,
        "activeDeadlineSeconds": 3600,
        "parallelism": 2,
        "completions": 3,
        "podFailurePolicy": {
            "rules": [{"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}]}]
        },
    }
    assert template["spec"]["restartPolicy"] == "Never"
    assert template["metadata"]["annotations"] == {
        "cluster-autoscaler.kubernetes.io/safe-to-evict": "false",
        "karpenter.sh/do-not-disrupt": "true",
    }
