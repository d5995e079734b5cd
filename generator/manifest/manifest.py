"""The data between rendering and writing: Draft, Manifest, Overlay and FileTree."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from generator.manifest import gitops_paths
from generator.manifest.object_template import KubernetesObject, LazyObject
from generator.named_tuples import NamedTuple

NONE: Mapping[str, Any] = MappingProxyType({})
Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
FileTree = Mapping[str, bytes]
"""File contents by path relative to the GitOps repository, separated by `/`."""


@cache
def _kind(template: str) -> str:
    """Cached, so that all drafts of a template share one text."""
    return template.rpartition("/")[2].removesuffix(".yaml")


class Draft(NamedTuple):
    """One object to render: its template, its Component folder and its values.

    `template` is a path below `overlays/` (`native/deployment.yaml`), `folder` the concern (`canary`, `hpa`, ...), `file` the
    object's name without any content hash, which names the file: `<file>.<kind in lower case>.yaml`. `note` is a comment for
    whoever reads the file. `pods` are those of the values that its pod templates print, None where no release compares them.
    """

    template: str
    folder: str
    file: str
    values: Mapping[str, Any]
    note: str = ""
    pods: Mapping[str, Any] | None = None
    versions: Mapping[str, Mapping[str, Any]] = NONE
    """For an object that runs several versions: the values of the pods of each, by what tells them apart."""

    @property
    def kind(self) -> str:
        """The kind in lower case: the template's file name."""
        return _kind(self.template)

    @property
    def name(self) -> str:
        """The object's name, content hash included."""
        return str(self.values["name"])


class Manifest(NamedTuple):
    """One Kubernetes object, without namespace, and its place in the overlay."""

    folder: str
    file: str
    content: LazyObject
    note: str = ""

    @property
    def object(self) -> KubernetesObject:
        """The object as plain data; it must not be modified."""
        return self.content.object

    @property
    def kind(self) -> str:
        """The object's kind, as in its manifest."""
        return self.content.kind

    @property
    def name(self) -> str:
        """The object's name, content hash included."""
        return str(self.content.name)

    @property
    def filename(self) -> str:
        """The file name in its Component folder."""
        return gitops_paths.object_file(self.file, self.content.kind)

    @property
    def path(self) -> str:
        """The path relative to the overlay's folder."""
        return f"{self.folder}/{self.filename}"


class Overlay(NamedTuple):
    """All objects of one project in one environment: the content of one folder.

    `entry` is the object that makes the GitOps tool of `cluster` sync it, None if there is no such tool.
    """

    team: str
    project: str
    environment: str
    namespace: str
    manifests: tuple[Manifest, ...]
    cluster: str = ""
    entry: LazyObject | None = None

    @property
    def folder(self) -> str:
        """The overlay's folder, relative to the GitOps repository."""
        return gitops_paths.overlay(self.team, self.project, self.environment)

    @property
    def entry_path(self) -> str:
        """The entry's file, relative to the GitOps repository."""
        return gitops_paths.entry(self.cluster, self.environment, self.team, self.project)
