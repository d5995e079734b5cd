import pytest

from generator.kubernetes.queues import PRIORITY, QUEUE
from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import CRONJOB, JOB

KUEUE: Data = {"operators": {"queue": {"kueue": ["ml", "big"], "priorityClasses": ["high"]}}}


def queued(component: Data, environment: Data | None = None) -> dict[str, str]:
    """The labels of Kueue on the Job, or on those of the CronJob, which has none itself."""
    (task,) = [
        each
        for key, each in samples.objects(component, None, environment).items()
        if key.split("/")[0] in {"Job", "CronJob"}
    ]
    if task["kind"] == "CronJob":
        assert QUEUE not in task["metadata"]["labels"]
        task = task["spec"]["jobTemplate"]
    assert QUEUE not in task["spec"]["template"]["metadata"]["labels"] or "labels" in component
    return {key: value for key, value in task["metadata"]["labels"].items() if key in {QUEUE, PRIORITY}}


@pytest.mark.parametrize("component", [JOB, CRONJOB])
def test_runs_wait_in_the_first_queue_unless_they_name_one(component: Data) -> None:
    assert queued(component) == {}
    assert queued(component, KUEUE) == {QUEUE: "ml"}
    assert queued(component | {"queue": "big", "priority": "high"}, KUEUE) == {QUEUE: "big", PRIORITY: "high"}
    assert queued(component | {"queue": "none"}, KUEUE) == queued(component | {"queue": "none"}) == {}


def test_a_label_that_a_team_wrote_before_there_were_queues_stays() -> None:
    assert queued(JOB | {"labels": {QUEUE: "own"}}, KUEUE) == {QUEUE: "own"}
    assert queued(JOB | {"labels": {QUEUE: "own"}, "queue": "big"}, KUEUE) == {QUEUE: "big"}


@pytest.mark.parametrize(
    ("written", "environment", "said"),
    [
        (
            {"queue": "bigg"},
            KUEUE,
            'queue: there is no queue "bigg" in dev -> did you mean "big"? choose from: big, ml',
        ),
        (
            {"queue": "ml"},
            {},
            (
                'queue: there is no queue "ml" in dev -> '
                "remove it, or ask the platform team for operators: {queue: {kueue: [ml]}}"
            ),
        ),
        ({"priority": "hi"}, KUEUE, 'priority: there is no priority class "hi" in dev -> did you mean "high"?'),
        (
            {"queue": "none", "priority": "high"},
            KUEUE,
            "priority: there is no queue to be first in -> remove it, or name a queue",
        ),
    ],
)
def test_what_the_platform_does_not_have_is_told(written: Data, environment: Data, said: str) -> None:
    assert samples.problems(JOB | written, None, environment) == [f"components.api.{said}"]
