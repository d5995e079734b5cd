"""Plan and apply the changes of a GitOps folder on disk that write one project.

`plan` reads and compares, `apply` writes whole files: manifests first, then the kustomizations of the Components that list
them, then the overlay's, then the GitOps tool's entry for the overlay; removals come last, entries first among them. A new
overlay appears at once. So a reader at any moment finds every file that is listed. After an interruption, the same command
finishes the work.
"""
# Paths are strings: a run handles tens of thousands of files, and making a Path costs more than the system call.

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from generator import errors
from generator.files import listing, writing
from generator.files.folder_scan import Comparison, FolderScan
from generator.files.listing import FileType
from generator.files.status import Status
from generator.kubernetes import object_kinds
from generator.manifest import gitops_paths, manifest
from generator.manifest.gitops_paths import EntryFile, EnvironmentFile

KEEPER = b"""# Keeps this folder in Git after the last project of the cluster has left. Without it the GitOps tool would fail,
# and what that project had would run on. It defines nothing.
"""
"""A comment alone is YAML without objects for Kustomize, Flux and Argo CD; Flux failed for folders without YAML (flux2#4509)."""

BLOCKED_HINT = "only files with this project's header are overwritten: move this away"
"""The hint for a path that is blocked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The changes that writing `tree` makes; every path is below the GitOps folder, with `/`; lists are sorted.

    `blocked` maps each path that cannot be written to what is there instead: with any, `apply` refuses. `unmanaged` does so
    for everything else in the overlays that is not a file of this project, except dot files. `pruned` is the part of
    `stale` that needs permission before `apply`: files of workloads and claims that the new tree has nowhere in the same
    overlay, and entries, whose removal deletes everything of an overlay from its cluster. `leftovers` are temporary files and
    folders of a killed run, `empty_folders` the folders that would be empty in the end, `new_overlays` the overlays of which
    nothing is there yet.
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
    new_overlays: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether the project's files in the folder differ from the tree."""
        return bool(self.new or self.changed or self.stale or self.blocked)


def plan(
    into: Path,
    tree: manifest.FileTree,
    *,
    team: str,
    project: str,
    environment: str | None = None,
    emptied: Collection[EnvironmentFile] = (),
    beside: Collection[str] = (),
    converted: Callable[[], Collection[str]] = frozenset,
) -> Plan:
    """The changes that make the folder `into` match `tree`: all files of one project or, with `environment`, of one overlay.

    Stale files are searched for only there, and among the project's entries (of that environment) on all clusters.
    `emptied` are the files of empty slots, whose removal needs no permission, `beside` those that the same run writes for another
    project, `converted` those whose line ends the checkout of a repository has changed. Raises NotReadyError if `into` is not a
    folder or cannot be read.
    """
    root = os.fspath(into)
    overlays = gitops_paths.overlays(team, project)
    scanned = gitops_paths.overlay(team, project, environment) if environment else gitops_paths.project(team, project)
    _check((scanned, *tree))
    with writing.refusal(root, "read"):
        if os.path.lexists(root) and not os.path.isdir(root):
            raise errors.NotReadyError(
                f"{root}: is not a folder", hint="name a folder, or a path that does not exist yet"
            )
        scan = FolderScan(root, (team, project), converted)
        scan.add_folder(scanned)
        if environment:
            scan.add_leftovers(overlays)
        scan.add_entries(gitops_paths.entry_file(team, project), environment)
        compared: dict[Comparison, list[str]] = {"new": [], "changed": [], "unchanged": [], "blocked": []}
        fresh = f"{scanned}/" if scan.is_free(scanned) else ""  # nothing in it has to be compared
        for path in sorted(tree):
            is_new = fresh and path.startswith(fresh)
            compared["new" if is_new else scan.compare(path, tree[path])].append(path)
        stale = tuple(sorted(path for path in scan.files if path not in tree and scan.is_owned(path)))
        keepers = _keepers(root, (*tree, *beside), stale)
    other = sorted({*scan.files, *scan.others}.difference(tree, stale))
    return Plan(
        tree={**tree, **dict.fromkeys(keepers, KEEPER)},
        new=tuple(sorted((*compared["new"], *keepers))),
        changed=tuple(compared["changed"]),
        unchanged=tuple(compared["unchanged"]),
        stale=stale,
        pruned=tuple(protected(stale, tree, emptied)),
        blocked=dict(sorted(scan.blocked.items())),
        unmanaged={path: scan.describe_unmanaged(path) for path in other if _is_visible(path, f"{overlays}/")},
        leftovers=tuple(sorted(scan.leftovers)),
        empty_folders=tuple(_empty_folders(scan.folders, {*stale, *scan.leftovers}, tree)),
        new_overlays=tuple(filter(scan.is_free, _overlays(compared["new"], f"{overlays}/"))),
    )


