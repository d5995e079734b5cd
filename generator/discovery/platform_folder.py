"""The platform's folder on disk: found, and read as text; what it means is decided elsewhere."""

import json
import os
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from generator.components import schemas as kind_schemas
from generator.components.kinds import KINDS
from generator.errors import Mark, Problem, UsageError
from generator.files import package_data, reading
from generator.git import working_tree
from generator.source import document
from generator.source.document import Document
from generator.source.schema_rules import Library

MARK = "tidegate-platform.yaml"
VARIABLE = "TIDEGATE_PLATFORM"
ENDING = ".yaml"


class Files(NamedTuple):
    """What a platform's folder holds: documents by name, schemas that narrow, and where its templates are.

    `problems` are those of schemas that are no JSON; the documents have their own.
    """

    folder: str
    marker: Document | None
    environments: Mapping[str, Document]
    narrowing: Mapping[str, Any]
    problems: Sequence[Problem]


def find(named: str | None, start: str) -> str | None:
    """The platform's folder: named, from the environment, or the nearest one upward within the repository; None = bundled."""
    chosen = named or os.environ.get(VARIABLE)
    if chosen:
        if not os.path.isdir(chosen):
            raise UsageError(f"the platform {chosen} is no folder", hint=f"name the folder that holds {MARK}")
        if not any(os.path.exists(os.path.join(chosen, name)) for name in (MARK, "environments")):
            raise UsageError(
                f"the platform {chosen} holds neither {MARK} nor environments/",
                hint=f"name the folder that holds {MARK}",
            )
        return chosen
    top = working_tree.root(start)
    folder, shown = os.path.abspath(start), start
    while True:
        if os.path.isfile(os.path.join(folder, MARK)):
            return os.path.normpath(shown)
        parent = os.path.dirname(folder)
        if folder in {parent, top}:
            return None
        folder, shown = parent, os.path.join(shown, "..")


def read(folder: str | None) -> Files:
    """The documents of a platform; the bundled one where `folder` is None."""
    bundled = package_data.path("environments")
    marker, held, shown = None, bundled, "environments"
    if folder is not None:
        if os.path.isfile(path := os.path.join(folder, MARK)):
            marker = document.parse(reading.read(path), os.path.normpath(path))
        own = os.path.join(folder, "environments")
        if os.path.isdir(own):
            held, shown = own, os.path.normpath(own)
    names = sorted(name for name in os.listdir(held) if name.endswith(ENDING) and not name.startswith("."))
    documents = {
        name.removesuffix(ENDING): document.parse(reading.read(os.path.join(held, name)), os.path.join(shown, name))
        for name in names
    }
    narrowing, problems = _narrowing(folder)
    return Files(folder=folder or "", marker=marker, environments=documents, narrowing=narrowing, problems=problems)


def _narrowing(folder: str | None) -> tuple[Mapping[str, Any], Sequence[Problem]]:
    held, problems = {}, []
    top = os.path.join(folder or "", "schemas")
    for root, _, names in os.walk(top) if folder is not None else ():
        for name in sorted(names):
            if name.endswith(".json"):
                path = os.path.join(root, name)
                try:
                    held[os.path.relpath(path, top)] = json.loads(reading.read(path, limit=16 * reading.LIMIT))
                except ValueError as error:
                    problems.append(_no_json(os.path.normpath(path), error))
    if problems:  # what refers to others may refer to one of those
        held = {name: schema for name, schema in held.items() if "$ref" not in json.dumps(schema)}
    return held, problems


def _no_json(path: str, error: ValueError) -> Problem:
    mark = Mark(path, getattr(error, "lineno", 1), getattr(error, "colno", 1))
    fact, hint = "this is not JSON", "correct the platform's schema"
    return Problem(mark=mark, where="", fact=fact, hint=hint, code="platform-schema")


def schemas() -> Library:
    """The bundled schemas as rules."""
    return _schemas(package_data.path("schemas"), tuple(KINDS))


def bundled() -> Mapping[str, Any]:
    """The bundled schemas of the team's and the platform's files, by name, with what the table of kinds fills in."""
    return _bundled(package_data.path("schemas"), tuple(KINDS))


@cache
def _schemas(top: str, kinds: tuple[str, ...]) -> Library:
    return Library(_bundled(top, kinds))


@cache
def _bundled(top: str, kinds: tuple[str, ...]) -> Mapping[str, Any]:
    found = (f"{folder}{name}" for folder in ("", "kinds/", "strategies/") for name in os.listdir(f"{top}/{folder}"))
    held = {name: json.loads(reading.read(f"{top}/{name}")) for name in sorted(found) if name.endswith(".json")}
    own = {kind: held[f"kinds/{kind}.json"] for kind in kinds}
    return held | {name: kind_schemas.expanded(held[name], own) for name in ("project.json", "environment.json")}


def first_file() -> str:
    """The commented project file that `init` writes, its places not yet filled."""
    return (package_data.folder("schemas") / "init" / "ml-project.yaml").read_text(encoding="utf-8")


def templates(folder: str | None) -> dict[str, str]:
    """Template texts by their path below `overlays/`; the platform's win file by file."""
    texts: dict[str, str] = {}
    for top in (package_data.path("overlays"), os.path.join(folder, "overlays") if folder else None):
        for root, _, names in os.walk(top) if top else ():
            for name in sorted(names):
                path = os.path.join(root, name)
                if name.endswith(ENDING):
                    texts[os.path.relpath(path, top)] = reading.read(path).decode("utf-8", "replace")
    return texts
