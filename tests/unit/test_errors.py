"""Problems as values: built by keyword alone, and the same after a way between processes."""

import pickle
from collections.abc import Callable

import pytest

from generator.errors import Mark, Problem, Severity

PROBLEM = Problem(mark=Mark("a.yaml", 1, 2), where="x", fact="f", hint="h", code="type", severity=Severity.WARNING)


def test_a_problem_comes_whole_from_another_process() -> None:
    again = pickle.loads(pickle.dumps(PROBLEM))  # noqa: S301 - our own
    assert again == PROBLEM
    assert type(again) is Problem


def test_a_problem_is_built_by_keyword() -> None:
    build: Callable[..., Problem] = Problem
    with pytest.raises(TypeError, match="positional"):
        build(*PROBLEM)


def test_a_problem_without_more_is_an_error_without_a_way_out() -> None:
    problem = Problem(mark=PROBLEM.mark, where="", fact="f", code="type")
    assert (problem.hint, problem.severity) == ("", Severity.ERROR)


def in_place(place: str, *, line: int = 1) -> Problem:
    fact = f"no machine in {place}" if place else "no machine"
    return Problem(mark=Mark("a.yaml", line, 2), where="x", fact=fact, code="type", place=place, common="no machine")


def test_problems_that_differ_in_their_environments_are_told_together() -> None:
    both = in_place("dev").together(in_place("prod"))
    assert both is not None
    assert both.fact == "no machine in dev, prod"
    assert both.together(in_place("staging")) == in_place("dev, prod, staging")


def test_an_environment_is_named_once_for_two_versions_that_run_there() -> None:
    both = in_place("dev, prod")
    assert both.together(in_place("prod")) == both


def test_other_problems_are_told_apart() -> None:
    assert in_place("dev").together(in_place("prod", line=2)) is None
    assert in_place("dev").together(in_place("")) is None
