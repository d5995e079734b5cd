"""`diff` of source files: both sides are rendered in memory, but only projects whose own bytes, files or platform differ."""

import os
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from generator.discovery import platform_folder, projects
from generator.errors import NotReadyError, Problem, Severity
from generator.files import listing
from generator.generation import namespace_quota
from generator.generation.source_revision import ProjectKey
from generator.git import divergence, revision, working_tree
from generator.impact import environment_change
from generator.impact.environment_change import EnvironmentChange
from generator.releases import base_check
from generator.review import bases, causes, removals, rendering, sides
from generator.review.removals import Removed
from generator.review.rendering import RenderedSide
from generator.review.review import WORKING_TREE, Cause, Review, SideName, Skipped
from generator.review.sides import RevisionSide, Side, WorkingTree


class SourceRequest(NamedTuple):
    """What to compare: `scope` are files and folders; `head` is a revision, None for the working tree.

    With `causes`, the places in the files of the head that change environments are looked for, too.
    """

    scope: Sequence[str]
    base: str | None = None
    head: str | None = None
    only: str | None = None
    platform: str | None = None
    causes: bool = False


class Pair(NamedTuple):
    """The file of a project on both sides; None where it has none."""

    base: str | None
    head: str | None


def review(request: SourceRequest, judged: Callable[[str | None], None]) -> Review:
    """Compare the projects of the scope; `judged` is told the folder of the platform of the head.

    Raises UsageError if there is no project or base, NotReadyError if there is no repository, or one without the history.
    """
    scope = list(request.scope) or projects.find(())
    start = next((path for path in scope if os.path.lexists(path)), ".")
    folder = listing.folder_of(start)
    top = working_tree.root(folder)
    if top is None:
        raise NotReadyError(f"{folder} is in no Git repository", hint="diff compares two revisions of one")
    base = bases.find(top, request.base, request.head)
    head = revision.resolve(top, request.head) if request.head is not None else None
    with tempfile.TemporaryDirectory(prefix="tidegate-") as exported:
        before = RevisionSide(
            top,
            base.commit,
            os.path.join(exported, "base"),
            request.platform,
            prefix=f"{base.commit[: bases.SHORT]}:",
            only=request.only,
        )
        after: Side = (
            WorkingTree(top, request.platform, judges=True, only=request.only)
            if head is None
            else RevisionSide(
                top, head, os.path.join(exported, "head"), request.platform, judges=True, only=request.only
            )
        )
        changed = divergence.changed_paths(top, base.commit, head)
        pairs = _differing(before, after, changed, scope)
        judged(_judging(after, pairs, scope))
        found = [_compare(pair, before, after, changed, request) for pair in pairs]
        platform_problems = _platform_problems(before, after, pairs)
        over_quota = list(_over_quota(after, [pair.head for pair in pairs if pair.head is not None], request.only))
        return Review(
            base=base.commit,
            head=head or WORKING_TREE,
            environments=tuple(each for one in found for each in one.environments),
            problems=tuple(
                dict.fromkeys((*platform_problems, *(each for one in found for each in one.problems), *over_quota))
            ),
            skipped=tuple(each for one in found for each in one.skipped),
            chosen=base.chosen,
            causes=tuple(each for one in found for each in one.causes),
            prunes=tuple(each for one in found for each in one.prunes),
        )


def _judging(after: Side, pairs: Sequence[Pair], scope: Sequence[str]) -> str | None:
    """The folder of the platform that judges the run."""
    file = next((pair.head for pair in pairs if pair.head is not None), None)
    if file is not None:
        folder = after.platform(file).folder
        return after.shown_path(folder) if folder else None
    start = next((path for path in scope if os.path.lexists(path)), ".")
    return platform_folder.find(after.named_platform, listing.folder_of(start))


