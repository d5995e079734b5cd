"""The quota of an environment: what the projects of a namespace may request together, with all pods that they may have at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from generator.environment.environment import Environment
from generator.errors import Mark, Problem, Severity
from generator.spec import quantity
from generator.validate import refusal
from generator.validate.policy import Pods

GIBI, MEBI = 1024**3, 1024**2
TIMES = "\N{MULTIPLICATION SIGN}"
LISTED = 5
"""The most of the others that a hint names."""


class Demand(NamedTuple):
    """The largest set of pods that a component can have at once, and where the project file says how many.

    `component` is empty for a project of the GitOps repository, whose pods are counted together. It is sent between processes.
    """

    cluster: str
    namespace: str
    environment: str
    project: tuple[str, str]
    component: str
    pods: tuple[Pods, ...]
    where: str = ""
    mark: Mark = Mark("", 1, 1)


def shared(environment: Environment) -> bool:
    """Whether several projects may have one namespace in an environment with a quota."""
    return bool(environment.quota) and not ("{team}" in environment.namespace and "{project}" in environment.namespace)


def by_namespace(demands: Iterable[Demand]) -> Mapping[tuple[str, str], Sequence[Demand]]:
    """The demands by cluster and namespace."""
    found: dict[tuple[str, str], list[Demand]] = {}
    for each in demands:
        found.setdefault((each.cluster, each.namespace), []).append(each)
    return found


def problems(
    environments: Mapping[str, Environment], demands: Iterable[Demand], only: str | None = None
) -> Iterator[Problem]:
    """The refusals for the demands of one project: in each namespace, by the quota of each of its environments there.

    With `only`, that environment alone refuses; all demands count.
    """
    for group in by_namespace(demands).values():
        for name in names(group, only):
            yield from (problem for _, problem in judge(environments[name], group))


def names(group: Iterable[Demand], only: str | None = None) -> Sequence[str]:
    """The environments whose quotas judge a group of demands, each once; `only` that one, if there is one."""
    return [name for name in dict.fromkeys(each.environment for each in group) if only in {None, name}]


def judge(
    environment: Environment, demands: Sequence[Demand], others: Sequence[Demand] = ()
) -> Iterator[tuple[str, Problem]]:
    """Each resource of which a namespace may request more than the quota, with a refusal at the largest of `demands`.

    `demands` are all of the namespace in the run, `others` those of other projects in the GitOps repository.
    """
    for name, limit in _limits(environment):
        if sum((amount(each, name) for each in (*demands, *others)), Decimal(0)) > quantity.parse(limit):
            every = (*demands, *others)
            yield name, _refusal(environment, name, limit, largest(demands, name), every)


def largest(demands: Sequence[Demand], name: str) -> Demand:
    """The demand that needs most of a resource; the first of several."""
    return max(demands, key=lambda each: amount(each, name))


def over(environment: Environment, demands: Sequence[Demand]) -> frozenset[str]:
    """The resources of which these demands alone request more than the quota."""
    return frozenset(
        name
        for name, limit in _limits(environment)
        if sum((amount(each, name) for each in demands), Decimal(0)) > quantity.parse(limit)
    )


def _limits(environment: Environment) -> Iterator[tuple[str, str]]:
    quotas = environment.quota
    for name, limit in (("cpu", quotas.get("cpu")), ("memory", quotas.get("memory")), *quotas.get("gpu", {}).items()):
        if limit is not None:
            yield name, str(limit)


def amount(demand: Demand, name: str) -> Decimal:
    """What all pods of a demand request of one resource."""
    return sum((each.total * quantity.parse(each.requests.get(name, "0")) for each in demand.pods), Decimal(0))


def _refusal(environment: Environment, name: str, limit: str, most: Demand, every: Sequence[Demand]) -> Problem:
    own = amount(most, name)
    rest = sorted(
        ((amount(each, name), _shown(each, most)) for each in every if each is not most),
        key=lambda each: (-each[0], each[1]),
    )
    rest = [each for each in rest if each[0]]
    total = own + sum((each for each, _ in rest), Decimal(0))
    counted = " + ".join(_counted(each, name) for each in most.pods if each.requests.get(name))
    more = f", and {_formatted(name, total - own)} by others" if rest else ""
    line = refusal.line(environment, ("quota", "gpu", name) if "/" in name else ("quota", name))
    fact = f"{_formatted(name, total)} of {name} may be needed ({counted}{more}), but the quota is {limit}"
    place = f"{environment.name} ({line})"
    hint = f"lower the number of pods or the resources of components.{most.component}, the largest"
    if rest:
        listed = [f"{shown} {_formatted(name, each)}" for each, shown in rest[:LISTED]]
        listed += [f"{len(rest) - LISTED} more"] if len(rest) > LISTED else []
        hint += f"; others in the namespace: {', '.join(listed)}"
    return Problem(
        mark=most.mark,
        where=most.where,
        fact=f"{fact} in {place}",
        hint=hint,
        code="quota",
        severity=Severity.REFUSAL,
        place=place,
        common=fact,
    )


def _shown(demand: Demand, largest: Demand) -> str:
    project = "/".join(demand.project)
    if not demand.component:
        return f"{project} (in the repository)"
    return f"components.{demand.component}" + (f" of {project}" if demand.project != largest.project else "")


def _counted(pods: Pods, name: str) -> str:
    """How the request of some pods was counted: pods, slots and the request of one."""
    number = f"{pods.number} pod{'s' * (pods.number != 1)}"
    if pods.surge:
        number = f"({number} + {pods.surge} of surge)"
    slots = f" {TIMES} {pods.slots} slots" if pods.slots > 1 else ""
    return f"{number}{slots} {TIMES} {_formatted(name, quantity.parse(pods.requests[name]))}"


def _formatted(name: str, amount: Decimal) -> str:
    if name != "memory":
        return f"{amount.normalize():f}"
    unit, size = ("Mi", MEBI) if amount % GIBI and amount < 10 * GIBI and amount % MEBI == 0 else ("Gi", GIBI)
    return f"{(amount / size).quantize(Decimal('0.1')).normalize():f}{unit}"
