"""Digests of a project's files, as a tree in memory and as they are in a GitOps folder; equal if the files are equal."""

import hashlib
import os
from collections.abc import Iterator

from generator.files import listing, reading
from generator.files.listing import FileType
from generator.manifest import gitops_paths
from generator.manifest.manifest import FileTree


def of_tree(tree: FileTree) -> str:
    """The digest (hex) of a tree's paths and contents."""
    digest = hashlib.blake2b(digest_size=20)
    for path in sorted(tree):
        _add(digest, path, tree[path])
    return digest.hexdigest()


def of_folder(into: str, team: str, project: str) -> str:
    """The digest (hex) of everything at a project's paths in the folder `into`.

    Empty if there is anything that a tree does not describe, such as a link or an empty folder, or that cannot be read:
    then only `gitops_folder.plan` can compare.
    """
    digest = hashlib.blake2b(digest_size=20)
    try:
        project_folder = gitops_paths.project(team, project)
        for folder in (gitops_paths.PROJECTS, gitops_paths.team(team), project_folder, gitops_paths.CLUSTERS):
            if listing.file_type(f"{into}/{folder}") is not FileType.FOLDER:
                return ""
        for path in sorted([*_below(into, project_folder), *_entries(into, gitops_paths.entry_file(team, project))]):
            _add(digest, path, reading.head(f"{into}/{path}") or b"")
    except (OSError, ValueError):
        return ""
    return digest.hexdigest()


def _add(digest: "hashlib.blake2b", path: str, content: bytes) -> None:
    digest.update(b"%d %d %b%b" % (len(path), len(content), os.fsencode(path), content))


def _below(into: str, project_folder: str) -> Iterator[str]:
    folders = [project_folder]
    while folders:
        folder = folders.pop()
        members = listing.entries(f"{into}/{folder}")
        for name, kind in members:
            path = f"{folder}/{name}"
            if kind is FileType.FOLDER:
                folders.append(path)
            elif kind is FileType.FILE:
                yield path
            else:
                raise ValueError(path)
        if not members:
            raise ValueError(folder)


def _entries(into: str, name: str) -> Iterator[str]:
    for cluster in listing.folders(f"{into}/{gitops_paths.CLUSTERS}"):
        for environment in listing.folders(f"{into}/{gitops_paths.cluster(cluster)}"):
            path = f"{gitops_paths.entries(cluster, environment)}/{name}"
            if os.path.lexists(f"{into}/{path}"):
                yield path
