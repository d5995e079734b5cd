"""Components, and fields of components, that stand at another level of the project file: one message says where they belong."""

from collections.abc import Iterator, Mapping, Sequence

from generator.errors import Problem
from generator.source import nodes
from generator.source.finding import Finding
from generator.source.finding import Path as FieldPath
from generator.validate import project as project_rules
from generator.validation import environment_check
from generator.validation.platform import Platform

COMPONENTS = "components"
TELLING = ("kind", "image")
"""Fields by which a component is known."""
TYPES = ("rolling", "recreate", "blue-green", "canary", "rabbitmq", "kafka", "sqs", "prometheus")
"""Types of strategies and queues, which others write as keys."""
NAME_CODES = ("dns-label", "environment-name")
MERGE_KEY = '["<<"]'
AT_TOP, IN_ENVIRONMENT = 1, 3
"""The lengths of the paths of a key of the file, and of one of an environment."""


def explained(
    found: Sequence[Finding], root: nodes.Node | None, syntax: Sequence[Problem], platform: Platform
) -> Iterator[Finding]:
    """The findings of the schema with those that a misplaced entry causes put together; `syntax` are the problems of the text."""
    entries = root.entries if isinstance(root, nodes.Mapping) else {}
    loose = None if any(each.code == "indentation" for each in found) else _loose_fields(entries)
    merged = {each.where.removesuffix(MERGE_KEY) for each in syntax if each.code == "yaml-merge-key"}
    lost = any(_is_component(entries, each) for each in found)
    if loose is not None:
        yield loose
    for each in found:
        if loose is not None and each.path[:1] == (COMPONENTS,):
            continue
        if each.code in NAME_CODES and _is_unknown_environment(each, platform):
            continue  # that is reported, too
        if each.code == "missing" and _is_caused(each, found, merged, lost=lost):
            continue
        yield _reworded(each, entries, root, platform)


def _is_caused(each: Finding, found: Sequence[Finding], merged: set[str], *, lost: bool) -> bool:
    """Whether a field is missing because of what is reported elsewhere: a merge key, a lost component, a type as a key."""
    if ".".join(map(str, each.path)) in merged or (lost and (each.path, each.subject) == ((), COMPONENTS)):
        return True
    return each.subject == "type" and any(_is_type(other) and other.path[:-1] == each.path for other in found)


def _is_unknown_environment(each: Finding, platform: Platform) -> bool:
    known = (*platform.environments, *platform.invalid_environments)
    return each.path[:1] == ("environments",) and len(each.path) == AT_TOP + 1 and each.path[1] not in known


def _reworded(
    each: Finding, entries: Mapping[str, nodes.Entry], root: nodes.Node | None, platform: Platform
) -> Finding:
    name = str(each.path[-1]) if each.path else ""
    if each.code != "unknown-key":
        return each
    if _is_component(entries, each):
        fact, hint = _beside(name), f"write it below components: components: {{{name}: ...}}"
        return each._replace(fact=fact, hint=hint, meant="")
    if each.path[:1] == ("environments",) and len(each.path) == IN_ENVIRONMENT:
        return _in_environment(each, entries, platform)
    if _is_type(each):
        field = str(each.path[-2])
        return each._replace(hint=f"write it as the type: {field}: {{type: {name}, ...}}", meant="")
    kind: nodes.Node | None = root
    for part in (*each.path[:-1], "kind"):
        kind = kind.get(str(part)) if isinstance(kind, nodes.Mapping) else None
    if each.path[:1] == (COMPONENTS,) and isinstance(kind, nodes.Scalar):
        return project_rules.explain_unknown_field(each, kind.text, environment_check.fields(platform))
    return each


def _in_environment(each: Finding, entries: Mapping[str, nodes.Entry], platform: Platform) -> Finding:
    """A component, or a field of one, that stands directly in an environment."""
    components, environment, name = _components(entries), each.path[1], str(each.path[-1])
    fields = environment_check.fields(platform)
    if name in components:
        hint = f"write it below components: {environment}: {{components: {{{name}: ...}}}}"
        return each._replace(fact=_beside(name), hint=hint, meant="")
    owner = next((component for component, kind in components.items() if name in fields.get(kind, ())), None)
    if owner is None:
        return each
    hint = f"write it within the component: {environment}: {{components: {{{owner}: {{{name}: ...}}}}}}"
    return each._replace(fact=f'"{name}" is a field of a component', hint=hint, meant="")


def _components(entries: Mapping[str, nodes.Entry]) -> dict[str, str]:
    """The names of the components with their kinds."""
    node = entries[COMPONENTS].value if COMPONENTS in entries else None
    held = node.entries if isinstance(node, nodes.Mapping) else {}
    kinds = {
        name: entry.value.get("kind") if isinstance(entry.value, nodes.Mapping) else None
        for name, entry in held.items()
    }
    return {name: kind.text if isinstance(kind, nodes.Scalar) else "" for name, kind in kinds.items()}


def _is_component(entries: Mapping[str, nodes.Entry], each: Finding) -> bool:
    """Whether an unknown key of the file is a component."""
    if each.code != "unknown-key" or len(each.path) != AT_TOP:
        return False
    value = entries[str(each.path[0])].value if each.path[0] in entries else None
    return isinstance(value, nodes.Mapping) and any(key in value.entries for key in TELLING)


def _is_type(each: Finding) -> bool:
    """Whether an unknown key is the type of a strategy or queue."""
    return each.code == "unknown-key" and each.path[-2:-1] in {("strategy",), ("queue",)} and each.path[-1] in TYPES


def _beside(name: str) -> str:
    return f'the component "{name}" does not stand below "components"'


def _loose_fields(entries: Mapping[str, nodes.Entry]) -> Finding | None:
    """The finding of fields of a component that stand where names of components are expected."""
    node = entries[COMPONENTS].value if COMPONENTS in entries else None
    for key in TELLING if isinstance(node, nodes.Mapping) else ():
        entry = node.entries.get(key) if isinstance(node, nodes.Mapping) else None
        if entry is not None and isinstance(entry.value, nodes.Scalar) and not entry.value.is_null:
            path: FieldPath = (COMPONENTS, key)
            fact, hint = (
                "the component has no name",
                f"give it one: components: {{api: {{{key}: {entry.value.text}, ...}}}}",
            )
            return Finding(node=entry.key, mark=entry.key.mark, path=path, fact=fact, hint=hint, code="missing")
    return None
