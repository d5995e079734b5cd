"""Conversion of YAML parser errors to Problems with readable messages."""

import re
from typing import Any

import yaml

from generator.errors import Mark, Problem
from generator.named_tuples import NamedTuple
from generator.source import redaction, secrets
from generator.source.scan import Lines

_WORD = re.compile(r"[\w-]{1,40}|\S")
_KEY = r"(?<![\w.-])([\w.-]{1,120})[\"']?:[ \t]"
_STARRED = r"(?m)[*&][\w*/,? -]{1,40}(?=[ \t]*$|[ \t]+#)"
_OPENING = {"}": "{", "]": "["}
_DIRECTIVE = ("this directive is not known", "remove the line")
_ESCAPE = ("this escape is half a character (a surrogate) or none", r"write the character itself, or \UNNNNNNNN")
_BRACES = (
    "unexpected {found} after {closed}",
    'a text that begins with {opening} needs quotes: "{opening}name{closed}..."',
)
_TABS = ("a tab cannot indent", "indent with spaces")


class _Explanation(NamedTuple):
    """The text for parser messages that match `pattern`; `{found}` is the token at the error, `{opened}` the start of its block."""

    pattern: str  # compiled only after a parser error
    fact: str
    hint: str
    at_start: bool = False
    code: str = "yaml-syntax"


def _explanation(
    pattern: str, fact: str, hint: str, *, at_start: bool = False, code: str = "yaml-syntax"
) -> _Explanation:
    return _Explanation(pattern=pattern, fact=fact, hint=hint, at_start=at_start, code=code)


# The patterns cover libyaml and PyYAML's pure Python parser, whose messages differ.
_TABLE = (
    _explanation(
        "mapping values", 'a "key: value" cannot start here', 'check the indentation; put a text with ": " in quotes'
    ),
    _explanation("sequence entries", 'a "- item" cannot start here', "start the list on its own line, or write [a, b]"),
    _explanation("tab character", *_TABS),
    _explanation(
        "expected (the )?'>'", "this tag is not closed", "remove the tag; the field decides the type", code="yaml-tag"
    ),
    _explanation("cannot start any token", "{found} cannot start a value", "put the value in quotes"),
    _explanation(
        "unexpected end of stream", "this quote is never closed", "close it with the same quote", at_start=True
    ),
    _explanation(
        "unexpected document", "this quote is not closed", "close it before the line of --- or ...", at_start=True
    ),
    _explanation("could not find expected ':'", 'a ":" is missing after this key', "write key: value", at_start=True),
    _explanation(r"',' or '\]'", '"," or "]" is missing before this', "the list opened in {opened} is not closed"),
    _explanation("',' or '}'", '"," or "}}" is missing before this', "the mapping opened in {opened} is not closed"),
    _explanation(
        "unknown escape", "no such escape in double quotes", r"write \\ for a backslash, or use single quotes"
    ),
    _explanation("hexdecimal", "this escape is too short", r"write \xNN, \uNNNN or \UNNNNNNNN with all its digits"),
    _explanation("Unicode character escape", *_ESCAPE, code="yaml-control"),
    _explanation(
        "undefined tag handle", "tags are not allowed", "remove the tag; the field decides the type", code="yaml-tag"
    ),
    _explanation("directive|incompatible YAML", *_DIRECTIVE, at_start=True),
    _explanation("document start", "unexpected {found}", "the value of the file ended before it"),
    _explanation("node content", "expected a value, found {found}", "write a value, or put it in quotes"),
    _explanation(
        "alphabetic or numeric",
        "a name is missing after * or &",
        "put a text that starts with * or & in quotes{quoted}",
    ),
    _explanation(
        "comment or (a )?line break", "the text must start on the next line", "after | or > come only a digit, + or -"
    ),
    _explanation("unexpected ':'", 'a space is missing after ":"', 'write "key: value"'),
    _explanation(
        "expected key|block end|'-' indicator",
        "unexpected {found}",
        "check quotes and indentation; the lines of one block, here since {opened}, start in the same column",
    ),
)


def problem(error: yaml.MarkedYAMLError, text: str, file: str, loader: type[Any]) -> Problem:
    """Convert an error of the parser `loader` to the Problem, at the position where the user should look."""
    from generator.source import slips  # only where something is wrong

    message = error.problem or "this is not YAML"
    explanation = next(
        (explanation for explanation in _TABLE if re.search(explanation.pattern, message, re.IGNORECASE)), None
    )
    if explanation is None:
        explanation = _explanation("", message.replace("{", "{{").replace("}", "}}"), "the file is not YAML here")
    error_mark = (error.context_mark if explanation.at_start else None) or error.problem_mark or error.context_mark
    # libyaml assumes a newline at the end of a file that has none.
    offset = 0 if error_mark is None else min(error_mark.index, len(text))
    if error.problem_mark is not None and text.startswith("\t", error.problem_mark.index):
        offset = error.problem_mark.index
    elif (slip := slips.find(error, text, file, loader)) is not None:
        return slip
    mark = Lines(file, text).mark(offset)
    fact, hint = _TABS if text.startswith("\t", offset) else (explanation.fact, explanation.hint)
    closed = text[offset - 1 : offset]
    if "{opened}" in hint and closed in _OPENING:
        fact, hint = _BRACES
    values = {
        "found": _found(text, offset),
        "closed": closed,
        "opening": _OPENING.get(closed, ""),
        "quoted": _quoted(text, offset),
        "opened": "the file" if error.context_mark is None else f"line {error.context_mark.line + 1}",
    }
    return Problem(mark=mark, where="", fact=fact.format(**values), hint=hint.format(**values), code=explanation.code)


def _found(text: str, offset: int) -> str:
    """The word at an offset; hidden if the key before it says that it is a part of a secret, such as one behind its quotes."""
    token = _WORD.match(text, offset)
    if token is None:
        return "the end of the file"
    *_, key = ("", *re.findall(_KEY, text[text.rfind("\n", 0, offset) + 1 : offset]))
    return f'"{redaction.HIDDEN if secrets.is_named(key, token[0]) else token[0]}"'


def _quoted(text: str, offset: int) -> str:
    """The rest of a line from its `*` or `&` in quotes, if it is short and plain: `: "* 2 * * *"`."""
    match = re.compile(_STARRED).match(text, max(text.rfind(each, 0, offset) for each in "*&"))
    return f': "{match[0].strip()}"' if match is not None else ""


def bad_escape(mark: Mark) -> Problem:
    """The problem of an escaped surrogate or a number beyond U+10FFFF, which only libyaml detects itself."""
    return Problem(mark=mark, where="", fact=_ESCAPE[0], hint=_ESCAPE[1], code="yaml-control")


def template(mark: Mark) -> Problem:
    """The problem of a placeholder of a template, `{{ ... }}`, for the parser a mapping as the key of another one."""
    fact = '"{{" begins a placeholder of a template, such as those of Helm and Jinja'
    hint = "write the value; what differs between environments goes to environments: {dev: {components: {...}}}"
    return Problem(mark=mark, where="", fact=fact, hint=hint, code="yaml-syntax")


def unknown_directive(mark: Mark) -> Problem:
    """The problem of an unknown version or directive, which only libyaml detects itself."""
    return Problem(mark=mark, where="", fact=_DIRECTIVE[0], hint=_DIRECTIVE[1], code="yaml-syntax")
