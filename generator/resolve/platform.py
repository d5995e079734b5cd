"""The platform's documents as Environments: one parent's values lie under each, and every value keeps its place."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from generator.environment.environment import Environment
from generator.errors import Mark
from generator.resolve import environment as settled
from generator.resolve import merge
from generator.resolve.merge import Fields
from generator.source import nodes, schema_rules
from generator.source.document import Document
from generator.source.finding import Finding
from generator.source.reader import Reader, Tables
from generator.spec import suggest

SCHEMA = "environment.json"
OWN = frozenset({"abstract", "name", "extends", "description", "promotesFrom"})
NEEDED = ("name", "cluster", "gitops")


class Gap(NamedTuple):
    """An environment with problems: what stands in for it, and the fields of a component that its `defaults` may change.

    `fields` is None where nobody can tell, since the defaults cannot be read.
    """

    environment: Environment
    fields: frozenset[str] | None


class Read(NamedTuple):
    """The environments that are whole, what was found in all files, and those that are there but not whole."""

    environments: Mapping[str, Environment]
    findings: list[Finding]
    gaps: Mapping[str, Gap]


def read(documents: Mapping[str, Document], library: schema_rules.Library, tables: Tables, fields: Fields) -> Read:
    """All environments of `environments/`; `documents` are its files by name without the ending.

    `fields` says how `defaults` of components are merged, whatever their kind.
    """
    findings: list[Finding] = []
    shapes = {}
    for name, document in documents.items():
        if document.root is None:
            continue
        reader = Reader(tables, partial=True)
        data: Any = reader.read(library.rule(SCHEMA), document.root, mark=Mark(document.file, 1, 1))
        findings += reader.findings
        if (
            isinstance(document.root, nodes.Mapping)
            and isinstance(data, dict)
            and not (reader.findings or document.problems)
        ):
            shapes[name] = document
    environments = {}
    for name, document in shapes.items():
        if not _abstract(document):
            found = list(_chain(name, shapes, documents, findings))
            if found and (environment := _environment(name, found, library, tables, fields, findings)):
                environments[name] = environment
    gaps = dict(_gaps(environments, documents, findings))
    _promotions(environments, gaps, findings)
    return Read(environments, findings, gaps)


def _gaps(
    environments: Mapping[str, Environment], documents: Mapping[str, Document], findings: Sequence[Finding]
) -> Iterator[tuple[str, Gap]]:
    """Every environment that is not whole, by its file's name and by the one that it gives itself."""
    doubtful = {found.mark.file for found in findings if found.path[:1] == ("defaults",) or _unknown(found)}
    doubtful |= {document.file for document in documents.values() if document.problems}
    for name, document in documents.items():
        root = (
            document.root if isinstance(document.root, nodes.Mapping) else nodes.Mapping({}, Mark(document.file, 1, 1))
        )
        if name not in environments and _text(root, "abstract") != "true":
            fields = _changed(name, documents, doubtful)
            for each in dict.fromkeys((name, _text(root, "name") or name)):
                if each not in environments:
                    yield each, Gap(settled.stand_in(each, Mark(document.file, 1, 1)), fields)


def _unknown(found: Finding) -> bool:
    """Whether a key at the top of a file is unknown: it may have been meant for `defaults` or `extends`."""
    return found.code == "unknown-key" and len(found.path) == 1


def _changed(name: str, documents: Mapping[str, Document], doubtful: Collection[str]) -> frozenset[str] | None:
    """The fields that the defaults of an environment and its parents name, None where one of them cannot be read."""
    fields: set[str] = set()
    seen = set()
    while name:
        document = documents.get(name)
        if (
            document is None
            or document.file in doubtful
            or name in seen
            or not isinstance(document.root, nodes.Mapping)
        ):
            return None
        seen.add(name)
        defaults, parent = document.root.get("defaults"), document.root.get("extends")
        fields |= defaults.entries.keys() if isinstance(defaults, nodes.Mapping) else set()
        if not isinstance(parent, nodes.Scalar | None):
            return None
        name = parent.text if parent is not None else ""
    return frozenset(fields)


