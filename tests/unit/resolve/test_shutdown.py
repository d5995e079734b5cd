from typing import Any

import pytest

from generator.resolve import shutdown
from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE


@pytest.mark.parametrize(
    ("written", "grace", "drain"),
    [
        ("30s", 30, 10),
        ("5s", 5, 4),
        ("1s", 1, 0),
        ({"grace": "2m"}, 120, 10),
        ({"grace": "60s", "drain": "20s"}, 60, 20),
        ({"drain": "0s"}, 30, 0),
    ],
)
def test_the_drain_is_a_part_of_the_grace(written: Any, grace: int, drain: int) -> None:
    assert shutdown.settled(written) == (grace, drain)


def times(component: Any, section: Any, platform: Data | None = None) -> Any:
    written = SERVICE if component is None else SERVICE | {"shutdown": component}
    override = None if section is None else {"components": {"api": {"shutdown": section}}}
    found = samples.target(written, override, platform)
    return tuple(found.component.serving.shutdown)


@pytest.mark.parametrize(
    ("component", "section", "settled"),
    [
        (None, None, (30, 10)),
        ("60s", {"drain": "20s"}, (60, 20)),
        ({"grace": "60s", "drain": "20s"}, "90s", (90, 20)),
        ({"grace": "60s", "drain": "20s"}, {"grace": "40s"}, (40, 20)),
        ("60s", "90s", (90, 10)),
    ],
)
def test_a_time_is_short_for_its_grace(component: Any, section: Any, settled: Any) -> None:
    assert times(component, section) == settled


def test_a_platforms_time_is_that_of_servers() -> None:
    platform = {"defaults": {"shutdown": "50s"}}
    assert times(None, None, platform) == (50, 10)
    (job,) = (o for key, o in samples.objects(samples.JOB, None, platform).items() if key.startswith("Job/"))
    assert "terminationGracePeriodSeconds" not in job["spec"]["template"]["spec"]
