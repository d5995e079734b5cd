"""Reading of `ml-project.yaml` into a Project. Its components are resolved later, for each environment."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.errors import Mark
from generator.named_tuples import NamedTuple
from generator.resolve import kind as kind_rules
from generator.resolve import merge, models
from generator.resolve.kind import Kinds
from generator.source import nodes, schema_rules
from generator.source.document import Document
from generator.source.finding import Finding
from generator.source.reader import Reader, Tables
from generator.spec.machine import STEPS
from generator.spec.project import Project

SCHEMA = "project.json"
PLACEHOLDER_NAME = "x"
"""Replaces an invalid name, so that the rest of the file can be checked in the same run."""


class Read(NamedTuple):
    """A Project, or None if the file is not a mapping; the findings; and the file as plain data."""

    project: Project | None
    findings: list[Finding]
    data: Any


def read(document: Document, library: schema_rules.Library, tables: Tables, kinds: Kinds) -> Read:
    """Read a Project from a document; files that it names by `{from: path}` are added later."""
    root = document.root
    reader = Reader(tables)
    start = Mark(document.file, 1, 1)
    if root is None:
        return Read(None, [], None)
    data: Any = reader.read(library.rule(SCHEMA), root, mark=start)
    if not isinstance(root, nodes.Mapping) or not isinstance(data, dict):
        return Read(None, reader.findings, data)
    environments = nodes.entries(root.get("environments"))
    expanded = models.expand(
        nodes.entries(root.get("components")),
        environments,
        lambda component: models.is_template(component, library, kinds),
        lambda entry: _short_forms(entry, kinds),
    )
    return Read(
        Project(
            name=data.get("name", PLACEHOLDER_NAME),
            team=data.get("team", PLACEHOLDER_NAME),
            description=data.get("description", ""),
            labels=data.get("labels", {}),
            annotations=data.get("annotations", {}),
            components=expanded.components,
            environments=environments,
            releases={name: _releases(data, name) for name in environments},
            document=document,
            files={},
            cache={},
            allow_prune=tuple(data.get("allowPrune", ())),
            models=expanded.models,
            templates=expanded.templates,
        ),
        reader.findings,
        data,
    )


def _short_forms(entry: nodes.Entry, kinds: Kinds) -> nodes.Entry:
    """Expand short forms, once for all environments."""
    value = entry.value
    if not isinstance(value, nodes.Mapping):
        return entry
    return entry._replace(value=merge.component(value, kind_rules.fields(kinds, value.get("kind"))))


def _releases(data: Mapping[str, Any], environment: str) -> Mapping[str, Any]:
    releases = (data.get("environments", {}).get(environment) or {}).get("releases", {})
    return releases if isinstance(releases, dict) else {}


def overrides(project: Project, environment: str, component: str) -> Sequence[nodes.Entry]:
    """What an environment's `components` says of a component, lowest layer first: more than one thing only if a template made it.

    If one of the values is null, the component is removed there.
    """
    model = project.models.get(component)
    if model is not None:
        return model.overrides[environment]
    entry = _overridden(project, environment).get(component)
    return () if entry is None else (entry,)


def is_removed(project: Project, environment: str, component: str) -> bool:
    """Whether an environment removes a component, or does not add it."""
    return any(isinstance(each.value, nodes.Scalar) for each in overrides(project, environment, component))


def _overridden(project: Project, environment: str) -> Mapping[str, nodes.Entry]:
    section = project.environments[environment].value
    return nodes.entries(section.get("components") if isinstance(section, nodes.Mapping) else None)


def release(project: Project, environment: str, component: str) -> nodes.Entry | None:
    """The entry of a component in an environment's `releases`."""
    section = project.environments[environment].value
    return nodes.entries(section.get("releases") if isinstance(section, nodes.Mapping) else None).get(component)


def file_references(project: Project) -> Iterator[tuple[str, nodes.Scalar, str]]:
    """Yield path, node and dotted path of every `{from: path}` of the project."""
    for _, source, where in _file_sources(project):
        path = source.get("from") if isinstance(source, nodes.Mapping) else None
        if isinstance(path, nodes.Scalar) and not path.is_null:
            yield path.text, path, f"{where}.from"


def file_texts(project: Project) -> Iterator[tuple[str, nodes.Scalar, str]]:
    """Yield path in the container, node and dotted path of every file of the project that is written as its text."""
    for path, source, where in _file_sources(project):
        if isinstance(source, nodes.Scalar) and not source.is_null:
            yield path, source, where


def _file_sources(project: Project) -> Iterator[tuple[str, nodes.Node, str]]:
    """Each path in `files`, everywhere in the project, what is there, and its dotted path."""
    written = {name: entry for name, entry in project.components.items() if name not in project.models}
    written |= {name: template.entry for name, template in project.templates.items()}
    for name, entry in written.items():
        yield from _sources_in(entry.value, f"components.{name}")
    for environment in project.environments:
        overridden = _overridden(project, environment)
        for name in dict.fromkeys([*written, *project.components]):
            release_entry = release(project, environment, name)
            if name in overridden:
                yield from _sources_in(overridden[name].value, f"environments.{environment}.components.{name}")
            versions = nodes.entries(release_entry.value) if release_entry is not None else {}
            for role, version in versions.items():
                difference = version.value.get("with") if isinstance(version.value, nodes.Mapping) else None
                if difference is not None:
                    yield from _sources_in(difference, f"environments.{environment}.releases.{name}.{role}.with")


def _sources_in(component: nodes.Node, prefix: str) -> Iterator[tuple[str, nodes.Node, str]]:
    served = component.get("serve") if isinstance(component, nodes.Mapping) else None
    if isinstance(served, nodes.Mapping):
        yield "", served, f"{prefix}.serve"
    for name, step in nodes.entries(component.get(STEPS) if isinstance(component, nodes.Mapping) else None).items():
        yield from _sources_in(step.value, f"{prefix}.{STEPS}.{name}")
    for path, entry in nodes.entries(component.get("files") if isinstance(component, nodes.Mapping) else None).items():
        yield path, entry.value, f'{prefix}.files["{path}"]'
