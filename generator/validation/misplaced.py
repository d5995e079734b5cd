"""Components, and fields of components, that stand at another level of the project file: one message says where they belong."""

from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from generator.components.kinds import KINDS
from generator.errors import Problem
from generator.resolve import models
from generator.source import finding, nodes
from generator.source.finding import Finding
from generator.source.finding import Path as FieldPath
from generator.source.suggestion import shortened
from generator.spec.component import QueueType, StrategyType
from generator.validate import project as project_rules
from generator.validation import environment_check
from generator.validation.platform import Platform

COMPONENTS = "components"
TELLING = ("kind", "image")
"""Fields by which a component is known."""
TYPES: Mapping[FieldPath, Sequence[str]] = {
    ("strategy",): get_args(StrategyType),
    ("scale", "queue"): get_args(QueueType),
}
"""Types, which others write as keys, by the path of their field in a component."""
NAME_CODES = ("dns-label", "environment-name")
MERGE_KEY = '["<<"]'
AT_TOP, IN_ENVIRONMENT = 1, 3
"""The lengths of the paths of a key of the file, and of one of an environment."""


def explained(
    found: Sequence[Finding], root: nodes.Node | None, syntax: Sequence[Problem], platform: Platform
) -> Iterator[Finding]:
    """The findings of the schema with those that a misplaced entry causes put together; `syntax` are the problems of the text."""
    entries = nodes.entries(root)
    is_indented = any(each.code == "indentation" for each in found)
    loose = None if is_indented else _loose_field(entries)
    merged = {each.where.removesuffix(MERGE_KEY) for each in syntax if each.code == "yaml-merge-key"}
    lost = any(_is_component(entries, each) for each in found)
    if loose is not None:
        yield loose
    for each in found:
        if loose is not None and _is_loose(entries, each, platform):
            continue
        if each.code in NAME_CODES and not is_indented and _is_unknown_environment(each, platform):
            continue  # that is reported, too, by the rules that apply where the indentation is right
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
        kind = _kind(each, root)
        has_slots = kind not in KINDS or KINDS[kind].SLOTS
        return each if has_slots else project_rules.explain_strategy(each, kind)
    if _is_component(entries, each):
        fact, hint = _beside(name), f"write it below components: components: {{{name}: ...}}"
        return each._replace(fact=fact, hint=hint, meant="")
    if each.path[:1] == ("environments",) and len(each.path) == IN_ENVIRONMENT:
        return _in_environment(each, root, platform)
    if _is_type(each):
        field = str(each.path[-2])
        return each._replace(hint=f"write it as the type: {field}: {{type: {name}, ...}}", meant="")
    kind = _kind(each, root)
    if not kind or root is None:
        return each
    value = finding.locate(root, each.path, mark=each.mark)[0]
    return project_rules.explain_unknown_field(each, kind, environment_check.fields(platform), value)


def _kind(each: Finding, root: nodes.Node | None) -> str:
    """The kind of the component that a finding is about a field of; empty where none is."""
    node = root if each.path[:1] == (COMPONENTS,) else None
    for part in (*each.path[:-1], "kind"):
        node = node.get(str(part)) if isinstance(node, nodes.Mapping) else None
    return node.text if isinstance(node, nodes.Scalar) else ""


def _in_environment(each: Finding, root: nodes.Node | None, platform: Platform) -> Finding:
    """A component, or a field of one, that stands directly in an environment."""
    components, environment, name = _components(root, platform), each.path[1], str(each.path[-1])
    fields = environment_check.fields(platform)
    if name in components:
        hint = f"write it below components: {environment}: {{components: {{{name}: ...}}}}"
        return each._replace(fact=_beside(name), hint=hint, meant="")
    owners = [component for component, kind in components.items() if name in fields.get(kind, ())]
    if not owners:
        return each
    owner, which = (owners[0], "") if len(owners) == 1 else ("NAME", f", for NAME one of {', '.join(owners)}")
    hint = f"write it within the component: {environment}: {{components: {{{owner}: {{{name}: ...}}}}}}{which}"
    return each._replace(fact=f'"{name}" is a field of a component', hint=hint, meant="")


def _below_components(entries: Mapping[str, nodes.Entry]) -> Mapping[str, nodes.Entry]:
    return nodes.entries(entries[COMPONENTS].value) if COMPONENTS in entries else {}


def _components(root: nodes.Node | None, platform: Platform) -> dict[str, str]:
    """The names of the components, and those that templates make of their models, with their kinds."""
    made = models.of_file(root, platform.schemas, KINDS).components if isinstance(root, nodes.Mapping) else {}
    listed = {**_below_components(nodes.entries(root)), **made}
    held = {name: nodes.entries(entry.value).get("kind") for name, entry in listed.items()}
    return {
        name: kind.value.text if kind is not None and isinstance(kind.value, nodes.Scalar) else ""
        for name, kind in held.items()
    }


def _is_component(entries: Mapping[str, nodes.Entry], each: Finding) -> bool:
    """Whether an unknown key of the file is a component."""
    if each.code != "unknown-key" or len(each.path) != AT_TOP or each.path[0] not in entries:
        return False
    return _tells(entries[str(each.path[0])])


def _tells(entry: nodes.Entry) -> bool:
    return any(key in TELLING for key in nodes.entries(entry.value))


def _is_type(each: Finding) -> bool:
    """Whether an unknown key is the type of a strategy or queue of a component."""
    return each.code == "unknown-key" and any(
        each.path[-len(field) - 3 : -len(field) - 2] == (COMPONENTS,)
        and each.path[-len(field) - 1 : -1] == field
        and each.path[-1] in types
        for field, types in TYPES.items()
    )


def _beside(name: str) -> str:
    return f'the component "{name}" does not stand below "components"'


def _loose_field(entries: Mapping[str, nodes.Entry]) -> Finding | None:
    """The finding of the first field of a component that stands where names of components are expected."""
    below = _below_components(entries)
    for key in TELLING:
        value = below[key].value if key in below else None
        if isinstance(value, nodes.Scalar) and not value.is_null:
            path: FieldPath = (COMPONENTS, key)
            fact = "the component has no name"
            hint = f"give it one: components: {{api: {{{key}: {shortened(value.text)}, ...}}}}"
            return Finding(
                node=below[key].key, mark=below[key].key.mark, path=path, fact=fact, hint=hint, code="missing"
            )
    return None


def _is_loose(entries: Mapping[str, nodes.Entry], each: Finding, platform: Platform) -> bool:
    """Whether a finding is about a field that stands where names of components are expected."""
    if each.path[:1] != (COMPONENTS,) or len(each.path) == 1:
        return False
    name = str(each.path[1])
    entry = _below_components(entries).get(name)
    if entry is None or _tells(entry):
        return False
    is_field = any(name in fields for fields in environment_check.fields(platform).values())
    return is_field or not isinstance(entry.value, nodes.Mapping)
