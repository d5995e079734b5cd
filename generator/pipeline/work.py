"""What a run does with one project, as one value that can come from another process."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from generator.errors import InputError, Mark, NotReadyError, Problem, Severity, TidegateError
from generator.files import reading
from generator.manifest.manifest import FileTree, Overlay
from generator.pipeline import claims, judge
from generator.pipeline.claims import Claim
from generator.pipeline.platform import Platform
from generator.resolve import project as projects
from generator.source import finding
from generator.spec import naming
from generator.spec.release import other

# What only some runs need is imported where they need it: validate runs in editors and hooks, where a cold start counts.
if TYPE_CHECKING:
    from generator.pipeline.gone import Gone
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
    emptied: frozenset[str] = frozenset()
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


def work(path: str, platform: Platform, order: Order) -> Result:
    """Judge one project file and, where it is good and wanted, render it."""
    try:
        content = reading.read(path)
        return _known(path, content, platform, order) or _made(path, content, platform, order)
    except InputError as error:
        return Result(file=path, problems=list(error.problems))
    except NotReadyError as error:
        return Result(file=path, failure=error)


def _known(path: str, content: bytes, platform: Platform, order: Order) -> Result | None:
    if not order.into:
        return None
    from generator.pipeline import remembered

    return remembered.recall(path, content, platform, order.into)


def _made(path: str, content: bytes, platform: Platform, order: Order) -> Result:
    judged = judge.of(content, path, platform)
    overlays: list[Overlay] = []
    if not judged.bad and (order.render or order.stream or judge.patched(judged)):
        overlays = judge.overlays(judged, platform, order.only)
    result = Result(file=path, problems=judged.problems, claims=claims.claims(judged))
    if judged.project is not None:
        result.team, result.project = judged.project.team, judged.project.name
    if not judged.bad:
        _fill(result, judged, platform, order, overlays)
        if order.into and judged.project is not None:
            from generator.pipeline import remembered

            remembered.keep(result, content, judged.project.files, platform)
    return result


def _fill(result: Result, judged: judge.Judged, platform: Platform, order: Order, overlays: Sequence[Overlay]) -> None:
    """What is wanted of a good project."""
    result.emptied = frozenset(emptied(judged))
    if order.render:
        from generator.layout import tree

        result.tree = tree.files(*overlays)
    if order.positions:
        result.positions = positions(judged)
        environments = [] if judged.project is None else judged.project.environments
        keys = [*result.positions, *((name, "") for name in environments)]
        result.moves = {key: step(judged, *key) for key in keys}
    if order.stream:
        _stream(result, judged, platform, overlays)


def positions(judged: judge.Judged) -> dict[tuple[str, str], "Snapshot"]:
    """A project's services by environment and name, as two revisions are compared by them."""
    from generator.release import snapshot

    return {
        (unit.target.environment.name, unit.target.name): snapshot.snapshot(unit.target, unit.drafts)
        for unit in judged.units
    }


def step(judged: judge.Judged, environment: str, component: str) -> Mark:
    """Where a position is written: at its `step`, its entry or, without one, the environment."""
    project = judged.project
    if project is None or environment not in project.environments:
        return Mark(judged.file, 1, 1)
    entry = projects.release(project, environment, component)
    if entry is None:
        return project.environments[environment].key.mark
    return finding.at(entry.value, ("step",), mark=entry.key.mark)[1]


def emptied(judged: judge.Judged) -> Iterator[str]:
    """Workloads of slots that have no work: their removal is what a finished release wants."""
    for unit in judged.units:
        target = unit.target
        if target.component.service is not None and len(target.slots) == 1:
            yield f"{target.environment.name}/{naming.slot(target.base, other(target.release.slot))}.deployment.yaml"


def _stream(result: Result, judged: judge.Judged, platform: Platform, overlays: Sequence[Overlay]) -> None:
    from generator.layout import tree

    for overlay in overlays:
        version = platform.environments[overlay.environment].cluster.kubernetes
        result.streams[version] = result.streams.get(version, "") + "---\n" + tree.stream(overlay) + tree.entry(overlay)
        result.objects[version] = result.objects.get(version, 0) + len(overlay.manifests) + (overlay.entry is not None)
    for unit in judged.units:
        for draft in unit.drafts:
            result.places[(draft.kind, draft.name)] = (unit.target.key.mark, f"components.{unit.target.name}")
