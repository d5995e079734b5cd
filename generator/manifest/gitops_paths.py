"""Construction and parsing of all paths in a GitOps repository.

    projects/<team>/<project>/overlays/<environment>/kustomization.yaml
    projects/<team>/<project>/overlays/<environment>/<folder>/kustomization.yaml
    projects/<team>/<project>/overlays/<environment>/<folder>/<object>.<kind in lower case>.yaml
    clusters/<cluster>/<environment>/<team>.<project>.yaml
    clusters/<cluster>/keep.yaml

Paths are relative to the repository and separated by `/`. docs/output.md#layout describes the layout to users. Other modules
must not depend on the names or the number of these folders.
"""

from generator.named_tuples import NamedTuple

PROJECTS = "projects"
CLUSTERS = "clusters"
_ENTRIES = f"{CLUSTERS}/"
KUSTOMIZATION = "kustomization.yaml"
EXTENSION = ".yaml"
ANY = "*"
"""Instead of a part: the path is then a Git glob pattern."""

_OVERLAYS = "overlays"
_KEEPER = "keep.yaml"
_APPLIED = (EXTENSION, ".yml", ".json")
_UNNAMED_KUSTOMIZATION = "Kustomization"
"""A name of a kustomization without an extension, which kustomize reads, too."""
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
    """The file of the Flux Kustomization or Argo CD Application that makes a cluster sync an overlay."""

    cluster: str
    overlay: OverlayFolder


class EnvironmentFile(NamedTuple):
    """Identifies a file by environment and name, whatever its Component folder: objects may move between folders."""

    environment: str
    name: str


def team(team: str) -> str:
    """The folder with all projects of a team."""
    return f"{PROJECTS}/{team}"


def project(team: str, project: str) -> str:
    """The folder with all overlays of a project."""
    return f"{PROJECTS}/{team}/{project}"


def overlays(team: str, project: str) -> str:
    """The folder with one folder for each environment."""
    return f"{PROJECTS}/{team}/{project}/{_OVERLAYS}"


def overlay(team: str, project: str, environment: str) -> str:
    """The folder with all objects of a project in one environment."""
    return f"{PROJECTS}/{team}/{project}/{_OVERLAYS}/{environment}"


def cluster(cluster: str) -> str:
    """The folder from which a cluster's GitOps tool reads its entries."""
    return f"{CLUSTERS}/{cluster}"


def keeper(cluster: str) -> str:
    """The file that keeps a cluster's folder in Git when its last project leaves; it belongs to no project."""
    return f"{CLUSTERS}/{cluster}/{_KEEPER}"


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
    """Whether a path is in the folder of entries."""
    return path.startswith(_ENTRIES)


def is_kustomization(path: str) -> bool:
    """Whether a path is that of a kustomization."""
    return path.endswith(f"/{KUSTOMIZATION}")


def parse(path: str) -> OverlayFile | EntryFile | None:
    """The parts of a file's path; None if the path is not part of the layout.

    `folder` has all folders between the overlay and the file, although generated files are only one level deep.
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


def foreign_entry(path: str) -> tuple[str, ...] | None:
    """The folders of a file that a cluster's GitOps tool reads beside the entries; None for entries and any other file."""
    *folders, name = path.split("/")
    is_read = name.endswith(_APPLIED) or name == _UNNAMED_KUSTOMIZATION
    if folders[:1] != [CLUSTERS] or not is_read or _parse_entry([*folders, name]) is not None:
        return None
    return None if folders[1:] and path == keeper(folders[1]) else tuple(folders)


def key(path: str) -> tuple[str, str] | None:
    """The team and project of a file; None if the path is not part of the layout."""
    parsed = parse(path)
    return None if parsed is None else (parsed.overlay.team, parsed.overlay.project)


def parse_object_file(name: str) -> ObjectFile | None:
    """The parts of an object's file name; None for a kustomization or another name. `name` may include folders."""
    stem = name.rpartition("/")[2]
    if not stem.endswith(EXTENSION):
        return None
    object_name, _, kind = stem.removesuffix(EXTENSION).rpartition(".")
    return ObjectFile(object_name, kind) if object_name and kind else None


def environment_file(path: str) -> EnvironmentFile:
    """The environment and name of a file; the environment is empty for files outside of overlays."""
    parsed = parse(path)
    if isinstance(parsed, OverlayFile):
        return EnvironmentFile(parsed.overlay.environment, parsed.name)
    return EnvironmentFile("", path.rpartition("/")[2])
