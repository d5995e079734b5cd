"""Paths of fields in an object, as a person would type them: `spec.template.spec.containers[main].env[LOG_LEVEL].value`."""

import json
import re
from enum import Enum
from functools import lru_cache

Step = str | int | tuple[str, ...]
"""A key of a mapping, the position in a list, or the values of an item's merge keys."""
Steps = tuple[Step, ...]


class Absence(Enum):
    """The type of ABSENT."""

    ABSENT = "absent"

    def __repr__(self) -> str:
        return self.name


ABSENT = Absence.ABSENT
"""In place of a value where there is none; None is a value, `null`."""

ORDER = "(order)"
"""At the end of a path: the order of the items of a list."""

_PLAIN = re.compile(r"[A-Za-z0-9_$-]+")
_IN_BRACKETS = re.compile(r"[^\[\]\"\s]+")


@lru_cache(maxsize=8192)
def text(steps: Steps) -> str:
    """A path as text. Keys with other signs than those of names are in brackets: `metadata.labels[tidegate.dev/team]`."""
    parts = []
    for step in steps:
        if isinstance(step, str) and _PLAIN.fullmatch(step):
            parts.append(f".{step}")
        else:
            parts.append(f"[{_in_brackets(step if isinstance(step, tuple) else (str(step),))}]")
    return "".join(parts).removeprefix(".")


def _in_brackets(values: tuple[str, ...]) -> str:
    joined = "/".join(values)
    return joined if _IN_BRACKETS.fullmatch(joined) else json.dumps(joined, ensure_ascii=False)
