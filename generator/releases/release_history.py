"""Find the version that ran before in Git's history, for the hint of a rollback without a previous version."""

import os
import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from generator.errors import TidegateError
from generator.git import revision, working_tree
from generator.release import set_options
from generator.releases.project_file import ProjectFile
from generator.releases.release_request import ReleaseRequest
from generator.spec.release import Version
from generator.validation import project_check
from generator.validation.environment_check import Unit

COMMIT_LIMIT = 100


def release_hint(project: ProjectFile, request: ReleaseRequest, current: Version) -> str:
    """A hint with the command that releases the last other version in Git's history; empty if there is none."""
    for unit in _units(project, request):
        version = unit.target.release.active
        if version != current:
            named = {"--image": version.image, "--model": version.model}
            arguments = [word for option, text in named.items() if text for word in (option, text)]
            arguments += [word for each in set_options.format_values(difference(unit)) for word in ("--set", each)]
            command = f"tidegate release {request.component} -e {request.environment} {shlex.join(arguments)}"
            return f"release the previous one: {command}"
    return ""


def difference(unit: Unit) -> Mapping[str, Any]:
    """The fields that the active version sets differently (`with`)."""
    target = unit.target
    release_entry = target.project.releases[target.environment.name].get(target.name, {}).get("active", {})
    difference: Mapping[str, Any] = release_entry.get("with", {})
    return difference


def _units(project: ProjectFile, request: ReleaseRequest) -> Iterator[Unit]:
    """The component in the environment at each earlier commit, newest first."""
    folder = os.path.dirname(os.path.realpath(project.file))
    top = working_tree.root(folder)
    if top is None:
        return
    relative = os.path.relpath(os.path.realpath(project.file), os.path.realpath(top))
    try:
        for _, content in revision.history(top, relative, COMMIT_LIMIT):
            for unit in project_check.check(content, project.file, project.platform).units:
                if (unit.target.name, unit.target.environment.name) == (request.component, request.environment):
                    yield unit
    except TidegateError:
        return  # without a history there is no hint
