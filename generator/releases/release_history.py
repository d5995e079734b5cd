"""What ran before, where only Git still knows it: the way out of a rollback that has no previous version."""

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

DEPTH = 100


def release(project: ProjectFile, request: ReleaseRequest, now: Version) -> str:
    """The command that releases the last other version in Git's history, empty where there is none."""
    for unit in _units(project, request):
        version = unit.target.release.active
        if version != now:
            given = ["--image", version.image, *(["--model", version.model] if version.model else [])]
            given += [word for each in set_options.format_values(difference(unit)) for word in ("--set", each)]
            return f"release the one before: tidegate release {request.component} -e {request.environment} {shlex.join(given)}"
    return ""


def difference(unit: Unit) -> Mapping[str, Any]:
    """The `with` of what is active."""
    target = unit.target
    moved = target.project.releases[target.environment.name].get(target.name, {}).get("active", {})
    held: Mapping[str, Any] = moved.get("with", {})
    return held


def _units(project: ProjectFile, request: ReleaseRequest) -> Iterator[Unit]:
    """The component in the environment as it was, newest first."""
    folder = os.path.dirname(os.path.realpath(project.file))
    top = working_tree.root(folder)
    if top is None:
        return
    below = os.path.relpath(os.path.realpath(project.file), os.path.realpath(top))
    try:
        for _, content in revision.history(top, below, DEPTH):
            for unit in project_check.of(content, project.file, project.platform).units:
                if (unit.target.name, unit.target.environment.name) == (request.component, request.environment):
                    yield unit
    except TidegateError:
        return  # no history here: the refusal stands without it
