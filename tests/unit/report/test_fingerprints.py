"""Fingerprints: one problem keeps its own from run to run, and no two have the same."""

from generator.errors import Problem
from generator.report import fingerprints
from tests.builders.problems import problem


def of(*found: Problem) -> list[str]:
    return fingerprints.of(found, [each.mark.file for each in found])


def test_lines_above_and_other_words_change_nothing() -> None:
    assert of(problem(4, 2, fact="is bad")) == of(problem(9, 3, fact="is wrong"))


def test_every_problem_of_a_run_has_its_own() -> None:
    found = [
        problem(1), problem(2), problem(3, code="other"), problem(4, where="z"), problem(1, file="b.yaml"),
    ]  # fmt: skip
    assert len({*of(*found)}) == len(found)


def test_names_that_are_not_unicode_have_one_too() -> None:
    assert len({*of(problem(file="a\udcff"), problem(file="a\udcfe"))}) == 2
