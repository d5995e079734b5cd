"""Environments from the platform's files, each merged over its parents; nodes keep their positions."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from generator.environment.environment import Environment
from generator.errors import Mark
from generator.named_tuples import NamedTuple
from generator.resolve import environment as environment_builder
from generator.resolve import environment_rules, field_rules, shared_namespaces, shares
from generator.resolve.merge import Fields
from generator.source import nodes, schema_rules
from generator.source.document import Document
from generator.source.finding import Finding
from generator.source.reader import Reader, Tables
from generator.spec import suggest

SCHEMA = "environment.json"
NOT_INHERITED = frozenset({"abstract", "name", "extends", "description", "promotesFrom"})


class InvalidEnvironment(NamedTuple):
    """An environment with problems: a placeholder for it, and the fields of components that its `defaults` may change.

    `fields` is None if that is unknown, because the defaults cannot be read.
    """

    environment: Environment
    fields: frozenset[str] | None


class Read(NamedTuple):
    """The valid environments, the findings in all files, and the environments with problems."""

    environments: Mapping[str, Environment]
    findings: list[Finding]
    invalid_environments: Mapping[str, InvalidEnvironment]


def read(
    documents: Mapping[str, Document], library: schema_rules.Library, tables: Tables, fields: Callable[[], Fields]
) -> Read:
    """Read all environments of `environments/`; `documents` are its files by name without extension.

    `fields` returns the merge rules for `defaults`, which apply to components of any kind.
    """
    findings: list[Finding] = []
    readable = {}
    for name, document in documents.items():
        if document.root is None:
            continue
        reader = Reader(tables, partial=True, nullable=_extends(document))
        data: Any = reader.read(library.rule(SCHEMA), document.root, mark=Mark(document.file, 1, 1))
        findings += reader.findings
        if (
            isinstance(document.root, nodes.Mapping)
            and isinstance(data, dict)
            and not (reader.findings or document.problems)
        ):
            readable[name] = document
    environments = {}
    for name, document in readable.items():
        if not _is_abstract(document):
            chain = list(_chain(name, readable, documents, findings))
            if chain and (environment := _environment(name, chain, library, tables, fields, findings)):
                environments[name] = environment
    invalid_environments = dict(_invalid_environments(environments, documents, findings))
    _check_promotions(environments, invalid_environments, findings)
    findings += (*shared_namespaces.check(environments.values()), *shares.check(environments.values()))
    return Read(environments, findings, invalid_environments)


def _extends(document: Document) -> bool:
    """Whether a file has a parent, whose values null removes."""
    parent = document.root.get("extends") if isinstance(document.root, nodes.Mapping) else None
    return isinstance(parent, nodes.Scalar) and not parent.is_null


def _invalid_environments(
    environments: Mapping[str, Environment], documents: Mapping[str, Document], findings: Sequence[Finding]
) -> Iterator[tuple[str, InvalidEnvironment]]:
    """Every environment with problems, under the name of its file and under its own `name`."""
    unreadable_files = {
        finding.mark.file for finding in findings if finding.path[:1] == ("defaults",) or _is_unknown_key(finding)
    }
    unreadable_files |= {document.file for document in documents.values() if document.problems}
    for name, document in documents.items():
        root = (
            document.root if isinstance(document.root, nodes.Mapping) else nodes.Mapping({}, Mark(document.file, 1, 1))
        )
        if name not in environments and _text(root, "abstract") != "true":
            fields = _default_fields(name, documents, unreadable_files)
            for each in dict.fromkeys((name, _text(root, "name") or name)):
                if each not in environments:
                    yield (
                        each,
                        InvalidEnvironment(environment_builder.placeholder(each, Mark(document.file, 1, 1)), fields),
                    )


def _is_unknown_key(finding: Finding) -> bool:
    """Whether a top-level key is unknown: it may be a misspelt `defaults` or `extends`."""
    return finding.code == "unknown-key" and len(finding.path) == 1


def _default_fields(
    name: str, documents: Mapping[str, Document], unreadable_files: Collection[str]
) -> frozenset[str] | None:
    """The fields in the defaults of an environment and its parents; None if one of them cannot be read."""
    fields: set[str] = set()
    seen = set()
    while name:
        document = documents.get(name)
        if (
            document is None
            or document.file in unreadable_files
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
    assert isinstance(document.root, nodes.Mapping)  # noqa: S101 - `read` has filtered out others
    return document.root


def _text(node: nodes.Mapping, key: str) -> str:
    value = node.get(key)
    return value.text if isinstance(value, nodes.Scalar) else ""


def _is_abstract(document: Document) -> bool:
    return _text(_root(document), "abstract") == "true"


def _chain(
    name: str, readable: Mapping[str, Document], documents: Mapping[str, Document], findings: list[Finding]
) -> Iterator[Document]:
    """The document and its parents, nearest first; nothing if one is missing or they form a cycle."""
    chain = [name]
    while parent := _text(_root(readable[chain[-1]]), "extends"):
        node = _root(readable[chain[-1]]).entries["extends"].value
        if parent in chain:
            findings.append(
                Finding(
                    node=node,
                    mark=node.mark,
                    path=("extends",),
                    fact=f'"{parent}" makes a cycle',
                    hint="remove one extends of the cycle",
                    code="extends",
                )
            )
            return
        if parent not in readable:
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
    yield from (readable[name_in_chain] for name_in_chain in chain)


def _environment(
    name: str,
    chain: Sequence[Document],
    library: schema_rules.Library,
    tables: Tables,
    fields: Callable[[], Fields],
    findings: list[Finding],
) -> Environment | None:
    node = _root(chain[-1])
    for document in reversed(chain[:-1]):
        inherited = node._replace(entries={k: e for k, e in node.entries.items() if k not in NOT_INHERITED})
        node = field_rules.environment(inherited, _root(document), fields)
    reader = Reader(tables)
    start = Mark(chain[0].file, 1, 1)
    rule = library.rule(SCHEMA)
    data: Any = reader.read(rule, node, mark=start)
    errors = [*reader.findings, *environment_rules.check(name, node, data, start, rule)]
    findings += errors
    return None if errors else environment_builder.environment(node, data, tuple(chain))


def _check_promotions(
    environments: Mapping[str, Environment],
    invalid_environments: Mapping[str, InvalidEnvironment],
    findings: list[Finding],
) -> None:
    for environment in environments.values():
        source = environment.promotes_from
        if source and source not in environments and source not in invalid_environments:
            value = environment.node.entries["promotesFrom"].value
            meant, hint = suggest.of(source, (*environments, *invalid_environments))
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
