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
