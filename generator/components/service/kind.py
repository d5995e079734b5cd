"""Kind `service`: a server that answers requests.

The engine of its environment drafts its objects: Deployments, Services, autoscalers and, if it is exposed, a route.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.components import supporting_objects
from generator.components.service import fields, monitoring_rules, network_rules, route_rules, rules
from generator.engines import engines
from generator.environment.environment import Machine
from generator.errors import Severity
from generator.gitops import gitops
from generator.manifest.manifest import Draft
from generator.resolve import kind, pod_requests
from generator.resolve import project as projects
from generator.source.finding import Finding, Path
from generator.spec import naming
from generator.spec.component import IN_PLACE
from generator.spec.naming import DerivedName
from generator.spec.project import Target
from generator.validate import policy, route_policy, service_policy
from generator.validate.context import Rules
from generator.validate.policy import Pods

SYNONYMS = "deployment server api web app webservice webapp serving daemonset rollout"
SLOTS = True
FOLDER = ""
HASHED = False
FIELDS = fields.FIELDS
RULES: Rules = {**rules.RULES, **network_rules.RULES, **route_rules.RULES, **route_rules.SPLIT_RULES}
POLICY: Rules = {**policy.STRATEGY_RULES, **policy.MINIMUM_RULES, **service_policy.RULES, **route_policy.RULES}
SIZE = pod_requests.FIELDS | {"scale", "strategy"}
COUNTS: tuple[Path, ...] = (("scale", "max"), ("scale",))
GROUPS: tuple[str, ...] = ()

complete, kind_values, settled = fields.complete, fields.kind_values, kind.as_written


def names(base: str) -> tuple[DerivedName, ...]:
    """The names of the main Service, of the objects of each slot, and of the preview Service."""
    slots = (DerivedName(naming.slot(base, each), naming.LIMIT, f"{each} slot") for each in naming.SLOTS)
    main = DerivedName(base, naming.LIMIT, "Service", starts_with_letter=True)
    return (main, *slots, DerivedName(naming.preview(base), naming.LIMIT, "preview Service"))


def demand(versions: Sequence[Mapping[str, Any]], machines: Mapping[str, Machine]) -> Sequence[Pods]:
    """With slots the pods of both, each at its maximum, whether a release is in progress or not; else the maximum and the surge."""
    data = versions[0]
    active, *others = (pod_requests.total(each, machines) for each in versions)
    most: int = data["scale"] if isinstance(data["scale"], int) else data["scale"]["max"]
    if data["strategy"]["type"] == "rolling":
        return [Pods(most, active, surge=surge(data["strategy"]["surge"], most))]
    if data["strategy"]["type"] in IN_PLACE:
        return [Pods(most, active)]
    if not others or others[-1] == active:
        return [Pods(most, active, slots=2)]
    return [Pods(most, active), Pods(most, others[-1])]


def surge(written: int | str, pods: int) -> int:
    """The pods that a surge adds to a number of them."""
    return written if isinstance(written, int) else -(-pods * int(written.removesuffix("%")) // 100)


def problems(target: Target) -> Iterator[Finding]:
    """Yield settings that the engine, the autoscaler or the GitOps tool does not support."""
    yield from engines.problems(target)
    yield from monitoring_rules.problems(target)
    yield from gitops.engine_conflicts(target)
    yield from _ignored_roles(target)


def _ignored_roles(target: Target) -> Iterator[Finding]:
    """Warn of `candidate` and `previous`, which are ignored if a controller moves the traffic."""
    environment, name = target.environment, target.name
    entry = projects.release(target.project, environment.name, name)
    versions = target.project.releases[environment.name].get(name, {})
    if entry is None or environment.engine == "native":
        return
    for role in ("candidate", "previous"):
        if role in versions:
            fact = f'"{role}" is not read in {environment.name}: {environment.engine} moves the traffic itself'
            hint = "release sets active alone there"
            yield Finding(
                node=entry.value,
                mark=entry.key.mark,
                path=(role,),
                fact=fact,
                hint=hint,
                code="position",
                severity=Severity.WARNING,
            )


def drafts(target: Target) -> Iterator[Draft]:
    """All objects of a service."""
    yield from supporting_objects.drafts(target)
    for slot, component in target.slots.items():
        name = naming.slot(target.base, slot) if target.environment.engine == "native" else target.base
        yield from supporting_objects.config(target, component, name)
    yield from (gitops.adjusted(target, draft) for draft in engines.drafts(target))
