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


def find(named: str | None, start: str, known: dict[str, int | None] | None = None) -> str | None:
    """The platform's folder: `named`, else from TIDEGATE_PLATFORM, else the nearest one from `start` up to the repository's top.

    None stands for the bundled platform. `known` keeps what was found for folders, so that those that many projects share are
    looked at once. Raises UsageError if the named folder is not a platform's.
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
    levels = _levels(os.path.abspath(start), {} if known is None else known)
    return None if levels is None else os.path.normpath(os.path.join(start, *[".."] * levels))


def _levels(folder: str, known: dict[str, int | None]) -> int | None:
    """How many folders above a folder its platform is; None if there is none up to the repository's top."""
    passed = []
    while folder not in known:
        parent = os.path.dirname(folder)
        if os.path.isfile(os.path.join(folder, MARKER)):
            known[folder] = 0
        elif folder == parent or working_tree.is_top(folder):
            known[folder] = None
        else:
            passed.append(folder)
            folder = parent
    found = known[folder]
    for each in reversed(passed):
        found = known[each] = None if found is None else found + 1
    return found


class Contents(NamedTuple):
    """The bytes of a platform's files, by path in their folder; those of another process make the same platform.

    `folder` is empty for the bundled platform. Without a folder of its own, `environments` is None: the bundled ones are used.
    `overlays` are read on demand, see `with_overlays`.
    """

    folder: str
    marker: bytes | None = None
    environments: Mapping[str, bytes] | None = None
    schemas: Mapping[str, bytes] = {}
    overlays: Mapping[str, bytes] | None = None


def contents(folder: str | None) -> Contents:
    """Read the files of a platform, but for its templates; nothing for the bundled one (None)."""
    if folder is None:
        return Contents("")
    own, marker = os.path.join(folder, "environments"), os.path.join(folder, MARKER)
    return Contents(
        folder,
        marker=reading.read(marker) if os.path.isfile(marker) else None,
        environments=_environments(own) if os.path.isdir(own) else None,
        schemas=_below(os.path.join(folder, "schemas"), ".json", 16 * reading.LIMIT),
    )


def with_overlays(found: Contents) -> Contents:
    """The same with the platform's templates, so that no more is read from its folder."""
    return found._replace(overlays=own_templates(found.folder) if found.folder else {})


def _environments(folder: str) -> Mapping[str, bytes]:
    names = sorted(name for name in os.listdir(folder) if name.endswith(EXTENSION) and not name.startswith("."))
    return {name: reading.read(os.path.join(folder, name)) for name in names}


def _below(top: str, extension: str, limit: int) -> dict[str, bytes]:
    """The files below a folder with an extension, by path in it."""
    return {
        os.path.relpath(path, top): reading.read(path, limit=limit)
        for root, _, names in os.walk(top)
        for path in (os.path.join(root, name) for name in sorted(names) if name.endswith(extension))
    }


def read(folder: str | None) -> Files:
    """Read the files of a platform; of the bundled one if `folder` is None."""
    return parse(contents(folder))


def parse(found: Contents) -> Files:
    """The files of a platform as documents and data; nothing but the bundled platform is read from disk."""
    marker, environments, shown = None, found.environments, "environments"
    if found.marker is not None:
        marker = document.parse(found.marker, os.path.normpath(os.path.join(found.folder, MARKER)))
    if environments is None:
        environments = _environments(package_data.path("environments"))
    else:
        shown = os.path.normpath(os.path.join(found.folder, shown))
    documents = {
        name.removesuffix(EXTENSION): document.parse(content, os.path.join(shown, name))
        for name, content in environments.items()
    }
    narrowing, problems = _narrowing(found)
    return Files(folder=found.folder, marker=marker, environments=documents, narrowing=narrowing, problems=problems)


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


def _narrowing(found: Contents) -> tuple[Mapping[str, Any], Sequence[Problem]]:
    schemas_read, problems = {}, []
    for name, content in found.schemas.items():
        try:
            schemas_read[name] = json.loads(content)
        except ValueError as error:
            path = os.path.normpath(os.path.join(found.folder, "schemas", name))
            problems.append(_json_problem(path, error))
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


def templates(folder: str | None, own: Mapping[str, bytes] | None = None) -> dict[str, str]:
    """Template texts by their path below `overlays/`; a file of the platform replaces the bundled one of that path.

    With `own`, the platform's templates are these, and its folder is not read.
    """
    if own is None:
        own = own_templates(folder) if folder else {}
    found = {**_below(package_data.path("overlays"), EXTENSION, reading.LIMIT), **own}
    return {path: content.decode("utf-8", "replace") for path, content in found.items()}


def own_templates(folder: str) -> Mapping[str, bytes]:
    """The templates of a platform itself, by their path below `overlays/`."""
    return _below(os.path.join(folder, "overlays"), EXTENSION, reading.LIMIT)
