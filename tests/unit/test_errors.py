"""Problems as values: built by keyword alone, and the same after a way between processes."""

import pickle
from collections.abc import Callable

import pytest

from generator.errors import PROBLEM_LIMIT, Mark, Problem, Severity, unique

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


def on_line(line: int, fact: str = "wrong") -> Problem:
    return Problem(mark=Mark("a.yaml", line, 1), where="", fact=fact, code="x")


def test_a_fact_about_a_place_is_told_once() -> None:
    found = [on_line(1), on_line(2), on_line(1), on_line(1, "also wrong")]
    assert unique(found) == (on_line(1), on_line(2), on_line(1, "also wrong"))


def test_a_name_that_is_too_long_for_several_objects_is_told_once_with_the_strictest_limit() -> None:
    cluster, job = on_line(1, "at most 53")._replace(excess=4), on_line(1, "at most 47")._replace(excess=21)
    service, other = on_line(1, "at most 63")._replace(excess=1), on_line(2, "at most 63")._replace(excess=1)
    found = [cluster, on_line(1), job, service, other]
    assert unique(found) == (job, on_line(1), other)


def test_beyond_the_most_problems_of_a_file_one_says_that_there_are_more() -> None:
    found = unique(on_line(line) for line in range(1, PROBLEM_LIMIT + 9))
    assert len(found) == PROBLEM_LIMIT + 1
    assert found[-1].fact == f"there are more than {PROBLEM_LIMIT} problems; the others are not listed"
    assert unique((*found, on_line(1), on_line(PROBLEM_LIMIT + 20))) == found
