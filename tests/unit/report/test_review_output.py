"""Notes of a review, which are the same beside every format."""

import pytest

from generator.report import review_output
from generator.report.output import Output, note
from generator.review.review import Review, Skipped

CHOSEN = "compared with main"
NOT_COMPARED = "tidegate: risk/fraud dev is not compared: its input at the head has problems"


def notes(found: Review, form: str) -> list[Output]:
    return [*review_output.outputs(found, form, colour=False, unified=False).notes]


@pytest.mark.parametrize("form", ["text", "json", "markdown", "html", "github", "gitlab", "sarif"])
def test_the_base_and_what_is_not_compared_stand_on_stderr(form: str) -> None:
    found = Review("a" * 40, "b" * 40, chosen=CHOSEN, skipped=(Skipped(("risk", "fraud", "dev"), "head"),))
    assert notes(found, form)[:2] == [note(CHOSEN), note(NOT_COMPARED)]


@pytest.mark.parametrize(("form", "said"), [("text", True), ("github", True), ("json", False), ("markdown", False)])
def test_no_differences_are_said_where_the_format_does_not(form: str, *, said: bool) -> None:
    assert notes(Review("a" * 40, "b" * 40), form) == [note("no differences")] * said
