"""The release commands: one position to the next, as one edit of `ml-project.yaml` that is judged before it is written."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from generator.errors import InputError, NotReadyError, Problem, RefusedError, Severity, UsageError
from generator.files import reading, writing
from generator.generation import conflicts
from generator.generation.conflicts import Claims
from generator.release import edits, machine
from generator.release.machine import Command, Mode, Refusal, Request
from generator.release.snapshot import mode as mode_of
from generator.releases import release_history
from generator.releases.release_request import Ask
from generator.resolve import project as projects
from generator.source import nodes, splice
from generator.spec import suggest
from generator.spec.release import Release, Version
from generator.validation import project_check
from generator.validation.environment_check import Unit
from generator.validation.platform import Platform
from generator.validation.project_check import Judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A move that may be written: the file's old and new bytes, the two positions and the words for people."""

    file: str
    old: bytes
    new: bytes
    judged: Judged
    before: Release
    after: Release
    mode: Mode
    subject: str
    effects: tuple[str, ...]
    team: str
    project: str


def find(judged: Judged, platform: Platform, component: str, environment: str) -> Unit:
    """The unit of a component in an environment; UsageError where there is none."""
    project = judged.project
    if project is None or judged.bad:
        raise InputError([problem for problem in judged.problems if problem.severity is not Severity.WARNING])
    if component not in project.components:
        hint = suggest.hint(component, tuple(project.components))
        raise UsageError(f'there is no component "{component}" in {judged.file}', hint=hint)
    if environment not in project.environments:
        if environment in platform.environments:
            hint = f"add it to environments in {judged.file}"
            raise RefusedError(f'{judged.file} does not go to "{environment}"', hint=hint)
        raise UsageError(
            f'there is no environment "{environment}"', hint=suggest.hint(environment, tuple(platform.environments))
        )
    for unit in judged.units:
        if (unit.target.name, unit.target.environment.name) == (component, environment):
            return unit
    raise RefusedError(f'"{component}" does not go to "{environment}"', hint="it is removed there with null")


def move(file: str, platform: Platform, ask: Ask) -> Moved:
    """The edit of a command, judged as the file it makes; RefusedError where the state machine or policy says no."""
    old = reading.read(file)
    judged = project_check.of(old, file, platform)
    unit = find(judged, platform, ask.component, ask.environment)
    target = unit.target
    before, mode = target.release, mode_of(target)
    request = _request(unit, ask) if ask.command is Command.RELEASE else None
    after = machine.move(ask.command, before, mode, request)
    if isinstance(after, Refusal):
        where = f"{target.project.name}/{ask.component} in {ask.environment}"
        state = f" ({machine.says(before)})" if mode == "slots" else ""
        hint = release_history.release(file, platform, ask, before.active) if ask.command is Command.ROLLBACK else ""
        known = after.hint.replace("{name}", target.base).replace("{namespace}", target.namespace)
        raise RefusedError(f"{where}: {after.fact}{state}", hint=hint or known)
    name = f"{target.project.name}/{ask.component}"
    step = edits.Move(ask.command, before, after, mode, ask.difference)
    moved = Moved(
        file=file,
        old=old,
        new=_edited(judged, unit, ask, step),
        judged=judged,
        before=before,
        after=after,
        mode=mode,
        subject=edits.subject(step, name, ask.environment),
        effects=tuple(edits.effects(step, target.base)),
        team=target.project.team,
        project=target.project.name,
    )
    return replace(moved, judged=_judged(moved, platform))


def _request(unit: Unit, ask: Ask) -> Request:
    target = unit.target
    service = target.component.service
    steps = service.strategy.steps if service is not None else ()
    return Request(ask.version(target.release.active), steps)


def _edited(judged: Judged, unit: Unit, ask: Ask, step: edits.Move) -> bytes:
    project = judged.project
    assert project is not None  # noqa: S101 - `find` refused it otherwise
    held = projects.release(project, ask.environment, ask.component)
    entry = held.value if held is not None and isinstance(held.value, nodes.Mapping) else None
    model = unit.target.node.get("model")
    written = edits.Written(
        entry=entry,
        image=_scalar(unit.target.node.get("image")),
        model=_scalar(model.get("uri") if isinstance(model, nodes.Mapping) else None),
        file=judged.file,
        slotted=step.mode == "slots" or (step.mode == "in-place" and unit.target.component.service is not None),
    )
    path = ("environments", ask.environment, "releases", ask.component)
    operations = edits.operations(step, written, path)
    try:
        text = splice.edit(project.document, operations)
    except splice.CannotEdit as error:
        problem = Problem(mark=error.mark, where=".".join(path), fact=error.fact, hint=error.hint, code="edit")
        raise InputError([problem]) from error
    return (b"\xef\xbb\xbf" if project.document.bom else b"") + text.encode()


def _scalar(node: nodes.Node | None) -> nodes.Scalar | None:
    return node if isinstance(node, nodes.Scalar) else None


def _judged(moved: Moved, platform: Platform) -> Judged:
    """The file as it will be; nothing is written where it is wrong or policy refuses it."""
    judged = project_check.of(moved.new, moved.file, platform)
    judged.add(Claims().add(conflicts.claims(judged)))
    if not judged.bad and project_check.patched(judged):
        project_check.overlays(judged, platform)
    if judged.bad:
        errors = [problem for problem in judged.problems if problem.severity is Severity.ERROR]
        if errors:
            raise InputError(errors)
        refused = next(problem for problem in judged.problems if problem.severity is Severity.REFUSAL)
        raise RefusedError(f"{refused.where}: {refused.fact}", hint=refused.hint)
    return judged


def write(moved: Moved) -> None:
    """Replace the file in one step; NotReadyError where it changed meanwhile."""
    path = os.path.realpath(moved.file)
    with open(path, "rb") as held:
        # Of two at once the second waits here, and then finds another file in its place
        writing.claimed(held.fileno(), wait=True)
        same = os.path.samestat(os.fstat(held.fileno()), os.stat(path))
        if not same or reading.read(path) != moved.old:
            raise NotReadyError(f"{moved.file} changed meanwhile", hint="run the command again")
        writing.sweep(os.path.dirname(path))
        writing.Writer().write(path, moved.new)


def promoted(judged: Judged, platform: Platform, component: str, source: str) -> tuple[Version, Mapping[str, Any]]:
    """What an environment's active runs: its version and its `with`, as `promote` takes them."""
    unit = find(judged, platform, component, source)
    return unit.target.release.active, release_history.difference(unit)
