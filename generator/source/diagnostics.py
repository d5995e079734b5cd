"""Collects the problems of one YAML text while it is parsed."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NoReturn

from generator.errors import InputError, Mark, Problem
from generator.source import paths, redaction, scan, secrets, suggestion, syntax
from generator.source.nodes import Entry, Node, Scalar
from generator.source.yaml_differences import Ambiguity

MAX_PROBLEMS = 1000
"""Further problems are dropped: nobody reads so many, and a hostile file must not fill the memory."""

# Not compiled here: only texts with problems need them, and a cold start counts.
_TAG = r"(?:&[\w-]+|\s|#[^\r\n]*(?![^\r\n]))*(![^\s,\[\]{}]*)"
_ESCAPED_SURROGATE = r"\\(?:u|U0000)(?=[dD][89a-fA-F])"


class OpenCollection:
    """A mapping or list that is being parsed; `entries` is None for a list, `key` is the key whose value comes next.

    `indent` is the number of spaces before its keys or dashes, or those around it for `{...}` and `[...]`; -1 for the file.
    """

    __slots__ = (
        *(
            "anchor",
            "entries",
            "flow",
            "height",
            "indent",
            "items",
            "keep_value",
            "key",
            "mark",
            "nodes_before",
            "start",
        ),
    )

    def __init__(
        self,
        *,
        is_mapping: bool,
        anchor: str | None,
        mark: Mark,
        start: int,
        flow: bool,
        nodes_before: int,
        indent: int,
    ) -> None:
        self.entries: dict[str, Entry] | None = {} if is_mapping else None
        self.items: list[Node] = []
        self.anchor = anchor
        self.mark = mark
        self.start = start
        self.flow = flow
        self.nodes_before = nodes_before
        self.indent = indent
        self.height = 1
        self.key: Scalar | None = None
        self.keep_value = True


class ProblemCollector:
    """The problems of one text. Their paths come from `stack`, the open collections, with the file first."""

    def __init__(self, scanned: scan.Scanned, file: str, stack: Sequence[OpenCollection]) -> None:
        self.problems: list[Problem] = []
        self._scanned = scanned
        self._file = file
        self._stack = stack
        self._lines: scan.Lines | None = None
        self._forbidden_paths = dict.fromkeys(scanned.forbidden, "")

    def mark_at(self, offset: int) -> Mark:
        """The position of a character offset."""
        if self._lines is None:
            self._lines = scan.Lines(self._file, self._scanned.text)
        return self._lines.mark(offset)

    @property
    def is_full(self) -> bool:
        """Whether further problems are dropped."""
        return len(self.problems) >= MAX_PROBLEMS

    def report(self, mark: Mark, *, code: str, fact: str, hint: str) -> None:
        """Add a problem of the value that is being parsed."""
        if not self.is_full:
            self.problems.append(self._problem(mark, code=code, fact=fact, hint=hint))

    def report_differences(self, found: Iterable[Ambiguity | None]) -> None:
        """Add a problem for each text on which YAML readers differ."""
        for each in filter(None, found):
            self.report(self.mark_at(each.offset), code="yaml-ambiguous", fact=each.fact, hint=each.hint)

    def stop(self, mark: Mark, *, fact: str, hint: str) -> NoReturn:
        """Stop parsing: raises InputError with this problem alone."""
        raise InputError([self._problem(mark, code="yaml-limit", fact=fact, hint=hint)])

    def shown(self, text: str) -> str:
        """A tag or an alias of the value that is being parsed, for a message; hidden if it may be a secret without its quotes."""
        text = text[: secrets.REACH]
        keys = (opened.key.text[: secrets.REACH] for opened in self._stack[1:] if opened.key is not None)
        if secrets.find(text) or any(secrets.is_named(key, text) for key in keys):
            return redaction.HIDDEN
        return suggestion.shortened(text)

    def report_tag(self, start: int, end: int) -> None:
        """Report a `!tag` among the node properties between these offsets."""
        match = None if self.is_full else re.compile(_TAG).match(self._scanned.text, start, end)
        if match is not None:
            hint = "remove it; the field decides the type"
            self.report(
                self.mark_at(match.start(1)),
                code="yaml-tag",
                fact=f"the tag {self.shown(match[1])} is not allowed",
                hint=hint,
            )

    def check_escapes(self, value: str, start: int, end: int, mark: Mark) -> None:
        """Report forbidden characters that escapes put into `value`; raises InputError for a surrogate."""
        # Characters written raw are still replaced by their substitutes here.
        match = re.search(scan.FORBIDDEN, value)
        if match is None:
            return
        if not "\ud800" <= match[0] <= "\udfff":
            self.problems.append(scan.forbidden(match[0], mark, self._path()))
            return
        # libyaml stops at an escaped surrogate, PyYAML's pure Python parser does not: stop for both.
        escape = re.compile(_ESCAPED_SURROGATE).search(self._scanned.text, start, end)
        raise InputError([syntax.bad_escape(mark if escape is None else self.mark_at(escape.end()))])

    def record_forbidden(self, start: int, end: int) -> None:
        """Record the path of the current value for the forbidden characters between these offsets."""
        forbidden = self._scanned.forbidden
        for offset in forbidden[bisect_left(forbidden, start) : bisect_left(forbidden, end)]:
            self._forbidden_paths[offset] = self._path()

    def first_forbidden(self) -> Problem | None:
        """The first forbidden character as a problem, or None."""
        return next(iter(self._forbidden()), None)

    def all(self) -> tuple[Problem, ...]:
        """All problems, ordered by position."""
        return tuple(sorted([*self.problems, *self._forbidden()], key=lambda problem: problem.mark[1:]))

    def _forbidden(self) -> list[Problem]:
        paths_by_offset = self._forbidden_paths.items()
        return [
            scan.forbidden(self._scanned.text[offset], self.mark_at(offset), where) for offset, where in paths_by_offset
        ]

    def _problem(self, mark: Mark, *, code: str, fact: str, hint: str) -> Problem:
        return Problem(mark=mark, where=self._path(), fact=fact, hint=hint, code=code)

    def _path(self) -> str:
        path = ""
        for opened in self._stack[1:]:
            if opened.entries is None:
                path = paths.item(path, len(opened.items))
            elif opened.key is not None:
                path = paths.child(path, opened.key.text)
        return path
