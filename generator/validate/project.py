"""What a schema cannot say of the whole file: names that must be known, names that get too long, secrets in the text."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Protocol

from generator.errors import Severity
from generator.source import finding, nodes
from generator.source.finding import Finding
from generator.spec import naming, suggest
from generator.spec.naming import DerivedName
from generator.spec.project import Project
from generator.validate import secrets


class Kind(Protocol):
    """What is asked of a component kind here; `components/kinds.py` has all of them."""

    def names(self, base: str, /) -> Sequence[DerivedName]:
        """Every name of an object that has a limit."""
        ...


FIELD = (1, 3)
"""How long the path of a component's field is: in the settled component, and in the file."""


def check(project: Project, environments: tuple[str, ...], kinds: Mapping[str, Kind]) -> Iterator[Finding]:
    """Findings on the file; `environments` are the platform's."""
    yield from _names(project, kinds)
    for name, entry in project.environments.items():
        if name not in environments:
            fact = f'there is no environment "{name}"'
            meant, hint = suggest.of(name, environments)
            yield Finding(
                node=entry.key,
                mark=entry.key.mark,
                path=("environments", name),
                fact=fact,
                hint=hint,
                code="unknown-environment",
                subject=name,
                meant=meant,
            )
        yield from _sections(project, name, entry.value)
        yield from _unread(project, name, entry.value)
    yield from find_secrets(project.document.root)


def _sections(project: Project, environment: str, node: nodes.Node) -> Iterator[Finding]:
    if not project.components:
        return  # said already: then every name would be unknown
    for section in ("components", "releases"):
        held = node.get(section) if isinstance(node, nodes.Mapping) else None
        for name, entry in held.entries.items() if isinstance(held, nodes.Mapping) else ():
            if name not in project.components:
                path = ("environments", environment, section, name)
                meant, hint = suggest.of(name, tuple(project.components))
                yield Finding(
                    node=entry.key,
                    mark=entry.key.mark,
                    path=path,
                    fact=f'there is no component "{name}"',
                    hint=hint,
                    code="unknown-component",
                    subject=name,
                    meant=meant,
                )
            elif section == "components":
                yield from _kind(project.components[name].value, name, entry.value)


def _unread(project: Project, environment: str, node: nodes.Node) -> Iterator[Finding]:
    """An image or model that is not what an entry of `releases` runs or brings: it alone says what runs there."""
    for name, entry in _section(node, "releases").items():
        active, base = _inner(entry.value, "active"), project.components.get(name)
        if active is None or base is None or not _said(_inner(active, "image")):
            continue  # an entry without an image has its own problem
        changed = _section(node, "components").get(name)
        for key in ("image", "model"):
            above = _inner(changed.value, key) if changed is not None else None
            written = above or _inner(base.value, key)
            coming = _inner(_inner(entry.value, "candidate") or active, key)
            if written is not None and all(
                _differ(_said(written), _said(held)) for held in (_inner(active, key), coming)
            ):
                path = ("environments", environment, "components", name, key)
                fact = f"this is not read in {environment}, where releases.{name}.active says what runs"
                hint = f"tidegate release {name} -e {environment} moves what runs" + ("; remove this" if above else "")
                yield Finding(
                    node=written,
                    mark=written.mark,
                    path=path,
                    fact=fact,
                    hint=hint,
                    code="unread",
                    severity=Severity.WARNING,
                )


def _differ(written: str, active: str) -> bool:
    """Whether two images or models are not the same; a digest that only one of them names is no difference."""
    one, two = written.partition("@sha256:"), active.partition("@sha256:")
    return written not in {"", active} and (one[0] != two[0] or bool(one[2] and two[2]))


def _section(node: nodes.Node, key: str) -> Mapping[str, nodes.Entry]:
    held = _inner(node, key)
    return held.entries if isinstance(held, nodes.Mapping) else {}


def _inner(node: nodes.Node, key: str) -> nodes.Node | None:
    return node.get(key) if isinstance(node, nodes.Mapping) else None


