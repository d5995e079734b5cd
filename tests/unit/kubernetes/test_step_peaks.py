from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.kubernetes import step_peaks
from generator.kubernetes.run_pods import RunPods

ONE = Decimal(1)


def cpus(**amounts: int) -> dict[str, dict[str, Decimal]]:
    return {name: {"cpu": Decimal(amount)} for name, amount in amounts.items()}


def test_steps_that_do_not_wait_for_each_other_run_at_the_same_time() -> None:
    after = {"a": (), "b": ("a",), "c": ("a",), "d": ("b", "c")}
    found = step_peaks.of(cpus(a=2, b=1, c=3, d=3), after)
    assert found == [RunPods(1, {"cpu": Decimal(4)}), RunPods(1, {})]


def test_each_resource_has_its_own_largest_sum() -> None:
    requests = {"a": {"cpu": ONE}, "b": {"cpu": ONE}, "c": {"gpu": ONE}}
    assert step_peaks.of(requests, {"a": (), "b": (), "c": ("a", "b")}) == [
        RunPods(1, {"cpu": Decimal(2), "gpu": ONE}),
        RunPods(1, {}),
    ]


def test_no_more_steps_than_the_limit_run_at_the_same_time() -> None:
    assert step_peaks.of(cpus(a=1, b=2, c=4), {"a": (), "b": (), "c": ()}, 2) == [
        RunPods(1, {"cpu": Decimal(6)}),
        RunPods(1, {}),
    ]


def test_a_circle_counts_as_if_its_steps_did_not_wait() -> None:
    assert step_peaks.of(cpus(a=1, b=2), {"a": ("b",), "b": ("a",)}) == [
        RunPods(1, {"cpu": Decimal(3)}),
        RunPods(1, {}),
    ]


@pytest.mark.parametrize(("step", "waits"), [("a", set()), ("c", {"a", "b"})])
def test_a_step_waits_for_all_before_it(step: str, waits: set[str]) -> None:
    assert step_peaks.ancestors({"a": (), "b": ("a",), "c": ("b", "unknown")})[step] == waits


@given(
    weights=st.lists(st.integers(0, 9), min_size=1, max_size=7),
    edges=st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6))),
)
def test_the_largest_sum_is_that_of_every_set_tried(weights: list[int], edges: set[tuple[int, int]]) -> None:
    names = [str(i) for i in range(len(weights))]
    after = {name: [str(i) for i, j in edges if str(j) == name and i < j and str(i) in names] for name in names}
    waits = step_peaks.ancestors(after)
    sets = (
        chosen
        for size in range(1, len(names) + 1)
        for chosen in combinations(names, size)
        if not any(one in waits[other] or other in waits[one] for one, other in combinations(chosen, 2))
    )
    largest = max(sum(weights[int(name)] for name in chosen) for chosen in sets)
    found = step_peaks.of({name: {"cpu": Decimal(weights[int(name)])} for name in names}, after)
    assert found[0].requests["cpu"] == largest
