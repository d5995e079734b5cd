"""`--base REV`: compare every project with its state at a Git revision, and refuse illegal changes of releases.

The rules are in docs/releases.md#transitions. Projects are matched by team and name, so a file may have moved within the
repository.
"""

import os
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from generator.discovery import platform_folder
from generator.errors import InputError, Mark, NotReadyError, Problem, Severity
from generator.files import listing, reading
from generator.generation import prune_consent, removed_projects, source_revision, work
from generator.generation.prune_consent import Removal
from generator.generation.source_revision import ProjectKey, SourceRevision
from generator.generation.summary import RunSummary
from generator.git import working_tree
from generator.release import refused_changes
from generator.releases import removal_check
from generator.validate import position
from generator.validation import platform as platforms
from generator.validation import project_check
from generator.validation.platform import Platform
from generator.validation.project_check import CheckedProject

if TYPE_CHECKING:
    from generator.generation.shards import Part

RELEASE_HINT = "finish or abort the release first"


def with_jumps(
    found: RunSummary,
    paths: Sequence[str],
    platform: Platform,
    base: str,
    scope: Sequence[str] = (),
    part: "Part | None" = None,
) -> RunSummary:
    """The summary of a run with a refusal for every illegal change since `base`, in place of the same problem if it has it."""
    jumps = tuple(judge_jumps(paths, platform, base, scope, part, consented=found.consented))
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
    part: "Part | None" = None,
    *,
    consented: Sequence[Removal] = (),
) -> Iterator[Problem]:
    """A refusal for every illegal change since the revision `base`, and what it says of consent to removals.

    Of a project that has problems now, only those are judged that a change of kind or strategy has caused in a release.
    Removed projects are searched for in the files and folders `scope`, by default `paths`; with a `part`, only its own are
    judged. Nothing is compared while the platform has problems. Raises NotReadyError if the projects are not in one Git
    repository.
    """
    if platform.problems:
        return
    folder = listing.folder_of(next(iter((*paths, *scope))))
    top = working_tree.root(folder)
    if top is None:
        raise NotReadyError(f"{folder} is in no Git repository", hint="--base compares with a revision of one")
    with tempfile.TemporaryDirectory(prefix="tidegate-") as export_folder:
        base_revision = SourceRevision(top, base, export_folder)
        old_files = _old_files(paths, top, base_revision)
        base_platforms = _BasePlatforms(platform, base_revision)
        for path, old in old_files.items():
            before = None if old is None else _Before(base_revision.exported(old), base_platforms.of(old))
            yield from _judge_project(path, before, platform, consented)
        gone = _removed_files(base_revision, scope or paths, removed_projects.present_keys(top, paths))
        for old, file in _own(gone, top, part).items():
            old_project = project_check.check_file(base_revision.exported(old), base_platforms.of(old))
            yield from removal(file, old_project)


def _old_files(paths: Sequence[str], top: str, base_revision: SourceRevision) -> dict[str, str | None]:
    """The path of each project's file at the base revision, where it is exported; None if there was none.

    Raises NotReadyError if a file is not in the repository `top`.
    """
    relative_paths = {path: base_revision.relative_path(path) for path in paths}
    for path, relative_path in relative_paths.items():
        if not relative_path or working_tree.root(os.path.dirname(os.path.realpath(path))) != os.path.realpath(top):
            hint = "--base compares within one repository: use one run for each repository"
            raise NotReadyError(f"{path} is not in the repository {top}", hint=hint)
    base_revision.export_projects([*relative_paths.values()])
    found = {path: _old_file(path, relative_path, base_revision) for path, relative_path in relative_paths.items()}
    base_revision.export_projects([old for old in found.values() if old is not None])
    return found


def _judge_project(
    path: str, before: "_Before | None", platform: Platform, consented: Sequence[Removal]
) -> Iterator[Problem]:
    """What is refused of one project's change, and of its consent to removals."""
    has_entries = b"allowPrune" in reading.read(path)
    if before is None and not has_entries:
        return
    new_project = project_check.check_file(path, platform)
    if before is not None:
        yield from changes(new_project, before.checked)
    if has_entries and not new_project.invalid:
        old_side = None if before is None else (before.checked(), before.platform)
        yield from removal_check.judge((new_project, platform), old_side, consented)


