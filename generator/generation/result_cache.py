"""Cache results of earlier runs: a project is not rendered again if neither its inputs nor its generated files have changed.

Its inputs are tidegate itself, the platform, the project file and the files that it names. An entry contains what a run needs of
an unchanged project: a digest of its files, its reservations and its warnings. If anything differs or cannot be read, the
project is rendered.
"""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson

from generator.errors import Mark, Problem, Severity
from generator.files import reading, tree_digest, user_cache
from generator.generation import fingerprints
from generator.generation.prune_consent import Consent
from generator.generation.results import Link, ProjectResult, UnchangedFiles
from generator.validation.platform import Platform
from generator.validation.reservations import Reservation

if TYPE_CHECKING:
    from generator.validate.quota import Demand


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
    if not user_cache.is_used() or result.invalid or any(each.mark.file != result.file for each in result.reservations):
        return
    entry = {
        "stamp": _inputs_digest(result.file, content, platform),
        "files": result.sources,
        "team": result.team,
        "project": result.project,
        "digest": tree_digest.of_tree(result.tree),
        "count": len(result.tree),
        "problems": [
            [[*each.mark], each.where, each.fact, each.hint, each.code, each.severity.value] for each in result.problems
        ],
        "environments": result.environments,
        "links": [[*each[:4], *each.mark[1:], each.opens] for each in result.links],
        "reservations": [[*each[:4], *each.mark[1:], each.hint] for each in result.reservations],
        "consents": [[each.text, each.where, *each.mark[1:]] for each in result.consents],
        "demands": [[*each[:5], [[*pods] for pods in each.pods], each.where, [*each.mark]] for each in result.demands],
    }
    user_cache.write(_name(result.file, platform), orjson.dumps(entry))


def _result(path: str, entry: Mapping[str, Any]) -> ProjectResult:
    return ProjectResult(
        file=path,
        team=entry["team"],
        project=entry["project"],
        files=UnchangedFiles(entry["count"]),
        problems=tuple(
            Problem(mark=Mark(*mark), where=where, fact=fact, hint=hint, code=code, severity=Severity(severity))
            for mark, where, fact, hint, code, severity in entry["problems"]
        ),
        environments=tuple(entry["environments"]),
        links=tuple(
            Link(environment, project, other, where, Mark(path, line, column), opens=opens)
            for environment, project, other, where, line, column, opens in entry["links"]
        ),
        consents=tuple(
            Consent(text, where, Mark(path, line, column)) for text, where, line, column in entry["consents"]
        ),
        reservations=tuple(
            Reservation(
                key=tuple(key),
                subject=subject,
                environment=environment,
                where=where,
                mark=Mark(path, line, column),
                hint=hint,
            )
            for key, subject, environment, where, line, column, hint in entry["reservations"]
        ),
        demands=_demands(entry["demands"]) if entry["demands"] else (),
    )


def _demands(entries: Any) -> "tuple[Demand, ...]":
    from generator.validate.policy import Pods
    from generator.validate.quota import Demand  # few platforms have quotas

    return tuple(
        Demand(
            cluster,
            namespace,
            environment,
            (team, name),
            component,
            tuple(Pods(*each) for each in pods),
            where,
            Mark(*mark),
        )
        for cluster, namespace, environment, (team, name), component, pods, where, mark in entries
    )


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