def _said(node: nodes.Node | None) -> str:
    """An image's or model's text, whichever form it is written in; empty where there is none."""
    text = _inner(node, "uri") if isinstance(node, nodes.Mapping) else node
    return text.text if isinstance(text, nodes.Scalar) and not text.is_null else ""


def _kind(component: nodes.Node, name: str, changed: nodes.Node) -> Iterator[Finding]:
    """A component has one kind everywhere: what it leaves behind in a cluster would be another object."""
    above, below = (node.get("kind") if isinstance(node, nodes.Mapping) else None for node in (changed, component))
    if isinstance(above, nodes.Scalar) and isinstance(below, nodes.Scalar) and above.text != below.text:
        fact = f'"{name}" is a {below.text} in every environment'
        yield Finding(
            node=above,
            mark=above.mark,
            path=("kind",),
            fact=fact,
            hint="add a component of the other kind, and take this one out here with null",
            code="kind",
        )


def _names(project: Project, kinds: Mapping[str, Kind]) -> Iterator[Finding]:
    root = project.document.root
    named = root.get("name") if isinstance(root, nodes.Mapping) else None
    for name, entry in project.components.items():
        kind = entry.value.get("kind") if isinstance(entry.value, nodes.Mapping) else None
        if not isinstance(kind, nodes.Scalar) or named is None:
            continue
        base = naming.base(project.name, name)
        derived = kinds[kind.text].names(base) if kind.text in kinds else naming.objects(base)
        long = naming.too_long(derived, project.name, name)
        if long is not None:
            at = named if long.part == "project" else entry.key
            path = ("name",) if at is named else ("components", name)
            yield Finding(
                node=at,
                mark=at.mark,
                path=path,
                fact=long.fact,
                hint=long.hint,
                code="name-length",
                subject=long.derived.name,
            )
        lettered = next((each.purpose for each in derived if each.starts_with_letter), None)
        if lettered is not None and project.name[:1].isdigit():
            fact = f'"{project.name}" begins with a digit, and a {lettered}\'s name may not'
            yield Finding(
                node=named, mark=named.mark, path=("name",), fact=fact, hint="begin with a letter", code="dns-label"
            )


def explain_unknown_field(found: Finding, kind: str, kinds: Mapping[str, Collection[str]]) -> Finding:
    """The finding, but an unknown key that is a field of another kind is said to be one; `kinds` are the fields of each."""
    owners = [name for name, fields in kinds.items() if found.path and found.path[-1] in fields]
    if (
        found.code != "unknown-key"
        or kind not in kinds
        or not owners
        or owners == [kind]
        or len(found.path) not in FIELD
    ):
        return found
    fact, hint = f'a {kind} has no "{found.path[-1]}"', f"take it out: it belongs to a {' or a '.join(owners)}"
    return found._replace(fact=fact, hint=hint, meant="")


def find_secrets(node: nodes.Node | None, path: finding.Path = ()) -> Iterator[Finding]:
    """Secrets by their form, in every text of a tree; never repeated in the message."""
    match node:
        case nodes.Mapping():
            if _public(node.entries):
                return
            for key, entry in node.entries.items():
                yield from find_secrets(entry.value, (*path, key))
        case nodes.Sequence():
            for i, item in enumerate(node.items):
                yield from find_secrets(item, (*path, i))
        case nodes.Scalar() if purpose := secrets.find(node.text):
            hint = "take it out, hand it over in env: {NAME: {secret: SECRET, key: KEY}}, and replace it: what is in Git is known"
            yield Finding(
                node=node,
                mark=node.mark,
                path=path,
                fact=f"this looks like {purpose}",
                hint=hint,
                code="secret",
                severity=Severity.ERROR,
            )


def _public(entries: Mapping[str, nodes.Entry]) -> bool:
    public = entries.get("public")
    return (
        "value" in entries
        and public is not None
        and isinstance(public.value, nodes.Scalar)
        and public.value.text == "true"
    )
