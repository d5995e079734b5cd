"""Rules for the whole project file that a schema cannot express: known names, name lengths."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Protocol

from generator.errors import Severity
from generator.source import finding, nodes, schema_messages
from generator.source.finding import Finding
from generator.spec import device_names, naming, suggest, templates, written_versions
from generator.spec.naming import DerivedName
from generator.spec.project import Project
from generator.validate import secret_findings, synonyms


class Kind(Protocol):
    """The interface of a component kind that this module uses; `components/kinds.py` lists the kinds."""

    def names(self, base: str, /) -> Sequence[DerivedName]:
        """The names of the component's objects, with their limits."""
        ...


EVERYTHING = "*"
"""The entry of `allowPrune` for all of the project."""
FIELD_PATH_LENGTHS = (1, 3)
QUEUE = "queue"
MAX_OWNERS = 4
"""The most kinds that a message lists."""
"""Lengths of the path of a component's field: relative to the component, and to the file."""


def check(project: Project, environments: tuple[str, ...], kinds: Mapping[str, Kind]) -> Iterator[Finding]:
    """Check the file; `environments` are the names of the platform's environments."""
    yield from _check_names(project, kinds)
    if project.templates:
        from generator.validate import templates as template_rules  # few projects have one, and a cold start counts

        yield from template_rules.check(project)
    yield from _check_devices(project)
    yield from _check_environments(project)
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
        yield from _check_sections(project, name, entry.value)
    yield from _check_ignored_versions(project)
    yield from secret_findings.find(project.document.root)
    if any(quote in project.document.text for quote in schema_messages.TYPOGRAPHIC_QUOTES):
        yield from _quotes(project.document.root, ())


def _check_environments(project: Project) -> Iterator[Finding]:
    """A project without environments is one that is about to go, which has to be said."""
    root = project.document.root
    entry = root.entries.get("environments") if isinstance(root, nodes.Mapping) else None
    empty = entry is not None and isinstance(entry.value, nodes.Mapping) and not entry.value.entries
    if entry is not None and empty and EVERYTHING not in project.allow_prune:
        yield Finding(
            node=entry.key,
            mark=entry.key.mark,
            path=("environments",),
            fact="at least one entry is needed",
            hint="list the environments that the project runs in: environments: {dev: }",
            code="too-few",
        )


def _check_sections(project: Project, environment: str, node: nodes.Node) -> Iterator[Finding]:
    known = {**project.components, **{name: template.entry for name, template in project.templates.items()}}
    if not known:
        return  # reported elsewhere; every name would be unknown
    for section in ("components", "releases"):
        entries = node.get(section) if isinstance(node, nodes.Mapping) else None
        for name, entry in entries.entries.items() if isinstance(entries, nodes.Mapping) else ():
            if name not in known or (section == "releases" and name in project.templates):
                yield from _unknown(project, entry.key, ("environments", environment, section, name))
            elif section == "components":
                yield from _check_kind(known[name].value, name, entry.value)


def _unknown(project: Project, key: nodes.Scalar, path: finding.Path) -> Iterator[Finding]:
    name = key.text
    if any(not template.keys and name.startswith(f"{each}-") for each, template in project.templates.items()):
        return  # its models cannot be read, which is reported elsewhere
    fact, hint, meant = templates.unknown(name, tuple(project.components), project.templates)
    of_model = templates.path_of(name, project.templates)
    if path[2] == "releases" and of_model:  # the model was removed: no other one is meant
        hint, meant = f"remove this, or add its model: components.{'.'.join(of_model)}: URI", ""
    yield Finding(
        node=key, mark=key.mark, path=path, fact=fact, hint=hint, code="unknown-component", subject=name, meant=meant
    )


def _check_ignored_versions(project: Project) -> Iterator[Finding]:
    """Warn of an image or model that no environment reads, and that no release has: somebody wrote it, and it does nothing."""
    for name in project.components:
        for written in written_versions.of_component(project, name):
            if not written_versions.is_unread(project, name, written):
                continue
            for environment in written.environments:
                fact = f"this has no effect: releases.{name}.active determines what runs"
                chosen = environment if len(written.environments) == 1 else "ENVIRONMENT"
                hint = f"tidegate release {name} -e {chosen} changes what runs" + (
                    "; remove this" if written.is_override and not written.makes_component else ""
                )
                yield Finding(
                    node=written.node,
                    mark=written.node.mark,
                    path=("environments", environment, "components", name, written.key),
                    fact=fact,
                    hint=hint,
                    code="unread",
                    severity=Severity.WARNING,
                    place=environment,
                )


def _check_kind(component: nodes.Node, name: str, changed: nodes.Node) -> Iterator[Finding]:
    """A component must have the same kind everywhere: another kind would leave other objects behind in a cluster."""
    override, base = (node.get("kind") if isinstance(node, nodes.Mapping) else None for node in (changed, component))
    if isinstance(override, nodes.Scalar) and isinstance(base, nodes.Scalar) and override.text != base.text:
        fact = f'"{name}" is {suggest.article(base.text)} in every environment'
        yield Finding(
            node=override,
            mark=override.mark,
            path=("kind",),
            fact=fact,
            hint="add a component of the other kind, and remove this one here by null",
            code="kind",
        )


