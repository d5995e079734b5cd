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

from generator import errors
from generator.files import writing
from generator.files.folder_scan import CLUSTERS, Seen
from generator.layout import tree as layout
from generator.manifest import manifest

KEPT_KINDS = frozenset({"deployment", "statefulset", "rollout", "canary", "job", "cronjob", "persistentvolumeclaim"})
"""Kinds, as file names spell them, whose removal stops work or loses data: they go only with permission."""

IN_THE_WAY = "only files with this project's header are overwritten: move this away"
"""The way out for what is foreign."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What writing `tree` would do; every path is below the GitOps folder, with `/`; each list is in order.

    `foreign` says of each thing in the way what it is: with any, `apply` refuses. `stray` says so of what else lies in the
    overlays and is not this project's; dot files are nobody's. `pruned` are those of `stale` that
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
    stray: Mapping[str, str]
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
    with writing.refusal(root, "read"):
        if os.path.lexists(root) and not os.path.isdir(root):
            raise errors.NotReadyError(f"{root}: is not a folder", hint="name a folder, or a path where nothing is yet")
        seen = Seen(root, (team, project))
        seen.walk(_inside(f"{home}/overlays/{environment}" if environment else home))
        seen.entries(f"{team}.{project}.yaml", environment)
        fates: dict[str, list[str]] = {"new": [], "changed": [], "unchanged": [], "foreign": []}
        for path in sorted(tree):
            fates[seen.fate(_inside(path), tree[path])].append(path)
        stale = tuple(sorted(path for path in seen.files if path not in tree and seen.owned(path)))
    unknown = sorted({*seen.files, *seen.others}.difference(tree, stale))
    return Plan(
        tree=tree,
        new=tuple(fates["new"]),
        changed=tuple(fates["changed"]),
        unchanged=tuple(fates["unchanged"]),
        stale=stale,
        pruned=tuple(_pruned(stale, tree, emptied)),
        foreign=dict(sorted(seen.foreign.items())),
        stray={path: seen.stranger(path) for path in unknown if _in_overlay(path, home)},
        leftovers=tuple(sorted(seen.leftovers)),
        hollow=tuple(_hollow(seen.folders, {*stale, *seen.leftovers}, tree)),
    )


def refusals(plan: Plan) -> Iterator[tuple[str, str]]:
    """What is foreign (in the way, or in an overlay, which holds exactly what one environment runs), and the way out."""
    yield from ((f"{path}: {fact}", IN_THE_WAY) for path, fact in plan.foreign.items())
    hint = "an overlay holds only what tidegate writes: move this away"
    yield from ((f"{path}: {fact}", hint) for path, fact in plan.stray.items())


def clear(into: Path, plan: Plan) -> None:
    """NotReadyError where something is foreign."""
    for fact, hint in refusals(plan):
        raise errors.NotReadyError(f"{os.fspath(into)}/{fact}", hint=hint)


def apply(into: Path, plan: Plan) -> None:
    """Make the folder what the plan says; a file that is right already is not touched.

    Raises NotReadyError where something foreign is in the way (then nothing was written) or the file system refuses
    (then every file is whole, old or new, and the same command run again does the rest).
    """
    root = os.fspath(into)
    for path, fact in plan.foreign.items():
        raise errors.NotReadyError(f"{root}/{path}: {fact}", hint=IN_THE_WAY)
    writer = writing.Writer()
    for path in sorted((*plan.new, *plan.changed), key=_turn):
        writer.write(f"{root}/{_inside(path)}", plan.tree[path], beside=_beside(root, path))
    for path in plan.stale:
        writing.remove(f"{root}/{_inside(path)}")
    for path in plan.leftovers:
        writing.discard(f"{root}/{_inside(path)}")
    for path in plan.hollow:
        # Not ours to judge any more where somebody put a file in the meantime.
        with suppress(OSError):
            os.rmdir(f"{root}/{_inside(path)}")


def _inside(path: str) -> str:
    if "\\" in path or "\0" in path or not {"", ".", ".."}.isdisjoint(path.split("/")):
        raise AssertionError(f"{path!r} is no path below the GitOps folder")
    return path


def _in_overlay(path: str, home: str) -> bool:
    folder, _, name = path.rpartition("/")
    return folder.startswith(f"{home}/overlays/") and not name.startswith(".")


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
