"""What other projects have in a GitOps folder: their names in a namespace, their hosts on a gateway."""

import os
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from generator.manifest import fast

NAMESPACE = "namespace: "
ROUTES = (".httproute.yaml", ".ingress.yaml")


class Overlay(NamedTuple):
    """One overlay's folder on disk and whose it is."""

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


class Neighbours:
    """The projects of a GitOps folder as they lie there; nothing is read before it is asked for."""

    def __init__(self, into: Path) -> None:
        self._top = os.path.join(into, "projects")

    @cached_property
    def _overlays(self) -> list[Overlay]:
        found = []
        for team in _folders(self._top):
            for project in _folders(os.path.join(self._top, team)):
                top = os.path.join(self._top, team, project, "overlays")
                found += [
                    Overlay(team, project, environment, os.path.join(top, environment)) for environment in _folders(top)
                ]
        return found

    @cached_property
    def _namespaces(self) -> Mapping[tuple[str, str], list[Overlay]]:
        held: dict[tuple[str, str], list[Overlay]] = {}
        for overlay in self._overlays:
            for line in _read(os.path.join(overlay.folder, "kustomization.yaml")).splitlines():
                if line.startswith(NAMESPACE):
                    held.setdefault((overlay.environment, line.removeprefix(NAMESPACE).strip("\"'")), []).append(
                        overlay
                    )
        return held

    def files(self, environment: str, namespace: str, *, but: tuple[str, str]) -> Iterator[tuple[str, Overlay]]:
        """File names of the objects that other projects than `but` have in a namespace."""
        for overlay in self._namespaces.get((environment, namespace), ()):
            if (overlay.team, overlay.project) != but:
                for folder in _folders(overlay.folder):
                    yield from ((name, overlay) for name in sorted(os.listdir(os.path.join(overlay.folder, folder))))

    @cached_property
    def hosts(self) -> tuple[Host, ...]:
        """Every host that any project takes."""
        return tuple(host for overlay in self._overlays for host in _hosts(overlay))


def _hosts(overlay: Overlay) -> Iterator[Host]:
    for folder in _folders(overlay.folder):
        for name in sorted(os.listdir(os.path.join(overlay.folder, folder))):
            if name.endswith(ROUTES):
                yield from _taken(overlay, _read(os.path.join(overlay.folder, folder, name)))


def _taken(overlay: Overlay, text: str) -> Iterator[Host]:
    try:
        spec = fast.read(text)["spec"]
        if "parentRefs" in spec:
            parent, path = spec["parentRefs"][0], spec["rules"][0]["matches"][0]["path"]["value"]
            yield Host(overlay, ("gateway", parent["namespace"], parent["name"]), spec["hostnames"][0], path)
        else:
            rule = spec["rules"][0]
            yield Host(
                overlay, ("ingress", spec.get("ingressClassName", "")), rule["host"], rule["http"]["paths"][0]["path"]
            )
    except (KeyError, IndexError, TypeError, ValueError):
        return  # not as we wrote it: a person's file, which takes nothing of ours


def _folders(path: str) -> list[str]:
    try:
        with os.scandir(path) as entries:
            return sorted(
                entry.name
                for entry in entries
                if entry.is_dir(follow_symlinks=False) and not entry.name.startswith(".")
            )
    except OSError:
        return []


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""
