"""What is wanted of each project in a run, and what came of it: values that can come from another process."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from generator.errors import Mark, Problem, Severity, TidegateError
from generator.generation.conflicts import Claim
from generator.manifest.gitops_paths import EnvironmentFile
from generator.manifest.manifest import FileTree

# What only some runs need is imported where they need it: validate runs in editors and hooks, where a cold start counts.
if TYPE_CHECKING:
    from generator.generation.removed_projects import Gone
    from generator.release.snapshot import Snapshot


class Order(NamedTuple):
    """What is wanted of each project: `render` its files, `stream` the objects for kubeconform, `only` one environment.

    `into` is the GitOps folder where a project whose files lie there as they should need not be made again.
    """

    render: bool = False
    stream: bool = False
    only: str | None = None
    positions: bool = False
    into: str = ""


@dataclass(slots=True, kw_only=True)
class Result:
    """One project's outcome. `streams` are objects by Kubernetes version, `emptied` files whose removal needs no permission.

    `moves` says where each of `positions` is written, and each environment, by its name and no component's.
    `same` says of a project that was not made again how many files it has; it has no `tree` then.
    `gone` are projects that go with it: those that its file held before or, with an empty tree, the removed one itself.
    """

    file: str
    team: str = ""
    project: str = ""
    problems: list[Problem] = field(default_factory=list)
    failure: TidegateError | None = None
    claims: tuple[Claim, ...] = ()
    tree: FileTree = field(default_factory=dict)
    same: int | None = None
    emptied: frozenset[EnvironmentFile] = frozenset()
    streams: dict[str, str] = field(default_factory=dict)
    objects: dict[str, int] = field(default_factory=dict)
    positions: dict[tuple[str, str], "Snapshot"] = field(default_factory=dict)
    moves: dict[tuple[str, str], Mark] = field(default_factory=dict)
    places: dict[tuple[str, str], tuple[Mark, str]] = field(default_factory=dict)
    gone: tuple["Gone", ...] = ()

    @property
    def bad(self) -> bool:
        """Whether nothing of it may be written."""
        return self.failure is not None or any(problem.severity is not Severity.WARNING for problem in self.problems)

    @property
    def keys(self) -> list[tuple[str, str]]:
        """Team and name of the project, and of those that go with it."""
        return list(dict.fromkeys([(self.team, self.project), *(each.key for each in self.gone)]))

    def again(self) -> "Result":
        """The same outcome, for another try: what is found on the way stays with the try."""
        return replace(self, problems=list(self.problems))
