"""A GitOps folder on disk: what writing a project would change, and the writing of it, whole files only.

`plan` reads and judges, `apply` writes: manifests first, then the Component kustomizations that list them, then the
overlay's, then the GitOps tool's entry that names it, removals last, entries before what they name: whatever reads the folder
midway finds every file that is listed. Whatever stops a run, the same command run again finishes the work.
"""
# Tens of thousands of files in a run, and a Path costs more than the system call: plain strings.

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from generator import errors
from generator.files import writing
from generator.files.folder_scan import Comparison, FolderScan
from generator.kubernetes import object_kinds
from generator.manifest import gitops_paths, manifest
from generator.manifest.gitops_paths import EntryFile, EnvironmentFile

IN_THE_WAY = "only files with this project's header are overwritten: move this away"
"""The way out for a path that is blocked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What writing `tree` would do; every path is below the GitOps folder, with `/`; each list is in order.

    `blocked` says of each path that cannot be written what lies there instead: with any, `apply` refuses. `unmanaged` says so
    of everything else in the overlays that is not this project's, dot files excepted. `pruned` are those of `stale` that
    hold a workload or claim which the new tree has nowhere in the same overlay, and entries, with which everything on
    that cluster goes: whoever calls `apply` asks first. `leftovers` are temporary files of a killed run, `empty_folders`
    the folders that would hold nothing in the end.
    """

    tree: manifest.FileTree
    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    stale: tuple[str, ...]
    pruned: tuple[str, ...]
    blocked: Mapping[str, str]
    unmanaged: Mapping[str, str]
    leftovers: tuple[str, ...]
    empty_folders: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether the folder holds anything else than the tree says."""
        return bool(self.new or self.changed or self.stale or self.blocked)


def plan(
    into: Path,
    tree: manifest.FileTree,
    *,
    team: str,
    project: str,
    environment: str | None = None,
    emptied: Collection[EnvironmentFile] = (),
) -> Plan:
    """Find what it takes to make `into` hold `tree`: all files of one project or, with `environment`, of one overlay.

    Stale files are looked for only there, and among the project's entries (for that environment) on all clusters. `emptied`
    are the files of empty slots, which are removed without permission. Raises NotReadyError where `into` is no folder or
    cannot be read.
    """
    root = os.fspath(into)
    home = gitops_paths.project(team, project)
    with writing.refusal(root, "read"):
        if os.path.lexists(root) and not os.path.isdir(root):
            raise errors.NotReadyError(f"{root}: is not a folder", hint="name a folder, or a path where nothing is yet")
        scan = FolderScan(root, (team, project))
        scan.add_folder(_inside(gitops_paths.overlay(team, project, environment) if environment else home))
        scan.add_entries(gitops_paths.entry_file(team, project), environment)
        compared: dict[Comparison, list[str]] = {"new": [], "changed": [], "unchanged": [], "blocked": []}
        for path in sorted(tree):
            compared[scan.compare(_inside(path), tree[path])].append(path)
        stale = tuple(sorted(path for path in scan.files if path not in tree and scan.is_owned(path)))
    other = sorted({*scan.files, *scan.others}.difference(tree, stale))
    overlays = f"{gitops_paths.overlays(team, project)}/"
    return Plan(
        tree=tree,
        new=tuple(compared["new"]),
        changed=tuple(compared["changed"]),
        unchanged=tuple(compared["unchanged"]),
        stale=stale,
        pruned=tuple(_pruned(stale, tree, emptied)),
        blocked=dict(sorted(scan.blocked.items())),
        unmanaged={path: scan.describe_unmanaged(path) for path in other if _is_visible(path, overlays)},
        leftovers=tuple(sorted(scan.leftovers)),
        empty_folders=tuple(_empty_folders(scan.folders, {*stale, *scan.leftovers}, tree)),
    )


def refusals(plan: Plan) -> Iterator[tuple[str, str]]:
    """What is not this project's at its paths or in its overlays, which hold exactly what one environment runs, and the way out."""
    yield from ((f"{path}: {fact}", IN_THE_WAY) for path, fact in plan.blocked.items())
    hint = "an overlay holds only what tidegate writes: move this away"
    yield from ((f"{path}: {fact}", hint) for path, fact in plan.unmanaged.items())


