"""A GitOps folder on disk: what writing a project would change, and the writing of it, whole files only.

`plan` reads and judges, `apply` writes: manifests first, then the Component kustomizations that list them, then the
overlay's, then the GitOps tool's entry that names it, removals last, entries before what they name: whatever reads the folder
midway finds every file that it is told of. Whatever stops a run, the same command run again finishes the work.
"""
# Tens of thousands of files in a run, and a Path costs more than the system call: plain strings.

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISDIR, S_ISLNK, S_ISREG

from generator import errors
from generator.layout import tree as layout
from generator.manifest import manifest
from generator.repository import files

KEPT_KINDS = frozenset({"deployment", "statefulset", "rollout", "canary", "job", "cronjob", "persistentvolumeclaim"})
"""Kinds, as file names spell them, whose removal stops work or loses data: they go only with permission."""

CLUSTERS = "clusters"
"""The folder of the GitOps tool's entries: `clusters/<cluster>/<environment>/<team>.<project>.yaml`."""

_HEAD = 512  # bytes: more than the longest header


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What writing `tree` would do; every path is below the GitOps folder, with `/`; each list is in order.

    `foreign` says of each thing in the way what it is: with any, `apply` refuses. `pruned` are those of `stale` that
    hold a workload or claim which the new tree has nowhere in the same overlay, and entries, with which everything on
    that cluster goes: whoever calls `apply` asks first.
    `leftovers` are temporary files of a killed run, `hollow` the folders that would hold nothing in the end.
    """

    tree: manifest.FileTree
    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    stale: tuple[str, ...]
    pruned: tuple[str, ...]
    foreign: Mapping[str, str]
    leftovers: tuple[str, ...]
    hollow: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether the folder holds anything else than the tree says."""
        return bool(self.new or self.changed or self.stale or self.foreign)


def plan(
    into: Path,
    tree: manifest.FileTree,
    *,
    team: str,
    project: str,
    environment: str | None = None,
    emptied: Collection[str] = (),
) -> Plan:
    """Find what it takes to make `into` hold `tree`: all files of one project or, with `environment`, of one overlay.

    Stale files are looked for only there, and among the project's entries (for that environment) on all clusters. `emptied`
    names, as `<environment>/<file name>`, files of empty slots, which go without permission. Raises NotReadyError where
    `into` is no folder or cannot be read.
    """
    root = os.fspath(into)
    home = f"projects/{team}/{project}"
    with files.refusal(root, "read"):
        if os.path.lexists(root) and not os.path.isdir(root):
            raise errors.NotReadyError(f"{root}: is not a folder", hint="name a folder, or a path where nothing is yet")
        seen = _Seen(root, (team, project))
        seen.walk(_inside(f"{home}/overlays/{environment}" if environment else home))
        seen.entries(f"{team}.{project}.yaml", environment)
        fates: dict[str, list[str]] = {"new": [], "changed": [], "unchanged": [], "foreign": []}
        for path in sorted(tree):
            fates[seen.fate(_inside(path), tree[path])].append(path)
        stale = tuple(sorted(path for path in seen.files if path not in tree and seen.owned(path)))
    return Plan(
        tree=tree,
        new=tuple(fates["new"]),
        changed=tuple(fates["changed"]),
        unchanged=tuple(fates["unchanged"]),
        stale=stale,
        pruned=tuple(_pruned(stale, tree, emptied)),
        foreign=dict(sorted(seen.foreign.items())),
        leftovers=tuple(sorted(seen.leftovers)),
        hollow=tuple(_hollow(seen.folders, {*stale, *seen.leftovers}, tree)),
    )


def clear(into: Path, plan: Plan) -> None:
    """NotReadyError where something foreign is in the way."""
    for path, fact in plan.foreign.items():
        raise errors.NotReadyError(
            f"{os.fspath(into)}/{path}: {fact}",
            hint="only files with this project's header are overwritten: move this away",
        )


def apply(into: Path, plan: Plan) -> None:
    """Make the folder what the plan says; a file that is right already is not touched.

    Raises NotReadyError where something foreign is in the way (then nothing was written) or the file system refuses
    (then every file is whole, old or new, and the same command run again does the rest).
    """
    root = os.fspath(into)
    clear(into, plan)
    writer = files.Writer()
    for path in sorted((*plan.new, *plan.changed), key=_turn):
        writer.write(f"{root}/{_inside(path)}", plan.tree[path], beside=_beside(root, path))
    for path in plan.stale:
        files.remove(f"{root}/{_inside(path)}")
    for path in plan.leftovers:
        files.discard(f"{root}/{_inside(path)}")
    for path in plan.hollow:
        # Not ours to judge any more where somebody put a file in the meantime.
        with suppress(OSError):
            os.rmdir(f"{root}/{_inside(path)}")


