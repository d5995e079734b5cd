"""`--commit`: the edit and the regenerated overlays as one Git commit; `--into` without it: the overlays beside the edit."""

import os
from collections.abc import Iterator
from pathlib import Path

from generator.errors import InputError, Mark, NotReadyError, Problem
from generator.files import gitops_folder, reading, writing
from generator.files.gitops_index import FolderStore, GitOpsIndex
from generator.generation import conflicts, work
from generator.git import commit as git_commit
from generator.git import working_tree
from generator.git.commit import Change
from generator.releases import transition as transitions
from generator.releases.project_file import ProjectFile
from generator.releases.release_outcome import Commit, ReleaseOutcome, WrittenOverlays
from generator.releases.release_request import ReleaseRequest
from generator.releases.transition import Transition
from generator.validation import project_render
from generator.validation.platform import Platform


def write_both(moved: Transition, platform: Platform, into: Path) -> WrittenOverlays:
    """Write the edit, then the moved project's overlays, once both can be."""
    plan = _plan(moved, platform, into)
    transitions.write(moved)
    gitops_folder.apply(into, plan)
    return WrittenOverlays(into, len(plan.new) + len(plan.changed), len(plan.stale))


def commit(
    project: ProjectFile,
    request: ReleaseRequest,
    *,
    into: Path | None,
    branch: str | None,
    begun: str | None = None,
) -> ReleaseOutcome:
    """One commit of the edit and, with `into`, of the overlays; NotReadyError where Git is not ready, nothing changed.

    `begun` is the commit that HEAD was at when the command began: of two at once one wins.
    """
    file = project.file
    top = working_tree.root(os.path.dirname(file) or ".")
    if top is None:
        raise NotReadyError(
            f"{file} is in no Git repository", hint="--commit needs one; without it the file is edited in place"
        )
    trailer = f"Tidegate-Release: {_named(request, _below(top, file))}"
    with git_commit.transaction(top, begun=begun) as transaction:
        finished = transaction.finished
        if finished is not None and finished.trailer == trailer:
            return ReleaseOutcome(None, commit=Commit(finished.commit, finished.branch, resumed=True))
        moved = transitions.move(project, request)
        changes = [Change(_below(top, moved.file), moved.new, moved.old)]
        writing.sweep(os.path.dirname(os.path.realpath(moved.file)))
        if into is not None:
            changes += _changes(moved, project.platform, into, top)
        body = "\n".join(moved.effects)
        done = transaction.commit(changes, message=f"{moved.subject}\n\n{body}", trailer=trailer, branch=branch)
    return ReleaseOutcome(moved, commit=Commit(done.commit, done.branch, resumed=False))


def _named(request: ReleaseRequest, file: str) -> str:
    """The command with its arguments and its file: a stopped run is recognised by it, and its work not done twice."""
    differences = sorted(f"{key}={value}" for key, value in request.difference.items())
    given = (
        str(request.command),
        file,
        request.component,
        request.environment,
        request.image,
        request.model,
        *differences,
    )
    return " ".join(text.replace("\n", " ") for text in given if text)


def _plan(moved: Transition, platform: Platform, into: Path) -> gitops_folder.Plan:
    """What writing the overlays takes.

    NotReadyError where something is in the way, InputError where a workload would go or another project has a name of ours;
    a move that adds nothing, such as a rollback, waits for no other project.
    """
    checked, overlays = moved.rendered
    if not overlays:
        checked, overlays = project_render.render(checked, platform)
    files = work.files(checked, overlays)
    team, project = moved.team, moved.project
    plan = gitops_folder.plan(into, files.tree, team=team, project=project, emptied=files.emptied)
    if plan.new:
        index = GitOpsIndex(FolderStore(into))
        reserved = conflicts.reservations(checked)
        taken = list(conflicts.with_repository((team, project), reserved, index, platform.environments))
        if taken:
            raise InputError(taken)
    for path, fact in plan.blocked.items():
        raise NotReadyError(f"{into}/{path}: {fact}", hint=gitops_folder.IN_THE_WAY)
    if plan.pruned:
        raise InputError([_asks(path, moved.file, into) for path in plan.pruned])
    return plan


def _asks(path: str, file: str, into: Path) -> Problem:
    fact = f"{path} would be removed, and with it what runs or is stored there"
    hint = f"if that is meant, do it before: tidegate generate --into {into} --allow-prune"
    return Problem(mark=Mark(file, 1, 1), where="", fact=fact, hint=hint, code="prune")


def _changes(moved: Transition, platform: Platform, into: Path, top: str) -> Iterator[Change]:
    plan = _plan(moved, platform, into)
    for path in (*plan.new, *plan.changed, *plan.stale):
        full = os.fspath(into / path)
        with writing.refusal(full, "read"):
            before = reading.content(full)
        yield Change(_below(top, full), plan.tree.get(path), before)


def _below(top: str, path: str) -> str:
    below = os.path.relpath(os.path.realpath(path), os.path.realpath(top))
    if below.split("/")[0] == "..":
        raise NotReadyError(f"{path} is outside of the repository {top}", hint="--commit takes files of one repository")
    return below
