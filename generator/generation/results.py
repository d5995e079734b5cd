"""The options of a run, and the results of its stages for each project.

All values are immutable: a later stage makes a new one. A ProjectResult is sent between processes, so it can be pickled.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from generator.errors import Mark, Problem, Severity, TidegateError
from generator.generation.prune_consent import Consent
from generator.manifest.gitops_paths import EnvironmentFile
from generator.manifest.manifest import FileTree
from generator.named_tuples import NamedTuple
from generator.source.finding import Path
from generator.validation.reservations import Reservation

# What only some runs need is imported where they need it: validate runs in editors and hooks, where a cold start counts.
if TYPE_CHECKING:
    from generator.generation.removed_projects import ProjectKey, RemovedProject
    from generator.generation.verification import VerificationInput
    from generator.release.snapshot import Snapshot
    from generator.validate.quota import Demand

Places = Mapping[Path, tuple[Mark, str]]
Component = tuple[str, str]
"""The names of an environment and of a component."""


class RunOptions(NamedTuple):
    """What a run needs of each project: `files`, `positions` of releases, input of kubeconform to `verify` it.

    `environment` is the only one to render, None for all. With `demands` nothing is asked for but what quotas count.
    """

    files: bool = False
    verify: bool = False
    positions: bool = False
    environment: str | None = None
    demands: bool = False


class RenderedFiles(NamedTuple):
    """The generated files of a project; the removal of `emptied` files, those of empty slots, needs no permission."""

    tree: FileTree
    emptied: frozenset[EnvironmentFile] = frozenset()


class UnchangedFiles(NamedTuple):
    """The `total` files of a project are up to date in the GitOps folder, so they were not rendered again."""

    total: int


class ReleasePositions(NamedTuple):
    """A snapshot of each component in each environment, to compare revisions, and where its position is in the file.

    `marks` also contains each environment, with an empty name as the component. `places` tell where each component has the fields
    whose change may be refused: mark and `where` of a Problem, by path in the component.
    """

    snapshots: Mapping[Component, "Snapshot"]
    marks: Mapping[Component, Mark]
    places: "Mapping[Component, Places]"


class Link(NamedTuple):
    """A project that a component opens its ports for (`opens`), or calls. `project`, its own, and `other` are `team/name`."""

    environment: str
    project: str
    other: str
    where: str
    mark: Mark
    opens: bool


class ProjectResult(NamedTuple):
    """The result for one project file: its problems and, if it may be written, what the run's options ask for.

    It is `withheld` where another file of the run is the same project: which of them is meant, nobody can say.
    """

    file: str
    team: str = ""
    project: str = ""
    problems: tuple[Problem, ...] = ()
    failure: TidegateError | None = None
    reservations: tuple[Reservation, ...] = ()
    demands: "tuple[Demand, ...]" = ()
    files: RenderedFiles | UnchangedFiles | None = None
    positions: ReleasePositions | None = None
    verification: tuple["VerificationInput", ...] = ()
    environments: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    withheld: bool = False
    consents: tuple[Consent, ...] = ()
    sources: Mapping[str, str] = {}
    """The digests of the files beside the project file whose contents it takes, by path relative to its folder."""

    @property
    def invalid(self) -> bool:
        """Whether nothing of it may be written."""
        return (
            self.withheld
            or self.failure is not None
            or any(problem.severity is not Severity.WARNING for problem in self.problems)
        )

    @property
    def tree(self) -> FileTree:
        """Its generated files; empty if they were not rendered."""
        return self.files.tree if isinstance(self.files, RenderedFiles) else {}

    def with_problems(self, more: Iterable[Problem]) -> "ProjectResult":
        """A copy with more problems."""
        found = tuple(more)
        return self._replace(problems=(*self.problems, *found)) if found else self


class ProjectUpdate(NamedTuple):
    """A project to write, and the `removed` projects whose files are to be removed with it.

    Those are projects that its file contained before or, if the file is not `present` any more, that project itself.
    """

    result: ProjectResult
    removed: tuple["RemovedProject", ...] = ()
    present: bool = True

    @property
    def key(self) -> "ProjectKey":
        """Team and name of the project."""
        return self.result.team, self.result.project

    @property
    def keys(self) -> list["ProjectKey"]:
        """Team and name of the project, and of those that are removed with it."""
        return list(dict.fromkeys([self.key, *(each.key for each in self.removed)]))
