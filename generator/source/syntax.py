"""The parser's errors in plain words, with the way out."""

import re
from typing import NamedTuple

import yaml

from generator.errors import Mark, Problem
from generator.source.scan import Lines

_WORD = re.compile(r"[\w-]{1,40}|\S")
_DIRECTIVE = ("this directive is not known", "remove the line")
_ESCAPE = ("this escape is half a character (a surrogate) or none", r"write the character itself, or \UNNNNNNNN")
_TABS = ("a tab cannot indent", "indent with spaces")


class _Words(NamedTuple):
    """`pattern` is looked for in the parser's own message; `{found}` and `{opened}` are filled in from the file."""

    pattern: str  # compiled only when a file is no YAML
    fact: str
    hint: str
    at_start: bool = False
    code: str = "yaml-syntax"


def _words(pattern: str, fact: str, hint: str, *, at_start: bool = False, code: str = "yaml-syntax") -> _Words:
    return _Words(pattern, fact, hint, at_start, code)


# Both parsers' texts: libyaml's and PyYAML's own say the same in other words.
_TABLE = (
    _words(
        "mapping values", 'a "key: value" cannot start here', 'check the indentation; put a text with ": " in quotes'
    ),
    _words("sequence entries", 'a "- item" cannot start here', "start the list on its own line, or write [a, b]"),
    _words("tab character", *_TABS),
    _words(
        "expected (the )?'>'", "this tag is not closed", "remove the tag; the field decides the type", code="yaml-tag"
    ),
    _words("cannot start any token", "{found} cannot start a value", "put the value in quotes"),
    _words("unexpected end of stream", "this quote is never closed", "close it with the same quote", at_start=True),
    _words("unexpected document", "this quote is not closed", "close it before the line of --- or ...", at_start=True),
    _words("could not find expected ':'", 'a ":" is missing after this key', "write key: value", at_start=True),
    _words(r"',' or '\]'", '"," or "]" is missing before this', "the list opened in {opened} is not closed"),
    _words("',' or '}'", '"," or "}}" is missing before this', "the mapping opened in {opened} is not closed"),
    _words("unknown escape", "no such escape in double quotes", r"write \\ for a backslash, or use single quotes"),
    _words("hexdecimal", "this escape is too short", r"write \xNN, \uNNNN or \UNNNNNNNN with all its digits"),
    _words("Unicode character escape", *_ESCAPE, code="yaml-control"),
    _words(
        "undefined tag handle", "tags are not allowed", "remove the tag; the field decides the type", code="yaml-tag"
    ),
    _words("directive|incompatible YAML", *_DIRECTIVE, at_start=True),
    _words("document start", "{found} is left over here", "the file's only value ended before it"),
    _words("node content", "{found} stands where a value is wanted", "write a value, or put it in quotes"),
    _words("alphabetic or numeric", "a name is missing after * or &", "put a text that starts with * or & in quotes"),
    _words(
        "comment or (a )?line break", "the text must start on the next line", "after | or > come only a digit, + or -"
    ),
    _words("unexpected ':'", 'a space is missing after ":"', 'write "key: value"'),
    _words(
        "expected key|block end|'-' indicator",
        "{found} does not fit here",
        "check quotes and indentation; the lines of one block, here since {opened}, start in the same column",
    ),
)


def problem(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    """The one problem of a text that is not YAML, at the place where a person would look."""
    said = error.problem or "this is not YAML"
    words = next((words for words in _TABLE if re.search(words.pattern, said, re.IGNORECASE)), None)
    if words is None:
        words = _words("", said.replace("{", "{{").replace("}", "}}"), "the file is not YAML here")
    at = (error.context_mark if words.at_start else None) or error.problem_mark or error.context_mark
    # libyaml feigns a newline at the end of a file that has none.
    offset = 0 if at is None else min(at.index, len(text))
    mark = Lines(file, text).mark(offset)
    fact, hint = _TABS if text.startswith("\t", offset) else (words.fact, words.hint)
    found = _WORD.match(text, offset)
    filled = {
        "found": "the end of the file" if found is None else f'"{found.group()}"',
        "opened": "the file" if error.context_mark is None else f"line {error.context_mark.line + 1}",
    }
    return Problem(mark=mark, where="", fact=fact.format(**filled), hint=hint.format(**filled), code=words.code)


def bad_escape(mark: Mark) -> Problem:
    """What libyaml says to an escaped surrogate or a number beyond U+10FFFF, for the parser that lets it pass."""
    return Problem(mark=mark, where="", fact=_ESCAPE[0], hint=_ESCAPE[1], code="yaml-control")


def unknown_directive(mark: Mark) -> Problem:
    """What libyaml says to another version or directive, for the parser that lets it pass."""
    return Problem(mark=mark, where="", fact=_DIRECTIVE[0], hint=_DIRECTIVE[1], code="yaml-syntax")
