"""What the HTML pages share: one file that needs no network and no script to be read; the script only searches and filters.

An element with `data-item` can be searched, and chosen by its `data-NAME`, words with spaces between them. An element with
`data-group` is hidden while none of its items is shown; its value is searched with them.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path

from generator.errors import Problem, Severity
from generator.report import problems


@cache
def _content(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def style() -> str:
    """The style of every page."""
    return _content("page.css")


def script() -> str:
    """The script of every page that has a form."""
    return _content("page.js")


def page(title: str, about: str, body: Iterable[str], *, searched: bool) -> Iterator[str]:
    """A page with a heading, a line about its content, and the script if there is something to be searched."""
    digest = base64.b64encode(hashlib.sha256(script().encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<title>{escape(title)}</title>\n<style>{style()}</style>\n</head>\n<body>\n"
    yield f'<header><h1>{escape(title)}</h1>\n<p class="meta">{escape(about)}</p></header>\n<main>\n'
    yield from body
    yield "</main>\n"
    yield f"<script>{script()}</script>\n" if searched else ""
    yield "</body>\n</html>\n"


def form(of: str, choices: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Search and filters, shown by the script; `choices` are values by the name of the attribute that holds them."""
    yield f'<form hidden role="search" aria-label="{of.capitalize()}">\n'
    yield '<label>Search<input type="search" name="search"></label>\n'
    for name, values in choices.items():
        options = "".join(f"<option>{escape(value)}</option>" for value in values)
        label = f'<label>{name.capitalize()}<select name="{name}">'
        yield f'{label}<option value="">all</option>{options}</select></label>\n'
    yield f'<p id="count" role="status" data-of="{of}"></p>\n</form>\n'


def items(texts: Iterable[str], *, kind: str = "") -> str:
    """A list of texts, each of a kind that the style knows; empty without any."""
    attribute = f' class="{kind}"' if kind else ""
    listed = "".join(f"<li{attribute}>{escape(text)}</li>\n" for text in texts)
    return f"<ul>\n{listed}</ul>\n" if listed else ""


def told(found: Sequence[Problem]) -> list[str]:
    """Problems in their order, each as one text."""
    texts = []
    for each in problems.ordered(found):
        hint = f" ({each.hint})" if each.hint else ""
        fact = f"warning: {each.fact}" if each.severity is Severity.WARNING else each.fact
        where = f"{each.where}: " if each.where else ""
        texts.append(f"{each.mark.file}:{each.mark.line}:{each.mark.column}: {where}{fact}{hint}")
    return texts
