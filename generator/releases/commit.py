"""`--commit`: the edit and the regenerated overlays as one Git commit; `--into` without it: the overlays beside the edit."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from generator.errors import InputError, Mark, NotReadyError, Problem
from generator.files import gitops_folder, writing
from generator.files.gitops_index import FolderStore, GitOpsIndex
from generator.generation import conflicts, work
from generator.git import commit as git_commit
from generator.git import working_tree
from generator.git.commit import Change
from generator.releases import transition
from generator.releases.release_request import Ask
from generator.releases.transition import Moved
from generator.validation import project_render
from generator.validation.platform import Platform


class Done(NamedTuple):
    """What was committed: the move, None where a stopped run's commit was only finished, and a line about the commit."""

    moved: Moved | None
    line: str


def both(moved: Moved, platform: Platform, into: Path) -> str:
    """Write the edit, then the moved project's overlays, once both can be; a line that says how many files changed."""
    plan = _plan(moved, platform, into)
    transition.write(moved)
    gitops_folder.apply(into, plan)
    return f"wrote {len(plan.new) + len(plan.changed)} and removed {len(plan.stale)} files in {into}"


def commit(
    file: str, platform: Platform, ask: Ask, *, into: Path | None, branch: str | None, begun: str | None = None
) -> Done:
    """One commit of the edit and, with `into`, of the overlays; NotReadyError where Git is not ready, nothing changed.

    `begun` is the commit that HEAD was at when the command began: of two at once one wins.
    """
    top = working_tree.root(os.path.dirname(file) or ".")
    if top is None:
        raise NotReadyError(
            f"{file} is in no Git repository", hint="--commit needs one; without it the file is edited in place"
        )
    trailer = f"Tidegate-Release: {_named(ask, _below(top, file))}"
    with git_commit.transaction(top, begun=begun) as transaction:
        finished = transaction.finished
        if finished is not None and finished.trailer == trailer:
            return Done(None, f"finished {finished.commit[:12]} on {finished.branch}, which a stopped run had begun")
        moved = transition.move(file, platform, ask)
        changes = [Change(_below(top, moved.file), moved.new, moved.old)]
        writing.sweep(os.path.dirname(os.path.realpath(moved.file)))
        if into is not None:
            changes += _changes(moved, platform, into, top)
        body = "\n".join(moved.effects)
        done = transaction.commit(changes, message=f"{moved.subject}\n\n{body}", trailer=trailer, branch=branch)
    return Done(moved, f"committed {done.commit[:12]} on {done.branch}")


def _named(ask: Ask, file: str) -> str:
    """The command with its arguments and its file: a stopped run is recognised by it, and its work not done twice."""
    differences = sorted(f"{key}={value}" for key, value in ask.difference.items())
    given = (str(ask.command), file, ask.component, ask.environment, ask.image, ask.model, *differences)
    return " ".join(text.replace("\n", " ") for text in given if text)


def _plan(moved: Moved, platform: Platform, into: Path) -> gitops_folder.Plan:
    """What writing the overlays takes.

    NotReadyError where something is in the way, InputError where a workload would go or another project has a name of ours;
    a move that adds nothing, such as a rollback, waits for no other project.
    """
    checked, overlays = project_render.render(moved.checked, platform)
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


def _changes(moved: Moved, platform: Platform, into: Path, top: str) -> Iterator[Change]:
    plan = _plan(moved, platform, into)
    for path in (*plan.new, *plan.changed, *plan.stale):
        full = into / path
        before = full.read_bytes() if full.is_file() else None
        yield Change(_below(top, str(full)), plan.tree.get(path), before)


def _below(top: str, path: str) -> str:
    below = os.path.relpath(os.path.realpath(path), os.path.realpath(top))
    if below.split("/")[0] == "..":
        raise NotReadyError(f"{path} is outside of the repository {top}", hint="--commit takes files of one repository")
    return below
