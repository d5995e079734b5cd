"""The commit that changed something last. It is not known in a shallow clone, whose oldest commit seems to have made everything."""

import os
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple

from generator import errors
from generator.git import runner
from generator.git.runner import Result

TIME_LIMIT = 60.0  # seconds
_BLAMED = re.compile(r"^([0-9a-f]{40,64}) \d+ \d+", re.MULTILINE)
_TIME = re.compile(
    r"^([0-9a-f]{40,64}) \d+ \d+(?: \d+)?$(?:\n(?!\t).*)*?\ncommitter-time (\d+)\ncommitter-tz ([+-]\d{4})$",
    re.MULTILINE,
)


class LastChange(NamedTuple):
    """A commit, and its day in the time zone of who committed it (`2026-11-20`)."""

    commit: str
    day: str


def of_files(top: str, commit: str, paths: Collection[str], lines: str) -> Mapping[str, LastChange]:
    """The last change of a line that matches an extended regular expression in each file of a commit, where it is known.

    Only the first-parent history of the commit is searched: a merge counts as one change.
    """
    if not paths or _is_shallow(top):
        return {}
    options = ("--first-parent", "-m", "--name-only", "--no-renames", "--no-show-signature", "--no-color", "-z")
    listed = "".join(f"{line}\n" for line in (commit, "--", *paths))
    found = _run(top, "log", *options, "--format=%x00%H %cs", f"-G{lines}", "--stdin", stdin=listed)
    changes: dict[str, LastChange] = {}
    for change, path in _changes(found.text if found is not None else ""):
        changes.setdefault(path, change)
    return changes


def _changes(text: str) -> Iterator[tuple[LastChange, str]]:
    """Commits, which follow an empty part, and each path that they changed, from what `git log -z` prints."""
    parts = iter(text.split("\0"))
    change = None
    for part in parts:
        about = next(parts, "") if not part else ""
        if about:
            change = LastChange(*about.split())
        elif part and change is not None:
            yield change, part.removeprefix("\n")


def of_lines(file: str, first: int, last: int) -> LastChange | None:
    """The last change of lines of a file on disk; None if it is not known, or not committed yet."""
    folder, name = os.path.split(os.path.realpath(file))
    options = ("-c", "blame.ignoreRevsFile=", "blame", "--porcelain", "--first-parent", f"-L{first},{last}")
    found = _run(folder, *options, "--", name)
    if found is None or _is_shallow(folder):
        return None
    times = {commit: (int(time), zone) for commit, time, zone in _TIME.findall(found.text)}
    newest = max({*_BLAMED.findall(found.text)}, key=lambda commit: (times[commit], commit), default="")
    if not newest.strip("0") or any(not commit.strip("0") for commit in times):
        return None
    return LastChange(newest, _day(*times[newest]))


def _day(seconds: int, zone: str) -> str:
    """The day of a time in seconds since 1970, in a time zone as Git writes it (`-0500`)."""
    minutes = int(zone[1:3]) * 60 + int(zone[3:])
    ahead = timedelta(minutes=-minutes if zone[0] == "-" else minutes)
    return f"{datetime.fromtimestamp(seconds, UTC) + ahead:%Y-%m-%d}"


@cache
def _is_shallow(folder: str) -> bool:
    """Whether a clone lacks a part of its history, or does not say so."""
    found = _run(folder, "rev-parse", "--is-shallow-repository")
    return found is None or found.text.strip() != "false"


def _run(folder: str, *arguments: str, stdin: str = "") -> Result | None:
    """What Git prints; None if it fails, as for a file that it does not know, or is not there."""
    try:
        result = runner.run(arguments, folder=folder, stdin=stdin.encode(), seconds=TIME_LIMIT)
    except (errors.ProgramError, runner.TimedOutError):
        return None
    return result if result.code == 0 else None
