"""`--base REV`: every project as it was at a revision against what it is now; a jump is refused.

The rules are in docs/releases.md#transitions.

A project is known by its team and name, so one whose file moved within the repository is compared all the same.
"""

import os
import tempfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from generator.components.kinds import KINDS
from generator.components.tables import TABLES
from generator.discovery import platform_folder
from generator.discovery import projects as project_files
from generator.errors import InputError, Mark, NotReadyError, Problem, Severity
from generator.files import reading
from generator.generation import removed_projects, work
from generator.generation.summary import RunSummary
from generator.git import revision, working_tree
from generator.release import refused_changes
from generator.resolve import project as projects
from generator.source import document
from generator.validate import position
from generator.validation import platform as platforms
from generator.validation import project_check
from generator.validation.platform import Platform
from generator.validation.project_check import CheckedProject

Key = tuple[str, str]
AWAY = "finish or abort the release first"


class BaseRevision:
    """A repository at a revision, written below a folder as far as it is asked for. Paths are below the repository's top."""

    def __init__(self, top: str, base: str, into: str) -> None:
        self._top = os.path.realpath(top)
        self._base = revision.resolve(top, base)
        self._into = into

    def below(self, path: str) -> str:
        """A path as the repository has it, empty where it lies outside."""
        held = os.path.relpath(os.path.realpath(path), self._top)
        return "" if held.split("/")[0] == ".." else held

    def export(self, paths: Sequence[str]) -> None:
        """Have these files and folders, as far as they were there."""
        revision.export(self._top, self._base, [os.path.normpath(path) for path in paths], self._into)

    def exported(self, below: str) -> str:
        """Where a file lies once it is exported, whether it was there or not."""
        return os.path.join(self._into, below)

    @cached_property
    def platforms(self) -> set[str]:
        """Every folder that was a platform's."""
        return {os.path.dirname(path) or "." for path in revision.files(self._top, self._base, platform_folder.MARK)}

    def has(self, folder: str) -> bool:
        """Whether there was anything in a folder, which is exported then."""
        self.export([folder])
        return os.path.isdir(self.exported(folder))

    def within(self, scope: Sequence[str]) -> dict[str, Key]:
        """The project files that lay in these folders, or were these files, and what they held."""
        below = {self.below(path) for path in scope}
        paths = [path for path in revision.files(self._top, self._base, project_files.NAME) if _inside(path, below)]
        self.export(paths)
        return {path: _named(self.exported(path)) for path in paths}

    @cached_property
    def projects(self) -> dict[Key, str]:
        """Where each project's file was, by team and name."""
        paths = revision.files(self._top, self._base, project_files.NAME)
        self.export(paths)
        return {_named(self.exported(path)): path for path in reversed(paths)}


def with_jumps(
    found: RunSummary, paths: Sequence[str], platform: Platform, base: str, scope: Sequence[str] = ()
) -> RunSummary:
    """The summary of a run with a refusal for every illegal change since `base`, in the place of the problem that it is."""
    jumps = tuple(judge_jumps(paths, platform, base, scope))
    known = {(jump.mark, jump.where, jump.fact) for jump in jumps}
    others = (each for each in found.problems if (each.mark, each.where, each.fact) not in known)
    return replace(found, problems=(*others, *jumps))


def judge_jumps(paths: Sequence[str], platform: Platform, base: str, scope: Sequence[str] = ()) -> Iterator[Problem]:
    """A refusal for every illegal change since the revision `base`; a project that is bad now is judged by others.

    What a change of kind or strategy has made a problem of a release is told here as well. `scope` are the files and
    folders in which projects may have been that are no more, `paths` themselves where it is empty. Nothing is compared
    while the platform has problems.
    """
    if platform.problems:
        return
    folder = os.path.dirname(paths[0]) or "." if paths else scope[0]
    top = working_tree.root(folder)
    if top is None:
        raise NotReadyError(f"{folder} is in no Git repository", hint="--base compares with a revision of one")
    with tempfile.TemporaryDirectory(prefix="tidegate-") as into:
        base_revision = BaseRevision(top, base, into)
        here = {path: base_revision.below(path) for path in paths}
        for path, below in here.items():
            if not below or working_tree.root(os.path.dirname(os.path.realpath(path))) != os.path.realpath(top):
                hint = "--base compares within one repository: give the projects of each in a run of their own"
                raise NotReadyError(f"{path} is not in the repository {top}", hint=hint)
        base_revision.export([*here.values()])
        olds = {path: _old_file(path, below, base_revision) for path, below in here.items()}
        base_revision.export(
            [name for old in olds.values() if old is not None for name in _named_files(old, base_revision)]
        )
        before = _BasePlatforms(platform, base_revision)
        for path, old in olds.items():
            if old is not None:
                yield from _project(path, platform, base_revision.exported(old), before.of(old))
        for old in _removed_files(base_revision, scope or paths, removed_projects.here(top, paths)):
            then = project_check.judge(base_revision.exported(old), before.of(old))
            yield from _removed_project(os.path.relpath(os.path.join(top, old)), then)


def _removed_files(base_revision: BaseRevision, scope: Sequence[str], present: Collection[Key]) -> list[str]:
    """Where projects were that are nowhere now; none while some file does not say which project it holds."""
    if not all(team and name for team, name in present):
        return []
    olds = [old for old, key in base_revision.within(scope).items() if key not in present]
    base_revision.export([name for old in olds for name in _named_files(old, base_revision)])
    return olds


