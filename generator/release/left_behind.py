"""What a release command would leave behind: a component's image or model that no environment reads any more, and none runs.

The command brings it along to the version that runs then, at the place where it is written. So an environment that is added
later starts with a version that another one runs, and nobody reads an old version as the present one.
"""

from collections.abc import Iterator

from generator.release.edits import ReleaseChange
from generator.source.splice import Drop, Put
from generator.spec import written_versions
from generator.spec.project import Project
from generator.spec.release import Release
from generator.spec.written_versions import Written

HOLDING_ROLES = ("active", "previous")
"""Roles of a version that has run. An abort takes a candidate back, and must not have to edit what it was written from."""


def operations(project: Project, change: ReleaseChange, name: str, environment: str) -> Iterator[Put | Drop]:
    """Yield the edit of each value that the change leaves behind.

    A value without a successor, as the version has no model, is removed. It stays if it has settings, or overrides another one.
    """
    for written in written_versions.of_component(project, name):
        if not _is_left(project, change, name, environment, written):
            continue
        successor = getattr(change.after.active, written.key)
        if successor:
            yield Put(written.path, successor)
        elif written.can_go:
            yield Drop(written.path[: written.path.index(written.key) + 1])


def _is_left(project: Project, change: ReleaseChange, name: str, environment: str, written: Written) -> bool:
    if environment not in written.environments:
        return False
    if not _holds(change.before, written) or _holds(change.after, written):
        return False
    for other in written.environments:
        found = written_versions.entry(project, other, name)
        if other == environment:
            continue
        if found is None:
            return False
        versions = written_versions.versions(found, written.key)
        if any(written_versions.is_same(written.text, versions.get(role, "")) for role in HOLDING_ROLES):
            return False
    return True


def _holds(release: Release, written: Written) -> bool:
    """Whether a version that runs, or still runs beside the active one, has the value."""
    versions = (release.active, release.previous)
    return any(
        each is not None and written_versions.is_same(written.text, getattr(each, written.key)) for each in versions
    )
