import pytest

from tests.builders import samples
from tests.builders.documents import Data

WATCHED: Data = {"live": {"command": ["true"], "delay": "5m"}}


@pytest.mark.parametrize("task", [samples.JOB, samples.CRONJOB], ids=["job", "cronjob"])
def test_a_task_is_only_watched(task: Data) -> None:
    kind = task["kind"]
    assert samples.problems({**task, "health": WATCHED}) == []
    assert samples.problems({**task, "health": {**WATCHED, "ready": {"tcp": 80}, "startup": "5m"}}) == [
        f'components.api.health.{role}: a {kind} has no "{role}" probe'
        " -> remove it: a task has live alone, a watchdog; delay lets it start"
        for role in ("ready", "startup")
    ]


def test_a_task_has_no_main_port() -> None:
    assert samples.problems({**samples.JOB, "health": {"live": "/alive"}}) == [
        (
            'components.api.health.live: "port" is missing: a job has no main port'
            " -> write the number that is asked: live: {http: /healthz, port: 8080}"
        )
    ]
    assert samples.problems({**samples.JOB, "health": {"live": {"tcp": "http"}}}) == [
        (
            'components.api.health.live.tcp: there is no port "http"'
            " -> write the number of a port: this container names none"
        )
    ]


def test_a_platforms_probes_are_those_of_servers() -> None:
    defaults = {"defaults": {"health": {"ready": "/readyz", "live": "/healthz"}}}
    assert samples.problems(samples.JOB, None, defaults) == []
    assert samples.main(samples.SERVICE, None, defaults)["livenessProbe"]["httpGet"]["path"] == "/healthz"
    assert "livenessProbe" not in samples.main(samples.JOB, None, defaults)


def test_a_run_has_time_to_be_noticed() -> None:
    assert samples.problems({**samples.CRONJOB, "startWithin": "10s"}) == []
    assert samples.problems({**samples.CRONJOB, "startWithin": "9s"}) == [
        (
            "components.api.startWithin: 9s is less than 10s: a run might never be started"
            " -> write at least 10s: Kubernetes looks for due runs every 10 seconds"
        )
    ]


@pytest.mark.parametrize(("schedule", "is_right"), [("@every 1m", True), ("@every 0.5h", True), ("@every 59s", False)])
def test_a_run_is_at_most_once_a_minute(schedule: str, is_right: bool) -> None:  # noqa: FBT001 - a parameter
    said = samples.problems({**samples.CRONJOB, "schedule": schedule})
    assert (said == []) is is_right
    assert all(
        each.startswith(f'components.api.schedule: "{schedule}" is more often than once a minute') for each in said
    )


@pytest.mark.parametrize("task", [samples.JOB, samples.CRONJOB], ids=["job", "cronjob"])
@pytest.mark.parametrize(
    ("numbers", "few"),
    [({}, "completions"), ({"parallelism": 4}, "completions"), ({"completions": 4}, "parallelism")],
)
def test_a_pod_that_runs_alone_has_no_peers(task: Data, numbers: Data, few: str) -> None:
    assert samples.problems({**task, **numbers, "peers": 29500}) == [
        (
            f"components.api.peers: one pod runs at a time, and finds no peers: {few} is 1"
            " -> write both with the number of pods: parallelism: 4, completions: 4"
        )
    ]
    assert samples.problems({**task, "parallelism": 4, "completions": 4, "peers": 29500}) == []
