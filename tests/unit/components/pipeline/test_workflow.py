import json

from tests.builders import pipelines
from tests.builders.documents import Data
from tests.builders.pipelines import NIGHTLY


def patch(written: Data | None = None, environment: Data | None = None) -> Data:
    found: Data = json.loads(pipelines.spec(written, environment)["podSpecPatch"])
    return found


def test_steps_are_tasks_that_wait_for_each_other() -> None:
    dag, *_ = pipelines.spec()["templates"]
    assert dag == {
        "name": "DAG",
        "dag": {
            "tasks": [
                {"name": "prepare", "template": "prepare"},
                {"name": "train", "template": "train", "dependencies": ["prepare"]},
            ]
        },
    }


def test_no_default_of_the_controller_removes_a_workflow_in_git() -> None:
    assert pipelines.spec()["ttlStrategy"] == dict.fromkeys(
        ("secondsAfterCompletion", "secondsAfterSuccess", "secondsAfterFailure"), 2**31 - 1
    )


def test_a_workflow_is_applied_once() -> None:
    assert pipelines.run()["metadata"]["annotations"] == {"kustomize.toolkit.fluxcd.io/ssa": "IfNotPresent"}


def test_a_schedule_runs_a_template() -> None:
    found = pipelines.objects(NIGHTLY)
    assert found["CronWorkflow/fraud-api"]["spec"] == {
        "schedules": ["0 2 * * *"],
        "timezone": "Etc/UTC",
        "concurrencyPolicy": "Forbid",
        "suspend": False,
        "startingDeadlineSeconds": 600,
        "successfulJobsHistoryLimit": 3,
        "failedJobsHistoryLimit": 3,
        "workflowMetadata": {"labels": found["CronWorkflow/fraud-api"]["metadata"]["labels"]},
        "workflowSpec": {
            "workflowTemplateRef": {"name": "fraud-api"},
            "ttlStrategy": {"secondsAfterCompletion": 86400},
        },
    }
    template = found["WorkflowTemplate/fraud-api"]
    assert "ttlStrategy" not in template["spec"]
    assert "annotations" not in template["metadata"]


def test_the_containers_of_argo_comply_with_pod_security_and_request_something() -> None:
    context = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
    resources = {"requests": {"cpu": "100m", "memory": "64Mi"}, "limits": {"memory": "512Mi"}}
    assert patch() == {
        "automountServiceAccountToken": True,
        "enableServiceLinks": False,
        "initContainers": [{"name": "init", "resources": resources, "securityContext": context}],
        "containers": [{"name": "wait", "resources": resources, "securityContext": context}],
    }


def test_the_containers_of_argo_have_the_capabilities_of_a_step_that_runs_as_its_image() -> None:
    found = patch({"security": {"runAsUser": 0}}, {"podSecurity": "baseline"})
    assert found["containers"][0]["securityContext"] == {"allowPrivilegeEscalation": False}


def test_a_pod_has_the_time_to_end_that_is_written() -> None:
    assert patch({"shutdown": "2m"})["terminationGracePeriodSeconds"] == 120


def test_what_no_template_can_say_is_a_patch_of_the_pods_of_a_step() -> None:
    machine = {"cpu": "8", "memory": "32Gi", "runtimeClassName": "nvidia", "claims": {"gpu": {"template": "one"}}}
    steps = {"a": {"command": ["a"], "machine": "big"}}
    found = pipelines.step("a", {"steps": steps}, {"machines": {"big": machine}})
    assert json.loads(found["podSpecPatch"]) == {
        "runtimeClassName": "nvidia",
        "resourceClaims": [{"name": "gpu", "resourceClaimTemplateName": "one"}],
    }


def test_limits_of_time_and_of_steps_at_the_same_time() -> None:
    spec = pipelines.spec({"timeout": "2h", "concurrency": 3})
    assert (spec["activeDeadlineSeconds"], spec["parallelism"]) == (7200, 3)


def test_the_pods_wait_in_the_queue_and_the_workflow_does_not() -> None:
    label = "kueue.x-k8s.io/queue-name"
    assert pipelines.step("train", None, pipelines.QUEUED)["metadata"]["labels"][label] == "ml"
    assert label not in pipelines.run(None, pipelines.QUEUED)["metadata"]["labels"]
