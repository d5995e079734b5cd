from generator.errors import Mark, Problem
from generator.validation import project_check
from generator.validation.project_check import PROBLEM_LIMIT, CheckedProject


def problem(line: int, fact: str = "wrong") -> Problem:
    return Problem(mark=Mark("a.yaml", line, 1), where="", fact=fact, code="x")


def test_a_fact_about_a_place_is_told_once() -> None:
    found = [problem(1), problem(2), problem(1), problem(1, "also wrong")]
    assert project_check.unique(found) == (problem(1), problem(2), problem(1, "also wrong"))


def test_beyond_the_most_problems_of_a_file_one_says_that_there_are_more() -> None:
    found = project_check.unique(problem(line) for line in range(1, PROBLEM_LIMIT + 9))
    assert len(found) == PROBLEM_LIMIT + 1
    assert found[-1].fact == f"there are more than {PROBLEM_LIMIT} problems; the others are not listed"
    assert project_check.unique((*found, problem(1), problem(PROBLEM_LIMIT + 20))) == found


def test_more_problems_make_another_value() -> None:
    checked = CheckedProject(file="a.yaml", problems=(problem(1),))
    more = checked.with_problems([problem(1), problem(2)])
    assert (len(checked.problems), len(more.problems)) == (1, 2)
