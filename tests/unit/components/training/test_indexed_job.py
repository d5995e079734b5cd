import pytest

from tests.builders import samples, trainings
from tests.builders.trainings import TRAINING


def test_all_nodes_run_at_once_and_each_has_its_number() -> None:
    spec = trainings.run("job", {"nodes": 3})["spec"]
    assert (spec["parallelism"], spec["completions"], spec["completionMode"]) == (3, 3, "Indexed")
    assert spec["template"]["spec"]["subdomain"] == "fraud-api"


@pytest.mark.parametrize(("retries", "limit"), [(0, 0), (1, 3), (2, 6)])
def test_every_peer_that_fails_counts(retries: int, limit: int) -> None:
    assert trainings.run("job", {"nodes": 3, "retries": retries})["spec"]["backoffLimit"] == limit


def test_a_schedule_makes_a_cron_job() -> None:
    found = trainings.run("job", {"run": {"schedule": "@daily", "history": {"failed": 1}}})
    assert (found["kind"], found["metadata"]["name"]) == ("CronJob", "fraud-api")
    spec = found["spec"]
    assert (spec["schedule"], spec["timeZone"], spec["concurrencyPolicy"]) == ("@daily", "Etc/UTC", "Forbid")
    assert (spec["successfulJobsHistoryLimit"], spec["failedJobsHistoryLimit"]) == (3, 1)
    assert spec["jobTemplate"]["spec"]["completionMode"] == "Indexed"


def test_a_container_may_start_again_in_its_pod() -> None:
    found = trainings.run("job", {"restart": "container"})
    (pod,) = trainings.pods(found)
    assert (pod["spec"]["restartPolicy"], found["spec"]["backoffLimit"]) == ("OnFailure", 3)
    assert trainings.run("job", {"restart": "container", "retries": 0})["spec"]["backoffLimit"] == 0


def said(length: int, **written: object) -> list[str]:
    name = "x" * (length - len("-api"))
    return samples.problems(TRAINING | written, None, trainings.operators("job"), name=name)


def test_the_host_name_of_the_last_node_is_not_too_long() -> None:
    assert said(50, nodes=10) == []
    assert said(50, nodes=11)[0].endswith(
        " (the last pod of the Job) has 64 characters, at most 63 are allowed"
        " -> shorten the project's name by 1 character: 63 is the limit"
    )


def test_a_cron_job_leaves_room_for_its_jobs() -> None:
    assert said(50, nodes=10, run={"schedule": "@daily"}) == []
    assert len(said(51, nodes=10, run={"schedule": "@daily"})) == 1
