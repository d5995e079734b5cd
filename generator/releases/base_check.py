"""`--base REV`: compare every project with its state at a Git revision, and refuse illegal changes of releases.

The rules are in docs/releases.md#transitions. Projects are matched by team and name, so a file may have moved within the
repository.
"""

import os
import tempfile
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property

from generator.components.kinds import KINDS
from generator.components.tables import TABLES
from generator.discovery import platform_folder
from generator.discovery import projects as project_files
from generator.errors import InputError, Mark, NotReadyError, Problem, Severity
from generator.files import reading
from generator.generation import prune_consent, removed_projects, work
from generator.generation.prune_consent import Removal
from generator.generation.summary import RunSummary
from generator.git import revision, working_tree
from generator.release import refused_changes
from generator.releases import removal_check
from generator.resolve import project as projects
from generator.source import document
from generator.validate import position
from generator.validation import platform as platforms
from generator.validation import project_check
from generator.validation.platform import Platform
from generator.validation.project_check import CheckedProject

ProjectKey = tuple[str, str]
RELEASE_HINT = "finish or abort the release first"


class BaseRevision:
    """A repository at a revision; its files are exported to the folder `into` on demand. Paths are below the repository's top."""

    def __init__(self, top: str, base: str, export_folder: str) -> None:
        self._top = os.path.realpath(top)
        self._base = revision.resolve(top, base)
        self._into = export_folder

    def relative_path(self, path: str) -> str:
        """A path relative to the repository's top; empty if it is outside."""
        relative = os.path.relpath(os.path.realpath(path), self._top)
        return "" if relative.split("/")[0] == ".." else relative

    def export(self, paths: Sequence[str]) -> None:
        """Export these files and folders, if they exist at the revision."""
        revision.export(self._top, self._base, [os.path.normpath(path) for path in paths], self._into)

    def exported(self, relative_path: str) -> str:
        """The path that a file is exported to, whether or not it exists at the revision."""
        return os.path.join(self._into, relative_path)

    @cached_property
    def platforms(self) -> set[str]:
        """Every platform folder of the revision."""
        return {os.path.dirname(path) or "." for path in revision.files(self._top, self._base, platform_folder.MARKER)}

    def has(self, folder: str) -> bool:
        """Whether a folder contains files at the revision; they are exported."""
        self.export([folder])
        return os.path.isdir(self.exported(folder))

    def within(self, scope: Sequence[str]) -> dict[str, ProjectKey]:
        """The project files of the revision among these files and in these folders, with the team and name in each."""
        scope_paths = {self.relative_path(path) for path in scope}
        paths = [
            path for path in revision.files(self._top, self._base, project_files.NAME) if _inside(path, scope_paths)
        ]
        self.export(paths)
        return {path: _named(self.exported(path)) for path in paths}

    @cached_property
    def projects(self) -> dict[ProjectKey, str]:
        """The file of each project of the revision, by team and name."""
        paths = revision.files(self._top, self._base, project_files.NAME)
        self.export(paths)
        return {_named(self.exported(path)): path for path in reversed(paths)}


def with_jumps(
    found: RunSummary, paths: Sequence[str], platform: Platform, base: str, scope: Sequence[str] = ()
) -> RunSummary:
    """The summary of a run with a refusal for every illegal change since `base`, in place of the same problem if it has it."""
    jumps = tuple(judge_jumps(paths, platform, base, scope, consented=found.consented))
    known = {(jump.mark, jump.where, jump.fact) for jump in jumps}
    # What an entry of allowPrune allows is judged by the base revision: the folder may be up to date already.
    others = (
        each
        for each in found.problems
        if each.code != prune_consent.UNUSED and (each.mark, each.where, each.fact) not in known
    )
    return found._replace(problems=(*others, *jumps))


