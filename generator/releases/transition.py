"""The release commands: one position to the next, as one edit of `ml-project.yaml` that is checked before it is written."""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from generator.errors import InputError, NotReadyError, Problem, RefusedError, Severity, UsageError
from generator.files import locking, reading, writing
from generator.generation import conflicts
from generator.generation.conflicts import Reservations
from generator.release import edits, state_machine
from generator.release.snapshot import mode as mode_of
from generator.release.state_machine import Command, Mode, Refusal, Request
from generator.releases import release_history
from generator.releases.project_file import ProjectFile
from generator.releases.release_request import ReleaseRequest
from generator.resolve import project as projects
from generator.source import nodes, splice
from generator.spec import suggest
from generator.spec.project import Target
from generator.spec.release import Release, Version
from generator.validation import project_check, project_render
from generator.validation.environment_check import Unit
from generator.validation.platform import Platform
from generator.validation.project_check import CheckedProject
from generator.validation.project_render import RenderedProject


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A move that may be written: the file's old and new bytes, the two positions and the words for people.

    `rendered` is what the new bytes become; it has no overlays where nobody needed them to judge it.
    """

    file: str
    old: bytes
    new: bytes
    rendered: RenderedProject
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


def move(project: ProjectFile, request: ReleaseRequest) -> Transition:
    """The edit of a command, judged as the file it makes; RefusedError where the state machine or policy says no."""
    old, checked = project.read()
    unit = find(checked, project.platform, request.component, request.environment)
    target = unit.target
    before, mode = target.release, mode_of(target)
    brought = _brought(unit, request) if request.command is Command.RELEASE else None
    after = state_machine.apply(request.command, before, mode, brought)
    if isinstance(after, Refusal):
        raise _refused(project, request, target, after)
    step = edits.ReleaseChange(request.command, before, after, mode, request.difference)
    new = _edited(checked, unit, request, step)
    return Transition(
        file=project.file,
        old=old,
        new=new,
        rendered=_judged(new, project),
        before=before,
        after=after,
        mode=mode,
        subject=edits.subject(step, f"{target.project.name}/{request.component}", request.environment),
        effects=tuple(edits.effects(step, target.base)),
        team=target.project.team,
        project=target.project.name,
    )


def _refused(project: ProjectFile, request: ReleaseRequest, target: Target, refusal: Refusal) -> RefusedError:
    where = f"{target.project.name}/{request.component} in {request.environment}"
    state = f" ({state_machine.describe(target.release)})" if mode_of(target) == "slots" else ""
    hint = refusal.hint.replace("{name}", target.base).replace("{namespace}", target.namespace)
    if request.command is Command.ROLLBACK:
        hint = release_history.release(project, request, target.release.active) or hint
    return RefusedError(f"{where}: {refusal.fact}{state}", hint=hint)


def _brought(unit: Unit, request: ReleaseRequest) -> Request:
    target = unit.target
    service = target.component.service
    steps = service.strategy.steps if service is not None else ()
    return Request(request.version(target.release.active), steps)


def _edited(checked: CheckedProject, unit: Unit, request: ReleaseRequest, step: edits.ReleaseChange) -> bytes:
    project = checked.project
    assert project is not None  # noqa: S101 - `find` refused it otherwise
    held = projects.release(project, request.environment, request.component)
    entry = held.value if held is not None and isinstance(held.value, nodes.Mapping) else None
    model = unit.target.node.get("model")
    entry_nodes = edits.EntryNodes(
        entry=entry,
        image=_scalar(unit.target.node.get("image")),
        model=_scalar(model.get("uri") if isinstance(model, nodes.Mapping) else None),
        file=checked.file,
        has_slot=step.mode == "slots" or (step.mode == "in-place" and unit.target.component.service is not None),
    )
    path = ("environments", request.environment, "releases", request.component)
    operations = edits.operations(step, entry_nodes, path)
    try:
        text = splice.edit(project.document, operations)
    except splice.CannotEdit as error:
        problem = Problem(mark=error.mark, where=".".join(path), fact=error.fact, hint=error.hint, code="edit")
        raise InputError([problem]) from error
    return (b"\xef\xbb\xbf" if project.document.bom else b"") + text.encode()


def _scalar(node: nodes.Node | None) -> nodes.Scalar | None:
    return node if isinstance(node, nodes.Scalar) else None


def _judged(content: bytes, project: ProjectFile) -> RenderedProject:
    """The file as it will be; InputError or RefusedError where it is wrong or policy refuses it."""
    checked = project_check.of(content, project.file, project.platform)
    checked = checked.with_problems(Reservations().add(conflicts.reservations(checked)))
    rendered = RenderedProject(checked)
    if not checked.bad and project_check.patched(checked):
        rendered = project_render.render(checked, project.platform)
    checked = rendered.checked
    if checked.bad:
        errors = [problem for problem in checked.problems if problem.severity is Severity.ERROR]
        if errors:
            raise InputError(errors)
        refused = next(problem for problem in checked.problems if problem.severity is Severity.REFUSAL)
        raise RefusedError(f"{refused.where}: {refused.fact}", hint=refused.hint)
    return rendered


def write(moved: Transition) -> None:
    """Replace the file in one step; NotReadyError where it changed meanwhile."""
    path = os.path.realpath(moved.file)
    with open(path, "rb") as held:
        # Of two at once the second waits here, and then finds another file in its place
        with suppress(OSError):  # a file system without locks
            locking.acquire(held.fileno(), wait=True)
        same = os.path.samestat(os.fstat(held.fileno()), os.stat(path))
        if not same or reading.read(path) != moved.old:
            raise NotReadyError(f"{moved.file} changed meanwhile", hint="run the command again")
        writing.sweep(os.path.dirname(path))
        writing.Writer().write(path, moved.new)


def promoted(project: ProjectFile, component: str, source: str) -> tuple[Version, Mapping[str, Any]]:
    """What an environment's active runs: its version and its `with`, as `promote` takes them."""
    unit = find(project.read().checked, project.platform, component, source)
    return unit.target.release.active, release_history.difference(unit)
