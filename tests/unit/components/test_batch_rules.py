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
            " -> write the number of a port: this component names none"
        )
    ]


def test_a_platforms_probes_are_those_of_servers() -> None:
    defaults = {"defaults": {"health": {"ready": "/readyz", "live": "/healthz"}}}
    assert samples.problems(samples.JOB, None, defaults) == []
    assert samples.main(samples.SERVICE, None, defaults)["livenessProbe"]["httpGet"]["path"] == "/healthz"
    assert "livenessProbe" not in samples.main(samples.JOB, None, defaults)
