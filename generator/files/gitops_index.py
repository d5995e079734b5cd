"""What other projects have in a GitOps repository: their names in a namespace, their hosts on a gateway."""

import os
import stat
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple, Protocol

NAMESPACE = "namespace: "
ROUTES = (".httproute.yaml", ".ingress.yaml", ".canary.yaml")
TOP = "projects"


class Overlay(NamedTuple):
    """One overlay's folder in the repository and whose it is."""

    team: str
    project: str
    environment: str
    folder: str


class Host(NamedTuple):
    """A host and path that a route takes, and through which gateway or ingress class (`door`)."""

    overlay: Overlay
    door: tuple[str, ...]
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


class Disk:
    """A GitOps repository's folder; links are not followed."""

    def __init__(self, into: "os.PathLike[str]") -> None:
        self._into = os.fspath(into)

    def folders(self, path: str) -> list[str]:
        """Names of the folders in a folder; dot folders are left out."""
        return self._names(path, folders=True)

    def files(self, path: str) -> list[str]:
        """Names of the files in a folder."""
        return self._names(path, folders=False)

    def _names(self, path: str, *, folders: bool) -> list[str]:
        try:
            with os.scandir(os.path.join(self._into, path)) as entries:
                kept = (e for e in entries if (e.is_dir if folders else e.is_file)(follow_symlinks=False))
                return sorted(entry.name for entry in kept if not entry.name.startswith("."))
        except OSError:
            return []

    def read(self, path: str) -> str:
        """A file's text."""
        try:
            name = os.path.join(self._into, path)
            if not stat.S_ISREG(os.lstat(name).st_mode):
                return ""  # a link or a pipe is not ours, and a pipe would wait for a writer
            with open(name, encoding="utf-8", errors="replace") as file:
                return file.read()
        except OSError:
            return ""


class Neighbours:
    """The projects of a GitOps repository as they lie there; nothing is read before it is asked for.

    Those of the teams and names `without` are taken for gone.
    """

    def __init__(self, store: Store, *, without: Collection[tuple[str, str]] = ()) -> None:
        self._store = store
        self._without = without

    @cached_property
    def _overlays(self) -> list[Overlay]:
        folders = self._store.folders
        return [
            Overlay(team, project, environment, f"{TOP}/{team}/{project}/overlays/{environment}")
            for team in folders(TOP)
            for project in folders(f"{TOP}/{team}")
            if (team, project) not in self._without
            for environment in folders(f"{TOP}/{team}/{project}/overlays")
        ]

    @cached_property
    def _namespaces(self) -> Mapping[tuple[str, str], list[Overlay]]:
        held: dict[tuple[str, str], list[Overlay]] = {}
        for overlay in self._overlays:
            for line in self._store.read(f"{overlay.folder}/kustomization.yaml").splitlines():
                if line.startswith(NAMESPACE):
                    namespace = line.removeprefix(NAMESPACE).strip("\"'")
                    held.setdefault((overlay.environment, namespace), []).append(overlay)
        return held

    def files(self, environment: str, namespace: str, *, but: tuple[str, str]) -> Iterator[tuple[str, Overlay]]:
        """File names of the objects that other projects than `but` have in a namespace."""
        for overlay in self._namespaces.get((environment, namespace), ()):
            if (overlay.team, overlay.project) != but:
                for folder in self._store.folders(overlay.folder):
                    yield from ((name, overlay) for name in self._store.files(f"{overlay.folder}/{folder}"))

    @cached_property
    def hosts(self) -> tuple[Host, ...]:
        """Every host that any project takes."""
        return tuple(host for overlay in self._overlays for host in self._hosts(overlay))

    def _hosts(self, overlay: Overlay) -> Iterator[Host]:
        for folder in self._store.folders(overlay.folder):
            for name in self._store.files(f"{overlay.folder}/{folder}"):
                if name.endswith(ROUTES):
                    yield from _taken(overlay, self._store.read(f"{overlay.folder}/{folder}/{name}"))


def _taken(overlay: Overlay, text: str) -> Iterator[Host]:
    from generator.manifest import yaml_reader  # slow to load, and validate reads no manifests

    try:
        yield Host(overlay, *_door(yaml_reader.read(text)["spec"]))
    except (KeyError, IndexError, TypeError, ValueError):
        return  # not as we wrote it: a person's file, which takes nothing of ours


def _door(spec: Mapping[str, Any]) -> tuple[tuple[str, ...], str, str]:
    """Door, host and path of an HTTPRoute's spec, of a Canary's that becomes one, or of an Ingress'."""
    if "parentRefs" in spec:
        parent, path = spec["parentRefs"][0], spec["rules"][0]["matches"][0]["path"]["value"]
        return ("gateway", str(parent["namespace"]), str(parent["name"])), str(spec["hostnames"][0]), str(path)
    if "targetRef" in spec:
        service = spec["service"]
        parent, path = service["gatewayRefs"][0], service["match"][0]["uri"]["prefix"]
        return ("gateway", str(parent["namespace"]), str(parent["name"])), str(service["hosts"][0]), str(path)
    rule = spec["rules"][0]
    door = ("ingress", str(spec.get("ingressClassName", "")))
    return door, str(rule["host"]), str(rule["http"]["paths"][0]["path"])
