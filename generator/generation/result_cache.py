"""What an earlier run made of the same input, so that a project whose files lie as they should is not made again to see it.

The same input is the same bytes: of this tool, the platform, the project's file and the files that it names. What is remembered
of a project is only what a run needs where nothing differs: a digest of its files, its claims and its warnings; where anything
differs, or with doubt, the work is done.
"""

import os
from collections.abc import Mapping
from typing import Any

import orjson

from generator.errors import Mark, Problem, Severity
from generator.files import reading, tree_digest, user_cache
from generator.generation import fingerprints
from generator.generation.conflicts import Claim
from generator.generation.result import Result
from generator.validation.platform import Platform


def recall(path: str, content: bytes, platform: Platform, into: str) -> Result | None:
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


def keep(result: Result, content: bytes, named: Mapping[str, bytes], platform: Platform) -> None:
    """Remember a good outcome with its whole tree, made of a project file's content and of the files that it names."""
    if result.bad or any(claim.mark.file != result.file for claim in result.claims):
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
        "claims": [[each.key, each.what, each.where, *each.mark[1:], each.hint] for each in result.claims],
    }
    user_cache.write(_name(result.file, platform), orjson.dumps(held))


def _result(path: str, held: Mapping[str, Any]) -> Result:
    return Result(
        file=path,
        team=held["team"],
        project=held["project"],
        same=held["count"],
        problems=[
            Problem(mark=Mark(*mark), where=where, fact=fact, hint=hint, code=code, severity=Severity(severity))
            for mark, where, fact, hint, code, severity in held["problems"]
        ],
        claims=tuple(
            Claim(tuple(key), what, where, Mark(path, line, column), hint)
            for key, what, where, line, column, hint in held["claims"]
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
