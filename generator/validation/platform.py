"""The platform's folder to a Platform, ready for every project of a run."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from generator import __version__
from generator.components import kinds
from generator.components.tables import TABLES
from generator.discovery import platform_folder
from generator.environment.environment import Environment
from generator.errors import InputError, Mark, Problem, UsageError
from generator.resolve import platform as resolve
from generator.resolve.platform import InvalidEnvironment
from generator.source import finding, schema_rules
from generator.source.reader import Reader
from generator.spec import suggest

if TYPE_CHECKING:
    from generator.render.templates import Templates


@dataclass(frozen=True, kw_only=True)
class Platform:
    """Environments, schemas and templates of one run. `folder` is empty for the bundled platform.

    With `problems` it is good for judging alone: `gaps` are its environments that are not whole.
    """

    folder: str
    environments: dict[str, Environment]
    requires: str
    required_at: Mark | None = None
    narrowing: dict[str, Any]
    invalid_environments: Mapping[str, InvalidEnvironment] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def schemas(self) -> schema_rules.Library:
        """The bundled schemas."""
        return platform_folder.schemas()

    @cached_property
    def templates(self) -> "Templates":
        """The templates, the platform's own winning file by file."""
        from generator.render.templates import Templates

        return Templates(
            platform_folder.templates(self.folder or None), os.path.normpath(os.path.join(self.folder, "overlays"))
        )


def of(named: str | None, files: Sequence[str]) -> Platform:
    """The one platform of all these projects, as `read` gives it; UsageError where they lie below different ones."""
    found: dict[str, tuple[str, str | None]] = {}
    for start in dict.fromkeys(os.path.dirname(file) or "." for file in files):
        folder = platform_folder.find(named, start)
        found.setdefault(os.path.realpath(folder) if folder is not None else "", (start, folder))
    if len(found) > 1:
        (one, its), (other, others), *_ = found.values()
        fact = f"{one} belongs to {its or 'the bundled platform'}, {other} to {others or 'the bundled platform'}"
        raise UsageError(fact, hint="give them in runs of their own, or name the one for all of them: --platform DIR")
    return read(next(iter(found.values()))[1])


def load(named: str | None, start: str) -> Platform:
    """The platform that is named, or found from a folder; InputError with all problems of its files."""
    return at(platform_folder.find(named, start))


def at(folder: str | None) -> Platform:
    """The platform in a folder, the bundled one for None; InputError with all problems of its files."""
    return sound(read(folder))


def sound(platform: Platform) -> Platform:
    """The platform; InputError where it has problems."""
    if platform.problems:
        raise InputError(platform.problems)
    return platform


def read(folder: str | None) -> Platform:
    """The platform in a folder, the bundled one for None, with all problems of its files and what is whole in spite of them."""
    files = platform_folder.read(folder)
    documents = tuple(files.environments.values())
    found = resolve.read(files.environments, platform_folder.schemas(), TABLES, kinds.fields())
    requires, required_at, problems = _marker(files)
    problems += [problem for document in documents for problem in document.problems]
    problems += finding.problems(found.findings, documents)
    return Platform(
        folder=files.folder,
        environments=dict(found.environments),
        requires=requires,
        required_at=required_at,
        narrowing=dict(files.narrowing),
        invalid_environments=found.invalid_environments,
        problems=(*problems, *files.problems),
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
        fact = f"{suggest.quoted(requires)} is no version specifier"
        found = finding.Finding(
            node=node, mark=mark, path=("tidegate",), fact=fact, hint='write one such as "~=1.3"', code="version"
        )
        problems += finding.problems([found], [document])
        requires = ""
    return requires, mark, problems


def _specifier(text: str) -> Any:
    """The versions that a text allows (PEP 440, and `~=9` for `~=9.0`); None where it is no specifier."""
    from packaging import specifiers

    try:
        return specifiers.SpecifierSet(re.sub(r"(~=\s*\d+)(?=\s*(?:,|\Z))", r"\1.0", text))
    except specifiers.InvalidSpecifier:
        return None


def writable(platform: Platform) -> None:
    """InputError where the platform wants another version of the tool: two versions would be two writers."""
    if not platform.requires:
        return
    marker = os.path.normpath(os.path.join(platform.folder, platform_folder.MARK))
    wanted = _specifier(platform.requires)
    if not wanted.contains(__version__, prereleases=True):
        mark = platform.required_at or Mark(marker, 1, 1)
        fact = f"the platform wants tidegate {platform.requires}, this is {__version__}"
        hint = f'install it: pip install "tidegate{wanted}"'
        raise InputError([Problem(mark=mark, where="tidegate", fact=fact, hint=hint, code="version")])


def known(platform: Platform, environment: str | None) -> None:
    """UsageError where the platform has no such environment, whole or not."""
    names = (*platform.environments, *platform.invalid_environments)
    if environment is not None and environment not in names:
        hint = suggest.hint(environment, names)
        raise UsageError(f'there is no environment "{environment}"', hint=hint)
