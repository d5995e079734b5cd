"""Facts about nodes, and how they become Problems once the whole path is known."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Self

from generator.errors import Mark, Problem, Severity
from generator.source import document, nodes, paths, suggestion

Path = tuple[str | int, ...]


class _Fields(NamedTuple):
    node: nodes.Node
    mark: Mark
    path: Path
    fact: str
    hint: str
    code: str
    subject: str
    meant: str
    severity: Severity


class Finding(_Fields):
    """A fact about a node; `path` leads to it from where reading began. `mark` is where a person should look.

    `fact` and `hint` are words for people, on which nothing may depend. What code needs to know stands beside them: `code`
    (generator/report/codes.py lists all), `subject`, the name that is missing, unknown or too much where `path` does not
    say it, and `meant`, the name that was probably meant instead.
    """

    __slots__ = ()  # a NamedTuple: at start it costs an eighth of a frozen dataclass

    def __new__(
        cls,
        *,
        node: nodes.Node,
        mark: Mark,
        path: Path,
        fact: str,
        hint: str = "",
        code: str,
        subject: str = "",
        meant: str = "",
        severity: Severity = Severity.ERROR,
    ) -> Self:
        """All by keyword."""
        return super().__new__(cls, node, mark, path, fact, hint, code, subject, meant, severity)


def at(root: nodes.Node, path: Path, *, mark: Mark) -> tuple[nodes.Node, Mark]:
    """The node at `path`, or the last one on the way that is there, and where a person wrote it or what is nearest above it.

    `mark` is that of the root's key, for where nothing on the way was written.
    """
    node = root
    for part in path:
        below: nodes.Node | None = None
        if isinstance(node, nodes.Mapping) and isinstance(part, str):
            below = node.get(part)
        elif isinstance(node, nodes.Sequence) and isinstance(part, int) and part < len(node.items):
            below = node.items[part]
        if below is None:
            return node, mark
        if isinstance(node, nodes.Mapping):
            mark = _written(node.entries[str(part)].key.mark, mark)
        if isinstance(below, nodes.Scalar) or not isinstance(node, nodes.Mapping):
            mark = _written(below.mark, mark)
        node = below
    return node, mark


def _written(mark: Mark, otherwise: Mark) -> Mark:
    """The mark, unless it is that of a default, which no file holds."""
    return mark if mark.line else otherwise


def dotted(path: Path) -> str:
    """A path as people write it: `api.strategy.steps[1]`."""
    where = ""
    for part in path:
        where = paths.item(where, part) if isinstance(part, int) else paths.child(where, part)
    return where


def problems(
    findings: Iterable[Finding], documents: Sequence[document.Document], prefix: str = ""
) -> Iterator[Problem]:
    """Findings as Problems; a node that a file holds is named by its path in that file, others by `prefix` and their own path."""
    known: dict[str, document.Places] = {}
    for found in findings:
        home = next((d for d in documents if d.file == found.mark.file), None)
        where = ""
        if home is not None and found.node is not home.root:
            places = known.get(home.file) or known.setdefault(home.file, document.Places(home))
            where = places.where(found.node) or places.at(found.mark)
        where = where or ".".join(filter(None, (prefix, dotted(found.path))))
        hint = suggestion.words(found.meant, found.hint)
        yield Problem(
            mark=found.mark, where=where, fact=found.fact, hint=hint, code=found.code, severity=found.severity
        )
