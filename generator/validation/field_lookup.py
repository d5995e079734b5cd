"""Find the definitions of a field that `explain` is asked for: among those of components, projects and the platform's files."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from generator.components.kinds import KINDS
from generator.discovery import platform_folder, projects
from generator.source import nodes
from generator.spec.project import Project
from generator.validate import field_docs
from generator.validate.field_docs import Field

ENVIRONMENT = "environments/*.yaml"
ENVIRONMENT_FILE = "environment"
"""What `explain` is asked for to show an environment's file as a whole; `schema` has the same word."""
COMPONENT = ("components", "<component>")


class Topic(NamedTuple):
    """A definition of the field, the file that it is written in, and the path that was asked for, in the file or the component."""

    file: str
    field: Field
    path: tuple[str, ...] = ()

    @property
    def is_of_component(self) -> bool:
        """Whether it is a field of components."""
        return self.field.path[:2] == COMPONENT and len(self.field.path) > len(COMPONENT)


def parts(text: str) -> list[str]:
    """The parts of a dotted path; `args[0]` is the same as `args.0`."""
    return re.sub(r"\[([^\]]*)\]", r".\1", text).replace('"', "").strip(".").split(".")


def kinds_of(project: Project | None) -> Mapping[str, str]:
    """The kind of each component of a project, and of each template, as written."""
    if project is None:
        return {}
    templates = {name: each.entry for name, each in project.templates.items()}
    return {name: kind(entry.value) for name, entry in {**project.components, **templates}.items()}


def kind(component: nodes.Node | None) -> str:
    """The kind of a component, as written; empty if it has none."""
    written = component.get("kind") if isinstance(component, nodes.Mapping) else None
    return written.text if isinstance(written, nodes.Scalar) else ""


def topics(text: str, kinds: Mapping[str, str], environments: Collection[str]) -> Sequence[Topic]:
    """All definitions of a field, of both sides.

    `kinds` are those of the project's components, by name. Its components come first: one may have the name of a field.
    """
    wanted = parts(text)
    if wanted[0] == "components" and len(wanted) > 1:
        wanted = wanted[1:]
        kinds = kinds if wanted[0] in kinds else {**kinds, wanted[0]: ""}
    if wanted[0] in kinds:
        return tuple(_of_component(wanted[1:], kinds[wanted[0]]))
    if wanted == [ENVIRONMENT_FILE]:
        return (Topic(ENVIRONMENT, files()[ENVIRONMENT]),)
    found = [*_of_component(wanted, ""), *_of_files(wanted)]
    if not found and wanted[0] in environments:
        found = [each for each in _of_files(wanted[1:]) if each.file == ENVIRONMENT]
    return tuple(found)


def _of_component(wanted: Sequence[str], of_kind: str) -> Iterator[Topic]:
    """The definitions for a kind; for all kinds if it has none, or none is named."""
    if not wanted and of_kind in KINDS:
        yield Topic(projects.NAME, field_docs.component(platform_folder.bundled(), of_kind))
    found = field_docs.find(component_fields(), wanted)
    own = [field for field in found if of_kind in field.kinds]
    yield from (Topic(projects.NAME, field, tuple(wanted)) for field in own or found)


def _of_files(wanted: Sequence[str]) -> Iterator[Topic]:
    for file, top in files().items():
        yield from (Topic(file, field, tuple(wanted)) for field in field_docs.find(top.children, wanted))


def component_fields() -> Sequence[Field]:
    """The fields of components of any kind."""
    return field_docs.component_fields(platform_folder.bundled(), tuple(KINDS))


def files() -> Mapping[str, Field]:
    """The kinds of files that people write, each as a whole."""
    schemas = platform_folder.bundled()
    return {
        projects.NAME: field_docs.root(schemas, "project.json"),
        ENVIRONMENT: field_docs.root(schemas, "environment.json"),
        platform_folder.MARKER: field_docs.root(schemas, "platform.json"),
    }


def names() -> Iterator[str]:
    """The path of every field, as it may be asked for: without the component, and without names of people's own."""
    tops = [*component_fields(), *(field for file in files().values() for field in file.children)]
    for field in field_docs.every(tops):
        path = field.path[len(COMPONENT) :] if field.path[:2] == COMPONENT else field.path
        if path and not any(part.startswith(("<", "[")) for part in path):
            yield ".".join(path)


def below(text: str, kinds: Mapping[str, str]) -> Sequence[str]:
    """The names that may follow a dotted path; those that begin one if it is empty."""
    if not text:
        tops = [*component_fields(), *(field for file in files().values() for field in file.children)]
        return [*kinds, *dict.fromkeys(field.name for field in tops)]
    wanted = parts(text)
    if wanted == ["components"]:
        return list(kinds)
    component = wanted[1:] if wanted[0] == "components" else wanted
    if len(component) == 1 and component[0] in kinds:
        own = kinds[component[0]]
        return list(dict.fromkeys(each.name for each in component_fields() if not own or own in each.kinds))
    children = [child for topic in topics(text, kinds, ()) for child in _named(topic.field)]
    return list(dict.fromkeys(child.name for child in children))


def _named(field: Field) -> Iterator[Field]:
    """The fields in it whose names are given; those of its items, if it is a list."""
    for child in field.children:
        if child.name == field_docs.ITEM:
            yield from _named(child)
        elif not child.is_free:
            yield child