def judge_jumps(
    paths: Sequence[str],
    platform: Platform,
    base: str,
    scope: Sequence[str] = (),
    *,
    consented: Sequence[Removal] = (),
) -> Iterator[Problem]:
    """A refusal for every illegal change since the revision `base`, and what it says of consent to removals.

    Of a project that has problems now, only those are judged that a change of kind or strategy has caused in a release.
    Removed projects are searched for in the files and folders `scope`, by default `paths`. Nothing is compared while the
    platform has problems. Raises NotReadyError if the projects are not in one Git repository.
    """
    if platform.problems:
        return
    folder = os.path.dirname(paths[0]) or "." if paths else scope[0]
    top = working_tree.root(folder)
    if top is None:
        raise NotReadyError(f"{folder} is in no Git repository", hint="--base compares with a revision of one")
    with tempfile.TemporaryDirectory(prefix="tidegate-") as export_folder:
        base_revision = BaseRevision(top, base, export_folder)
        present_paths = {path: base_revision.relative_path(path) for path in paths}
        for path, relative_path in present_paths.items():
            if not relative_path or working_tree.root(os.path.dirname(os.path.realpath(path))) != os.path.realpath(top):
                hint = "--base compares within one repository: use one run for each repository"
                raise NotReadyError(f"{path} is not in the repository {top}", hint=hint)
        base_revision.export([*present_paths.values()])
        old_files = {
            path: _old_file(path, relative_path, base_revision) for path, relative_path in present_paths.items()
        }
        base_revision.export(
            [name for old in old_files.values() if old is not None for name in _named_files(old, base_revision)]
        )
        base_platforms = _BasePlatforms(platform, base_revision)
        for path, old in old_files.items():
            if old is not None:
                yield from _project(path, platform, base_revision.exported(old), base_platforms.of(old))
            if b"allowPrune" in reading.read(path):
                before = None if old is None else (base_revision.exported(old), base_platforms.of(old))
                yield from removal_check.judge((path, platform), before, consented)
        for old in _removed_files(base_revision, scope or paths, removed_projects.present_keys(top, paths)):
            old_project = project_check.check_file(base_revision.exported(old), base_platforms.of(old))
            yield from _removed_project(os.path.relpath(os.path.join(top, old)), old_project)


def _removed_files(base_revision: BaseRevision, scope: Sequence[str], present: Collection[ProjectKey]) -> list[str]:
    """The old files of projects that no longer exist; none while a present file lacks a team or name."""
    if not all(team and name for team, name in present):
        return []
    old_files = [old for old, key in base_revision.within(scope).items() if key not in present]
    base_revision.export([name for old in old_files for name in _named_files(old, base_revision)])
    return old_files


def _removed_project(file: str, old_project: CheckedProject) -> Iterator[Problem]:
    """A refusal for each release under way of a project that was removed or renamed."""
    for (environment, component), old_snapshot in work.snapshots(old_project).items():
        if old_snapshot.release.in_progress and old_project.project is not None:
            fact = f"{old_project.project.team}/{old_project.project.name} is removed while a release is under way"
            where = f"environments.{environment}.releases.{component}"
            yield Problem(
                mark=Mark(file, 1, 1), where=where, fact=fact, hint=RELEASE_HINT, code="jump", severity=Severity.REFUSAL
            )


def _inside(path: str, scope_paths: Collection[str]) -> bool:
    return any(each in {path, "."} or path.startswith(f"{each}/") for each in scope_paths)


def _named(path: str) -> ProjectKey:
    return project_files.read_key(reading.read(path))


def _old_file(path: str, present_paths: str, base_revision: BaseRevision) -> str | None:
    """The old file of a project: at the same path, else at that of the same team and name; None if there was none."""
    key = _named(path)
    if os.path.isfile(base_revision.exported(present_paths)) and _named(base_revision.exported(present_paths)) == key:
        return present_paths
    return base_revision.projects.get(key)


def _named_files(old: str, base_revision: BaseRevision) -> Iterator[str]:
    """The files that the old file of a project refers to."""
    path = base_revision.exported(old)
    content = reading.read(path)
    if b"from" in content:
        read = projects.read(document.parse(content, path), platform_folder.schemas(), TABLES, KINDS).project
        for name, _, _ in projects.file_references(read) if read is not None else ():
            yield os.path.join(os.path.dirname(old), name)