def _root(document: Document) -> nodes.Mapping:
    assert isinstance(document.root, nodes.Mapping)  # noqa: S101 - only such documents are kept
    return document.root


def _text(node: nodes.Mapping, key: str) -> str:
    value = node.get(key)
    return value.text if isinstance(value, nodes.Scalar) else ""


def _abstract(document: Document) -> bool:
    return _text(_root(document), "abstract") == "true"


def _chain(
    name: str, shapes: Mapping[str, Document], documents: Mapping[str, Document], findings: list[Finding]
) -> Iterator[Document]:
    """The document and its parents, nearest first; nothing where one is missing or they go round."""
    chain = [name]
    while parent := _text(_root(shapes[chain[-1]]), "extends"):
        node = _root(shapes[chain[-1]]).entries["extends"].value
        if parent in chain:
            findings.append(
                Finding(
                    node=node,
                    mark=node.mark,
                    path=("extends",),
                    fact=f'"{parent}" comes back to itself',
                    hint="a parent is not its own child",
                    code="extends",
                )
            )
            return
        if parent not in shapes:
            if parent not in documents:
                meant, hint = suggest.of(parent, tuple(documents))
                findings.append(
                    Finding(
                        node=node,
                        mark=node.mark,
                        path=("extends",),
                        fact=f'there is no "{parent}"',
                        hint=hint,
                        code="extends",
                        subject=parent,
                        meant=meant,
                    )
                )
            return
        chain.append(parent)
    yield from (shapes[link] for link in chain)


def _environment(
    name: str,
    chain: Sequence[Document],
    library: schema_rules.Library,
    tables: Tables,
    fields: Fields,
    findings: list[Finding],
) -> Environment | None:
    node = _root(chain[-1])
    for document in reversed(chain[:-1]):
        below = node._replace(entries={k: e for k, e in node.entries.items() if k not in OWN})
        node = merge.environment(below, _root(document), fields)
    reader = Reader(tables)
    start = Mark(chain[0].file, 1, 1)
    rule = library.rule(SCHEMA)
    data: Any = reader.read(rule, node, mark=start)
    found = [*reader.findings, *_missing(name, node, data, start, rule)]
    findings += found
    return None if found else settled.environment(node, data, tuple(chain))


def _missing(
    name: str, node: nodes.Mapping, data: Mapping[str, Any], start: Mark, rule: schema_rules.Rule
) -> Iterator[Finding]:
    for key in NEEDED:
        if key not in node.entries:
            yield Finding(
                node=node,
                mark=start,
                path=(),
                fact=f'"{key}" is missing',
                hint=rule.hint_of(key),
                code="missing",
                subject=key,
            )
    if "name" in data and data["name"] != name:
        value = node.entries["name"].value
        yield Finding(
            node=value,
            mark=value.mark,
            path=("name",),
            fact=f'"{data["name"]}" is not the file\'s name',
            hint=f"write {name}, or rename the file",
            code="name",
        )
    wanted = {"gateway-api": "gateway", "ingress": "ingress"}.get(data.get("traffic", ""), "")
    if wanted and wanted not in node.entries:
        value = node.entries["traffic"].value
        hint = f"say which: {wanted}: " + ("{name, namespace}" if wanted == "gateway" else "{class}")
        yield Finding(
            node=value,
            mark=value.mark,
            path=("traffic",),
            fact=f'traffic "{data["traffic"]}" needs "{wanted}"',
            hint=hint,
            code="missing",
            subject=wanted,
        )


def _promotions(environments: Mapping[str, Environment], gaps: Mapping[str, Gap], findings: list[Finding]) -> None:
    for environment in environments.values():
        source = environment.promotes_from
        if source and source not in environments and source not in gaps:
            value = environment.node.entries["promotesFrom"].value
            meant, hint = suggest.of(source, (*environments, *gaps))
            findings.append(
                Finding(
                    node=value,
                    mark=value.mark,
                    path=("promotesFrom",),
                    fact=f'there is no environment "{source}"',
                    hint=hint,
                    code="unknown-environment",
                    subject=source,
                    meant=meant,
                )
            )
