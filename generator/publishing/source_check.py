"""Whether what is published is what reviewers have seen: committed, and on the default branch of its repository."""

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from generator.discovery import platform_folder
from generator.errors import RefusedError
from generator.generation.results import ProjectResult
from generator.git import source_state
from generator.git.source_state import SourceState

ANY = "*"
"""The value of `--from-branch` that allows any branch."""
MOST_NAMED = 5


class Exemption(NamedTuple):
    """What may be published nevertheless: work that is not committed, and a branch, ANY or, if empty, only the default one."""

    dirty: bool = False
    branch: str = ""


NOTHING = Exemption()
"""No exemption: only committed work of the default branch."""


def refusal(results: Iterable[ProjectResult], platform: str, exemption: Exemption) -> RefusedError | None:
    """The error if projects, the files that they name, or their platform's folder must not be published as they are."""
    read: dict[str, list[str]] = {}
    for path in _paths(results, platform):
        top = source_state.root(path)
        if top is not None:
            read.setdefault(top, []).append(path)
    found = [each for top, paths in read.items() for each in _refusals(top, source_state.state(top, paths), exemption)]
    if not found:
        return None
    facts, hints = zip(*found, strict=True)
    return RefusedError("; ".join(facts), hint="; ".join(dict.fromkeys(hints)))


def _paths(results: Iterable[ProjectResult], platform: str) -> Iterator[str]:
    if platform:
        yield from (os.path.join(platform, name) for name in (platform_folder.MARKER, *platform_folder.FOLDERS))
    for result in results:
        yield result.file
        yield from (os.path.join(os.path.dirname(result.file), name) for name in result.sources)


def _refusals(top: str, state: SourceState, exemption: Exemption) -> Iterator[tuple[str, str]]:
    if state.changed and not exemption.dirty:
        verb = "differs" if len(state.changed) == 1 else "differ"
        fact = f"{_listed([os.path.relpath(os.path.join(top, path)) for path in state.changed])} {verb} from the last commit"
        yield fact, "commit first, or publish it as it is: --allow-dirty"
    if (
        state.on_default
        or not state.default
        or exemption.branch == ANY
        or (exemption.branch and exemption.branch == state.branch)
    ):
        return
    repository = "this repository" if (shown := os.path.relpath(top)) == "." else shown
    where = f"on branch {state.branch}" if state.branch else f"at {state.commit[:12]}, a commit of another branch"
    yield (
        f"{repository} is {where}, and its default branch is {state.default}",
        f"publish from {state.default}, or allow the branch: --from-branch{f' {state.branch}' if state.branch else ''}",
    )


def _listed(paths: Sequence[str]) -> str:
    named = ", ".join(paths[:MOST_NAMED])
    more = len(paths) - MOST_NAMED
    return f"{named} and {more} more" if more > 0 else named
