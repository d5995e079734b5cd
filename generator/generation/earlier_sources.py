"""What earlier versions of a project gave: those before the last changes of its files and of its platform's, as committed."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress

from generator.discovery import platform_folder
from generator.errors import InputError, TidegateError
from generator.files import reading
from generator.generation import edit_trial
from generator.generation.source_revision import SourceRevision
from generator.git import revision, working_tree
from generator.layout import tree
from generator.validation import platform as platforms
from generator.validation import project_files
from generator.validation.platform import Platform

PLATFORM = (platform_folder.MARKER, "environments", "overlays", "schemas")
CHANGES = 3
"""How many changes of the sources are looked behind: overlays are older than that only where nobody looks after them."""


def trees(file: str, platform: Platform, environment: str) -> Iterator[Mapping[str, bytes]]:
    """The files of one environment, at HEAD and before each of the last changes; none without a Git repository and its history."""
    top = working_tree.root(os.path.dirname(file) or ".")
    if top is not None:
        with suppress(TidegateError):  # a repository without commits, or that Git refuses, tells nothing
            if not revision.shallow(top):
                yield from _trees(top, file, platform, environment)


def _trees(top: str, file: str, platform: Platform, environment: str) -> Iterator[Mapping[str, bytes]]:
    folder = os.path.dirname(file)
    sources = [file, *(os.path.join(folder, name) for name in project_files.names(file))]
    sources += [os.path.join(platform.folder, name) for name in PLATFORM] if platform.folder else []
    for name in ("HEAD", *(f"{commit}^" for commit in revision.changes(top, sources, CHANGES))):
        with tempfile.TemporaryDirectory(prefix="tidegate-") as into:
            found = _tree(SourceRevision(top, name, into), file, platform, environment)
        if found is not None:
            yield found


def _tree(source: SourceRevision, file: str, platform: Platform, environment: str) -> Mapping[str, bytes] | None:
    path = source.relative_path(file)
    if not path:
        return None
    source.export_projects([path])
    exported = source.exported(path)
    if not os.path.isfile(exported):
        return None
    outcome = edit_trial.generated(reading.read(exported), exported, _platform(source, platform, path), environment)
    return tree.files(*outcome.overlays) if outcome.overlays else None


def _platform(source: SourceRevision, platform: Platform, path: str) -> Platform:
    """The platform at the revision; the present one if it is not in the repository, or had problems then."""
    folder = source.platform_folder(platform.folder, path) if platform.folder else ""
    if not folder or not source.has(folder):
        return platform
    try:
        return platforms.at(source.exported(folder))
    except InputError:
        return platform
