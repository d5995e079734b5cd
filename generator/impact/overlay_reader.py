"""The objects of an environment from the files of a GitOps repository, as they lie there, whoever wrote them.

As for kustomize, an object is there only if a kustomization lists its file. What else a kustomization does, such as patches that a
person has added, or an address that it lists, is an object of its own: it is not applied, but a change of it is not lost.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from generator.impact.state import EnvironmentState, PlacedObject
from generator.manifest import gitops_paths, yaml_reader
from generator.manifest.gitops_paths import EntryFile, OverlayFolder
from generator.manifest.object_fields import items

_DOCUMENT = re.compile(r"^---(?:[ \t].*)?$", re.MULTILINE)
_LISTS = ("resources", "components")
_OWN = frozenset({"apiVersion", "kind", "metadata", "namespace", *_LISTS})
EXTENSIONS = (".yaml", ".yml")


class Unreadable(NamedTuple):
    """A file that holds no objects, and why."""

    file: str
    reason: str


class ReadOverlay(NamedTuple):
    """An overlay and its entry as read; `state` is None if it has no file at all."""

    state: EnvironmentState | None
    unreadable: tuple[Unreadable, ...] = ()


def read(overlay: OverlayFolder, texts: Mapping[str, str]) -> ReadOverlay:
    """The environment of an overlay from the texts of its files and of its entries, by path."""
    reader = _Reader(texts)
    reader.folder(overlay.path)
    own = [path for path in texts if path.startswith(f"{overlay.path}/")]
    if gitops_paths.kustomization(overlay.path) not in texts:
        for path in sorted(own):
            reader.file(path)
    clusters = []
    for path in sorted(texts):
        parsed = gitops_paths.parse(path)
        if isinstance(parsed, EntryFile) and parsed.overlay == overlay:
            clusters.append(parsed.cluster)
            reader.file(path)
    if not own and not clusters:
        return ReadOverlay(None)
    key = (overlay.team, overlay.project, overlay.environment)
    cluster = clusters[0] if clusters else ""
    state = EnvironmentState(key, cluster, reader.namespace, tuple(reader.objects))
    return ReadOverlay(state, tuple(reader.unreadable))


class _Reader:
    """Gathers the objects of files, following kustomizations."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._seen: set[str] = set()
        self.objects: list[PlacedObject] = []
        self.unreadable: list[Unreadable] = []
        self.namespace = ""

    def folder(self, folder: str) -> None:
        """What the kustomization of a folder lists; nothing if there is none."""
        path = gitops_paths.kustomization(folder)
        if path not in self._texts or path in self._seen:
            return
        self._seen.add(path)
        for content in self._documents(path):
            self.namespace = self.namespace or str(content.get("namespace") or "")
            elsewhere = dict(self._elsewhere(folder, content))
            if elsewhere or not _OWN.issuperset(content):
                rest = {name: value for name, value in content.items() if name not in _LISTS}
                self.objects.append(PlacedObject({**rest, **elsewhere, "metadata": {"name": folder}}, path))
            for name in _LISTS:
                for each in _listed(content, name):
                    self._resource(_joined(folder, each))

    def _elsewhere(self, folder: str, content: Mapping[str, Any]) -> Iterator[tuple[str, list[Any]]]:
        """What a kustomization lists that is not among the files: addresses, and paths that lead nowhere."""
        for name in _LISTS:
            found = [each for each in _listed(content, name) if not self._is_there(_joined(folder, each))]
            if found:
                yield name, found

    def _is_there(self, path: str) -> bool:
        return (path if path.endswith(EXTENSIONS) else gitops_paths.kustomization(path)) in self._texts

    def _resource(self, path: str) -> None:
        if path.endswith(EXTENSIONS):
            self.file(path)
        else:
            self.folder(path)

    def file(self, path: str) -> None:
        """The objects of a file."""
        if path in self._seen or path not in self._texts or not path.endswith(EXTENSIONS):
            return
        self._seen.add(path)
        if not gitops_paths.is_kustomization(path):
            self.objects += (PlacedObject(content, path) for content in self._documents(path))

    def _documents(self, path: str) -> Iterator[dict[str, Any]]:
        for text in _DOCUMENT.split(self._texts[path]):
            try:
                content: Any = yaml_reader.read(text) if _has_content(text) else None
            except ValueError as error:
                self.unreadable.append(Unreadable(path, str(error)))
                return
            if isinstance(content, dict):
                is_list = str(content.get("kind", "")).endswith("List") and "items" in content
                yield from (dict(each) for each in items(content, "items")) if is_list else (content,)
            elif content is not None:
                self.unreadable.append(Unreadable(path, "it holds no Kubernetes object"))


def _has_content(text: str) -> bool:
    return any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines())


def _listed(content: Mapping[str, Any], name: str) -> list[Any]:
    found = content.get(name)
    return found if isinstance(found, list) else []


def _joined(folder: str, listed: Any) -> str:
    return posixpath.normpath(f"{folder}/{listed}")