def _removed_files(
    base_revision: SourceRevision, scope: Sequence[str], present: Collection[ProjectKey]
) -> dict[str, ProjectKey]:
    """The old files of projects that no longer exist; none while a present file lacks a team or name."""
    if not all(team and name for team, name in present):
        return {}
    old_files = {old: key for old, key in base_revision.within(scope).items() if key not in present}
    base_revision.export_projects([*old_files])
    return old_files


def _own(gone: Mapping[str, ProjectKey], top: str, part: "Part | None") -> dict[str, str]:
    """The paths of removed projects' files, by those at the base revision; with a `part`, of its own."""
    paths = {old: os.path.relpath(os.path.join(top, old)) for old in gone}
    return {old: path for old, path in paths.items() if part is None or part.has_removed(path, gone[old])}


def removal(file: str, old_project: CheckedProject) -> Iterator[Problem]:
    """A refusal for each release under way of a project that was removed or renamed."""
    for (environment, component), old_snapshot in work.snapshots(old_project).items():
        if old_snapshot.release.in_progress and old_project.project is not None:
            fact = f"{old_project.project.team}/{old_project.project.name} is removed while a release is under way"
            where = f"environments.{environment}.releases.{component}"
            yield Problem(
                mark=Mark(file, 1, 1), where=where, fact=fact, hint=RELEASE_HINT, code="jump", severity=Severity.REFUSAL
            )


def _old_file(path: str, present_paths: str, base_revision: SourceRevision) -> str | None:
    """The old file of a project: at the same path, else at that of the same team and name; None if there was none."""
    key = source_revision.named_in(path)
    exported = base_revision.exported(present_paths)
    if os.path.isfile(exported) and source_revision.named_in(exported) == key:
        return present_paths
    return base_revision.all_projects.get(key)


class _Before:
    """A project at the base revision, which is checked if it is asked for, and once."""

    def __init__(self, file: str, platform: Platform) -> None:
        self._file = file
        self.platform = platform
        self.checked = cache(self._check)

    def _check(self) -> CheckedProject:
        return project_check.check_file(self._file, self.platform)


class _BasePlatforms:
    """The platforms of projects at the base revision, each read once."""

    def __init__(self, present: Platform, base_revision: SourceRevision) -> None:
        self._present = present
        self._revision = base_revision
        self._platforms: dict[str | None, Platform] = {}

    def of(self, old: str) -> Platform:
        """The platform of a project's old file."""
        folder = self._revision.platform_folder(self._present.folder, old)
        if folder not in self._platforms:
            self._platforms[folder] = _platform(self._present, folder, self._revision)
        return self._platforms[folder]


def _platform(platform: Platform, folder: str | None, base_revision: SourceRevision) -> Platform:
    """The platform at the base revision; the present one if it is not in the repository or had problems at that revision."""
    if not folder:
        return platform if folder is not None else platforms.at(None)
    base_revision.export([os.path.join(folder, name) for name in (platform_folder.MARKER, "environments", "schemas")])
    try:
        return platforms.at(base_revision.exported(folder))
    except InputError:
        return platform


def changes(new_project: CheckedProject, old: Callable[[], CheckedProject]) -> Iterator[Problem]:
    """A refusal for every illegal change between two revisions of a project; `old` is asked for only if it is needed."""
    if new_project.invalid:
        yield from _broken_positions(new_project, old)
        return
    old_project = old()
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


def _broken_positions(new_project: CheckedProject, old: Callable[[], CheckedProject]) -> Iterator[Problem]:
    """Problems of releases that were valid before a change of kind or strategy, as refusals."""
    incompatible = [problem for problem in new_project.problems if problem.code == position.INCOMPATIBLE]
    old_snapshots = work.snapshots(old()) if incompatible else {}
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