def _removed_project(file: str, then: CheckedProject) -> Iterator[Problem]:
    """A refusal for each release of a project that is no more, with its file or under its name."""
    for (environment, component), left in work.snapshots(then).items():
        if left.release.in_progress and then.project is not None:
            fact = f"{then.project.team}/{then.project.name} is taken away while a release is on its way"
            where = f"environments.{environment}.releases.{component}"
            yield Problem(
                mark=Mark(file, 1, 1), where=where, fact=fact, hint=AWAY, code="jump", severity=Severity.REFUSAL
            )


def _inside(path: str, below: Collection[str]) -> bool:
    return any(each in {path, "."} or path.startswith(f"{each}/") for each in below)


def _named(path: str) -> Key:
    return project_files.named(reading.read(path))


def _old_file(path: str, here: str, base_revision: BaseRevision) -> str | None:
    """Where a project's file was: here, else wherever the same team and name were."""
    key = _named(path)
    if os.path.isfile(base_revision.exported(here)) and _named(base_revision.exported(here)) == key:
        return here
    return base_revision.projects.get(key)


def _named_files(old: str, base_revision: BaseRevision) -> Iterator[str]:
    """The files that an old project's file names."""
    path = base_revision.exported(old)
    content = reading.read(path)
    if b"from" in content:
        read = projects.read(document.parse(content, path), platform_folder.schemas(), TABLES, KINDS).project
        for name, _, _ in projects.file_references(read) if read is not None else ():
            yield os.path.join(os.path.dirname(old), name)


class _BasePlatforms:
    """The platforms that old projects had, each read once."""

    def __init__(self, now: Platform, base_revision: BaseRevision) -> None:
        self._now = now
        self._revision = base_revision
        self._held: dict[str | None, Platform] = {}

    def of(self, old: str) -> Platform:
        """The platform of a project's old file."""
        folder = _folder(self._now, old, self._revision)
        if folder not in self._held:
            self._held[folder] = _platform(self._now, folder, self._revision)
        return self._held[folder]


def _folder(platform: Platform, old: str, base_revision: BaseRevision) -> str | None:
    """Where an old project's platform was, empty for one that is not of this repository, None for the bundled one.

    A platform that has moved with or without its projects is the nearest one upward of them, or the only one there was.
    """
    below = base_revision.below(platform.folder) if platform.folder else ""
    if not below or below in base_revision.platforms or base_revision.has(f"{below}/environments"):
        return below
    folder = os.path.dirname(old)
    while folder and folder not in base_revision.platforms:
        folder = os.path.dirname(folder)
    upward = folder or "."
    if upward in base_revision.platforms:
        return upward
    return next(iter(base_revision.platforms)) if len(base_revision.platforms) == 1 else None


def _platform(platform: Platform, folder: str | None, base_revision: BaseRevision) -> Platform:
    """The platform as it was; as it is, where it lies elsewhere or was broken, so that nothing was made with it."""
    if not folder:
        return platform if folder is not None else platforms.at(None)
    base_revision.export([os.path.join(folder, name) for name in (platform_folder.MARK, "environments", "schemas")])
    try:
        return platforms.at(base_revision.exported(folder))
    except InputError:
        return platform


def _project(path: str, platform: Platform, old: str, before: Platform) -> Iterator[Problem]:
    now = project_check.judge(path, platform)
    if now.bad:
        yield from _broken_positions(now, old, before)
        return
    then = project_check.judge(old, before)
    was, is_now = work.snapshots(then), work.snapshots(now)
    for key, after in is_now.items():
        if key not in was and _held(then, key):
            fact = "what it was at the base revision has problems, so the change cannot be judged"
            yield _refusal(now, key, fact=fact, hint="choose a base where tidegate validate finds none")
        for refused in refused_changes.judge(was.get(key), after):
            yield _refusal(now, key, fact=refused.fact, hint=refused.hint)
    for key, left in was.items():
        if key not in is_now and left.release.in_progress:
            yield _refusal(now, key, fact="it is taken away while a release is on its way", hint=AWAY)


def _broken_positions(now: CheckedProject, old: str, before: Platform) -> Iterator[Problem]:
    """Problems of positions that were sound before kind or strategy changed under them, as the jumps that they are."""
    broken = [problem for problem in now.problems if problem.code == position.INCOMPATIBLE]
    was = work.snapshots(project_check.judge(old, before)) if broken else {}
    for problem in broken:
        _, environment, _, component, *path = problem.where.split(".")
        held = was.get((environment, component))
        if held is not None and (held.release.in_progress or path == ["active", "slot"]):
            yield problem._replace(code="jump", severity=Severity.REFUSAL)


def _held(then: CheckedProject, key: Key) -> bool:
    """Whether an old file had a component in an environment, resolved or not."""
    project = then.project
    return project is not None and key[0] in project.environments and key[1] in project.components


def _refusal(now: CheckedProject, key: Key, *, fact: str, hint: str) -> Problem:
    mark, where = work.position_mark(now, *key), "environments.{}.releases.{}".format(*key)
    return Problem(mark=mark, where=where, fact=fact, hint=hint, code="jump", severity=Severity.REFUSAL)
