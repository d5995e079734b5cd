"""What a commit of `publish` says and where it is proposed: message, branch of a pull request, paths to check out."""

import os
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from generator.generation.results import ProjectUpdate
from generator.git import source_state, working_tree
from generator.impact import headline
from generator.kubernetes.effects.effect import Effect
from generator.manifest import gitops_paths
from generator.spec import naming

if TYPE_CHECKING:
    from generator.impact.environment_change import EnvironmentChange

PATTERN_LIMIT = 50
"""The most projects that are checked out by patterns of their own; for more, checking out everything is faster."""

WIDTH = 72
MOST_HEADLINES, MOST_LINES = 30, 4
"""A message has at most so many headlines, the worst first, of so many lines each: `diff --repo` shows the rest."""


class PublishedProject(NamedTuple):
    """The files of a project that the commit adds, changes and removes; `removed` if the project itself is removed.

    `moves` says for each release that goes on what it does, as the release command did: a subject, and a line for each effect.
    `changes` are what that does to its environments.
    """

    team: str
    project: str
    file: str
    new: tuple[str, ...]
    changed: tuple[str, ...]
    stale: tuple[str, ...]
    removed: bool
    moves: tuple[str, ...] = ()
    changes: "tuple[EnvironmentChange, ...]" = ()


def path_patterns(update: ProjectUpdate) -> Iterator[str]:
    """Git patterns of all paths that a project may have."""
    for team, project in update.keys:
        yield gitops_paths.project(team, project)
        yield f":(glob){gitops_paths.entry(gitops_paths.ANY, gitops_paths.ANY, team, project)}"


def checkout_patterns(valid: Sequence[ProjectUpdate]) -> Iterator[str]:
    """Git patterns of the files to check out. All entries are, so that the last one of a cluster is known as the last."""
    keys = [key for update in valid for key in update.keys]
    yield f"/{gitops_paths.CLUSTERS}/"
    if len(keys) > PATTERN_LIMIT:
        yield f"/{gitops_paths.PROJECTS}/"
    else:
        yield from (f"/{gitops_paths.project(*key)}/" for key in keys)


def proposal_branch(valid: Sequence[ProjectUpdate]) -> str:
    """The branch for a pull request; its name depends on the projects only, so that a later run updates it."""
    names = sorted(".".join(update.key) for update in valid)
    if len(names) == 1:
        return f"tidegate/{names[0]}"
    return f"tidegate/{len(names)}-projects-{naming.content_hash(' '.join(names).encode())}"


def message(changed: Sequence[PublishedProject]) -> str:
    """The commit message: a subject, a list of several projects, headlines, what each release does, and trailers of the sources."""
    lines = [f"{'remove' if each.removed else 'publish'} {each.team}/{each.project}" for each in changed]
    subject = lines[0] if len(lines) == 1 else f"publish {len(lines)} projects"
    body = "" if len(lines) == 1 else "\n".join(f"- {line.removeprefix('publish ')}" for line in lines) + "\n\n"
    folders = (source_folder(each.file) for each in changed)
    by_repository = {working_tree.root(folder): folder for folder in folders}
    headlines = "".join(f"{line}\n" for line in _headlines([change for each in changed for change in each.changes]))
    moves = "".join(f"{move}\n" for each in changed for move in each.moves)
    trailers = dict.fromkeys(trailer for folder in by_repository.values() for trailer in source_state.trailers(folder))
    return f"{subject}\n\n{body}{headlines}{moves}" + "".join(f"{key}: {value}\n" for key, value in trailers)


def _headlines(changes: "Sequence[EnvironmentChange]") -> Iterator[str]:
    """What the commit does to each environment, the worst first, as wrapped lines; then an empty line."""
    order = {effect: -number for number, effect in enumerate(Effect)}
    worst_first = sorted(changes, key=lambda each: order[each.effect])
    for each in worst_first[:MOST_HEADLINES]:
        team, project, environment = each.key
        text = f"{team}/{project} {environment}: {each.effect}: {headline.of(each)}"
        yield from textwrap.wrap(
            text,
            WIDTH,
            subsequent_indent="  ",
            break_long_words=False,
            break_on_hyphens=False,
            max_lines=MOST_LINES,
            placeholder=" ...",
        )
    more = len(changes) - MOST_HEADLINES
    if more > 0:
        yield f"and {more} more environment{'s' * (more != 1)}"
    if changes:
        yield ""


def source_folder(file: str) -> str:
    """The folder of a project's file, or its nearest parent folder that exists."""
    folder = os.path.dirname(file) or "."
    while not os.path.isdir(folder):
        folder = os.path.dirname(folder) or "."
    return folder
