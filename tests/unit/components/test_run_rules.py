import pytest

from generator.components import run_rules
from generator.validate.context import CheckedComponent
from tests.builders import documents, samples
from tests.builders.documents import HERE, Data

QUEUES = {"operators": {"queue": {"kueue": ["ml", "big"]}}}


def component(written: Data, **platform: Data) -> CheckedComponent:
    return CheckedComponent(
        kind="ray",
        node=documents.mapping(written),
        mark=HERE,
        data=written,
        environment=samples.environment("dev", **platform),
        files={},
    )


def test_a_schedule_is_refused_with_a_way_out() -> None:
    scheduled = component({"run": {"schedule": "@daily"}})
    assert documents.messages(run_rules.no_schedule(scheduled, "a Ray job")) == [
        "a Ray job has no schedule -> write what it runs as a step of a pipeline, which has one: image, command and args"
    ]
    assert documents.messages(run_rules.no_schedule(scheduled, "a job", "write kind: cronjob")) == [
        "a job has no schedule -> write kind: cronjob"
    ]
    assert list(run_rules.no_schedule(component({"run": "once"}), "a Ray job")) == []


@pytest.mark.parametrize(
    ("written", "platform", "queue"),
    [
        ({}, {}, ("", "dev")),
        ({}, QUEUES, ("ml", "dev")),
        ({"queue": "big"}, QUEUES, ("big", "")),
        ({"queue": "none"}, QUEUES, ("", "")),
    ],
)
def test_runs_wait_in_the_queue_that_they_name_else_in_the_first_one(
    written: Data, platform: Data, queue: tuple[str, str]
) -> None:
    assert run_rules.queue(component(written, **platform)) == queue


@pytest.mark.parametrize(
    ("written", "warned"),
    [
        (
            {},
            [
                "it waits in ml in dev -> ask the platform team whether Kueue's integration of pods is on, or write queue: none"
            ],
        ),
        ({"queue": "none"}, []),
    ],
)
def test_a_kind_that_kueue_does_not_know_is_admitted_pod_by_pod(written: Data, warned: list[str]) -> None:
    operators = {"operators": {**QUEUES["operators"], "ray": "kuberay"}}
    found = run_rules.pod_by_pod(component(written, **operators), "it waits in {queue}")
    assert documents.messages(found) == warned
    assert list(run_rules.pod_by_pod(component(written, **QUEUES), "it waits in {queue}")) == []
