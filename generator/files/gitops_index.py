"""What the projects of a GitOps repository have there: their objects in a namespace, their hosts on a gateway."""

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
    """A host and path that a route takes, and through which gateway or ingress class (`entry_point`)."""

    overlay: OverlayFolder
    entry_point: tuple[str, ...]
    host: str
    path: str


class Store(Protocol):
    """Where a GitOps repository's files are: on disk, or at a revision. Paths have `/`."""

    def folders(self, path: str) -> list[str]:
        """Names of the folders in a folder, sorted; none where it is not there."""
        ...

    def files(self, path: str) -> list[str]:
        """Names of the files in a folder, sorted; none where it is not there."""
        ...

    def read(self, path: str) -> str:
        """A file's text, empty where it cannot be read."""
        ...


class FolderStore:
    """A GitOps repository's folder; links are not followed."""

    def __init__(self, into: "os.PathLike[str]") -> None:
        self._into = os.fspath(into)

    def folders(self, path: str) -> list[str]:
        """Names of the folders in a folder; dot folders are left out."""
        return self._names(path, listing.folders)

    def files(self, path: str) -> list[str]:
        """Names of the files in a folder."""
        return self._names(path, listing.files)

    def _names(self, path: str, names: Callable[[str], list[str]]) -> list[str]:
        try:
            return names(os.path.join(self._into, path))
        except OSError:
            return []

    def read(self, path: str) -> str:
        """A file's text."""
        try:
            content = reading.head(os.path.join(self._into, path))
        except OSError:
            return ""
        return (content or b"").decode(errors="replace")


class GitOpsIndex:
    """The projects that a GitOps repository holds, without those of the teams and names `without`.

    Nothing is read before it is asked for.
    """

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
        found: dict[tuple[str, str], list[OverlayFolder]] = {}
        for overlay in self._overlays:
            for line in self._store.read(gitops_paths.kustomization(overlay.path)).splitlines():
                if line.startswith(NAMESPACE):
                    namespace = line.removeprefix(NAMESPACE).strip("\"'")
                    found.setdefault((overlay.environment, namespace), []).append(overlay)
        return found

    def files(self, environment: str, namespace: str, *, but: tuple[str, str]) -> Iterator[tuple[str, OverlayFolder]]:
        """File names of the objects that other projects than `but` have in a namespace."""
        for overlay in self._namespaces.get((environment, namespace), ()):
            if (overlay.team, overlay.project) != but:
                yield from ((path.rpartition("/")[2], overlay) for path in self._files(overlay))

    def _files(self, overlay: OverlayFolder) -> Iterator[str]:
        """The paths of all files in an overlay's Component folders."""
        for name in self._store.folders(overlay.path):
            folder = f"{overlay.path}/{name}"
            yield from (f"{folder}/{file}" for file in self._store.files(folder))

    @cached_property
    def hosts(self) -> tuple[Host, ...]:
        """Every host that any project takes."""
        return tuple(host for overlay in self._overlays for host in self._hosts(overlay))

    def _hosts(self, overlay: OverlayFolder) -> Iterator[Host]:
        for path in self._files(overlay):
            file = gitops_paths.parse_object_file(path)
            row = object_kinds.TABLE.get(file.kind) if file is not None else None
            if row is not None and row.host is not None:
                yield from _taken(overlay, row.host, self._store.read(path))


def projects(store: Store) -> Iterator[tuple[str, str]]:
    """Team and name of every project that a GitOps repository holds."""
    for team in store.folders(gitops_paths.PROJECTS):
        yield from ((team, name) for name in store.folders(gitops_paths.team(team)))


def _taken(overlay: OverlayFolder, read: Callable[[Mapping[str, Any]], RouteHost], text: str) -> Iterator[Host]:
    from generator.manifest import yaml_reader  # slow to load, and validate reads no manifests

    try:
        yield Host(overlay, *read(yaml_reader.read(text)["spec"]))
    except (KeyError, IndexError, TypeError, ValueError):
        return  # not as we wrote it: a person's file, which takes nothing of ours
