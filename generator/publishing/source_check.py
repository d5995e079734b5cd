"""Whether what is published is what reviewers have seen: committed, and on the default branch of its repository."""

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from generator.discovery import platform_folder
from generator.errors import RefusedError
from generator.generation.results import ProjectResult
from generator.git import source_state
from generator.git.source_state import Place

ANY = "*"
"""The value of `--from-branch` that allows any branch."""
MOST_NAMED = 5


class Exemption(NamedTuple):
    """What may be published nevertheless: work that is not committed, and a branch, ANY or, if empty, only the default one."""

    dirty: bool = False
    branch: str = ""


NOTHING = Exemption()
"""No exemption: only committed work of the default branch."""


class Judgement(NamedTuple):
    """The error if something must not be published as it is, and notes on what could not be judged."""

    refused: RefusedError | None = None
    notes: tuple[str, ...] = ()


def judge(results: Iterable[ProjectResult], platform: str, exemption: Exemption) -> Judgement:
    """Judge the repositories of projects, of the files that they name, and of their platform's folder."""
    read: dict[str, list[str]] = {}
    for path in _paths(results, platform):
        top = source_state.root(path)
        if top is not None:
            read.setdefault(top, []).append(path)
    refused: list[tuple[str, str]] = []
    notes = []
    for top, paths in read.items():
        refused += () if exemption.dirty else _uncommitted(top, paths)
        at = source_state.place(top)
        if exemption.branch not in {ANY, at.branch or None}:
            default = source_state.default_branch(top)
            if not default:
                notes.append(_unknown(top, at))
            elif not source_state.is_on(top, at, default):
                refused.append(_elsewhere(top, at, default))
    if not refused:
        return Judgement(None, tuple(notes))
    facts, hints = zip(*refused, strict=True)
    return Judgement(RefusedError("; ".join(facts), hint="; ".join(dict.fromkeys(hints))), tuple(notes))


def _paths(results: Iterable[ProjectResult], platform: str) -> Iterator[str]:
    if platform:
        yield from (os.path.join(platform, name) for name in (platform_folder.MARKER, *platform_folder.FOLDERS))
    for result in results:
        yield result.file
        yield from (os.path.join(os.path.dirname(result.file), name) for name in result.sources)


def _uncommitted(top: str, read: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The fact and the hint if not everything is committed."""
    changed = source_state.changed(top, read)
    if changed:
        verb = "differs" if len(changed) == 1 else "differ"
        named = _listed([os.path.relpath(os.path.join(top, path)) for path in changed])
        yield f"{named} {verb} from the last commit", "commit first, or publish it as it is: --allow-dirty"


def _elsewhere(top: str, at: Place, default: str) -> tuple[str, str]:
    """The fact and the hint if HEAD is not on the default branch."""
    where = f"on branch {at.branch}" if at.branch else f"at {at.commit[:12]}, a commit of another branch"
    fact = f"{_shown(top)} is {where}, and its default branch is {default}"
    return fact, f"publish from {default}, or allow the branch: {_option(at)}"


def _unknown(top: str, at: Place) -> str:
    fact = f"the default branch of {_shown(top)} is not known, so any branch is published"
    return f"{fact}; say which one may be: {_option(at)}"


def _option(at: Place) -> str:
    return f"--from-branch {at.branch}" if at.branch else "--from-branch"


def _shown(top: str) -> str:
    return "this repository" if (shown := os.path.relpath(top)) == "." else shown


def _listed(paths: Sequence[str]) -> str:
    named = ", ".join(paths[:MOST_NAMED])
    more = len(paths) - MOST_NAMED
    return f"{named} and {more} more" if more > 0 else named
