"""Every path of a GitOps repository, built from its parts and parsed back into them.

    projects/<team>/<project>/overlays/<environment>/kustomization.yaml
    projects/<team>/<project>/overlays/<environment>/<folder>/kustomization.yaml
    projects/<team>/<project>/overlays/<environment>/<folder>/<object>.<kind in lower case>.yaml
    clusters/<cluster>/<environment>/<team>.<project>.yaml

Paths are relative to the repository and separated by `/`. docs/output.md#layout describes the layout to users. No other module
spells the names of these folders or counts the parts of such a path.
"""

from typing import NamedTuple

PROJECTS = "projects"
CLUSTERS = "clusters"
KUSTOMIZATION = "kustomization.yaml"
EXTENSION = ".yaml"
ANY = "*"
"""In the place of a part: the path is a Git glob pattern then."""

_OVERLAYS = "overlays"
_OVERLAY_DEPTH = 5  # parts of an overlay's own path


class ObjectFile(NamedTuple):
    """The name of an object's file: the object's name without any content hash, and its kind in lower case."""

    object: str
    kind: str

    @property
    def name(self) -> str:
        """`<object>.<kind>.yaml`."""
        return object_file(self.object, self.kind)


class OverlayFolder(NamedTuple):
    """The overlay of one project in one environment."""

    team: str
    project: str
    environment: str

    @property
    def path(self) -> str:
        """The overlay's folder."""
        return overlay(self.team, self.project, self.environment)


class OverlayFile(NamedTuple):
    """A file in an overlay: `folder` is its Component folder, empty for the overlay's own kustomization."""

    overlay: OverlayFolder
    folder: str
    name: str


class EntryFile(NamedTuple):
    """The Flux Kustomization or Argo CD Application that makes a cluster sync an overlay."""

    cluster: str
    overlay: OverlayFolder


class EnvironmentFile(NamedTuple):
    """A file of a project's overlay in any Component folder: an object that moves between folders stays the same."""

    environment: str
    name: str


def team(team: str) -> str:
    """The folder with all projects of a team."""
    return f"{PROJECTS}/{team}"


def project(team: str, project: str) -> str:
    """The folder with all overlays of a project."""
    return f"{PROJECTS}/{team}/{project}"


def overlays(team: str, project: str) -> str:
    """The folder that holds one folder for each environment."""
    return f"{PROJECTS}/{team}/{project}/{_OVERLAYS}"


def overlay(team: str, project: str, environment: str) -> str:
    """The folder with everything that one environment runs of a project."""
    return f"{PROJECTS}/{team}/{project}/{_OVERLAYS}/{environment}"


def cluster(cluster: str) -> str:
    """The folder that a cluster's GitOps tool reads its entries from."""
    return f"{CLUSTERS}/{cluster}"


def entries(cluster: str, environment: str) -> str:
    """The folder of a cluster's entries for one environment."""
    return f"{CLUSTERS}/{cluster}/{environment}"


def entry(cluster: str, environment: str, team: str, project: str) -> str:
    """The file of an entry."""
    return f"{CLUSTERS}/{cluster}/{environment}/{entry_file(team, project)}"


def entry_file(team: str, project: str) -> str:
    """The name of an entry's file; the names of teams and projects have no dots."""
    return f"{team}.{project}{EXTENSION}"


def object_file(object_name: str, kind: str) -> str:
    """The name of an object's file; `kind` in any case."""
    return f"{object_name}.{kind.lower()}{EXTENSION}"


def kustomization(folder: str) -> str:
    """The kustomization of an overlay or a Component folder."""
    return f"{folder}/{KUSTOMIZATION}"


def is_entry(path: str) -> bool:
    """Whether a path lies where entries lie."""
    return path.startswith(f"{CLUSTERS}/")


def is_kustomization(path: str) -> bool:
    """Whether a path is that of a kustomization."""
    return path.endswith(f"/{KUSTOMIZATION}")


def parse(path: str) -> OverlayFile | EntryFile | None:
    """The parts of a file's path; None for a path that the layout does not have.

    A file deeper in an overlay than any of ours has all folders between as its `folder`.
    """
    parts = path.split("/")
    if parts[0] == CLUSTERS:
        return _parse_entry(parts)
    if parts[0] != PROJECTS or len(parts) <= _OVERLAY_DEPTH or parts[3] != _OVERLAYS:
        return None
    return OverlayFile(OverlayFolder(parts[1], parts[2], parts[4]), "/".join(parts[_OVERLAY_DEPTH:-1]), parts[-1])


def _parse_entry(parts: list[str]) -> EntryFile | None:
    match parts:
        case [_, cluster_name, environment, name] if name.endswith(EXTENSION):
            team, _, project = name.removesuffix(EXTENSION).partition(".")
            if team and project and "." not in project:
                return EntryFile(cluster_name, OverlayFolder(team, project, environment))
    return None


def parse_object_file(name: str) -> ObjectFile | None:
    """The parts of an object's file name; None for a kustomization and any other name. The path before it may be there, too."""
    stem = name.rpartition("/")[2]
    if not stem.endswith(EXTENSION):
        return None
    object_name, _, kind = stem.removesuffix(EXTENSION).rpartition(".")
    return ObjectFile(object_name, kind) if object_name and kind else None


def environment_file(path: str) -> EnvironmentFile:
    """The environment and name of a file; an environment of its own, the empty one, for what lies outside of overlays."""
    found = parse(path)
    if isinstance(found, OverlayFile):
        return EnvironmentFile(found.overlay.environment, found.name)
    return EnvironmentFile("", path.rpartition("/")[2])
