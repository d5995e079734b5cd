"""Cache results of earlier runs: a project is not rendered again if neither its inputs nor its generated files have changed.

Its inputs are tidegate itself, the platform, the project file and the files that it names. An entry contains what a run needs of
an unchanged project: a digest of its files, its reservations and its warnings. If anything differs or cannot be read, the
project is rendered.
"""

import os
from collections.abc import Mapping
from typing import Any

import orjson

from generator.files import reading, tree_digest, user_cache
from generator.generation import fingerprints, stored_results
from generator.generation.results import ProjectResult, UnchangedFiles
from generator.validation.platform import Platform


def load(path: str, content: bytes, platform: Platform, into: str) -> ProjectResult | None:
    """The cached result of a project whose files in the GitOps folder are up to date; None if there is none."""
    if not user_cache.is_used():
        return None
    try:
        entry = orjson.loads(user_cache.read(_name(path, platform)))
        if entry["stamp"] != _inputs_digest(path, content, platform) or not _named_files_unchanged(
            path, entry["files"]
        ):
            return None
        if tree_digest.of_folder(into, entry["team"], entry["project"]) != entry["digest"]:
            return None
        return _result(path, entry)
    except (KeyError, TypeError, ValueError):
        return None


def store(result: ProjectResult, content: bytes, platform: Platform) -> None:
    """Store a result without problems, with all of its files; `content` is that of the project file."""
    if not user_cache.is_used() or result.invalid:
        return
    entry = {
        "stamp": _inputs_digest(result.file, content, platform),
        "files": result.sources,
        "digest": tree_digest.of_tree(result.tree),
        "count": len(result.tree),
        **stored_results.data(result),
    }
    user_cache.write(_name(result.file, platform), orjson.dumps(entry))


def _result(path: str, entry: Mapping[str, Any]) -> ProjectResult:
    return stored_results.result(path, entry)._replace(files=UnchangedFiles(entry["count"]))


def _named_files_unchanged(path: str, named: Mapping[str, str]) -> bool:
    """Whether the files that a project names are unchanged; ValueError if one cannot be read."""
    folder = os.path.dirname(path)
    return all(fingerprints.digest(reading.within(folder, name)) == digest for name, digest in named.items())


def _name(path: str, platform: Platform) -> str:
    """The name of a project's cache entry: one for each file and platform, so that old entries are replaced."""
    paths = (os.path.realpath(path), os.path.realpath(platform.folder) if platform.folder else "")
    return fingerprints.digest("\0".join(paths).encode(errors="surrogateescape"))


def _inputs_digest(path: str, content: bytes, platform: Platform) -> str:
    paths = f"{path}\0{platform.folder}\0".encode(errors="surrogateescape")
    return fingerprints.digest(
        paths + content + (fingerprints.tool() + fingerprints.platform(platform.folder)).encode()
    )