def _differing(before: Side, after: Side, changed: Collection[str], scope: Sequence[str]) -> list[Pair]:
    """The projects in the scope that differ, in the order of their files."""
    old_files, new_files = before.files(), after.files()
    below = [after.below_top(path) for path in scope]
    for path, relative in zip(scope, below, strict=True):
        if not sides.within((*old_files, *new_files), [relative]):
            projects.find([path])
    old, new = _candidates(before, old_files, after, changed), _candidates(after, new_files, before, changed)
    before.prepare(old)
    after.prepare(new)
    old = [file for file in old if _differs(before, file, after, changed)]
    new = [file for file in new if _differs(after, file, before, changed)]
    pairs = _paired(before, {*old_files}, old, after, {*new_files}, new)
    return [
        pair for pair in pairs if sides.within([file for file in (pair.base, pair.head) if file is not None], below)
    ]


def _candidates(side: Side, files: Sequence[str], other: Side, changed: Collection[str]) -> list[str]:
    """The project files that may differ: a file in their folder is changed, or their platform is."""
    touched = {folder for path in changed for folder in _parents(path)}
    return [
        file for file in files if (os.path.dirname(file)) in touched or _platform_differs(side, other, file, changed)
    ]


def _parents(path: str) -> Iterator[str]:
    while path:
        path = os.path.dirname(path)
        yield path


def _platform_differs(side: Side, other: Side, file: str, changed: Collection[str]) -> bool:
    """Whether a project has another platform on the other side, or one whose files are changed."""
    folder = side.platform_folder(file)
    if folder != other.platform_folder(file):
        return True
    return folder is not None and not os.path.isabs(folder) and _has_changes(folder, changed)


def _has_changes(folder: str, changed: Collection[str]) -> bool:
    prefix = "" if folder == "." else f"{folder}/"
    marks = tuple(f"{prefix}{name}/" for name in platform_folder.FOLDERS)
    return any(path == f"{prefix}{platform_folder.MARKER}" or path.startswith(marks) for path in changed)


def _differs(side: Side, file: str, other: Side, changed: Collection[str]) -> bool:
    """Whether a project's own bytes, the files that it refers to, or its platform differ."""
    return (
        file in changed or not side.referred(file).isdisjoint(changed) or _platform_differs(side, other, file, changed)
    )


def _paired(
    before: Side,
    old_files: Collection[str],
    old: Sequence[str],
    after: Side,
    new_files: Collection[str],
    new: Sequence[str],
) -> Iterator[Pair]:
    """Each project once: at the same path if it has the same name there, else by its team and name."""
    both = [file for file in dict.fromkeys((*new, *old)) if file in old_files and file in new_files]
    before.prepare([file for file in both if file not in old])
    same = {file for file in both if before.key(file) == after.key(file)}
    moved: dict[ProjectKey, str] = {before.key(file): file for file in old if file not in same}
    for file in sorted({*new, *same}):
        yield Pair(file, file) if file in same else Pair(moved.pop(after.key(file), None), file)
    for file in moved.values():
        yield Pair(file, None)


def _compare(pair: Pair, before: Side, after: Side, changed: Collection[str], request: SourceRequest) -> Review:
    """The changes of one project."""
    only = request.only
    old, new = _rendered(before, pair.base, only), _rendered(after, pair.head, only)
    jumps = [each for each in _jumps(pair, old, new) if only in {None, _environment_of(each)}]
    environments: list[EnvironmentChange] = []
    skipped: list[Skipped] = []
    for name in dict.fromkeys((*_names(new), *_names(old))):
        side = _broken_side(name, old, new)
        if side is not None:
            skipped.append(Skipped((*_key(pair, before, after), name), side))
            continue
        found = environment_change.of(
            old.states.get(name), new.states.get(name), [each for each in jumps if _environment_of(each) == name]
        )
        environments += [found] if found is not None else []
    removed = _removed(pair, old, new, after, [each.key[2] for each in skipped], only)
    errors = [before.shown(each) for each in old.problems if each.severity is Severity.ERROR]
    problems = [*errors, *(after.shown(each) for each in (*new.problems, *jumps, *removed.problems))]
    return Review(
        base="",
        head="",
        environments=tuple(environments),
        problems=tuple(problems),
        skipped=tuple(skipped),
        causes=tuple(_causes(pair, old, new, after, changed, environments)) if request.causes else (),
        prunes=removed.prunes,
    )


