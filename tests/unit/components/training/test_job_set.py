from tests.builders import samples, trainings
from tests.builders.trainings import TRAINING


def test_all_nodes_are_one_job_that_starts_again_as_a_whole() -> None:
    spec = trainings.run("jobset", {"nodes": 3, "retries": 2})["spec"]
    (node,) = spec["replicatedJobs"]
    job = node["template"]["spec"]
    assert (node["name"], node["replicas"]) == ("node", 1)
    assert (job["parallelism"], job["completions"], job["backoffLimit"]) == (3, 3, 0)
    assert job["template"]["spec"]["restartPolicy"] == "Never"
    assert spec["failurePolicy"]["maxRestarts"] == 2


def test_an_eviction_is_no_failure_and_a_late_run_not_started_again() -> None:
    spec = trainings.run("jobset", {"timeout": "1h"})["spec"]
    job = spec["replicatedJobs"][0]["template"]["spec"]
    assert job["activeDeadlineSeconds"] == 3600
    assert job["podFailurePolicy"]["rules"] == [
        {"action": "FailJob", "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}]}
    ]
    assert {each["action"]: each["onJobFailureReasons"] for each in spec["failurePolicy"]["rules"]} == {
        "RestartJobSetAndIgnoreMaxRestarts": ["PodFailurePolicy"],
        "FailJobSet": ["DeadlineExceeded"],
    }


def test_the_name_of_its_last_pod_is_not_too_long() -> None:
    def said(length: int) -> list[str]:
        environment = trainings.operators("jobset")
        return samples.problems(TRAINING, None, environment, name="x" * (length - len("-api")))

    assert said(37) == []
    assert said(38)[0].endswith(
        '-node-0-1-xxxxx" (the last pod of the JobSet) has 64 characters, at most 63 are allowed'
        " -> shorten the project's name by 1 character: 63 is the limit"
    )
