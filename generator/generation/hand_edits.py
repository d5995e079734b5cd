"""Edits by hand of generated files, and what in `ml-project.yaml` would give the same: for `generate --check`.

A field is edited by hand if its value in the file is neither what the project gives now nor what an earlier version of it gave.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

from generator.named_tuples import NamedTuple

LIMIT = 20
"""How many edits of a run are explained; a person has made fewer, and a search takes some 50 runs of the generator."""


class Setting(NamedTuple):
    """A value at a path of `ml-project.yaml`; None removes what other lines set."""

    path: tuple[str, ...]
    value: Any


class Answer(NamedTuple):
    """How the same comes from `ml-project.yaml`: a field or a patch, or neither for a `reason`.

    `others` are the files that change with it, but for those that are edited in the same way.
    """

    kind: Literal["field", "patch", "none"]
    setting: Setting | None = None
    others: tuple[str, ...] = ()
    reason: str = ""


class HandEdit(NamedTuple):
    """An edit of a file in the GitOps folder: of a field, or of the whole file, which then has no path.

    `project` is the project file. Values are those of the objects; `hidden` ones must not be shown.
    """

    project: str
    file: str
    line: int
    what: Literal["field", "format", "deleted", "unreadable"]
    answer: Answer
    path: str = ""
    before: Any = None
    after: Any = None
    hidden: bool = False
    object: str = ""


class Explained(NamedTuple):
    """The edits that were explained, the number of others, and of environments whose files were not looked at."""

    edits: tuple[HandEdit, ...] = ()
    more: int = 0
    environments: int = 0


class Budget:
    """Counts the edits of a run, and the environments in which edits are looked for, up to a limit."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._edits = self._environments = limit

    def take(self) -> bool:
        """Whether one more edit may be explained."""
        self._edits -= 1
        return self._edits >= 0

    def look(self) -> bool:
        """Whether one more environment may be looked at, which takes some runs of the generator even if nothing is edited."""
        self._environments -= 1
        return self._environments >= 0


def together(found: Iterable[Explained]) -> Explained:
    """Those of several projects."""
    edits, more, environments = zip(*found, strict=True) if (found := tuple(found)) else ((), (), ())
    return Explained(tuple(edit for each in edits for edit in each), sum(more), sum(environments))


def settings(edits: Sequence[HandEdit]) -> Iterator[Setting]:
    """What the answers write, each path once: of the patches of a component the last list, which has all of them."""
    found = {each.answer.setting.path: each.answer.setting for each in edits if each.answer.setting is not None}
    yield from found.values()
