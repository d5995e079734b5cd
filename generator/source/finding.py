"""Findings, which are problems attached to nodes, and their conversion to Problems with full paths."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Self

from generator.errors import Mark, Problem, Severity
from generator.named_tuples import NamedTuple
from generator.source import document, nodes, paths, redaction, secrets, suggestion

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
    place: str
    excess: int


class Finding(_Fields):
    """A problem of a node. `path` is relative to the node where reading began; `mark` is the position to report.

    `fact` and `hint` are prose: no code may depend on them. Code uses `code` (listed in generator/report/codes.py), `subject`,
    which is the missing, unknown or superfluous name if `path` does not contain it, and `meant`, the name to suggest instead.
    `place` is the environment that the fact is about, where it is not the same in all: the message ends in "in dev".
    `excess` is by how many characters a name is too long.
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
        place: str = "",
        excess: int = 0,
    ) -> Self:
        """All by keyword."""
        return super().__new__(cls, node, mark, path, fact, hint, code, subject, meant, severity, place, excess)

    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]:
        """Let `pickle` and `copy` build it by keyword."""
        return (), self._asdict()


def locate(root: nodes.Node, path: Path, *, mark: Mark) -> tuple[nodes.Node, Mark]:
    """Return the node at `path`, or its deepest existing ancestor, and the position to report for it.

    The position is that of the node or, for a default, of its nearest ancestor that a file contains; `mark`, the position of
    the root's key, is returned if there is none.
    """
    node = root
    for part in path:
        child: nodes.Node | None = None
        if isinstance(node, nodes.Mapping) and isinstance(part, str):
            child = node.get(part)
        elif isinstance(node, nodes.Sequence) and isinstance(part, int) and part < len(node.items):
            child = node.items[part]
        if child is None:
            return node, mark
        if isinstance(node, nodes.Mapping):
            mark = _real(node.entries[str(part)].key.mark, mark)
        if isinstance(child, nodes.Scalar) or not isinstance(node, nodes.Mapping):
            mark = _real(child.mark, mark)
        node = child
    return node, mark


def _redacted(finding: Finding) -> Finding:
    """The finding without any secret that its node or its fact repeats."""
    text = finding.node.text if isinstance(finding.node, nodes.Scalar) else ""
    if finding.code == "secret" or secrets.find(text) is None:
        return finding._replace(fact=redaction.without_secrets(finding.fact))
    fact, hint = (redaction.without(said, text) for said in (finding.fact, finding.hint))
    return finding._replace(fact=redaction.without_secrets(fact), hint=hint, meant="")


def _written(finding: Finding) -> str:
    """The name or text that a finding is about."""
    return finding.subject or (finding.node.text if isinstance(finding.node, nodes.Scalar) else "")


def _real(mark: Mark, fallback: Mark) -> Mark:
    """The mark, or `fallback` if it belongs to a default, which is in no file."""
    return mark if mark.line else fallback


def dotted(path: Path) -> str:
    """A path in dotted notation: `api.strategy.steps[1]`."""
    where = ""
    for part in path:
        where = paths.item(where, part) if isinstance(part, int) else paths.child(where, part)
    return where


def problems(
    findings: Iterable[Finding],
    documents: Sequence[document.Document],
    prefix: str = "",
    paths_by_file: dict[str, document.NodePaths] | None = None,
) -> Iterator[Problem]:
    """Convert Findings to Problems. Nodes of `documents` get their path in the file, others `prefix` and the finding's path.

    `paths_by_file` keeps the paths between calls with the same documents: to find them, a document is walked as a whole.
    """
    paths_by_file = {} if paths_by_file is None else paths_by_file
    for finding in map(_redacted, findings):
        owner = next((d for d in documents if d.file == finding.mark.file), None)
        where = ""
        if owner is not None and finding.node is not owner.root:
            node_paths = paths_by_file.get(owner.file) or paths_by_file.setdefault(
                owner.file, document.NodePaths(owner)
            )
            where = node_paths.path_of(finding.node) or node_paths.path_at(finding.mark)
        where = where or ".".join(filter(None, (prefix, dotted(finding.path))))
        hint = suggestion.hint_text(finding.meant, finding.hint, _written(finding))
        yield Problem(
            mark=finding.mark,
            where=where,
            fact=f"{finding.fact} in {finding.place}" if finding.place else finding.fact,
            hint=hint,
            code=finding.code,
            severity=finding.severity,
            place=finding.place,
            common=finding.fact if finding.place else "",
            excess=finding.excess,
        )
