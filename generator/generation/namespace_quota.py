"""Quotas over several projects: those of a run that share a namespace, and other projects of the GitOps repository in it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from generator.environment.environment import Environment
from generator.errors import Problem
from generator.validate import quota
from generator.validate.quota import Demand

if TYPE_CHECKING:
    from generator.files.gitops_index import GitOpsIndex

Environments = Mapping[str, Environment]


def is_shared(environments: Environments) -> bool:
    """Whether projects may share a namespace with a quota, so that all of a run must be known before one is judged."""
    return any(quota.shared(each) for each in environments.values())


def by_file(
    environments: Environments, demands: Iterable[Demand], index: "GitOpsIndex"
) -> Mapping[str, Sequence[Problem]]:
    """The refusals of a run, with other projects of the repository, by the project file that they are about."""
    files: dict[str, list[Problem]] = {}
    for problem in problems(environments, demands, index):
        files.setdefault(problem.mark.file, []).append(problem)
    return files


def problems(
    environments: Environments,
    demands: Iterable[Demand],
    index: "GitOpsIndex | None" = None,
    *,
    only: str | None = None,
) -> Iterator[Problem]:
    """The refusals for projects that are together more than a quota; with an index, others of the repository count, too.

    With `only`, that environment alone refuses.
    A project that is more than the quota by itself has its own refusal, see `project_check`; the others are not to blame.
    """
    for group in quota.by_namespace(demands).values():
        if index is None:
            yield from (each for each, _ in _refused(environments, group, (), only))
        else:
            yield from _beside_deployed(environments, group, index)


def _beside_deployed(environments: Environments, group: Sequence[Demand], index: "GitOpsIndex") -> Iterator[Problem]:
    """The refusals until what is left fits: a project that is refused stays in the repository as it is there, and counts so."""
    written = list(group)
    while written:
        found = list(_refused(environments, written, list(_deployed(environments, group, written, index))))
        yield from (problem for problem, _ in found)
        refused = {key for _, key in found} | _too_large_alone(environments, written)
        if not refused:
            return
        written = [each for each in written if each.project not in refused]


def _refused(
    environments: Environments, group: Sequence[Demand], others: Sequence[Demand], only: str | None = None
) -> Iterator[tuple[Problem, tuple[str, str]]]:
    """Each refusal for projects that no refusal of their own concerns, and the project to blame."""
    keys = {each.project for each in group}
    if len(keys) > 1 or others:
        for name in quota.names(group, only):
            alone = {resource for key in keys for resource in quota.over(environments[name], _of(group, key))}
            for resource, problem in quota.judge(environments[name], group, others):
                if resource not in alone:
                    yield problem, quota.largest(group, resource).project


def _too_large_alone(environments: Environments, group: Sequence[Demand]) -> set[tuple[str, str]]:
    names = dict.fromkeys(each.environment for each in group)
    return {
        each.project
        for each in group
        if any(quota.over(environments[name], _of(group, each.project)) for name in names)
    }


def _deployed(
    environments: Environments, group: Sequence[Demand], written: Sequence[Demand], index: "GitOpsIndex"
) -> Iterator[Demand]:
    """The demands of the projects in the namespace of a group that are not written now."""
    from generator.generation import deployed_demand  # validate reads no GitOps repository

    keys = {each.project for each in written}
    yield from deployed_demand.demands(index, environments.values(), group[0].cluster, group[0].namespace, keys)


def _of(group: Sequence[Demand], key: tuple[str, str]) -> Sequence[Demand]:
    return [each for each in group if each.project == key]
