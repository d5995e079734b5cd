import pytest

from tests.builders import sparks
from tests.builders.documents import Data
from tests.builders.sparks import NIGHTLY


def test_an_object_in_git_outlives_what_an_operator_removes_by_default() -> None:
    assert sparks.spec()["timeToLiveSeconds"] == 100 * 365 * 86400


@pytest.mark.parametrize(("retries", "policy"), [(0, "Never"), (2, "OnFailure")])
def test_a_failed_run_starts_again(retries: int, policy: str) -> None:
    written = sparks.spec({"retries": retries})["restartPolicy"]
    assert (written["type"], written.get("onFailureRetries", 0)) == (policy, retries)


def test_executors_that_come_and_go_keep_what_others_read_from_them() -> None:
    spec = sparks.spec({"executors": {"min": 2, "max": 5}})
    assert spec["dynamicAllocation"] == {
        "enabled": True,
        "initialExecutors": 2,
        "minExecutors": 2,
        "maxExecutors": 5,
        "shuffleTrackingEnabled": True,
    }
    assert "instances" not in spec["executor"]


def test_arguments_refer_to_variables_as_those_of_a_container() -> None:
    spec = sparks.spec({"env": {"DAY": "1"}, "arguments": ["$(DAY)", "$(HOST)", "$5"]})
    assert spec["arguments"] == ["$(DAY)", "$$(HOST)", "$5"]


def test_a_schedule_makes_runs() -> None:
    found = sparks.run(NIGHTLY)
    assert (found["kind"], found["metadata"]["name"]) == ("ScheduledSparkApplication", "fraud-api")
    assert {key: value for key, value in found["spec"].items() if key != "template"} == {
        "schedule": "0 2 * * *",
        "timeZone": "Etc/UTC",
        "concurrencyPolicy": "Forbid",
        "suspend": False,
        "successfulRunHistoryLimit": 3,
        "failedRunHistoryLimit": 3,
    }
    assert found["spec"]["template"]["executor"]["instances"] == 3


@pytest.mark.parametrize("written", [{}, NIGHTLY])
def test_a_run_waits_in_a_queue_by_the_labels_of_its_object(written: Data) -> None:
    assert sparks.run(written, sparks.QUEUED)["metadata"]["labels"]["kueue.x-k8s.io/queue-name"] == "ml"


@pytest.mark.parametrize(
    ("written", "longest", "of"),
    [
        ({"run": "once"}, 56, "SparkApplication"),
        ({}, 56 - 11, "SparkApplication"),
        (NIGHTLY, 36, "ScheduledSparkApplication"),
    ],
)
def test_a_name_leaves_room_for_what_the_operator_appends(written: Data, longest: int, of: str) -> None:
    fits, long = ("f" * (longest - len("-api") + more) for more in (0, 1))
    assert sparks.said(written, name=fits) == []
    (found,) = sparks.said(written, name=long)
    assert of in found
