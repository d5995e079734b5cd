import pytest

from generator.impact import replacements, words, workloads
from generator.impact.workloads import Scale
from generator.kubernetes.effects.effect import Effect
from tests.builders.states import autoscaler, deployment


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(45, "45 s"), (89, "89 s"), (90, "2 min"), (360, "6 min"), (10_000, "167 min"), (14_400, "4 h")],
)
def test_times_are_in_the_unit_that_people_use(seconds: int, text: str) -> None:
    assert words.duration(seconds) == text


@pytest.mark.parametrize(
    ("least", "most", "text"), [(1, 1, "1 pod"), (4, 4, "4 pods"), (2, 6, "2 to 6 pods"), (0, 0, "0 pods")]
)
def test_pods_are_counted_between_least_and_most(least: int, most: int, text: str) -> None:
    assert words.pods(Scale(least, most)) == text


def test_long_lists_are_cut() -> None:
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.listed(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"


def test_a_replacement_says_how_many_pods_are_missing() -> None:
    rolling = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}}
    (workload,) = workloads.find([deployment(strategy=rolling), autoscaler(2, 4)]).values()
    assert words.replacement(replacements.of(workload, Effect.RESTART)) == (
        "2 to 4 pods in batches of 1, 1 missing meanwhile, about 30 s without scheduling and pulls"
    )