def clear(into: Path, plan: Plan) -> None:
    """NotReadyError for the first of `refusals`."""
    for fact, hint in refusals(plan):
        raise errors.NotReadyError(f"{os.fspath(into)}/{fact}", hint=hint)


def apply(into: Path, plan: Plan) -> None:
    """Make the folder what the plan says; a file that is right already is not touched.

    Raises NotReadyError where a path is blocked (then nothing was written) or the file system refuses
    (then every file is whole, old or new, and the same command run again does the rest).
    """
    root = os.fspath(into)
    for path, fact in plan.blocked.items():
        raise errors.NotReadyError(f"{root}/{path}: {fact}", hint=IN_THE_WAY)
    writer = writing.Writer()
    for path in sorted((*plan.new, *plan.changed), key=_turn):
        writer.write(f"{root}/{_inside(path)}", plan.tree[path], beside=_temporary_folder(root, path))
    for path in plan.stale:
        writing.remove(f"{root}/{_inside(path)}")
    for path in plan.leftovers:
        writing.discard(f"{root}/{_inside(path)}")
    for path in plan.empty_folders:
        # Not ours to judge any more where somebody put a file in the meantime.
        with suppress(OSError):
            os.rmdir(f"{root}/{_inside(path)}")


def _inside(path: str) -> str:
    if "\\" in path or "\0" in path or not {"", ".", ".."}.isdisjoint(path.split("/")):
        raise AssertionError(f"{path!r} is no path below the GitOps folder")
    return path


def _is_visible(path: str, overlays: str) -> bool:
    folder, _, name = path.rpartition("/")
    return folder.startswith(overlays) and not name.startswith(".")


def _pruned(stale: Iterable[str], tree: Iterable[str], emptied: Collection[EnvironmentFile]) -> Iterator[str]:
    guarded = [path for path in stale if gitops_paths.is_entry(path) or _asks_consent(path)]
    free = {*map(gitops_paths.environment_file, tree), *emptied} if guarded else set()
    return (path for path in guarded if gitops_paths.is_entry(path) or gitops_paths.environment_file(path) not in free)


def _asks_consent(path: str) -> bool:
    """Whether the object in a file goes only with consent."""
    file = gitops_paths.parse_object_file(path)
    return file is not None and object_kinds.removal_needs_consent(file.kind)


def _temporary_folder(root: str, path: str) -> str:
    """Where a file's temporary one lies if not beside it: an entry's in its overlay, where the next run looks for leftovers."""
    if not gitops_paths.is_entry(path):
        return ""
    entry = gitops_paths.parse(path)
    assert isinstance(entry, EntryFile), path  # noqa: S101 - trees hold paths of the layout
    return f"{root}/{entry.overlay.path}"


def _empty_folders(folders: Mapping[str, list[str]], going: set[str], tree: Iterable[str]) -> Iterator[str]:
    """Folders in which nothing would be left, the deepest first; those of entries may hold other projects', and then stay."""
    for path in sorted(filter(gitops_paths.is_entry, going)):
        yield from (path.rsplit("/", levels)[0] for levels in (1, 2, 3))
    wanted = {path.rpartition("/")[0] for path in tree}
    for folder in sorted(folders, key=lambda path: (-path.count("/"), path)):
        if folder not in wanted and going.issuperset(folders[folder]):
            going.add(folder)
            yield folder


def _turn(path: str) -> tuple[bool, bool, int, str]:
    """Order the writing: a file comes before each kustomization that lists it or its folder, an overlay before its entry."""
    lists = gitops_paths.is_kustomization(path)
    return gitops_paths.is_entry(path), lists, -path.count("/") if lists else 0, path
