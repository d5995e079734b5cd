"""Results of earlier runs, so that a project is not rendered again where neither its input nor its files have changed.

The input is this tool, the platform, the project's file and the files that it names; each is compared by its bytes. An entry
holds what a run needs of an unchanged project: a digest of its files, its reservations and its warnings. Where anything
differs, or cannot be read, the project is rendered.
"""

import os
from collections.abc import Mapping
from typing import Any

import orjson

from generator.errors import Mark, Problem, Severity
from generator.files import reading, tree_digest, user_cache
from generator.generation import fingerprints
from generator.generation.conflicts import Reservation
from generator.generation.results import ProjectResult, UnchangedFiles
from generator.validation.platform import Platform


def recall(path: str, content: bytes, platform: Platform, into: str) -> ProjectResult | None:
    """The outcome of a project of which exactly what it says lies in the GitOps folder; None where that is not known."""
    try:
        held = orjson.loads(user_cache.read(_name(path, platform)))
        if held["stamp"] != _stamp(path, content, platform) or not _same(path, held["files"]):
            return None
        if tree_digest.of_folder(into, held["team"], held["project"]) != held["digest"]:
            return None
        return _result(path, held)
    except (KeyError, TypeError, ValueError):
        return None


def keep(result: ProjectResult, content: bytes, named: Mapping[str, bytes], platform: Platform) -> None:
    """Remember a good outcome with its whole tree, made of a project file's content and of the files that it names."""
    if result.bad or any(each.mark.file != result.file for each in result.reservations):
        return
    held = {
        "stamp": _stamp(result.file, content, platform),
        "files": {path: fingerprints.digest(one) for path, one in named.items()},
        "team": result.team,
        "project": result.project,
        "digest": tree_digest.of_tree(result.tree),
        "count": len(result.tree),
        "problems": [
            [[*each.mark], each.where, each.fact, each.hint, each.code, each.severity.value] for each in result.problems
        ],
        "reservations": [[each.key, each.what, each.where, *each.mark[1:], each.hint] for each in result.reservations],
    }
    user_cache.write(_name(result.file, platform), orjson.dumps(held))


def _result(path: str, held: Mapping[str, Any]) -> ProjectResult:
    return ProjectResult(
        file=path,
        team=held["team"],
        project=held["project"],
        files=UnchangedFiles(held["count"]),
        problems=tuple(
            Problem(mark=Mark(*mark), where=where, fact=fact, hint=hint, code=code, severity=Severity(severity))
            for mark, where, fact, hint, code, severity in held["problems"]
        ),
        reservations=tuple(
            Reservation(key=tuple(key), what=what, where=where, mark=Mark(path, line, column), hint=hint)
            for key, what, where, line, column, hint in held["reservations"]
        ),
    )


def _same(path: str, named: Mapping[str, str]) -> bool:
    """Whether the files that a project names are what they were; ValueError where one cannot be read."""
    folder = os.path.dirname(path)
    return all(fingerprints.digest(reading.within(folder, name)) == digest for name, digest in named.items())


def _name(path: str, platform: Platform) -> str:
    """What a project is remembered under: one place for each file and platform, so that nothing old piles up."""
    places = (os.path.realpath(path), os.path.realpath(platform.folder) if platform.folder else "")
    return fingerprints.digest("\0".join(places).encode(errors="surrogateescape"))


def _stamp(path: str, content: bytes, platform: Platform) -> str:
    shown = f"{path}\0{platform.folder}\0".encode(errors="surrogateescape")
    return fingerprints.digest(
        shown + content + (fingerprints.tool() + fingerprints.platform(platform.folder)).encode()
    )
