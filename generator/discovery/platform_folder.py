"""Find the platform's folder and read its files; they are interpreted in `resolve` and `validation`."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from generator.components import schemas as kind_schemas
from generator.components.kinds import KINDS
from generator.errors import Mark, Problem, UsageError
from generator.files import package_data, reading
from generator.git import working_tree
from generator.named_tuples import NamedTuple
from generator.source import document, nodes
from generator.source.document import Document
from generator.source.schema_rules import Library
from generator.spec import suggest

MARKER = "tidegate-platform.yaml"
VARIABLE = "TIDEGATE_PLATFORM"
EXTENSION = ".yaml"
FOLDERS = ("environments", "overlays", "schemas")
"""The folders of a platform, of which each is optional."""


class Files(NamedTuple):
    """The files of a platform folder: environment documents by name, and the platform's own schemas by path.

    `folder` is empty for the bundled platform. `problems` are those of schemas that are not JSON; documents have their own.
    """

    folder: str
    marker: Document | None
    environments: Mapping[str, Document]
    narrowing: Mapping[str, Any]
    problems: Sequence[Problem]


def find(named: str | None, start: str) -> str | None:
    """The platform's folder: `named`, else from TIDEGATE_PLATFORM, else the nearest one from `start` up to the repository's top.

    None stands for the bundled platform. Raises UsageError if the named folder is not a platform's.
    """
    configured = named or os.environ.get(VARIABLE)
    if configured:
        if not os.path.isdir(configured):
            raise UsageError(f"the platform {configured} is not a folder", hint=f"name the folder that holds {MARKER}")
        if not any(os.path.exists(os.path.join(configured, name)) for name in (MARKER, "environments")):
            raise UsageError(
                f"the platform {configured} holds neither {MARKER} nor environments/",
                hint=f"name the folder that holds {MARKER}",
            )
        return configured
    top = working_tree.root(start)
    folder, shown = os.path.abspath(start), start
    while True:
        if os.path.isfile(os.path.join(folder, MARKER)):
            return os.path.normpath(shown)
        parent = os.path.dirname(folder)
        if folder in {parent, top}:
            return None
        folder, shown = parent, os.path.join(shown, "..")


def read(folder: str | None) -> Files:
    """Read the files of a platform; of the bundled one if `folder` is None."""
    bundled = package_data.path("environments")
    marker, source, shown = None, bundled, "environments"
    if folder is not None:
        if os.path.isfile(path := os.path.join(folder, MARKER)):
            marker = document.parse(reading.read(path), os.path.normpath(path))
        own = os.path.join(folder, "environments")
        if os.path.isdir(own):
            source, shown = own, os.path.normpath(own)
    names = sorted(name for name in os.listdir(source) if name.endswith(EXTENSION) and not name.startswith("."))
    documents = {
        name.removesuffix(EXTENSION): document.parse(
            reading.read(os.path.join(source, name)), os.path.join(shown, name)
        )
        for name in names
    }
    narrowing, problems = _narrowing(folder)
    return Files(folder=folder or "", marker=marker, environments=documents, narrowing=narrowing, problems=problems)


def environment_names(folder: str | None) -> Sequence[str]:
    """The names of a platform's environments, as far as its files can be read, without those that only others extend."""
    roots = {name: document.root for name, document in read(folder).environments.items()}
    return [name for name, root in roots.items() if not (isinstance(root, nodes.Mapping) and _is_abstract(root))]


def _is_abstract(root: nodes.Mapping) -> bool:
    abstract = root.get("abstract")
    return isinstance(abstract, nodes.Scalar) and abstract.text == "true"


