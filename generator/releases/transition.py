"""Move a release to its next position by an edit of `ml-project.yaml`, which is checked before it is written."""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from generator.environment import operators
from generator.errors import SCHEMA, InputError, NotReadyError, Problem, RefusedError, Severity, UsageError
from generator.files import locking, reading, writing
from generator.release import edits, left_behind, state_machine
from generator.release.snapshot import mode as mode_of
from generator.release.state_machine import MOVED_BY_COMMITS, SLOTTED, Command, Mode, Refusal, Request
from generator.releases import release_history
from generator.releases.project_file import ProjectFile
from generator.releases.release_request import ReleaseRequest
from generator.resolve import project as projects
from generator.resolve import target as targets
from generator.source import document as documents
from generator.source import nodes, splice
from generator.source.document import Document
from generator.spec import suggest, templates, written_versions
from generator.spec.project import Target
from generator.spec.release import Release, Version
from generator.validation import project_check, project_render
from generator.validation.environment_check import Unit
from generator.validation.platform import Platform
from generator.validation.project_check import CheckedProject
from generator.validation.project_render import RenderedProject


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A checked move: the file's old and new bytes, both positions, and its description (`subject`, `effects`).

    `checked` is the project of the old bytes, `rendered` that of the new ones; it has no overlays if they were not needed to
    check it.
    """

    file: str
    old: bytes
    new: bytes
    checked: CheckedProject
    rendered: RenderedProject
    before: Release
    after: Release
    mode: Mode
    subject: str
    effects: tuple[str, ...]
    team: str
    project: str


SAME_VERSION_HINT = (
    "release another image or model, or what is different with --set; kubectl rollout restart starts the pods anew"
)


DEFAULT_IMAGE = Refusal(
    fact="its image is the one that this version of tidegate knows, and another version of tidegate may know another",
    hint="write the image that runs, image: REPOSITORY:TAG, then release another",
)


def find(checked: CheckedProject, platform: Platform, component: str, environment: str) -> Unit:
    """The unit of a component in an environment.

    Raises UsageError if one of them is unknown, RefusedError if the component is not in the environment, InputError if the
    project has problems.
    """
    project = checked.project
    if project is None or checked.invalid:
        raise InputError([problem for problem in checked.problems if problem.severity is not Severity.WARNING])
    if component not in project.components:
        fact, hint, meant = templates.unknown(component, tuple(project.components), project.templates)
        raise UsageError(f"{fact} in {checked.file}", hint=suggest.hint_text(meant, hint))
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
    hint = written_versions.way_back(project, environment, component)
    raise RefusedError(f'"{component}" does not go to "{environment}"', hint=hint)


def move(project: ProjectFile, request: ReleaseRequest) -> Transition:
    """The checked edit of a command. Raises RefusedError if the state machine or a policy refuses it."""
    old, checked = project.read()
    unit = find(checked, project.platform, request.component, request.environment)
    target = unit.target
    before, mode = target.release, mode_of(target)
    if request.command is Command.RELEASE and _has_default_image(target):
        raise _refusal_error(project, request, target, DEFAULT_IMAGE)
    requested = _requested_version(unit, request) if request.command is Command.RELEASE else None
    after = state_machine.apply(request.command, before, mode, requested)
    is_same = requested is not None and requested.version == before.active
    if is_same and not (request.difference or request.exact or isinstance(after, Refusal)):
        after = Refusal(fact="this version runs already", hint=SAME_VERSION_HINT)
    if isinstance(after, Refusal):
        raise _refusal_error(project, request, target, after)
    step = edits.ReleaseChange(request.command, before, after, mode, request.difference)
    new = _edit(checked, unit, request, step)
    return Transition(
        file=project.file,
        old=old,
        new=new,
        checked=checked,
        rendered=_check(new, project),
        before=before,
        after=after,
        mode=mode,
        subject=edits.subject(step, f"{target.project.name}/{request.component}", request.environment),
        effects=tuple(edits.effects(step, target.base)),
        team=target.project.team,
        project=target.project.name,
    )


def _has_slots(target: Target) -> bool:
    return target.component.slots and not operators.has_revisions(target.engine)


def _has_default_image(target: Target) -> bool:
    image = target.node.get("image")
    return image is not None and image.mark == SCHEMA


def _refusal_error(project: ProjectFile, request: ReleaseRequest, target: Target, refusal: Refusal) -> RefusedError:
    where = f"{target.project.name}/{request.component} in {request.environment}"
    mode = mode_of(target)
    state = f" ({state_machine.describe(target.release, mode)})" if mode in MOVED_BY_COMMITS else ""
    hint = refusal.hint.replace("{name}", target.base).replace("{namespace}", target.namespace)
    if request.command is Command.ROLLBACK:
        hint = release_history.release_hint(project, request, target.release.active) or hint
    return RefusedError(f"{where}: {refusal.fact}{state}", hint=hint)


def _requested_version(unit: Unit, request: ReleaseRequest) -> Request:
    target = unit.target
    service = target.component.service
    steps = service.strategy.steps if service is not None else ()
    return Request(request.version(target.release.active), steps)


def _edit(checked: CheckedProject, unit: Unit, request: ReleaseRequest, step: edits.ReleaseChange) -> bytes:
    project = checked.project
    assert project is not None  # noqa: S101 - `find` refused it otherwise
    entry_key = projects.release(project, request.environment, request.component)
    entry = entry_key.value if entry_key is not None and isinstance(entry_key.value, nodes.Mapping) else None
    model = unit.target.node.get("model")
    entry_nodes = edits.EntryNodes(
        entry=entry,
        image=_scalar(unit.target.node.get("image")) if targets.has_own_image(unit.target.node) else None,
        model=_scalar(model.get("uri") if isinstance(model, nodes.Mapping) else None),
        file=checked.file,
        has_slot=step.mode in SLOTTED or (step.mode == "in-place" and _has_slots(unit.target)),
    )
    path = ("environments", request.environment, "releases", request.component)
    operations = edits.operations(step, entry_nodes, path)
    try:
        edited = _parsed(project.document, splice.edit(project.document, operations))
    except splice.CannotEdit as error:
        problem = Problem(mark=error.mark, where=".".join(path), fact=error.fact, hint=error.hint, code="edit")
        raise InputError([problem]) from error
    for operation in left_behind.operations(project, step, request.component, request.environment):
        # A value that is repeated elsewhere by an alias belongs to others too: it stays, and the release goes on
        with suppress(splice.CannotEdit):
            edited = _parsed(edited, splice.edit(edited, [operation]))
    return (b"\xef\xbb\xbf" if edited.bom else b"") + edited.text.encode()


def _parsed(before: Document, text: str) -> Document:
    return documents.parse((("\ufeff" if before.bom else "") + text).encode(), before.file)


def _scalar(node: nodes.Node | None) -> nodes.Scalar | None:
    return node if isinstance(node, nodes.Scalar) else None


def _check(content: bytes, project: ProjectFile) -> RenderedProject:
    """The project of the new content; InputError if it has errors, RefusedError if a policy refuses it."""
    checked = project_check.check(content, project.file, project.platform)
    rendered = RenderedProject(checked)
    if not checked.invalid and project_check.has_patches(checked):
        rendered = project_render.render(checked, project.platform)
    checked = rendered.checked
    if checked.invalid:
        errors = [problem for problem in checked.problems if problem.severity is Severity.ERROR]
        if errors:
            raise InputError(errors)
        refused = next(problem for problem in checked.problems if problem.severity is Severity.REFUSAL)
        raise RefusedError(f"{refused.where}: {refused.fact}", hint=refused.hint)
    return rendered


def write(transition: Transition) -> None:
    """Replace the file in one step; NotReadyError if it has changed since it was read."""
    path = os.path.realpath(transition.file)
    with open(path, "rb") as file:
        # The second of two commands waits here, and then finds that the file was replaced
        with suppress(OSError):  # a file system without locks
            locking.acquire(file.fileno(), wait=True)
        same = os.path.samestat(os.fstat(file.fileno()), os.stat(path))
        if not same or reading.read(path) != transition.old:
            raise NotReadyError(f"{transition.file} changed while this command ran", hint="run the command again")
        writing.sweep(os.path.dirname(path))
        writing.Writer().write(path, transition.new)


def promoted(project: ProjectFile, component: str, source: str) -> tuple[Version, Mapping[str, Any]]:
    """The active version in an environment, and the fields that it sets differently (`with`)."""
    unit = find(project.read().checked, project.platform, component, source)
    return unit.target.release.active, release_history.difference(unit)
