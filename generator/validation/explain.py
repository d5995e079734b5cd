"""`explain`: what a field is, its values, and the lines that set them."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from generator.errors import UsageError
from generator.spec import suggest, templates
from generator.spec.project import Project
from generator.spec.templates import MODEL, MODELS
from generator.validation import explained_rows, field_lookup, field_values
from generator.validation.explained_rows import Row, Secrets
from generator.validation.field_lookup import Topic
from generator.validation.field_values import MachineRow
from generator.validation.platform import Platform
from generator.validation.project_check import CheckedProject


class Explanation(NamedTuple):
    """The definitions and values of the requested field, or all values; `unset` if the field exists but has no value.

    `machines` are those of the platform, if the field is about them.
    `template` says of which components the named one is the template, and where.
    """

    rows: tuple[Row, ...]
    topics: tuple[Topic, ...] = ()
    machines: tuple[MachineRow, ...] = ()
    unset: bool = False
    template: str = ""


def explain(
    checked: CheckedProject | None, platform: Platform, field: str | None, only_environment: str | None
) -> Explanation:
    """What a `field` is, its values and those of all fields below it; all values of the components for None.

    Without a project (None), the values are those of the platform. `only_environment` is the one to explain, None for all.
    Raises UsageError if there is no such field, unless the project has problems.
    """
    project = checked.project if checked is not None else None
    secrets = (
        frozenset(each.mark for each in checked.problems if each.code == "secret")
        if checked is not None
        else frozenset()
    )
    rows = (
        tuple(explained_rows.rows(project, platform, only_environment, secrets=secrets)) if project is not None else ()
    )
    if checked is not None:
        rows = tuple(explained_rows.with_derived(rows, checked.units))
    if field is None:
        return Explanation(rows)
    kinds = field_lookup.kinds_of(project)
    topics = tuple(field_lookup.topics(field, kinds, platform.environments))
    wanted = field_lookup.parts(field.removeprefix("components."))
    named = wanted[0] if wanted[0] in kinds else ""
    found = [*_of_components(project, rows, named, wanted[1:])] if named else []
    for topic in _different(topics):
        found += _values(topic, rows, checked, platform, only_environment, secrets) if not named else ()
    known = topics and not (wanted[-1].isdecimal() and project is not None)  # an item of a list is there or not
    if not (known or found or (checked is not None and checked.invalid)):
        raise UsageError(f'there is no field "{field}"', hint=_hint(field, rows))
    template = _of_template(project, named)
    about_machines = [topic for topic in topics if topic.path == (field_values.MACHINES,)]
    return Explanation(
        tuple(found),
        topics,
        tuple(field_values.machines(platform, only_environment)) if about_machines else (),
        unset=bool(known) and not found and not (template and wanted[1:2] == [MODELS]),
        template=template,
    )


def _of_template(project: Project | None, name: str) -> str:
    """Of which components a name is the template, and where; empty if it is none."""
    template = project.templates.get(name) if project is not None else None
    if template is None:
        return ""
    return f"{templates.fact(name, template)}: {explained_rows.place(template.entry.key)}"


def _of_components(project: Project | None, rows: Sequence[Row], name: str, wanted: Sequence[str]) -> Iterator[Row]:
    """The rows of a field of a component, of those that a template makes, or of any if `name` is empty.

    The field `models` of a template is the field `model` of the components.
    """
    made = project.models if project is not None else {}
    own = {each: model for each, model in made.items() if name in {"", model.template}}
    if list(wanted[:1]) == [MODELS] and own:
        for component, model in own.items():
            if wanted[1:2] in ([], [model.name]):
                yield from field_values.of_components(rows, component, [MODEL, *wanted[2:]])
    elif name and own:
        for component in own:
            yield from field_values.of_components(rows, component, wanted)
    else:
        yield from field_values.of_components(rows, name, wanted)


def _different(topics: Sequence[Topic]) -> Sequence[Topic]:
    """One topic for each file and path: a field that is defined in several ways has its values once."""
    return list({(topic.file, topic.is_of_component, topic.path): topic for topic in topics}.values())


def _values(
    topic: Topic,
    rows: Sequence[Row],
    checked: CheckedProject | None,
    platform: Platform,
    only_environment: str | None,
    secrets: Secrets,
) -> Iterator[Row]:
    if topic.is_of_component:
        yield from _of_components(checked.project if checked is not None else None, rows, "", list(topic.path))
    elif topic.file == field_lookup.ENVIRONMENT:
        yield from field_values.of_platform(platform, topic, only_environment)
    elif checked is not None and checked.project is not None:
        yield from field_values.of_project(checked.project, topic, secrets)


def _hint(field: str, rows: Sequence[Row]) -> str:
    """The field that was probably meant: one that has a value, else one that could have one."""
    names = [row.field.removeprefix("components.") for row in rows]
    valued = sorted({parent for name in names for parent in _parents(name)})
    component = field.removeprefix("components.").partition(".")[0]
    others = sorted(set(field_lookup.names()))
    own = [f"{component}.{name}" for name in others if component in valued]
    last = [name for name in others if name.rpartition(".")[2] == field]
    meant = suggest.closest(field, [*valued, *own]) or (last[0] if last else suggest.closest(field, others))
    return (
        f'did you mean "{meant}"?'
        if meant
        else "tidegate explain lists all that have a value, and tidegate explain COMPONENT what a component may have"
    )


def _parents(field: str) -> Iterator[str]:
    """A dotted field and all of its parents."""
    parts = field.split(".")
    return (".".join(parts[:i]) for i in range(1, len(parts) + 1))
