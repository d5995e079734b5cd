"""What changed files of a GitOps repository do to its environments: between two states of it, or one and what would be written."""

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from generator.errors import Mark, Problem, Severity
from generator.files import gitops_index
from generator.files.gitops_folder import Plan
from generator.files.gitops_index import Store
from generator.impact import deployed_jumps, environment_change, overlay_reader
from generator.impact.environment_change import EnvironmentChange
from generator.impact.overlay_reader import ReadOverlay
from generator.manifest import gitops_paths
from generator.manifest.gitops_paths import EntryFile, OverlayFile, OverlayFolder
from generator.manifest.manifest import FileTree


class OverlayChange(NamedTuple):
    """The change of one overlay, None if no object differs or a side cannot be read, and the problems of both sides."""

    overlay: OverlayFolder
    change: EnvironmentChange | None
    before: tuple[Problem, ...] = ()
    after: tuple[Problem, ...] = ()


class TreeStore:
    """Files in memory as a `Store`."""

    def __init__(self, tree: FileTree) -> None:
        self._tree = tree
        self._files: dict[str, list[str]] = {}
        self._folders: dict[str, set[str]] = {}
        for path in tree:
            folder, _, name = path.rpartition("/")
            if folder not in self._files:
                self._add_folder(folder)
            self._files.setdefault(folder, []).append(name)

    def _add_folder(self, folder: str) -> None:
        parent, _, name = folder.rpartition("/")
        if name and name not in self._folders.setdefault(parent, set()):
            self._folders[parent].add(name)
            self._add_folder(parent)

    def folders(self, path: str) -> list[str]:
        """The names of the folders in a folder."""
        return sorted(self._folders.get(path, ()))

    def files(self, path: str) -> list[str]:
        """The names of the files in a folder."""
        return sorted(self._files.get(path, ()))

    def read(self, path: str) -> str:
        """The text of a file; empty if it does not exist."""
        return self._tree.get(path, b"").decode(errors="replace")


def overlays(paths: Iterable[str]) -> list[OverlayFolder]:
    """The overlays that these files belong to, sorted."""
    found = (gitops_paths.parse(path) for path in paths)
    return sorted({each.overlay for each in found if isinstance(each, OverlayFile | EntryFile)})


def deployed(store: Store) -> list[OverlayFolder]:
    """All overlays of a GitOps repository, sorted; also those of which only an entry is there."""
    found = {
        OverlayFolder(team, project, environment)
        for team, project in gitops_index.projects(store)
        for environment in store.folders(gitops_paths.overlays(team, project))
    }
    for cluster in store.folders(gitops_paths.CLUSTERS):
        for environment in store.folders(gitops_paths.cluster(cluster)):
            folder = gitops_paths.entries(cluster, environment)
            found.update(overlays(f"{folder}/{name}" for name in store.files(folder)))
    return sorted(found)


def between(before: Store, after: Store, paths: Collection[str]) -> Iterator[OverlayChange]:
    """The change of each overlay in which a file differs."""
    for overlay in overlays(paths):
        was, now = (read(store, overlay) for store in (before, after))
        found = None
        if not was.unreadable and not now.unreadable:
            jumps = list(deployed_jumps.find(was.state, now.state))
            found = environment_change.of(was.state, now.state, jumps)
        yield OverlayChange(overlay, found, tuple(problems(was)), tuple(problems(now)))


def planned(before: Store, plan: Plan, only: str | None = None) -> Iterator[EnvironmentChange]:
    """What writing a plan would do to each environment, or to `only` one; those that cannot be read are left out."""
    for each in between(before, TreeStore(plan.tree), (*plan.new, *plan.changed, *plan.stale)):
        if each.change is not None and only in {None, each.overlay.environment}:
            yield each.change


def problems(found: ReadOverlay) -> Iterator[Problem]:
    """Its files that cannot be read, as problems."""
    for each in found.unreadable:
        fact = f"this file of an overlay cannot be read: {each.reason}"
        hint = "mend it, or let tidegate generate write it again"
        yield Problem(mark=Mark(each.file, 1, 1), where="", fact=fact, hint=hint, code="overlay-file")


def foreign(paths: Iterable[str], only: str | None = None) -> Iterator[Problem]:
    """Warn of files beside the entries of projects: a cluster's root applies them, too, and nobody compares them."""
    for path in sorted(paths):
        folders = gitops_paths.foreign_entry(path)
        if folders is not None and only in {None, *folders[2:3]}:
            fact = "this file is no entry of a project, but the GitOps tool of the cluster applies what it holds"
            hint = "read it: nothing is said of what it does"
            mark = Mark(path, 1, 1)
            yield Problem(mark=mark, where="", fact=fact, hint=hint, code="foreign-entry", severity=Severity.WARNING)


def read(store: Store, overlay: OverlayFolder) -> ReadOverlay:
    """An overlay, and its entries on every cluster."""
    paths = [*_files(store, overlay.path), *_entries(store, overlay)]
    return overlay_reader.read(overlay, {path: store.read(path) for path in paths})


def _files(store: Store, folder: str) -> Iterator[str]:
    """The YAML files below a folder."""
    for name in store.files(folder):
        if name.endswith(overlay_reader.EXTENSIONS):
            yield f"{folder}/{name}"
    for name in store.folders(folder):
        yield from _files(store, f"{folder}/{name}")


def _entries(store: Store, overlay: OverlayFolder) -> Iterator[str]:
    """The entries of an overlay, on every cluster."""
    name = gitops_paths.entry_file(overlay.team, overlay.project)
    for cluster in store.folders(gitops_paths.CLUSTERS):
        folder = gitops_paths.entries(cluster, overlay.environment)
        if name in store.files(folder):
            yield f"{folder}/{name}"
