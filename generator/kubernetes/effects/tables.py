"""The tables of effects by kind of object, and how their rows are looked up."""

from collections.abc import Callable
from functools import lru_cache

from generator.kubernetes.effects.rule import Table
from generator.lazy_table import LazyTable


def _workloads(name: str) -> Callable[[], Table]:
    def load() -> Table:
        from generator.kubernetes.effects import workloads

        found: Table = getattr(workloads, name)
        return found

    return load


TABLES: LazyTable[Table] = LazyTable({"Deployment": _workloads("DEPLOYMENT")})
"""By kind, as objects name it. A kind without a table has unknown effects."""


def of(kind: str) -> Table | None:
    """The table of a kind; None if there is none."""
    return TABLES.get(kind)


@lru_cache(maxsize=8192)
def fits(path: str, steps: tuple[str, ...]) -> bool:
    """Whether a row for a path is one for a field or anything above it; steps that are no names are `*`."""
    row = _steps(path)
    return len(row) <= len(steps) and all(each in ("*", step) for each, step in zip(row, steps, strict=False))


@lru_cache(maxsize=1024)
def _steps(path: str) -> tuple[str, ...]:
    """The steps of a path of a table: names are separated by dots, and keys in brackets."""
    steps: list[str] = []
    for part in path.split("["):
        inside, bracket, rest = part.partition("]") if steps or path.startswith("[") else ("", "", part)
        steps += [inside] if bracket else []
        steps += [name for name in (rest if bracket else part).split(".") if name]
    return tuple(steps)