def missing(folder: str) -> Iterator[Problem]:
    """A problem for a marked folder that holds nothing of a platform: the bundled one would judge in its place, unnoticed."""
    marker = os.path.join(folder, MARKER)
    if not os.path.isfile(marker) or any(os.path.isdir(os.path.join(folder, name)) for name in FOLDERS):
        return
    beside = sorted(name for name in os.listdir(folder) if os.path.isdir(os.path.join(folder, name)))
    meant = next((found for name in beside if (found := suggest.closest(name, FOLDERS))), "")
    hint = (
        f"did you mean {meant}/?"
        if meant
        else "write environments/NAME.yaml, or all of it: tidegate init --platform DIR"
    )
    fact = f"beside this file there is no {', '.join(f'{name}/' for name in FOLDERS[:-1])} or {FOLDERS[-1]}/"
    yield Problem(mark=Mark(os.path.normpath(marker), 1, 1), where="", fact=fact, hint=hint, code="platform-empty")


def _narrowing(folder: str | None) -> tuple[Mapping[str, Any], Sequence[Problem]]:
    schemas_read, problems = {}, []
    top = os.path.join(folder or "", "schemas")
    for root, _, names in os.walk(top) if folder is not None else ():
        for name in sorted(names):
            if name.endswith(".json"):
                path = os.path.join(root, name)
                try:
                    schemas_read[os.path.relpath(path, top)] = json.loads(reading.read(path, limit=16 * reading.LIMIT))
                except ValueError as error:
                    problems.append(_json_problem(os.path.normpath(path), error))
    if problems:  # a schema with a reference may refer to one that could not be read
        schemas_read = {name: schema for name, schema in schemas_read.items() if "$ref" not in json.dumps(schema)}
    return schemas_read, problems


def _json_problem(path: str, error: ValueError) -> Problem:
    mark = Mark(path, getattr(error, "lineno", 1), getattr(error, "colno", 1))
    fact, hint = "this is not JSON", "correct the platform's schema"
    return Problem(mark=mark, where="", fact=fact, hint=hint, code="platform-schema")


def schemas() -> Library:
    """The bundled schemas, compiled to rules."""
    return _schemas(package_data.path("schemas"), tuple(KINDS))


def bundled() -> Mapping[str, Any]:
    """The bundled JSON Schemas by name, those of projects and environments with the fields of every component kind."""
    return _bundled(package_data.path("schemas"), tuple(KINDS))


@cache
def _schemas(top: str, kinds: tuple[str, ...]) -> Library:
    return Library(_bundled(top, kinds))


@cache
def _bundled(top: str, kinds: tuple[str, ...]) -> Mapping[str, Any]:
    found = (f"{folder}{name}" for folder in ("", "kinds/", "strategies/") for name in os.listdir(f"{top}/{folder}"))
    schemas_read = {name: json.loads(reading.read(f"{top}/{name}")) for name in sorted(found) if name.endswith(".json")}
    own = {kind: schemas_read[f"kinds/{kind}.json"] for kind in kinds}
    return schemas_read | {
        name: kind_schemas.expanded(schemas_read[name], own) for name in ("project.json", "environment.json")
    }


def project_template() -> str:
    """The template of the commented project file that `init` writes, with placeholders such as NAME and TEAM."""
    return (package_data.folder("schemas") / "init" / "ml-project.yaml").read_text(encoding="utf-8")


def platform_template() -> Mapping[str, str]:
    """The files of the commented platform that `init --platform` writes, by path, with the placeholder VERSION."""
    top = package_data.folder("schemas") / "init" / "platform"
    names = (MARKER, *(f"environments/{name}.yaml" for name in ("defaults", "dev", "production")))
    return {name: (top / name).read_text(encoding="utf-8") for name in names}


def templates(folder: str | None) -> dict[str, str]:
    """Template texts by their path below `overlays/`; a file of the platform replaces the bundled one of that path."""
    texts: dict[str, str] = {}
    for top in (package_data.path("overlays"), os.path.join(folder, "overlays") if folder else None):
        for root, _, names in os.walk(top) if top else ():
            for name in sorted(names):
                path = os.path.join(root, name)
                if name.endswith(EXTENSION):
                    texts[os.path.relpath(path, top)] = reading.read(path).decode("utf-8", "replace")
    return texts
