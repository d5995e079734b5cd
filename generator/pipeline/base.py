"""`--base REV`: every project as it was at a revision against what it is now; a jump is refused (design section 5)."""

import os
import tempfile
from collections.abc import Iterator, Sequence

from generator.errors import Mark, NotReadyError, Problem, Severity
from generator.library import git
from generator.library import platform as library
from generator.pipeline import judge
from generator.pipeline import platform as platforms
from generator.pipeline.judge import Judged
from generator.pipeline.platform import Platform
from generator.pipeline.work import positions
from generator.release import jumps
from generator.repository import revision

Key = tuple[str, str]


def judge_jumps(paths: Sequence[str], platform: Platform, base: str) -> Iterator[Problem]:
    """A refusal for every illegal change since the revision `base`; a project that is bad now is judged by others."""
    folder = os.path.dirname(paths[0]) or "."
    top = git.root(folder)
    if top is None:
        raise NotReadyError(f"{folder} is in no Git repository", hint="--base compares with a revision of one")
    revision.resolve(top, base)
    with tempfile.TemporaryDirectory(prefix="tidegate-") as into:
        before = _platform(platform, top, base, into)
        for path in paths:
            now = judge.judge(path, platform)
            if not now.bad:
                yield from _project(path, now, before, top, base, into)


def _platform(platform: Platform, top: str, base: str, into: str) -> Platform:
    """The platform as it was, where it lies in the same repository; else as it is."""
    below = os.path.relpath(os.path.realpath(platform.folder), os.path.realpath(top)) if platform.folder else ".."
    if below.split(os.sep)[0] == "..":
        return platform
    old = os.path.join(into, "platform")
    wanted = [os.path.normpath(os.path.join(below, name)) for name in (library.MARK, "environments", "schemas")]
    revision.export(top, base, wanted, old)
    folder = os.path.join(old, below)
    return platforms.load(folder, ".") if os.path.isdir(folder) else platform


def _project(path: str, now: Judged, platform: Platform, top: str, base: str, into: str) -> Iterator[Problem]:
    below = os.path.relpath(os.path.realpath(path), os.path.realpath(top))
    held = os.path.join(into, "project")
    revision.export(top, base, [os.path.dirname(below) or "."], held)
    old = os.path.join(held, below)
    if not os.path.isfile(old):
        return
    then = judge.judge(old, platform)
    if any(problem.severity is Severity.ERROR for problem in then.problems):
        return
    was, is_now = positions(then), positions(now)
    for key, after in is_now.items():
        for refused in jumps.judge(was.get(key), after):
            yield _refusal(now, key, refused.fact, refused.hint)


def _refusal(now: Judged, key: Key, fact: str, hint: str) -> Problem:
    environment, component = key
    mark = Mark(now.file, 1, 1)
    if now.project is not None:
        mark = now.project.environments[environment].key.mark
    where = f"environments.{environment}.releases.{component}"
    return Problem(mark=mark, where=where, fact=fact, hint=hint, code="jump", severity=Severity.REFUSAL)