def refusals(plan: Plan) -> Iterator[tuple[str, str]]:
    """A fact and a hint for each thing at the project's paths or in its overlays that is not a file of the project."""
    yield from ((f"{path}: {fact}", BLOCKED_HINT) for path, fact in plan.blocked.items())
    hint = "an overlay holds only what tidegate writes: move this away"
    yield from ((f"{path}: {fact}", hint) for path, fact in plan.unmanaged.items())


def check_unblocked(into: Path, plan: Plan) -> None:
    """Raise NotReadyError for the first of `refusals`."""
    for fact, hint in refusals(plan):
        raise errors.NotReadyError(f"{os.fspath(into)}/{fact}", hint=hint)


def apply(into: Path, plan: Plan, *, looked: bool = False) -> Mapping[str, Status]:
    """Write and remove files as planned; unchanged files are not touched.

    With `looked`, the status of each file that was written, and that nobody else has changed since, is returned.
    Raises NotReadyError if a path is blocked (then nothing was written) or the file system refuses
    (then every file is complete, old or new, and the same command run again finishes).
    """
    root = os.fspath(into)
    for path, fact in plan.blocked.items():
        raise errors.NotReadyError(f"{root}/{path}: {fact}", hint=BLOCKED_HINT)
    _check((*plan.new, *plan.changed, *plan.stale, *plan.leftovers, *plan.empty_folders))
    writer = writing.Writer()
    written: dict[str, Status | None] = {}
    for overlay in plan.new_overlays:
        written |= _write_overlay(writer, root, overlay, plan, looked=looked)
    for path in sorted((path for path in (*plan.new, *plan.changed) if path not in written), key=_write_order):
        temporary = _temporary_folder(root, path, plan)
        written[path] = writer.write(f"{root}/{path}", plan.tree[path], temporary_folder=temporary, looked=looked)
    for path in plan.stale:
        writing.remove(f"{root}/{path}")
    for path in plan.leftovers:
        writing.discard(f"{root}/{path}")
    for path in plan.empty_folders:
        # A folder that has got a file since it was scanned stays.
        with suppress(OSError):
            os.rmdir(f"{root}/{path}")
    return {path: found for path, found in written.items() if found is not None}


def _keepers(root: str, kept: Iterable[str], stale: Collection[str]) -> list[str]:
    """The file that keeps the folder of each cluster that loses its last file; `kept` are files that are, or will be, there."""
    left = {each.cluster for each in _entries(stale)}
    if left:
        left -= {each.cluster for each in _entries(kept)}
    return [
        gitops_paths.keeper(cluster)
        for cluster in sorted(left)
        if not _others(root, gitops_paths.cluster(cluster), stale)
    ]


def _others(root: str, folder: str, stale: Collection[str]) -> bool:
    """Whether a folder holds anything but stale files."""
    for name, kind in listing.entries(f"{root}/{folder}"):
        path = f"{folder}/{name}"
        if _others(root, path, stale) if kind is FileType.FOLDER else path not in stale:
            return True
    return False


