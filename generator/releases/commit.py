"""Write a release: `--into` writes the overlays along with the edited file, `--commit` commits them in one Git commit."""

import os
from collections.abc import Callable, Iterator
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


def write(transition: Transition, platform: Platform, into: Path) -> WrittenOverlays:
    """Write the edited file, then the project's overlays; nothing is written if the overlays cannot be planned."""
    plan = _plan(transition, platform, into)
    transitions.write(transition)
    gitops_folder.apply(into, plan)
    return WrittenOverlays(into, len(plan.new) + len(plan.changed), len(plan.stale))


def commit(
    project: ProjectFile,
    request: ReleaseRequest,
    judge: Callable[[Transition], None],
    *,
    into: Path | None,
    branch: str | None,
    start_commit: str | None = None,
) -> ReleaseOutcome:
    """Commit the edit and, with `into`, the overlays, to the current or a new `branch`, after `judge` has seen the transition.

    `start_commit` is HEAD's commit when the command began: if another command commits in between, this one fails. Raises
    NotReadyError, without any change, if the repository is not ready.
    """
    file = project.file
    top = working_tree.root(os.path.dirname(file) or ".")
    if top is None:
        raise NotReadyError(
            f"{file} is in no Git repository", hint="--commit needs one; without it the file is edited in place"
        )
    trailer = f"Tidegate-Release: {_describe(request, _relative(top, file))}"
    with git_commit.transaction(top, start_commit=start_commit) as transaction:
        finished = transaction.finished
        if finished is not None and finished.trailer == trailer:
            return ReleaseOutcome(None, commit=Commit(finished.commit, finished.branch, resumed=True))
        transition = transitions.move(project, request)
        judge(transition)
        changes = [Change(_relative(top, transition.file), transition.new, transition.old)]
        writing.sweep(os.path.dirname(os.path.realpath(transition.file)))
        if into is not None:
            changes += _changes(transition, project.platform, into, top)
        body = "\n".join(transition.effects)
        committed = transaction.commit(
            changes, message=f"{transition.subject}\n\n{body}", trailer=trailer, branch=branch
        )
    return ReleaseOutcome(transition, commit=Commit(committed.commit, committed.branch, resumed=False))


def _describe(request: ReleaseRequest, file: str) -> str:
    """The command, its arguments and its file; a repeated command recognises the commit of its interrupted run by this."""
    differences = sorted(f"{key}={value}" for key, value in request.difference.items())
    parts = (
        str(request.command),
        file,
        request.component,
        request.environment,
        request.image,
        request.model,
        *differences,
    )
    return " ".join(text.replace("\n", " ") for text in parts if text)


def _plan(transition: Transition, platform: Platform, into: Path) -> gitops_folder.Plan:
    """The changes that write the overlays.

    Raises NotReadyError if something else is at a path, InputError if a workload would be removed or another project uses
    the same name or host; the latter is not checked for a move without new files, such as a rollback.
    """
    checked, overlays = transition.rendered
    if not overlays:
        checked, overlays = project_render.render(checked, platform)
    files = work.files(checked, overlays)
    team, project = transition.team, transition.project
    plan = gitops_folder.plan(into, files.tree, team=team, project=project, emptied=files.emptied)
    if plan.new:
        index = GitOpsIndex(FolderStore(into))
        conflicting = conflicts.with_repository((team, project), checked.reservations, index, platform.environments)
        if conflicting:
            raise InputError(conflicting)
    for path, fact in plan.blocked.items():
        raise NotReadyError(f"{into}/{path}: {fact}", hint=gitops_folder.BLOCKED_HINT)
    if plan.pruned:
        raise InputError([_prune_problem(path, transition.file, into) for path in plan.pruned])
    return plan


def _prune_problem(path: str, file: str, into: Path) -> Problem:
    fact = f"{path} would be removed, and what it defines deleted from the cluster"
    hint = f"to allow this, first run: tidegate generate --into {into} --allow-prune"
    return Problem(mark=Mark(file, 1, 1), where="", fact=fact, hint=hint, code="prune")


def _changes(transition: Transition, platform: Platform, into: Path, top: str) -> Iterator[Change]:
    plan = _plan(transition, platform, into)
    for path in (*plan.new, *plan.changed, *plan.stale):
        absolute = os.fspath(into / path)
        with writing.refusal(absolute, "read"):
            before = reading.content(absolute)
        yield Change(_relative(top, absolute), plan.tree.get(path), before)


def _relative(top: str, path: str) -> str:
    relative = os.path.relpath(os.path.realpath(path), os.path.realpath(top))
    if relative.split("/")[0] == "..":
        raise NotReadyError(f"{path} is outside of the repository {top}", hint="--commit takes files of one repository")
    return relative
