"""What a run asks for, and what each project comes to, one value for each stage: checked, rendered, updated.

Nothing changes a value once it is made; a later stage makes its own of it. A ProjectResult crosses the border of processes,
so it is plain data that can be pickled.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from generator.errors import Mark, Problem, Severity, TidegateError
from generator.generation.conflicts import Reservation
from generator.manifest.gitops_paths import EnvironmentFile
from generator.manifest.manifest import FileTree

# What only some runs need is imported where they need it: validate runs in editors and hooks, where a cold start counts.
if TYPE_CHECKING:
    from generator.generation.removed_projects import ProjectKey, RemovedProject
    from generator.generation.verification import VerificationInput
    from generator.release.snapshot import Snapshot

Component = tuple[str, str]
"""The names of an environment and of a component."""


class RunOptions(NamedTuple):
    """What a run asks of each project: its `files`, its `positions`, what kubeconform reads to `verify` it.

    `environment` is the only one that is rendered, None for all. A project that lies in `gitops_folder` as it should
    need not be made again.
    """

    files: bool = False
    verify: bool = False
    positions: bool = False
    environment: str | None = None
    gitops_folder: str = ""


class RenderedFiles(NamedTuple):
    """The files of a project; `emptied` names those whose removal needs no permission."""

    tree: FileTree
    emptied: frozenset[EnvironmentFile] = frozenset()


class UnchangedFiles(NamedTuple):
    """That the files of a project, `total` of them, lie in the GitOps folder as they should: they were not made again."""

    total: int


class ReleasePositions(NamedTuple):
    """What revisions of a project are compared by, and where in its file each position is written.

    `marks` has each environment too, under the empty name of a component.
    """

    snapshots: Mapping[Component, "Snapshot"]
    marks: Mapping[Component, Mark]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectResult:
    """One project file of a run: what is wrong with it and, where it is good, what the run asked for."""

    file: str
    team: str = ""
    project: str = ""
    problems: tuple[Problem, ...] = ()
    failure: TidegateError | None = None
    reservations: tuple[Reservation, ...] = ()
    files: RenderedFiles | UnchangedFiles | None = None
    positions: ReleasePositions | None = None
    verification: tuple["VerificationInput", ...] = ()

    @property
    def bad(self) -> bool:
        """Whether nothing of it may be written."""
        return self.failure is not None or any(problem.severity is not Severity.WARNING for problem in self.problems)

    @property
    def tree(self) -> FileTree:
        """Its files, as far as they were made."""
        return self.files.tree if isinstance(self.files, RenderedFiles) else {}

    def with_problems(self, more: Iterable[Problem]) -> "ProjectResult":
        """The same with more problems."""
        found = tuple(more)
        return replace(self, problems=(*self.problems, *found)) if found else self


class ProjectUpdate(NamedTuple):
    """A project and all that writing it concerns: `removed` are the projects whose files go with it.

    Those are projects that its file held before or, where it is not `present`, the removed project itself.
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
        """Team and name of the project, and of those that go with it."""
        return list(dict.fromkeys([self.key, *(each.key for each in self.removed)]))
