"""The platform's documents as Environments: one parent's values lie under each, and every value keeps its place."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from generator.environment.environment import (
    Analysis,
    Cluster,
    Egress,
    Environment,
    Gateway,
    Gitops,
    Ingress,
    Machine,
    Policy,
    Rollouts,
    Secrets,
)
from generator.errors import Mark
from generator.resolve import merge
from generator.source import nodes, rules
from generator.source.document import Document
from generator.source.finding import Finding
from generator.source.reader import Reader, Tables
from generator.spec import duration, suggest

SCHEMA = "environment.json"
OWN = frozenset({"abstract", "name", "extends", "description", "promotesFrom"})
NEEDED = ("name", "cluster", "gitops")


class Read(NamedTuple):
    """The environments that are whole, and what was found in all files."""

    environments: Mapping[str, Environment]
    findings: list[Finding]


def read(documents: Mapping[str, Document], library: rules.Library, tables: Tables) -> Read:
    """All environments of `environments/`; `documents` are its files by name without the ending."""
    findings: list[Finding] = []
    shapes = {}
    for name, document in documents.items():
        if document.root is None:
            continue
        reader = Reader(tables, partial=True)
        data: Any = reader.read(library.rule(SCHEMA), document.root, mark=Mark(document.file, 1, 1))
        findings += reader.findings
        if isinstance(document.root, nodes.Mapping) and isinstance(data, dict) and not reader.findings:
            shapes[name] = document
    environments = {}
    for name, document in shapes.items():
        if not _abstract(document):
            found = list(_chain(name, shapes, documents, findings))
            if found and (environment := _environment(name, found, library, tables, findings)):
                environments[name] = environment
    _promotions(environments, findings)
    return Read(environments, findings)


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
                    node,
                    node.mark,
                    ("extends",),
                    f'"{parent}" comes back to itself',
                    "a parent is not its own child",
                    "extends",
                )
            )
            return
        if parent not in shapes:
            if parent not in documents:
                hint = suggest.hint(parent, tuple(documents))
                findings.append(Finding(node, node.mark, ("extends",), f'there is no "{parent}"', hint, "extends"))
            return
        chain.append(parent)
    yield from (shapes[link] for link in chain)


def _environment(
    name: str, chain: Sequence[Document], library: rules.Library, tables: Tables, findings: list[Finding]
) -> Environment | None:
    node = _root(chain[-1])
    for document in reversed(chain[:-1]):
        below = node._replace(entries={k: e for k, e in node.entries.items() if k not in OWN})
        node = merge.environment(below, _root(document))
    reader = Reader(tables)
    start = Mark(chain[0].file, 1, 1)
    data: Any = reader.read(library.rule(SCHEMA), node, mark=start)
    found = [*reader.findings, *_missing(name, node, data, start)]
    findings += found
    return None if found else _build(node, data, tuple(chain))


def _missing(name: str, node: nodes.Mapping, data: Mapping[str, Any], start: Mark) -> Iterator[Finding]:
    for key in NEEDED:
        if key not in node.entries:
            yield Finding(
                node, start, (), f'"{key}" is missing', "an environment says its name, cluster and gitops", "missing"
            )
    if "name" in data and data["name"] != name:
        value = node.entries["name"].value
        yield Finding(
            value,
            value.mark,
            ("name",),
            f'"{data["name"]}" is not the file\'s name',
            f"write {name}, or rename the file",
            "name",
        )
    wanted = {"gateway-api": "gateway", "ingress": "ingress"}.get(data.get("traffic", ""), "")
    if wanted and wanted not in node.entries:
        value = node.entries["traffic"].value
        hint = f"say which: {wanted}: " + ("{name, namespace}" if wanted == "gateway" else "{class}")
        yield Finding(value, value.mark, ("traffic",), f'traffic "{data["traffic"]}" needs "{wanted}"', hint, "missing")


def _promotions(environments: Mapping[str, Environment], findings: list[Finding]) -> None:
    for environment in environments.values():
        source = environment.promotes_from
        if source and source not in environments:
            value = environment.node.entries["promotesFrom"].value
            hint = suggest.hint(source, tuple(environments))
            findings.append(
                Finding(
                    value,
                    value.mark,
                    ("promotesFrom",),
                    f'there is no environment "{source}"',
                    hint,
                    "unknown-environment",
                )
            )


def _build(node: nodes.Mapping, data: Mapping[str, Any], documents: tuple[Document, ...]) -> Environment:
    metrics, egress, defaults = data.get("metrics", {}), data.get("network", {}).get("egress"), node.get("defaults")
    gitops = dict(data["gitops"])
    return Environment(
        name=data["name"],
        namespace=data.get("namespace", "{team}-{project}-{environment}"),
        promotes_from=data.get("promotesFrom", ""),
        cluster=Cluster(**data["cluster"]),
        gitops=Gitops(tool=gitops.pop("tool"), settings=gitops),
        engine=data.get("engine", "native"),
        traffic=data.get("traffic", "service"),
        gateway=Gateway(**data["gateway"]) if "gateway" in data else None,
        ingress=_ingress(data["ingress"]) if "ingress" in data else None,
        autoscaler=data.get("autoscaler", "hpa"),
        metrics_namespace=metrics.get("namespace", ""),
        prometheus=metrics.get("prometheus", ""),
        pull_secrets=tuple(data.get("images", {}).get("pullSecrets", ())),
        egress=None
        if egress is None
        else tuple(Egress(cidr=e["cidr"], ports=tuple(e.get("ports", ()))) for e in egress),
        machines={name: _machine(machine) for name, machine in data.get("machines", {}).items()},
        quota=data.get("quota", {}),
        policy=_policy(data.get("policy", {})),
        secrets=Secrets(**data.get("secrets", {})),
        analysis=_analysis(data.get("analysis", {})),
        rollouts=_rollouts(data.get("rollouts", {})),
        load_tester=data.get("flagger", {}).get("loadTester", ""),
        defaults=defaults if isinstance(defaults, nodes.Mapping) else None,
        node=node,
        documents=documents,
    )


def _analysis(data: Mapping[str, Any]) -> Analysis:
    names = {"errorRate": "error_rate"}
    given = {names.get(key, key): value for key, value in data.items()}
    if "interval" in given:
        given["interval"] = duration.parse(given["interval"])
    return Analysis(**given)


def _rollouts(data: Mapping[str, Any]) -> Rollouts:
    times = {key: duration.parse(data[key]) for key in ("pause", "keep") if key in data}
    return Rollouts(promote=data.get("promote", False), **times)


def _ingress(data: Mapping[str, Any]) -> Ingress:
    return Ingress(
        ingress_class=data["class"], tls_secret=data.get("tlsSecret", ""), namespace=data.get("namespace", "")
    )


def _machine(data: Mapping[str, Any]) -> Machine:
    return Machine(
        cpu=data["cpu"],
        memory=data["memory"],
        gpu=data.get("gpu", {}),
        ephemeral_storage=data.get("ephemeralStorage", ""),
        node_selector=data.get("nodeSelector", {}),
        tolerations=tuple(data.get("tolerations", ())),
    )


def _policy(data: Mapping[str, Any]) -> Policy:
    images = data.get("images", {})
    return Policy(
        strategies=tuple(data["strategies"]) if "strategies" in data else None,
        kinds=tuple(data["kinds"]) if "kinds" in data else None,
        registries=tuple(images["registries"]) if "registries" in images else None,
        require_digest=images.get("requireDigest", False),
        min_replicas=data.get("minReplicas"),
        patches=data.get("patches", True),
    )