def _check_devices(project: Project) -> Iterator[Finding]:
    """Names of the project's folders and files, as some systems keep names for themselves."""
    root = project.document.root
    for key in ("name", "team"):
        node = root.get(key) if isinstance(root, nodes.Mapping) else None
        if isinstance(node, nodes.Scalar) and device_names.is_device(node.text):
            yield _device(node, (key,))
    for name, entry in project.components.items():
        if device_names.is_device(name):
            yield _device(entry.key, ("components", name))


def _device(node: nodes.Scalar, path: finding.Path) -> Finding:
    fact, hint = device_names.fact(node.text), device_names.HINT
    return Finding(node=node, mark=node.mark, path=path, fact=fact, hint=hint, code="device-name")


def _check_names(project: Project, kinds: Mapping[str, Kind]) -> Iterator[Finding]:
    root = project.document.root
    project_name = root.get("name") if isinstance(root, nodes.Mapping) else None
    is_digit_told = False
    for name, entry in project.components.items():
        kind = entry.value.get("kind") if isinstance(entry.value, nodes.Mapping) else None
        if not isinstance(kind, nodes.Scalar) or project_name is None:
            continue
        base = naming.base(project.name, name)
        derived = kinds[kind.text].names(base) if kind.text in kinds else naming.objects(base)
        model = project.models.get(name)
        too_long = naming.too_long(derived, project.name, name, model.name if model is not None else "")
        name_node = (project.name_node(too_long.part, name) if too_long is not None else None) or entry.key
        is_label = len(name_node.text) <= naming.LIMIT  # the schema reports one that is none
        if too_long is not None and is_label:
            path = ("name",) if too_long.part == "project" else ("components", name)
            yield Finding(
                node=name_node,
                mark=name_node.mark,
                path=path,
                fact=too_long.fact,
                hint=too_long.hint,
                code="name-length",
                subject=too_long.derived.name,
                excess=too_long.excess,
            )
        purpose = next((each.purpose for each in derived if each.starts_with_letter), None)
        if purpose is not None and project.name[:1].isdigit() and not is_digit_told:
            is_digit_told = True  # one fact, however many components follow from it
            fact = f'"{project.name}" begins with a digit, but the name of a {purpose} must not'
            yield Finding(
                node=project_name,
                mark=project_name.mark,
                path=("name",),
                fact=fact,
                hint="begin with a letter",
                code="dns-label",
            )


def _quotes(node: nodes.Node | None, path: finding.Path) -> Iterator[Finding]:
    """Warn of texts between typographic quotes, which arrive with them."""
    match node:
        case nodes.Mapping():
            for key, entry in node.entries.items():
                yield from _quotes(entry.value, (*path, key))
        case nodes.Sequence():
            for i, item in enumerate(node.items):
                yield from _quotes(item, (*path, i))
        case nodes.Scalar() if schema_messages.has_typographic_quotes(node):
            said = schema_messages.typographic_quotes(node)
            yield Finding(
                node=node,
                mark=node.mark,
                path=path,
                fact=said.fact,
                hint=f"{said.hint}; if they are meant, put straight quotes around them",
                code=said.code,
                severity=Severity.WARNING,
            )


def explain_strategy(original: Finding, kind: str) -> Finding:
    """Reword the finding of a canary without steps, of a kind without slots."""
    if (original.code, original.subject) != ("missing", "steps") or original.path[-1:] != ("strategy",):
        return original
    fact = f"{suggest.article(kind)} has no canary: no two versions of it run side by side"
    return original._replace(fact=fact, hint="write strategy: rolling, or leave it out", subject="")


def explain_unknown_field(
    original: Finding, kind: str, kinds: Mapping[str, Collection[str]], value: nodes.Node | None = None
) -> Finding:
    """Reword the finding of an unknown key that is a field of another kind; `kinds` are the fields of each kind.

    Where this kind has another name for it, or there is advice for such a name, that stays; but a name as the `value` of `queue`
    is one of Kueue's queues, as those kinds have it.
    """
    owners = [name for name, fields in kinds.items() if original.path and original.path[-1] in fields]
    if (
        original.code != "unknown-key"
        or kind not in kinds
        or not owners
        or owners == [kind]
        or len(original.path) not in FIELD_PATH_LENGTHS
    ):
        return original
    if original.path[-1] == QUEUE and isinstance(value, nodes.Scalar):
        fact = f'{suggest.article(kind)} has no "{QUEUE}": the queues of Kueue are for runs, as those of a job or a training'
        hint = f"remove it; {synonyms.OF_MESSAGES}" if "scale" in kinds[kind] else "remove it"
        return original._replace(fact=fact, hint=hint, meant="")
    if synonyms.is_known_word(str(original.path[-1]), kinds[kind]):
        return original
    *others, last = (suggest.article(owner) for owner in owners)
    of = f"{', '.join(others)} or {last}" if others else last
    if len(owners) > MAX_OWNERS:
        of = f"{len(owners)} other kinds, such as {suggest.article(owners[0])}"
    fact, hint = f'{suggest.article(kind)} has no "{original.path[-1]}"', f"remove it: it is a field of {of}"
    return original._replace(fact=fact, hint=hint, meant="")
