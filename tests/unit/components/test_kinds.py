import re
from typing import Any

import pytest

from generator.components.kinds import KINDS
from generator.spec import naming
from generator.spec.naming import Derived
from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import CRONJOB, JOB, SERVICE

SHARED = {"NetworkPolicy/fraud-api", "ServiceAccount/fraud-api"}
ACTIVE = {"Deployment/fraud-api-blue", "HorizontalPodAutoscaler/fraud-api-blue", "PodDisruptionBudget/fraud-api-blue"}
SERVICES = {"Service/fraud-api", "Service/fraud-api-blue"}


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


def test_a_cron_job_in_full() -> None:
    clock = {"schedule": "0 2 * * *", "timeZone": "Europe/Berlin", "concurrency": "replace", "suspend": True}
    found = samples.objects(CRONJOB | clock)
    assert found.keys() == SHARED | {"CronJob/fraud-api"}
    spec = found["CronJob/fraud-api"]["spec"]
    assert spec.pop("jobTemplate")["spec"]["ttlSecondsAfterFinished"] == 86400
    assert spec == {
        "schedule": "0 2 * * *",
        "timeZone": "Europe/Berlin",
        "concurrencyPolicy": "Replace",
        "suspend": True,
        "startingDeadlineSeconds": 600,
        "successfulJobsHistoryLimit": 3,
        "failedJobsHistoryLimit": 3,
    }


def test_a_cron_job_defaults_to_utc_and_to_one_run_at_a_time() -> None:
    spec = samples.objects(CRONJOB)["CronJob/fraud-api"]["spec"]
    assert (spec["timeZone"], spec["concurrencyPolicy"], spec["suspend"]) == ("Etc/UTC", "Forbid", False)


@pytest.mark.parametrize("component", [JOB, CRONJOB])
def test_nothing_reaches_a_task(component: Data) -> None:
    spec = samples.objects(component, None, {"network": {"egress": []}})["NetworkPolicy/fraud-api"]["spec"]
    assert "ingress" not in spec
    assert spec["policyTypes"] == ["Ingress", "Egress"]


def test_a_service_is_its_active_slot() -> None:
    assert samples.objects(SERVICE).keys() == SHARED | ACTIVE | SERVICES


def test_an_exposed_service_has_a_route_or_an_ingress_as_the_platform_says() -> None:
    component = SERVICE | {"expose": {"host": "x.acme.dev"}}
    ingress = {"traffic": "ingress", "ingress": {"class": "nginx"}}
    assert samples.objects(component).keys() == SHARED | ACTIVE | SERVICES | {"HTTPRoute/fraud-api"}
    assert samples.objects(component, None, ingress).keys() == SHARED | ACTIVE | SERVICES | {"Ingress/fraud-api"}


def test_the_gateway_monitoring_and_the_project_reach_a_service() -> None:
    component = SERVICE | {"ports": {"http": 8080, "metrics": 9090}, "expose": {"host": "x.acme.dev"}}
    spec = samples.objects(component, None, {"metrics": {"namespace": "monitoring"}})["NetworkPolicy/fraud-api"]["spec"]
    http, metrics = {"port": 8080, "protocol": "TCP"}, {"port": 9090, "protocol": "TCP"}
    project = {"podSelector": {"matchLabels": {"app.kubernetes.io/part-of": "fraud"}}}

    def namespace(name: str) -> Data:
        return {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": name}}}

    assert spec["ingress"] == [
        {"from": [project], "ports": [http, metrics]},
        {"from": [namespace("gateways")], "ports": [http]},
        {"from": [namespace("monitoring")], "ports": [metrics]},
    ]
    assert spec["policyTypes"] == ["Ingress"]


def test_a_claim_is_made_for_a_size_and_none_for_a_claim_that_is_there() -> None:
    volumes = {"/data": {"size": "1024Mi", "class": "fast", "access": "many"}, "/there": {"claim": "x"}}
    found = samples.objects(SERVICE | {"volumes": volumes})
    assert found["PersistentVolumeClaim/fraud-api-data"]["spec"] == {
        "accessModes": ["ReadWriteMany"],
        "storageClassName": "fast",
        "resources": {"requests": {"storage": "1Gi"}},
    }
    assert len([key for key in found if key.startswith("PersistentVolumeClaim")]) == 1


@pytest.mark.parametrize(
    ("kind", "names"),
    {
        "service": (
            Derived("fraud-x", 63, "Service", letter=True),
            Derived("fraud-x-blue", 63, "blue slot"),
            Derived("fraud-x-green", 63, "green slot"),
            Derived("fraud-x-preview", 63, "preview Service"),
        ),
        "job": (Derived("fraud-x-0000000000", 63, "Job"),),
        "cronjob": (Derived("fraud-x", 52, "CronJob"),),
    }.items(),
)
def test_names_lists_every_name_with_a_limit(kind: str, names: tuple[Derived, ...]) -> None:
    assert KINDS[kind].names("fraud-x") == names


@pytest.mark.parametrize(("kind", "longest"), {"service": 55 - 6, "job": 52 - 6, "cronjob": 52 - 6}.items())
def test_a_component_may_use_what_the_limit_leaves(kind: str, longest: int) -> None:
    def fits(length: int) -> bool:
        return naming.too_long(KINDS[kind].names(f"fraud-{'x' * length}"), "fraud", "x" * length) is None

    assert (fits(longest), fits(longest + 1)) == (True, False)


def test_a_component_of_an_unknown_kind_is_as_long_as_a_label() -> None:
    assert naming.objects("fraud-x") == (Derived("fraud-x", 63, "objects"),)