def _entries(paths: Iterable[str]) -> Iterator[EntryFile]:
    for path in filter(gitops_paths.is_entry, paths):
        entry = gitops_paths.parse(path)
        if isinstance(entry, EntryFile):
            yield entry


def _check(paths: Iterable[str]) -> None:
    """Raise AssertionError if a path may lead out of the GitOps folder; they are looked at together, which is faster."""
    every = [*paths]
    if every and _leads_out("/".join(every)):
        raise AssertionError(f"{next(filter(_leads_out, every))!r} is no path below the GitOps folder")


def _leads_out(path: str) -> bool:
    return "\\" in path or "\0" in path or not {"", ".", ".."}.isdisjoint(path.split("/"))


def _overlays(paths: Iterable[str], top: str) -> Iterable[str]:
    """The overlays that files are in; `top` is the project's folder of overlays, with a slash."""
    names = (path.removeprefix(top).partition("/") for path in paths if path.startswith(top))
    return dict.fromkeys(top + name for name, slash, _ in names if slash)


def _write_overlay(
    writer: writing.Writer, root: str, overlay: str, plan: Plan, *, looked: bool
) -> dict[str, Status | None]:
    """Write the files of a new overlay; none if something is there now, or the file system refuses."""
    top = f"{overlay}/"
    files = {path.removeprefix(top): plan.tree[path] for path in plan.new if path.startswith(top)}
    written = writer.write_folder(f"{root}/{overlay}", files, looked=looked)
    return {top + name: found for name, found in written.items()}


def _is_visible(path: str, overlays: str) -> bool:
    folder, _, name = path.rpartition("/")
    return folder.startswith(overlays) and not name.startswith(".")


def protected(stale: Iterable[str], tree: Iterable[str], emptied: Collection[EnvironmentFile]) -> Iterator[str]:
    """The part of `stale` whose removal needs permission: `pruned` of a Plan."""
    guarded = [path for path in stale if gitops_paths.is_entry(path) or _needs_permission(path)]
    without_permission = {*map(gitops_paths.environment_file, tree), *emptied} if guarded else set()
    return (
        path
        for path in guarded
        if gitops_paths.is_entry(path) or gitops_paths.environment_file(path) not in without_permission
    )


def _needs_permission(path: str) -> bool:
    """Whether the removal of a file's object needs permission (--allow-prune)."""
    file = gitops_paths.parse_object_file(path)
    return file is not None and object_kinds.removal_needs_consent(file.kind)


def _temporary_folder(root: str, path: str, plan: Plan) -> str:
    """The folder for a file's temporary file, empty for its own. Below `clusters/` it is an overlay, which the next run cleans."""
    if not gitops_paths.is_entry(path):
        return ""
    return f"{root}/{next(_entries((path, *plan.tree, *plan.stale))).overlay.path}"


def _empty_folders(folders: Mapping[str, list[str]], removed: set[str], tree: Iterable[str]) -> Iterator[str]:
    """Folders that the removal of `going` empties, the deepest first; those of entries, which others may use, come last."""
    for path in sorted(filter(gitops_paths.is_entry, removed)):
        yield from (path.rsplit("/", levels)[0] for levels in (1, 2, 3))
    for entry in _entries(removed):  # where the temporary file of a keeper was
        yield from (entry.overlay.path.rsplit("/", levels)[0] for levels in range(3))
    folders_in_use = {path.rpartition("/")[0] for path in tree}
    for folder in sorted(folders, key=lambda path: (-path.count("/"), path)):
        if folder not in folders_in_use and removed.issuperset(folders[folder]):
            removed.add(folder)
            yield folder


def _write_order(path: str) -> tuple[bool, bool, int, str]:
    """The sort key for writing: a file comes before each kustomization that lists it, and an overlay before its entry."""
    lists = gitops_paths.is_kustomization(path)
    return gitops_paths.is_entry(path), lists, -path.count("/") if lists else 0, path
