"""What one file does wrong, with the path of the place that is being read."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NoReturn

from generator.errors import InputError, Mark, Problem
from generator.source import paths, scan, syntax
from generator.source.nodes import Entry, Node, Scalar

MAX_PROBLEMS = 1000
"""A file with more is not the work of a person; what is beyond is not collected."""

_TAG = re.compile(r"(?:&[\w-]+|\s|#[^\r\n]*(?![^\r\n]))*(![^\s,\[\]{}]*)")
_ESCAPED_SURROGATE = re.compile(r"\\(?:u|U0000)(?=[dD][89a-fA-F])")


class Open:
    """A collection that is being read; `entries` is None in a list, `key` the key whose value comes next."""

    __slots__ = ("anchor", "before", "entries", "flow", "height", "items", "keep", "key", "mark", "start")

    def __init__(
        self, *, is_mapping: bool, anchor: str | None, mark: Mark, start: int, flow: bool, before: int
    ) -> None:
        self.entries: dict[str, Entry] | None = {} if is_mapping else None
        self.items: list[Node] = []
        self.anchor = anchor
        self.mark = mark
        self.start = start
        self.flow = flow
        self.before = before
        self.height = 1
        self.key: Scalar | None = None
        self.keep = True


class Ledger:
    """The problems of one text; `stack`, the collections now open and the file itself first, tells where each is."""

    def __init__(self, scanned: scan.Scanned, file: str, stack: Sequence[Open]) -> None:
        self.problems: list[Problem] = []
        self._scanned = scanned
        self._file = file
        self._stack = stack
        self._lines: scan.Lines | None = None
        self._paths_of_refused = dict.fromkeys(scanned.refused, "")

    def place(self, offset: int) -> Mark:
        """The place of a character offset, for those that the parser did not give."""
        if self._lines is None:
            self._lines = scan.Lines(self._file, self._scanned.text)
        return self._lines.mark(offset)

    def report(self, mark: Mark, *, code: str, fact: str, hint: str) -> None:
        """Keep a problem of what is being read."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(self._problem(mark, code=code, fact=fact, hint=hint))

    def limit(self, mark: Mark, *, fact: str, hint: str) -> NoReturn:
        """Stop reading: raises InputError with this problem alone."""
        raise InputError([self._problem(mark, code="yaml-limit", fact=fact, hint=hint)])

    def tag(self, start: int, end: int) -> None:
        """Report a tag among the properties that start at `start`."""
        found = _TAG.match(self._scanned.text, start, end)
        if found is not None:
            hint = "remove it; the field decides the type"
            self.report(
                self.place(found.start(1)),
                code="yaml-tag",
                fact=f"the tag {paths.shown(found[1])} is not allowed",
                hint=hint,
            )

    def escapes(self, value: str, start: int, end: int, mark: Mark) -> None:
        """Refuse what only an escape can have written into `value`: characters written raw are still hidden in it."""
        found = scan.REFUSED.search(value)
        if found is None:
            return
        if not "\ud800" <= found[0] <= "\udfff":
            self.problems.append(scan.refused(found[0], mark, self._path()))
            return
        # libyaml stops at a surrogate and PyYAML's own parser does not: the same for both.
        escape = _ESCAPED_SURROGATE.search(self._scanned.text, start, end)
        raise InputError([syntax.bad_escape(mark if escape is None else self.place(escape.end()))])

    def refused_between(self, start: int, end: int) -> None:
        """Note which value the refused characters of this stretch stand in."""
        refused = self._scanned.refused
        for offset in refused[bisect_left(refused, start) : bisect_left(refused, end)]:
            self._paths_of_refused[offset] = self._path()

    def first_refused(self) -> Problem | None:
        """The first character that no file may hold, for a text that cannot be read."""
        return next(iter(self._refused()), None)

    def all(self) -> tuple[Problem, ...]:
        """All problems in the order of the file."""
        return tuple(sorted([*self.problems, *self._refused()], key=lambda problem: problem.mark[1:]))

    def _refused(self) -> list[Problem]:
        found = self._paths_of_refused.items()
        return [scan.refused(self._scanned.text[offset], self.place(offset), where) for offset, where in found]

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
