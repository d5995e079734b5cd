import json

import pytest

from generator.components import runs
from generator.components.runs import Run, Schedule
from generator.files import package_data
from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import JOB

ARGOCD: Data = {"gitops": {"tool": "argocd", "project": "ml", "repository": "https://git.acme.dev/ml/deploy"}}
APPLIED_ONCE = {"kustomize.toolkit.fluxcd.io/ssa": "IfNotPresent"}


def annotations(component: Data, environment: Data | None = None) -> dict[str, str]:
    (job,) = [each for key, each in samples.objects(component, None, environment).items() if key.startswith("Job/")]
    found: dict[str, str] = job["metadata"].get("annotations", {})
    return found


@pytest.mark.parametrize("when", ["on-change", "once"])
def test_a_run_is_applied_once(when: str) -> None:
    assert annotations(JOB | {"run": when}) == APPLIED_ONCE
    assert annotations(JOB | {"run": when}, ARGOCD) == {}


def test_a_run_that_is_kept_is_not_pruned_when_another_comes() -> None:
    assert annotations(JOB | {"run": "keep"}) == APPLIED_ONCE | {"kustomize.toolkit.fluxcd.io/prune": "disabled"}
    assert annotations(JOB | {"run": "keep"}, ARGOCD) == {
        "argocd.argoproj.io/sync-options": "Prune=false",
        "argocd.argoproj.io/compare-options": "IgnoreExtraneous",
    }


def test_a_schedule_on_a_job_is_a_cron_job() -> None:
    assert samples.problems(JOB | {"run": {"schedule": "@daily"}}) == [
        'components.api.run: a job has no schedule -> write kind: cronjob, and schedule: "@daily" beside it'
    ]


def test_a_schedule_has_the_defaults_of_a_cron_job() -> None:
    properties = json.loads((package_data.folder("schemas") / "kinds" / "cronjob.json").read_text())["properties"]
    assert {name: properties[name]["default"] for name in runs.SCHEDULE_DEFAULTS} == runs.SCHEDULE_DEFAULTS


def test_an_environment_changes_a_schedule_or_replaces_it() -> None:
    component = samples.TRAINING | {"run": {"schedule": "@daily"}}
    for change, kind, suspended in (
        ({"suspend": True}, "CronJob", True),
        ({"schedule": "@weekly"}, "CronJob", False),
        ("once", "Job", None),
    ):
        held = samples.objects(component, {"components": {"api": {"run": change}}})
        (found,) = [each for each in held.values() if each["kind"] in {"CronJob", "Job"}]
        assert (found["kind"], found["spec"].get("suspend")) == (kind, suspended)


def test_words_and_schedules_are_read() -> None:
    written = {"schedule": "@daily", **runs.SCHEDULE_DEFAULTS}
    assert runs.settled({"run": "keep"}) == Run("keep")
    assert runs.settled({"run": written}) == Run(
        "schedule", Schedule("@daily", "Etc/UTC", "Forbid", suspend=False, start_within=600, succeeded=3, failed=3)
    )


def test_a_machine_that_is_only_named_is_one_run_in_both_of_its_forms() -> None:
    names = {
        key
        for machine in ("cpu-large", {"name": "cpu-large"})
        for key in samples.objects(JOB | {"machine": machine})
        if key.startswith("Job/")
    }
    assert len(names) == 1