class _Seen:
    """What lies in the GitOps folder where the project's files go; links are seen, never followed."""

    def __init__(self, root: str, owner: tuple[str, str]) -> None:
        self._root = root
        self._owner = owner
        self._kinds: dict[str, str] = {}
        self._above: dict[str, str] = {"": "a folder"}
        self.files: list[str] = []
        self.folders: dict[str, list[str]] = {}
        self.leftovers: list[str] = []
        self.foreign: dict[str, str] = {}

    def walk(self, folder: str) -> None:
        """Take in the folder with all below it but dot folders, which are never ours."""
        if self._folder(folder) == "a folder":
            todo = [folder]
            while todo:
                todo += self._enter(todo.pop())

    def entries(self, name: str, environment: str | None) -> None:
        """Take in the project's entries, which are few files in folders that hold many: each is asked for by name."""
        for cluster in self._inner(CLUSTERS):
            for folder in self._inner(cluster) if environment is None else [f"{cluster}/{environment}"]:
                path = f"{folder}/{name}"
                if self._kind(path, folder) == "a file":
                    self.files.append(path)

    def _inner(self, folder: str) -> list[str]:
        """Folders in a folder that may be missing, dot folders and links left out."""
        with suppress(FileNotFoundError, NotADirectoryError), os.scandir(f"{self._root}/{folder}") as entries:
            names = [each.name for each in entries if each.is_dir(follow_symlinks=False) and each.name[0] != "."]
            inner = [f"{folder}/{name}" for name in sorted(names)]
            self._kinds.update(dict.fromkeys(inner, "a folder"))
            return inner
        return []

    def _enter(self, folder: str) -> list[str]:
        inner = []
        members = self.folders[folder] = []
        with suppress(FileNotFoundError), os.scandir(f"{self._root}/{folder}") as entries:
            for entry in entries:
                path = f"{folder}/{entry.name}"
                members.append(path)
                if entry.is_file(follow_symlinks=False):
                    self._kinds[path] = "a file"
                    if entry.name.startswith(files.TEMPORARY):
                        self.leftovers.append(path)
                    elif entry.name.endswith(".yaml"):
                        self.files.append(path)
                elif entry.is_dir(follow_symlinks=False):
                    self._kinds[path] = "a folder"
                    if not entry.name.startswith("."):
                        inner.append(path)
                else:
                    self._kinds[path] = "a link" if entry.is_symlink() else "no regular file"
        return inner

    def _kind(self, path: str, above: str) -> str:
        """Tell what lies at the path, a folder above which is known; empty where there is nothing."""
        kind = self._kinds.get(path)
        if kind is None:
            kind = self._kinds[path] = "" if above in self.folders else _kind(f"{self._root}/{path}")
        return kind

    def _folder(self, path: str) -> str:
        """Tell what lies at a folder's path: `a folder`, nothing, or what is in the way there, noted as foreign."""
        kind = self._above.get(path)
        if kind is None:
            above = path.rpartition("/")[0]
            kind = self._folder(above)
            if kind == "a folder":
                kind = self._kind(path, above)
                if kind not in {"", "a folder"}:
                    self.foreign[path] = f"is {kind}, not a folder"
            self._above[path] = kind
        return kind

    def fate(self, path: str, content: bytes) -> str:
        """Tell what happens to the file that the tree wants: new, changed, unchanged or, noted as such, foreign."""
        above = path.rpartition("/")[0]
        folder = self._folder(above)
        if folder != "a folder":
            return "foreign" if folder else "new"
        kind = self._kind(path, above)
        if kind == "a file":
            present = files.read(f"{self._root}/{path}", max(len(content) + 1, _HEAD))
            if present is not None and present != content and layout.owner(present) != self._owner:
                self.foreign[path] = "is not this project's: its first line is not the header"
                return "foreign"
            return "new" if present is None else "unchanged" if present == content else "changed"
        if kind:
            self.foreign[path] = f"is {kind}, not a file"
        return "foreign" if kind else "new"

    def owned(self, path: str) -> bool:
        """Tell whether the file's header names this team and project."""
        return layout.owner(files.read(f"{self._root}/{path}", _HEAD) or b"") == self._owner


def _kind(path: str) -> str:
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return ""
    if S_ISLNK(mode):
        return "a link"
    if S_ISDIR(mode):
        return "a folder"
    return "a file" if S_ISREG(mode) else "no regular file"


def _inside(path: str) -> str:
    if "\\" in path or "\0" in path or not {"", ".", ".."}.isdisjoint(path.split("/")):
        raise AssertionError(f"{path!r} is no path below the GitOps folder")
    return path


def _slot(path: str) -> str:
    """`<environment>/<file name>` of a path below `projects/<team>/<project>/overlays/<environment>`."""
    *above, name = path.split("/")
    return f"{above[4]}/{name}" if len(above) > 4 else f"/{name}"  # noqa: PLR2004 - the overlay's depth


def _pruned(stale: Iterable[str], tree: Iterable[str], emptied: Collection[str]) -> Iterator[str]:
    going = [path for path in stale if _is_entry(path) or path.split(".")[-2] in KEPT_KINDS]
    kept = {_slot(path) for path in tree} if going else set()
    return (path for path in going if _is_entry(path) or (_slot(path) not in kept and _slot(path) not in emptied))


def _is_entry(path: str) -> bool:
    return path.startswith(f"{CLUSTERS}/")


def _beside(root: str, path: str) -> str:
    """Where an entry's temporary file lies: in the overlay, where the next run looks for what a killed one left."""
    if not _is_entry(path):
        return ""
    _, _, environment, name = path.split("/")
    team, project, _ = name.split(".")
    return f"{root}/projects/{team}/{project}/overlays/{environment}"


def _hollow(folders: Mapping[str, list[str]], going: set[str], tree: Iterable[str]) -> Iterator[str]:
    """Folders in which nothing would be left, the deepest first; those of entries may hold other projects', and then stay."""
    for path in sorted(path for path in going if _is_entry(path)):
        yield from (path.rsplit("/", levels)[0] for levels in (1, 2, 3))
    wanted = {path.rpartition("/")[0] for path in tree}
    for folder in sorted(folders, key=lambda path: (-path.count("/"), path)):
        if folder not in wanted and going.issuperset(folders[folder]):
            going.add(folder)
            yield folder


def _turn(path: str) -> tuple[bool, bool, int, str]:
    """Order the writing: a file comes before each kustomization that lists it or its folder, an overlay before its entry."""
    gathers = path.endswith(f"/{layout.KUSTOMIZATION}")
    return _is_entry(path), gathers, -path.count("/") if gathers else 0, path
