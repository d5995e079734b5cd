"""What a person has to do by hand beside a change, told by the run that needs it.

* A kind of object that comes into an environment for the first time needs another right of the GitOps tool, which `bootstrap`
  gives.
* An autoscaler that follows KEDA has the name of the one that KEDA made, which goes with its ScaledObject: Flux applies it again
  after its interval only.
"""

from collections.abc import Iterator, Mapping

from generator.environment.environment import Environment
from generator.errors import Mark, Problem, Severity
from generator.files.gitops_index import Store
from generator.generation.results import ProjectResult
from generator.gitops import entry, tool_namespace
from generator.kubernetes import object_conditions, object_kinds
from generator.manifest import gitops_paths

SCALED = ("horizontalpodautoscaler", "scaledobject")


class ManualSteps:
    """Finds the steps of the projects of one run; each kind is told once for an environment."""

    def __init__(self, store: Store, environments: Mapping[str, Environment]) -> None:
        self._store = store
        self._environments = environments
        self._known: dict[str, frozenset[str]] = {}
        self._told: set[tuple[str, str]] = set()

    def of(self, result: ProjectResult) -> Iterator[Problem]:
        """Yield a warning for each step that the files of a project need."""
        for name in result.environments if result.tree else ():
            environment = self._environments[name]
            if _has_limits(environment):
                yield from self._first_kinds(result, environment)
            if environment.gitops.tool == "flux" and environment.autoscaler == "hpa":
                yield from self._after_keda(result, environment)

    def _first_kinds(self, result: ProjectResult, environment: Environment) -> Iterator[Problem]:
        """The kinds that not every environment may hold, and that no project has in this one; none in an empty environment."""
        name = environment.name
        special = _special(result, name)
        if special:
            special -= self._kinds_of(result.team, result.project, name)
        for kind in sorted(special):
            known = self._kinds(name)
            if known and kind not in known and (name, kind) not in self._told:
                self._told.add((name, kind))
                what = object_kinds.of(kind).kind
                fact = f"this is the first {what} of {name}: the GitOps tool may lack the right to write it"
                hint = f"before this is synced, apply what tidegate bootstrap -e {name} prints now"
                yield _warning(result, name, kind, fact=fact, hint=hint)

    def _after_keda(self, result: ProjectResult, environment: Environment) -> Iterator[Problem]:
        overlay = gitops_paths.overlay(result.team, result.project, environment.name)
        hpa, scaled = SCALED
        for file in self._store.files(f"{overlay}/keda"):
            parsed = gitops_paths.parse_object_file(file)
            if parsed is None or parsed.kind != scaled:
                continue
            if f"{overlay}/hpa/{gitops_paths.object_file(parsed.object, hpa)}" in result.tree:
                fact = (
                    f'the HorizontalPodAutoscaler "{parsed.object}" has the name of the one that KEDA made, which is deleted '
                    "with its ScaledObject: until Flux applies again, nothing scales it"
                )
                name = entry.name(result.team, result.project, environment.name)
                namespace = tool_namespace.of(environment)
                hint = f"when this is synced: flux reconcile kustomization {name} -n {namespace}"
                yield _warning(result, environment.name, hpa, fact=fact, hint=hint)

    def _kinds(self, environment: str) -> frozenset[str]:
        """The kinds of all objects of an environment in the repository."""
        if environment not in self._known:
            projects = (
                (team, project)
                for team in self._store.folders(gitops_paths.PROJECTS)
                for project in self._store.folders(gitops_paths.team(team))
            )
            self._known[environment] = frozenset().union(*(self._kinds_of(*each, environment) for each in projects))
        return self._known[environment]

    def _kinds_of(self, team: str, project: str, environment: str) -> frozenset[str]:
        overlay = gitops_paths.overlay(team, project, environment)
        files = (file for folder in self._store.folders(overlay) for file in self._store.files(f"{overlay}/{folder}"))
        return frozenset(parsed.kind for file in files if (parsed := gitops_paths.parse_object_file(file)) is not None)


def _special(result: ProjectResult, environment: str) -> set[str]:
    """The kinds in a project's overlay that not every environment may hold."""
    top = f"{gitops_paths.overlay(result.team, result.project, environment)}/"
    names = (gitops_paths.parse_object_file(path) for path in result.tree if path.startswith(top))
    kinds = {file.kind for file in names if file is not None}
    return {kind for kind in kinds if object_kinds.of(kind).written_in is not object_conditions.always}


def _has_limits(environment: Environment) -> bool:
    """Whether the tool may write only the kinds that `bootstrap` has listed."""
    settings = environment.gitops.settings
    if environment.gitops.tool == "flux":
        return bool(settings.get("serviceAccount"))
    from generator.gitops.bootstrap_argocd import DEFAULT_PROJECT  # a run in which nothing has changed has no steps

    return bool(settings.get("project", DEFAULT_PROJECT) != DEFAULT_PROJECT)


def _warning(result: ProjectResult, environment: str, kind: str, *, fact: str, hint: str) -> Problem:
    """A warning at the component that makes the first object of a kind in an environment."""
    asked = (
        each for each in result.reservations if each.is_object and each.environment == environment and kind in each.key
    )
    place = next(asked, None)
    mark, where = (place.mark, place.where) if place is not None else (Mark(result.file, 1, 1), "")
    return Problem(mark=mark, where=where, fact=fact, hint=hint, code="manual-step", severity=Severity.WARNING)