class _BasePlatforms:
    """The platforms of projects at the base revision, each read once."""

    def __init__(self, present: Platform, base_revision: BaseRevision) -> None:
        self._present = present
        self._revision = base_revision
        self._platforms: dict[str | None, Platform] = {}

    def of(self, old: str) -> Platform:
        """The platform of a project's old file."""
        folder = _folder(self._present, old, self._revision)
        if folder not in self._platforms:
            self._platforms[folder] = _platform(self._present, folder, self._revision)
        return self._platforms[folder]


def _folder(platform: Platform, old: str, base_revision: BaseRevision) -> str | None:
    """The platform folder of an old project; empty if it is not in this repository, None for the bundled platform.

    If the platform's folder has moved, it is the nearest one in a parent folder of the project, or the only one there was.
    """
    relative_path = base_revision.relative_path(platform.folder) if platform.folder else ""
    if (
        not relative_path
        or relative_path in base_revision.platforms
        or base_revision.has(f"{relative_path}/environments")
    ):
        return relative_path
    folder = os.path.dirname(old)
    while folder and folder not in base_revision.platforms:
        folder = os.path.dirname(folder)
    nearest_folder = folder or "."
    if nearest_folder in base_revision.platforms:
        return nearest_folder
    return next(iter(base_revision.platforms)) if len(base_revision.platforms) == 1 else None


def _platform(platform: Platform, folder: str | None, base_revision: BaseRevision) -> Platform:
    """The platform at the base revision; the present one if it is not in the repository or had problems at that revision."""
    if not folder:
        return platform if folder is not None else platforms.at(None)
    base_revision.export([os.path.join(folder, name) for name in (platform_folder.MARKER, "environments", "schemas")])
    try:
        return platforms.at(base_revision.exported(folder))
    except InputError:
        return platform


def _project(path: str, platform: Platform, old: str, base_platform: Platform) -> Iterator[Problem]:
    new_project = project_check.check_file(path, platform)
    if new_project.invalid:
        yield from _broken_positions(new_project, old, base_platform)
        return
    old_project = project_check.check_file(old, base_platform)
    old_snapshots, new_snapshots = work.snapshots(old_project), work.snapshots(new_project)
    for key, after in new_snapshots.items():
        if key not in old_snapshots and _had_component(old_project, key):
            fact = "the component has problems at the base revision, so the change cannot be checked"
            yield _refusal(
                new_project, key, fact=fact, hint="choose a base revision in which tidegate validate finds no problems"
            )
        for jump in refused_changes.judge(old_snapshots.get(key), after):
            refusal = _refusal(new_project, key, fact=jump.fact, hint=jump.hint)
            places = work.places(new_project, new_snapshots)[key] if jump.path else {}
            mark, where = places.get(jump.path, (refusal.mark, refusal.where))
            yield refusal._replace(mark=mark, where=where)
    for key, old_snapshot in old_snapshots.items():
        if key not in new_snapshots and old_snapshot.release.in_progress:
            fact = "the component is removed while a release is under way"
            yield _refusal(new_project, key, fact=fact, hint=RELEASE_HINT)


def _broken_positions(new_project: CheckedProject, old: str, base_platform: Platform) -> Iterator[Problem]:
    """Problems of releases that were valid before a change of kind or strategy, as refusals."""
    incompatible = [problem for problem in new_project.problems if problem.code == position.INCOMPATIBLE]
    old_snapshots = work.snapshots(project_check.check_file(old, base_platform)) if incompatible else {}
    for problem in incompatible:
        _, environment, _, component, *path = problem.where.split(".")
        before_change = old_snapshots.get((environment, component))
        if before_change is not None and (before_change.release.in_progress or path == ["active", "slot"]):
            yield problem._replace(code="jump", severity=Severity.REFUSAL)


def _had_component(old_project: CheckedProject, key: ProjectKey) -> bool:
    """Whether an old file had a component in an environment, even if it could not be resolved."""
    project = old_project.project
    return project is not None and key[0] in project.environments and key[1] in project.components


def _refusal(new_project: CheckedProject, key: ProjectKey, *, fact: str, hint: str) -> Problem:
    mark, where = work.position_mark(new_project, *key), "environments.{}.releases.{}".format(*key)
    return Problem(mark=mark, where=where, fact=fact, hint=hint, code="jump", severity=Severity.REFUSAL)
