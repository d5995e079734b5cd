"""A review in any of its formats, as parts that go to stdout or to files, and notes for stderr."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from generator.report.output import Output, note
from generator.review.review import Review

_MARKER = re.compile(r"<!-- tidegate diff: part [0-9]+ of [0-9]+ -->\n")


class Printed(NamedTuple):
    """What is printed: notes, and one part; Markdown may have several."""

    notes: Sequence[Output]
    parts: Sequence[Output]


def outputs(found: Review, form: str, *, colour: bool, unified: bool) -> Printed:
    """A review in a format."""
    printed = list(_printed(found, form, colour=colour, unified=unified))
    notes = [each for each in printed if each.err]
    texts = [each.text for each in printed if not each.err]
    if form != "markdown":
        texts = ["".join(texts)]
    return Printed(notes, [Output(text, coloured=True) for text in texts])


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

            if found.chosen:
                yield note(found.chosen)
            yield Output(problems.lines(found.problems, form))
        case _:
            from generator.report import reviews

            yield from reviews.text(found, colour=colour, unified=unified)
