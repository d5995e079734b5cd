"""The commit that changed something last. It is not known in a shallow clone, whose oldest commit seems to have made everything."""

import os
import re
from typing import NamedTuple

from generator import errors
from generator.git import runner
from generator.git.runner import Result

TIME_LIMIT = 60.0  # seconds
_BLAMED = re.compile(r"^([0-9a-f]{40,64}) \d+ \d+", re.MULTILINE)
_TIME = re.compile(r"^([0-9a-f]{40,64}) \d+ \d+(?: \d+)?$(?:\n(?!\t).*)*?\ncommitter-time (\d+)$", re.MULTILINE)


class LastChange(NamedTuple):
    """A commit, and its day in the time zone of who committed it (`2026-11-20`)."""

    commit: str
    day: str


def of_file(top: str, commit: str, path: str, lines: str) -> LastChange | None:
    """The last change of a line that matches an extended regular expression, in a file of a commit; None if it is not known.

    Only the first-parent history of the commit is searched: a merge counts as one change.
    """
    options = ("--first-parent", "-m", "--no-patch", "--no-show-signature", "--no-color", "--max-count=1")
    return _change(_run(top, "log", *options, "--format=%H %cs", f"-G{lines}", commit, "--", path), top)


def of_lines(file: str, first: int, last: int) -> LastChange | None:
    """The last change of lines of a file on disk; None if it is not known, or not committed yet."""
    folder, name = os.path.split(os.path.realpath(file))
    options = ("-c", "blame.ignoreRevsFile=", "blame", "--porcelain", "--first-parent", f"-L{first},{last}")
    found = _run(folder, *options, "--", name)
    if found is None:
        return None
    times = {commit: int(time) for commit, time in _TIME.findall(found.text)}
    newest = max({*_BLAMED.findall(found.text)}, key=lambda commit: (times[commit], commit), default="")
    if not newest.strip("0") or any(not commit.strip("0") for commit in times):
        return None
    return _change(_run(folder, "show", "--no-patch", "--no-show-signature", "--format=%H %cs", newest), folder)


def _change(found: Result | None, folder: str) -> LastChange | None:
    if found is None or not found.text.strip():
        return None
    shallow = _run(folder, "rev-parse", "--is-shallow-repository")
    if shallow is None or shallow.text.strip() == "true":
        return None
    commit, day = found.text.split()
    return LastChange(commit, day)


def _run(folder: str, *arguments: str) -> Result | None:
    """What Git prints; None if it fails, as for a file that it does not know, or is not there."""
    try:
        result = runner.run(arguments, folder=folder, seconds=TIME_LIMIT)
    except (errors.ProgramError, runner.TimedOutError):
        return None
    return result if result.code == 0 else None
