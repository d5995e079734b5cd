"""The places in the files of a change that cause what it does: for annotations in a pull request."""

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from generator.errors import Mark
from generator.impact.environment_change import EnvironmentChange
from generator.kubernetes.effects import effect as effects
from generator.kubernetes.effects.effect import Effect
from generator.review.review import Cause
from generator.source import nodes
from generator.source.document import Document
from generator.spec.templates import Model
from generator.validation.project_check import CheckedProject

Path = tuple[str, ...]


class Edit(NamedTuple):
    """A place that differs from the base, and the path of its value; that of a key that is gone is where it was."""

    path: Path
    mark: Mark


def find(
    before: CheckedProject | None,
    after: CheckedProject,
    files: Sequence[str],
    environments: Sequence[EnvironmentChange],
) -> Iterator[Cause]:
    """What changes each environment: edits of the project file, changed `files` that it refers to, and edits of the platform."""
    if after.project is None:
        return
    old = before.project.document if before is not None and before.project is not None else None
    own = list(edits(old, after.project.document))
    models = {
        **(before.project.models if before is not None and before.project is not None else {}),
        **after.project.models,
    }
    for change in environments:
        name = change.key[2]
        there = [name in each.project.environments for each in (before, after) if each is not None and each.project]
        for edit in own:
            if edit.path[:1] == ("components",) and not all(there):
                continue  # it comes or goes as a whole
            concerned, below = _subject(edit.path, name)
            effect = _effect(change, concerned, _components(models, below))
            if effect is not None:
                yield Cause(edit.mark, change.key, effect)
        yield from (Cause(Mark(file, 1, 1), change.key, change.effect) for file in files)
        for edit in _platform_edits(before, after, name):
            yield Cause(edit.mark, change.key, change.effect)


def _subject(path: Path, environment: str) -> tuple[bool, Path]:
    """Whether an edit is about an environment, and its path from the name of a component on: empty if it is about all."""
    match path:
        case ("components", *below):
            return True, tuple(below)
        case ("environments", where, "components" | "releases", *below):
            return where == environment, tuple(below)
        case ("environments", where, *_):
            return where == environment, ()
        case _:
            return True, ()


def _components(models: Mapping[str, Model], path: Path) -> Collection[str]:
    """The components that an edit is about, by its path from the name of one on: several if that is a template."""
    if not path:
        return ()
    made = (name for name, each in models.items() if each.template == path[0] and (not path[1:] or each.field(path)))
    return [path[0], *made]


def _effect(change: EnvironmentChange, concerned: bool, components: Collection[str]) -> Effect | None:  # noqa: FBT001 - unpacked
    """The worst effect on the objects of components, all if there are none; None if nothing of them changes."""
    if not concerned:
        return None
    if not components:
        return change.effect
    found = [each.change.effect for each in change.objects if each.owner[0] in components]
    where = {f"environments.{change.key[2]}.releases.{each}" for each in components}
    jumps = any(each.where in where for each in change.jumps)
    return effects.worst([*found, *([Effect.JUMP] if jumps else [])]) if found or jumps else None


def _platform_edits(before: CheckedProject | None, after: CheckedProject, environment: str) -> Iterator[Edit]:
    """The edits of the files of an environment."""
    old = {os.path.basename(each.file): each for each in _documents(before, environment)}
    for document in _documents(after, environment):
        if os.path.basename(document.file) in old:
            yield from edits(old[os.path.basename(document.file)], document)


def _documents(checked: CheckedProject | None, environment: str) -> Sequence[Document]:
    units = checked.units if checked is not None else ()
    found = next((unit for unit in units if unit.target.environment.name == environment), None)
    return found.target.environment.documents if found is not None else ()


def edits(before: Document | None, after: Document) -> Iterator[Edit]:
    """The places in which a file differs in meaning; its first line if there was none before."""
    start = Mark(after.file, 1, 1)
    if before is None or before.root is None or after.root is None:
        yield Edit((), start)
        return
    yield from _between(before.root, after.root, (), start)


def _between(before: nodes.Node, after: nodes.Node, path: Path, mark: Mark) -> Iterator[Edit]:
    if isinstance(before, nodes.Mapping) and isinstance(after, nodes.Mapping):
        for key, entry in after.entries.items():
            old = before.entries.get(key)
            if old is None:
                yield Edit((*path, key), entry.key.mark)
            else:
                yield from _between(old.value, entry.value, (*path, key), entry.key.mark)
        yield from (Edit((*path, key), mark) for key in before.entries if key not in after.entries)
    elif not _same(before, after):
        yield Edit(path, after.mark if isinstance(after, nodes.Scalar) else mark)


def _same(before: nodes.Node, after: nodes.Node) -> bool:
    match before, after:
        case nodes.Scalar(), nodes.Scalar():
            return (before.text, before.is_null) == (after.text, after.is_null)
        case nodes.Sequence(), nodes.Sequence():
            return len(before.items) == len(after.items) and all(map(_same, before.items, after.items))
        case nodes.Mapping(), nodes.Mapping():
            return list(before.entries) == list(after.entries) and all(
                _same(entry.value, after.entries[key].value) for key, entry in before.entries.items()
            )
        case _:
            return False
