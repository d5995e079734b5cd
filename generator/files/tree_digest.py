"""What a GitOps folder holds of a project, as one digest: equal to that of a tree where exactly the tree lies there."""

import hashlib
import os
import stat
from collections.abc import Iterator

from generator.files.folder_scan import CLUSTERS
from generator.files.gitops_index import TOP
from generator.files.writing import NOFOLLOW
from generator.manifest.manifest import FileTree

MANY = 1 << 16
"""Bytes read at once: more than nearly every file has."""


def of_tree(tree: FileTree) -> str:
    """The digest of files, by their paths in the GitOps folder."""
    seen = hashlib.blake2b(digest_size=20)
    for path in sorted(tree):
        _add(seen, path, tree[path])
    return seen.hexdigest()


def of_folder(into: str, team: str, project: str) -> str:
    """The digest of everything that lies where a project's files go; empty where that is more than whole files of a tree.

    A link, an empty folder or something that cannot be read is such a more: then it takes a plan to tell.
    """
    seen = hashlib.blake2b(digest_size=20)
    try:
        home = f"{TOP}/{team}/{project}"
        for folder in (TOP, f"{TOP}/{team}", home, CLUSTERS):
            if not stat.S_ISDIR(os.lstat(f"{into}/{folder}").st_mode):
                return ""
        for path in sorted([*_below(into, home), *_entries(into, f"{team}.{project}.yaml")]):
            _add(seen, path, _read(f"{into}/{path}"))
    except (OSError, ValueError):
        return ""
    return seen.hexdigest()


def _add(seen: "hashlib.blake2b", path: str, content: bytes) -> None:
    seen.update(b"%d %d " % (len(path), len(content)))
    seen.update(os.fsencode(path))
    seen.update(content)


def _below(into: str, home: str) -> Iterator[str]:
    folders = [home]
    while folders:
        folder = folders.pop()
        with os.scandir(f"{into}/{folder}") as entries:
            empty = True
            for entry in entries:
                empty = False
                path = f"{folder}/{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    folders.append(path)
                elif entry.is_file(follow_symlinks=False):
                    yield path
                else:
                    raise ValueError(path)
        if empty:
            raise ValueError(folder)


def _entries(into: str, name: str) -> Iterator[str]:
    for cluster in _folders(f"{into}/{CLUSTERS}"):
        for environment in _folders(f"{into}/{CLUSTERS}/{cluster}"):
            path = f"{CLUSTERS}/{cluster}/{environment}/{name}"
            if os.path.lexists(f"{into}/{path}"):
                yield path


def _folders(path: str) -> list[str]:
    with os.scandir(path) as entries:
        return [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]


def _read(path: str) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | NOFOLLOW)
    try:
        content = os.read(descriptor, MANY)
        while len(content) % MANY == 0 and (more := os.read(descriptor, MANY)):
            content += more
    finally:
        os.close(descriptor)
    return content
