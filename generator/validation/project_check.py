"""Check one `ml-project.yaml`: parse and validate it, and resolve its components for each environment."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from generator.components.kinds import KINDS
from generator.components.tables import TABLES
from generator.errors import InputError, Mark, Problem, Severity, unique
from generator.files import reading
from generator.named_tuples import NamedTuple
from generator.resolve import project as projects
from generator.source import document, finding, nodes
from generator.source.finding import Finding
from generator.spec.project import Project
from generator.validate import context
from generator.validate import project as project_rules
from generator.validation import environment_check, project_files, reservations
from generator.validation import platform as platforms
from generator.validation.environment_check import ProjectInEnvironment, Unit
from generator.validation.platform import Platform
from generator.validation.reservations import Reservation

if TYPE_CHECKING:
    from generator.validate.quota import Demand


class CheckedProject(NamedTuple):
    """A project file and all of its problems; `units` are its valid components in each environment, `demands` for quotas.

    `reservations` are what no other project may have, too.
    """

    file: str
    project: Project | None = None
    units: tuple[Unit, ...] = ()
    problems: tuple[Problem, ...] = ()
    demands: "tuple[Demand, ...]" = ()
    reservations: tuple[Reservation, ...] = ()

    @property
    def invalid(self) -> bool:
        """Whether it has problems other than warnings, so that nothing may be written."""
        return any(problem.severity is not Severity.WARNING for problem in self.problems)

    def with_problems(self, more: Iterable[Problem]) -> "CheckedProject":
        """A copy with more problems; see `unique`."""
        return self._replace(problems=unique((*self.problems, *more)))


def platform(named: str | None, *files: str) -> Platform:
    """The platform of project files, see `platforms.of_projects`; InputError with its problems and those of the projects."""
    found = platforms.of_projects(named, files or ["."])
    if found.problems:
        raise InputError([*found.problems, *(each for file in files for each in check_file(file, found).problems)])
    return found


def check_file(path: str, platform: Platform, only: str | None = None) -> CheckedProject:
    """Read and check one project file, see `check`. Raises NotReadyError if it cannot be read."""
    return check(reading.read(path), path, platform, only)


def check(
    data: bytes,
    path: str,
    platform: Platform,
    only: str | None = None,
    beside: project_files.Beside | None = None,
    *,
    alone: bool = False,
) -> CheckedProject:
    """Check the content of a project file, which need not be on disk yet, in all environments; `path` is its path.

    With `beside`, what lies there, nothing is read from disk. With `only`, problems of other environments are left out. Their
    demands are not: they may share a namespace with that one. `alone` leaves the others out altogether, and with them what
    environments of a project may not both have.
    """
    parsed = document.parse(data, path)
    if (foreign := _foreign(parsed)) is not None:
        return CheckedProject(file=path, problems=foreign)
    read = projects.read(parsed, platform.schemas, TABLES, KINDS)
    found = [*parsed.problems, *finding.problems(_of(only, _explained(read.findings, parsed, platform)), [parsed])]
    if read.project is None or parsed.root is None or any(each.code == "indentation" for each in read.findings):
        return CheckedProject(file=path, problems=unique(found))
    if platform.narrowing and not any(each.severity is not Severity.WARNING for each in found):
        found += finding.problems(_of(only, _narrowed(read.data, parsed.root, path, platform)), [parsed])
    files = project_files.read(read.project, beside)
    project = read.project._replace(files=files.contents)
    known = (*platform.environments, *platform.invalid_environments)
    found += [*files.problems, *finding.problems(_of(only, project_rules.check(project, known, KINDS)), [parsed])]
    units: list[Unit] = []
    demands: list[Demand] = []
    for subject in _environments(project, platform, frozenset(each.path for each in read.findings)):
        if alone and subject.environment.name != only:
            continue
        result = environment_check.check(subject)
        found += result.problems if only in {None, subject.environment.name} else ()
        units += result.units
        demands += result.demands
    found += _over_quota(demands, platform, only)
    reserved = reservations.of(project, units, path)
    found += reservations.problems(project, reserved)
    return CheckedProject(
        file=path,
        project=project,
        units=tuple(units),
        problems=unique(found),
        demands=tuple(demands),
        reservations=reserved,
    )


def _narrowed(data: Any, root: nodes.Node, path: str, platform: Platform) -> Iterable[Finding]:
    """What the platform's own schemas do not allow."""
    from generator.validate import platform_schemas  # few platforms narrow

    return platform_schemas.check(platform.narrowing, projects.SCHEMA, data, root, Mark(path, 1, 1))


def _over_quota(demands: "Sequence[Demand]", platform: Platform, only: str | None) -> Iterable[Problem]:
    if not demands:
        return ()
    from generator.validate import quota  # few platforms have quotas, and a cold start counts

    return quota.problems(platform.environments, demands, only)


def _of(only: str | None, found: Iterable[Finding]) -> Iterator[Finding]:
    """The findings that concern `only` one environment, if there is one: those of others, by their path, are left out."""
    for each in found:
        if only is None or each.path[:1] != ("environments",) or each.path[1:2] in {(), (only,)}:
            yield each


def _foreign(parsed: document.Document) -> tuple[Problem, ...] | None:
    """The one problem of a file of another tool; None if it is a project's."""
    root = parsed.root
    if not isinstance(root, nodes.Mapping) or {"components", "team"} <= root.entries.keys():
        return None
    from generator.validate import foreign_files  # not loaded for a project file, as a cold start counts

    found = foreign_files.find(root)
    return None if found is None else tuple(finding.problems([found], [parsed]))


def _environments(
    project: Project, platform: Platform, refused: frozenset[finding.Path]
) -> Iterator[ProjectInEnvironment]:
    """The project in each of its environments that the platform can resolve."""
    for name in project.environments:
        environment, invalid = platform.environments.get(name), platform.invalid_environments.get(name)
        if environment is not None:
            yield ProjectInEnvironment(project, environment, platform, refused)
        elif invalid is not None and invalid.fields is not None:
            yield ProjectInEnvironment(
                project, invalid.environment, platform, refused, invalid.fields | {context.ENVIRONMENT}
            )


def _explained(found: Sequence[Finding], parsed: document.Document, platform: Platform) -> Iterable[Finding]:
    """Schema findings; those of what stands at another level, or is a field of another kind, get a message that says so."""
    if not found:
        return ()
    from generator.validation import misplaced  # not loaded for a valid project, as a cold start counts

    return misplaced.explained(found, parsed.root, parsed.problems, platform)


def has_patches(checked: CheckedProject) -> bool:
    """Whether the project has patches, which can be checked only by rendering."""
    return any(unit.target.component.patches for unit in checked.units)
