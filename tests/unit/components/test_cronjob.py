from tests.builders import samples
from tests.builders.samples import CRONJOB

SHARED = {"NetworkPolicy/fraud-api", "ServiceAccount/fraud-api"}


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
