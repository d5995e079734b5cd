"""Load a platform: its environments, schemas and templates, checked once for all projects of a run."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from generator import __version__
from generator.components import kinds
from generator.components.tables import TABLES
from generator.discovery import platform_folder
from generator.environment.environment import Environment
from generator.errors import InputError, Mark, Problem, UsageError, unique
from generator.resolve import platform as resolve
from generator.resolve.platform import InvalidEnvironment
from generator.source import finding, schema_rules
from generator.source.reader import Reader
from generator.spec import suggest

if TYPE_CHECKING:
    from generator.render.templates import Templates


class Platform:
    """Environments, schemas and templates of a run. `folder` is empty for the bundled platform.

    A platform with `problems` can only be used to check projects; `invalid_environments` are its environments that have problems.
    `requires` is the version specifier of tidegate, `narrowing` the platform's own schemas, `contents` the files that it was
    made from.
    """

    def __init__(
        self,
        *,
        folder: str,
        environments: dict[str, Environment],
        requires: str,
        required_at: Mark | None = None,
        narrowing: dict[str, Any],
        invalid_environments: Mapping[str, InvalidEnvironment] | None = None,
        problems: tuple[Problem, ...] = (),
        contents: platform_folder.Contents | None = None,
    ) -> None:
        self.folder = folder
        self.environments = environments
        self.requires = requires
        self.required_at = required_at
        self.narrowing = narrowing
        self.invalid_environments = invalid_environments or {}
        self.problems = problems
        self.contents = contents or platform_folder.Contents(folder)

    @cached_property
    def has_quota(self) -> bool:
        """Whether any environment has a quota."""
        return any(each.quota for each in self.environments.values())

    @property
    def schemas(self) -> schema_rules.Library:
        """The bundled schemas."""
        return platform_folder.schemas()

    @cached_property
    def templates(self) -> "Templates":
        """The templates; a file of the platform replaces the bundled one of the same path."""
        from generator.render.templates import Templates

        return Templates(
            platform_folder.templates(self.folder or None, self.contents.overlays),
            os.path.normpath(os.path.join(self.folder, "overlays")),
        )


def of_projects(named: str | None, files: Sequence[str]) -> Platform:
    """The platform of all these project files, see `of_run`; UsageError if they belong to different platforms."""
    known: dict[str, int | None] = {}
    starts: dict[str | None, str] = {}
    for start in dict.fromkeys(os.path.dirname(file) or "." for file in files):
        starts.setdefault(platform_folder.find(named, start, known), start)
    found: dict[str, tuple[str, str | None]] = {}
    for folder, start in starts.items():
        found.setdefault(os.path.realpath(folder) if folder is not None else "", (start, folder))
    if len(found) > 1:
        (one, its), (other, others), *_ = found.values()
        fact = f"{one} belongs to {its or 'the bundled platform'}, {other} to {others or 'the bundled platform'}"
        raise UsageError(
            fact, hint="use one run for each platform, or name one platform for all projects: --platform DIR"
        )
    return of_run(next(iter(found.values()))[1])


def load(named: str | None, start: str) -> Platform:
    """The platform in the folder `named`, or found from `start`, see `of_run`; InputError with all of its problems."""
    return require_valid(of_run(platform_folder.find(named, start)))


def at(folder: str | None) -> Platform:
    """The platform in a folder, the bundled one for None; InputError with all problems of its files."""
    return require_valid(read(folder))


def require_valid(platform: Platform) -> Platform:
    """The same platform; InputError if it has problems."""
    if platform.problems:
        raise InputError(platform.problems)
    return platform


def of_run(folder: str | None) -> Platform:
    """As `read`, for the platform that judges a run: it must hold something, and allow this version of tidegate.

    Two versions would overwrite each other's output. A platform of another revision may have been written for another version.
    """
    platform = read(folder)
    empty = platform_folder.missing(folder) if folder is not None else ()
    platform.problems = (*empty, *_version_problems(platform), *platform.problems)
    return platform


def read(folder: str | None) -> Platform:
    """The platform in a folder (None: the bundled one), with all problems of its files and the environments that are valid."""
    return made_of(platform_folder.contents(folder))


def made_of(contents: platform_folder.Contents) -> Platform:
    """As `read`, from the bytes of its files."""
    files = platform_folder.parse(contents)
    documents = tuple(files.environments.values())
    found = resolve.read(files.environments, platform_folder.schemas(), TABLES, kinds.fields)
    requires, required_at, problems = _marker(files)
    problems += [problem for document in documents for problem in document.problems]
    problems += finding.problems(found.findings, documents)
    if contents.folder:
        from generator.validate import secret_findings

        for document in documents:
            problems += finding.problems(secret_findings.in_platform(document.root), [document])
    return Platform(
        folder=files.folder,
        environments=dict(found.environments),
        requires=requires,
        required_at=required_at,
        narrowing=dict(files.narrowing),
        invalid_environments=found.invalid_environments,
        problems=unique((*problems, *files.problems)),
        contents=contents,
    )


def _marker(files: platform_folder.Files) -> tuple[str, Mark | None, list[Problem]]:
    document = files.marker
    if document is None:
        return "", None, []
    problems = list(document.problems)
    if document.root is None:
        return "", None, problems
    reader = Reader(TABLES)
    data: Any = reader.read(
        platform_folder.schemas().rule("platform.json"), document.root, mark=Mark(document.file, 1, 1)
    )
    problems += finding.problems(reader.findings, [document])
    requires = (data or {}).get("tidegate", "")
    node, mark = finding.locate(document.root, ("tidegate",), mark=Mark(document.file, 1, 1))
    if requires and _specifier(requires) is None:
        fact = f"{suggest.quoted(requires)} is not a version specifier"
        found = finding.Finding(
            node=node, mark=mark, path=("tidegate",), fact=fact, hint='write one such as "~=1.3"', code="version"
        )
        problems += finding.problems([found], [document])
        requires = ""
    return requires, mark, problems


def _specifier(text: str) -> Any:
    """The versions that a text allows (PEP 440, and `~=9` for `~=9.0`); None if it is not a version specifier."""
    from packaging import specifiers

    try:
        return specifiers.SpecifierSet(re.sub(r"(~=\s*\d+)(?=\s*(?:,|\Z))", r"\1.0", text))
    except specifiers.InvalidSpecifier:
        return None


def _version_problems(platform: Platform) -> Iterator[Problem]:
    specifier = _specifier(platform.requires) if platform.requires else None
    if specifier is not None and not specifier.contains(__version__, prereleases=True):
        marker = os.path.normpath(os.path.join(platform.folder, platform_folder.MARKER))
        fact = f"the platform requires tidegate {platform.requires}, and this is {__version__}"
        hint = f'install it: pip install "tidegate{specifier}"'
        mark = platform.required_at or Mark(marker, 1, 1)
        yield Problem(mark=mark, where="tidegate", fact=fact, hint=hint, code="version")


def check_environment(platform: Platform, environment: str | None) -> None:
    """Raise UsageError if the platform has no such environment, valid or not."""
    names = (*platform.environments, *platform.invalid_environments)
    if environment is not None and environment not in names:
        hint = suggest.hint(environment, names)
        raise UsageError(f'there is no environment "{environment}"', hint=hint)
