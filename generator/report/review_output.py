"""A review in any of its formats, as parts that go to stdout or to files, and notes for stderr."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from generator.report import review_headlines
from generator.report.output import Output, note
from generator.review.review import Review

_MARKER = re.compile(r"<!-- tidegate diff: part [0-9]+ of [0-9]+ -->\n")


class Printed(NamedTuple):
    """What is printed: notes, and one part; Markdown may have several."""

    notes: Sequence[Output]
    parts: Sequence[Output]


def outputs(found: Review, form: str, *, colour: bool, unified: bool) -> Printed:
    """A review in a format."""
    texts = [each.text for each in _printed(found, form, colour=colour, unified=unified)]
    if form != "markdown":
        texts = ["".join(texts)]
    return Printed(list(_notes(found, form)), [Output(text, coloured=True) for text in texts])


def _notes(found: Review, form: str) -> Iterator[Output]:
    """How the base was chosen, what is not compared, and that nothing differs where the format has no words for it."""
    if found.chosen:
        yield note(found.chosen)
    for each in found.skipped:
        yield note(f"tidegate: {review_headlines.not_compared(each)}")
    if form not in {"json", "markdown", "html"} and not found.environments and not found.problems:
        yield note("no differences")


def is_part(text: str) -> bool:
    """Whether a text is a part of a review as Markdown."""
    return _MARKER.match(text) is not None


def _printed(found: Review, form: str, *, colour: bool, unified: bool) -> Iterator[Output]:
    match form:
        case "json":
            from generator.report import review_json

            yield from review_json.output(found)
        case "markdown":
            from generator.report import review_markdown

            yield from review_markdown.output(found)
        case "html":
            from generator.report import review_html

            yield from review_html.output(found)
        case "github":
            from generator.report import review_github

            yield from review_github.output(found)
        case "gitlab" | "sarif":
            from generator.report import problems

            yield Output(problems.lines(found.problems, form))
        case _:
            from generator.report import reviews

            yield from reviews.text(found, colour=colour, unified=unified)