def _removed(
    pair: Pair, old: RenderedSide, new: RenderedSide, after: Side, skipped: Collection[str], only: str | None
) -> Removed:
    """What the change of a project removes that needs consent."""
    if pair.head is not None:
        return removals.of_project(old, new, after.platform(pair.head).environments, skipped, only)
    file = pair.base or ""
    renamed = after.check(file) if os.path.isfile(after.disk_path(file)) else None
    return removals.of_gone(old, file, renamed, skipped)


def _causes(
    pair: Pair,
    old: RenderedSide,
    new: RenderedSide,
    after: Side,
    changed: Collection[str],
    environments: Sequence[EnvironmentChange],
) -> Iterator[Cause]:
    """The places in the files of the head that change environments."""
    if new.checked is None or pair.head is None:
        return
    referred = sorted(after.referred(pair.head).intersection(changed))
    files = [after.disk_path(file) for file in referred if os.path.isfile(after.disk_path(file))]
    for each in causes.find(old.checked, new.checked, files, environments):
        yield each._replace(mark=each.mark._replace(file=after.shown_path(each.mark.file)))


def _rendered(side: Side, file: str | None, only: str | None) -> RenderedSide:
    return rendering.render(side.check(file), side.platform(file), only) if file is not None else RenderedSide()


def _names(side: RenderedSide) -> Iterator[str]:
    """The environments of a project on one side, in the order of promotion."""
    if side.checked is not None and side.checked.project is not None:
        known = {*side.states, *side.broken}
        yield from (name for name in side.checked.project.environments if name in known)


def _broken_side(name: str, old: RenderedSide, new: RenderedSide) -> SideName | None:
    if new.is_unknown or name in new.broken:
        return "head"
    return "base" if old.is_unknown or name in old.broken else None


def _key(pair: Pair, before: Side, after: Side) -> ProjectKey:
    return after.key(pair.head) if pair.head is not None else before.key(pair.base or "")


def _jumps(pair: Pair, old: RenderedSide, new: RenderedSide) -> Iterator[Problem]:
    """Refusals for changes of releases that no single command makes."""
    if old.checked is None:
        return
    known = old.checked
    if new.checked is not None:
        yield from base_check.changes(new.checked, lambda: known)
    elif pair.base is not None:
        yield from base_check.removal(pair.base, known)


def _environment_of(jump: Problem) -> str:
    """The environment of a refusal, from the path of its release: `environments.dev.releases.api`."""
    return jump.where.split(".")[1]


def _over_quota(after: Side, files: Sequence[str], only: str | None) -> Iterator[Problem]:
    """Refusals for projects that share a namespace and are together more than its quota.

    By the platform of each project that differs; all projects of the repository with this platform count.
    """
    shared = {after.platform_folder(each): after.platform(each).environments for each in files}
    shared = {folder: each for folder, each in shared.items() if namespace_quota.is_shared(each)}
    by_folder: dict[str | None, list[str]] = {folder: [] for folder in shared}
    for each in after.files() if shared else ():
        by_folder.get(after.platform_folder(each), []).append(each)
    for folder, environments in shared.items():
        every = by_folder[folder]
        after.prepare(every)
        demands = [demand for each in every for demand in after.demands(each)]
        yield from map(after.shown, namespace_quota.problems(environments, demands, only=only))


def _platform_problems(before: Side, after: Side, pairs: Sequence[Pair]) -> Iterator[Problem]:
    for pair in pairs:
        if pair.base is not None:
            yield from map(before.shown, before.platform(pair.base).problems)
        if pair.head is not None:
            yield from map(after.shown, after.platform(pair.head).problems)
