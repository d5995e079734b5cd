"""An index of the projects in a GitOps repository: their objects by namespace, and the hosts that their routes use."""

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from generator.files import listing, reading
from generator.kubernetes import object_kinds
from generator.kubernetes.route_host import RouteHost
from generator.manifest import gitops_paths
from generator.manifest.gitops_paths import OverlayFolder

NAMESPACE = "namespace: "


class Host(NamedTuple):
    """A host and path of a route, and its gateway or ingress class (`entry_point`)."""

    overlay: OverlayFolder
    entry_point: tuple[str, ...]
    host: str
    path: str


class Store(Protocol):
    """Read access to the files of a GitOps repository, on disk or at a revision; paths are separated by `/`."""

    def folders(self, path: str) -> list[str]:
        """The names of the folders in a folder, sorted; none if it does not exist."""
        ...

    def files(self, path: str) -> list[str]:
        """The names of the files in a folder, sorted; none if it does not exist."""
        ...

    def read(self, path: str) -> str:
        """The text of a file; empty if it cannot be read."""
        ...


class FolderStore:
    """The files of a GitOps repository in a folder on disk; links are not followed."""

    def __init__(self, into: "os.PathLike[str]") -> None:
        self._into = os.fspath(into)

    def folders(self, path: str) -> list[str]:
        """The names of the folders in a folder, without dot folders."""
        return self._names(path, listing.folders)

    def files(self, path: str) -> list[str]:
        """The names of the regular files in a folder, without dot files."""
        return self._names(path, listing.files)

    def _names(self, path: str, names: Callable[[str], list[str]]) -> list[str]:
        try:
            return names(os.path.join(self._into, path))
        except OSError:
            return []

    def read(self, path: str) -> str:
        """The text of a file."""
        try:
            content = reading.head(os.path.join(self._into, path))
        except OSError:
            return ""
        return (content or b"").decode(errors="replace")


class GitOpsIndex:
    """The projects in a GitOps repository, except those in `without` (pairs of team and name); files are read on demand."""

    def __init__(self, store: Store, *, without: Collection[tuple[str, str]] = ()) -> None:
        self._store = store
        self._without = without

    @cached_property
    def _overlays(self) -> list[OverlayFolder]:
        return [
            OverlayFolder(team, project, environment)
            for team, project in projects(self._store)
            if (team, project) not in self._without
            for environment in self._store.folders(gitops_paths.overlays(team, project))
        ]

    @cached_property
    def _namespaces(self) -> Mapping[tuple[str, str], list[OverlayFolder]]:
        overlays: dict[tuple[str, str], list[OverlayFolder]] = {}
        for overlay in self._overlays:
            for line in self._store.read(gitops_paths.kustomization(overlay.path)).splitlines():
                if line.startswith(NAMESPACE):
                    namespace = line.removeprefix(NAMESPACE).strip("\"'")
                    overlays.setdefault((overlay.environment, namespace), []).append(overlay)
        return overlays

    def files(self, environment: str, namespace: str, *, but: tuple[str, str]) -> Iterator[tuple[str, OverlayFolder]]:
        """File names, with their overlays, of the objects in a namespace that belong to other projects than `but`."""
        for overlay in self._namespaces.get((environment, namespace), ()):
            if (overlay.team, overlay.project) != but:
                yield from ((path.rpartition("/")[2], overlay) for path in self._files(overlay))

    def texts(
        self, environment: str, namespace: str, *, without: Collection[tuple[str, str]], kinds: Collection[str]
    ) -> Iterator[tuple[OverlayFolder, Mapping[str, str]]]:
        """The overlays in a namespace, except those of the projects in `without`, with the texts of objects of these kinds."""
        for overlay in self._namespaces.get((environment, namespace), ()):
            if (overlay.team, overlay.project) not in without:
                files = ((path, gitops_paths.parse_object_file(path)) for path in self._files(overlay))
                yield overlay, {path: self._store.read(path) for path, file in files if file and file.kind in kinds}

    def _files(self, overlay: OverlayFolder) -> Iterator[str]:
        """The paths of all files in an overlay's Component folders."""
        for name in self._store.folders(overlay.path):
            folder = f"{overlay.path}/{name}"
            yield from (f"{folder}/{file}" for file in self._store.files(folder))

    @cached_property
    def hosts(self) -> tuple[Host, ...]:
        """Every host that a project routes."""
        return tuple(host for overlay in self._overlays for host in self._hosts(overlay))

    def _hosts(self, overlay: OverlayFolder) -> Iterator[Host]:
        for path in self._files(overlay):
            file = gitops_paths.parse_object_file(path)
            row = object_kinds.TABLE.get(file.kind) if file is not None else None
            if row is not None and row.hosts is not None:
                yield from _parse_host(overlay, row.hosts, self._store.read(path))


def projects(store: Store) -> Iterator[tuple[str, str]]:
    """The team and name of every project in a GitOps repository."""
    for team in store.folders(gitops_paths.PROJECTS):
        yield from ((team, name) for name in store.folders(gitops_paths.team(team)))


def _parse_host(
    overlay: OverlayFolder, read: Callable[[Mapping[str, Any]], Iterator[RouteHost]], text: str
) -> Iterator[Host]:
    from generator.manifest import yaml_reader  # slow to load, and validate reads no manifests

    try:
        yield from [Host(overlay, *each) for each in read(yaml_reader.read(text)["spec"])]
    except (KeyError, IndexError, TypeError, ValueError):
        return  # not a file that tidegate wrote
