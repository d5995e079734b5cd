"""The nouns between rendering and writing: Draft, Manifest, FileTree."""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from generator.manifest import gitops_paths
from generator.manifest.shape import Filled, KubernetesObject

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
FileTree = Mapping[str, bytes]
"""Path below the GitOps repository, with `/`, to the file's whole content."""


@cache
def _kind(template: str) -> str:
    """One text for each template: a run holds a kind for every object's name that is taken."""
    return template.rpartition("/")[2].removesuffix(".yaml")


class Draft(NamedTuple):
    """One object to render: which template, in which Component folder, with which values.

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

    @property
    def kind(self) -> str:
        """The kind in lower case, which names the template's file."""
        return _kind(self.template)

    @property
    def name(self) -> str:
        """The object's name, content hash included."""
        return str(self.values["name"])


class Manifest(NamedTuple):
    """One Kubernetes object, without namespace, and where it goes in the overlay."""

    folder: str
    file: str
    made: Filled
    note: str = ""

    @property
    def object(self) -> KubernetesObject:
        """The object as plain data; nobody may change it."""
        return self.made.object

    @property
    def kind(self) -> str:
        """The object's kind, as in its manifest."""
        return self.made.kind

    @property
    def name(self) -> str:
        """The object's name, content hash included."""
        return str(self.made.name)

    @property
    def filename(self) -> str:
        """The file in its Component folder."""
        return gitops_paths.object_file(self.file, self.made.kind)

    @property
    def path(self) -> str:
        """The file below the overlay's folder."""
        return f"{self.folder}/{self.filename}"


class Overlay(NamedTuple):
    """All objects of one project in one environment: what one folder holds and one cluster runs.

    `entry` is the object that makes the GitOps tool of `cluster` sync it, None where there is no such tool.
    """

    team: str
    project: str
    environment: str
    namespace: str
    manifests: tuple[Manifest, ...]
    cluster: str = ""
    entry: Filled | None = None

    @property
    def folder(self) -> str:
        """The overlay's folder below the GitOps repository."""
        return gitops_paths.overlay(self.team, self.project, self.environment)

    @property
    def entry_path(self) -> str:
        """The entry's file below the GitOps repository."""
        return gitops_paths.entry(self.cluster, self.environment, self.team, self.project)
