"""The release commands: one position to the next, as one edit of `ml-project.yaml` that is checked before it is written."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.errors import InputError, NotReadyError, Problem, RefusedError, Severity, UsageError
from generator.files import reading, writing
from generator.generation import conflicts
from generator.generation.conflicts import Reservations
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
from generator.validation.project_check import CheckedProject


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A move that may be written: the file's old and new bytes, the two positions and the words for people."""

    file: str
    old: bytes
    new: bytes
    checked: CheckedProject
    before: Release
    after: Release
    mode: Mode
    subject: str
    effects: tuple[str, ...]
    team: str
    project: str


def find(checked: CheckedProject, platform: Platform, component: str, environment: str) -> Unit:
    """The unit of a component in an environment; UsageError where there is none."""
    project = checked.project
    if project is None or checked.bad:
        raise InputError([problem for problem in checked.problems if problem.severity is not Severity.WARNING])
    if component not in project.components:
        hint = suggest.hint(component, tuple(project.components))
        raise UsageError(f'there is no component "{component}" in {checked.file}', hint=hint)
    if environment not in project.environments:
        if environment in platform.environments:
            hint = f"add it to environments in {checked.file}"
            raise RefusedError(f'{checked.file} does not go to "{environment}"', hint=hint)
        raise UsageError(
            f'there is no environment "{environment}"', hint=suggest.hint(environment, tuple(platform.environments))
        )
    for unit in checked.units:
        if (unit.target.name, unit.target.environment.name) == (component, environment):
            return unit
    raise RefusedError(f'"{component}" does not go to "{environment}"', hint="it is removed there with null")


def move(file: str, platform: Platform, ask: Ask) -> Moved:
    """The edit of a command, checked as the file it makes; RefusedError where the state machine or policy says no."""
    old = reading.read(file)
    checked = project_check.of(old, file, platform)
    unit = find(checked, platform, ask.component, ask.environment)
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
    new = _edited(checked, unit, ask, step)
    return Moved(
        file=file,
        old=old,
        new=new,
        checked=_checked(new, file, platform),
        before=before,
        after=after,
        mode=mode,
        subject=edits.subject(step, name, ask.environment),
        effects=tuple(edits.effects(step, target.base)),
        team=target.project.team,
        project=target.project.name,
    )


def _request(unit: Unit, ask: Ask) -> Request:
    target = unit.target
    service = target.component.service
    steps = service.strategy.steps if service is not None else ()
    return Request(ask.version(target.release.active), steps)


def _edited(checked: CheckedProject, unit: Unit, ask: Ask, step: edits.Move) -> bytes:
    project = checked.project
    assert project is not None  # noqa: S101 - `find` refused it otherwise
    held = projects.release(project, ask.environment, ask.component)
    entry = held.value if held is not None and isinstance(held.value, nodes.Mapping) else None
    model = unit.target.node.get("model")
    written = edits.Written(
        entry=entry,
        image=_scalar(unit.target.node.get("image")),
        model=_scalar(model.get("uri") if isinstance(model, nodes.Mapping) else None),
        file=checked.file,
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


def _checked(content: bytes, file: str, platform: Platform) -> CheckedProject:
    """The file as it will be; InputError or RefusedError where it is wrong or policy refuses it."""
    checked = project_check.of(content, file, platform)
    checked = checked.with_problems(Reservations().add(conflicts.reservations(checked)))
    if not checked.bad and project_check.patched(checked):
        from generator.validation import project_render

        checked = project_render.render(checked, platform).checked
    if checked.bad:
        errors = [problem for problem in checked.problems if problem.severity is Severity.ERROR]
        if errors:
            raise InputError(errors)
        refused = next(problem for problem in checked.problems if problem.severity is Severity.REFUSAL)
        raise RefusedError(f"{refused.where}: {refused.fact}", hint=refused.hint)
    return checked


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


def promoted(
    checked: CheckedProject, platform: Platform, component: str, source: str
) -> tuple[Version, Mapping[str, Any]]:
    """What an environment's active runs: its version and its `with`, as `promote` takes them."""
    unit = find(checked, platform, component, source)
    return unit.target.release.active, release_history.difference(unit)
