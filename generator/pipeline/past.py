"""What ran before, where only Git still knows it: the way out of a rollback that has no previous version."""

import os
import shlex
from collections.abc import Iterator

from generator.errors import TidegateError
from generator.library import git
from generator.pipeline import judge
from generator.pipeline.ask import Ask
from generator.pipeline.platform import Platform
from generator.repository import revision
from generator.spec.release import Version

DEPTH = 100


def release(file: str, platform: Platform, ask: Ask, now: Version) -> str:
    """The command that releases the last other version in Git's history, empty where there is none."""
    for version in _versions(file, platform, ask):
        if (version.image, version.model) != (now.image, now.model):
            model = f" --model {shlex.quote(version.model)}" if version.model else ""
            image = shlex.quote(version.image)
            return (
                f"release the one before: tidegate release {ask.component} -e {ask.environment} --image {image}{model}"
            )
    return ""


def _versions(file: str, platform: Platform, ask: Ask) -> Iterator[Version]:
    folder = os.path.dirname(os.path.realpath(file))
    top = git.root(folder)
    if top is None:
        return
    below = os.path.relpath(os.path.realpath(file), os.path.realpath(top))
    try:
        for _, content in revision.history(top, below, DEPTH):
            for unit in judge.of(content, file, platform).units:
                if (unit.target.name, unit.target.environment.name) == (ask.component, ask.environment):
                    yield unit.target.release.active
    except TidegateError:
        return  # no history here: the refusal stands without it
