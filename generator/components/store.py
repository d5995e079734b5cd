"""Kind `store`: a server that keeps its data in volumes of each pod, such as a vector store or a cache.

A StatefulSet runs its pods: they are numbered, keep their names and claims, and are replaced one after the other. The Service
`<name>` answers callers; `<name>-headless` gives each pod a name, with which the pods of a cluster find each other before they are
ready. There is no autoscaler: `scale` is a number, and `spec.replicas` is in Git here and nowhere else.

The claims are those of `volumeClaimTemplates`, which Kubernetes does not let anybody change (`ValidateStatefulSetUpdate`), so
labels of the team are not in them; they are kept when pods or the StatefulSet are removed. They are written with what the API
server would add, which Argo CD shows as a difference (argo-cd#11143). A revision whose pods never get ready
is not replaced by a better one by itself: its pod has to be deleted by hand (kubernetes#67250).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.components import endpoints, supporting_objects
from generator.components.service import fields, network_rules, route_rules, rules
from generator.engines import drafting
from generator.environment.environment import Machine
from generator.kubernetes import labels, mounts, pod
from generator.manifest.manifest import Draft
from generator.resolve import kind, pod_requests
from generator.resolve.merge import Fields
from generator.source import nodes
from generator.source.finding import Finding, Path
from generator.spec import component as spec
from generator.spec import naming
from generator.spec.naming import DerivedName
from generator.spec.project import Target
from generator.validate import route_policy, service_policy
from generator.validate.context import CheckedComponent, Rules
from generator.validate.policy import Pods

SYNONYMS = (
    "statefulset database db datastore cache vectorstore vectordb vectordatabase stateful queueserver broker redis qdrant milvus "
    "weaviate postgres"
)
SLOTS = False
FOLDER = "stores"
HASHED = False
POLICY: Rules = {**service_policy.RULES, **route_policy.RULES}
SIZE = pod_requests.FIELDS | {"scale"}
COUNTS: tuple[Path, ...] = (("scale",),)
GROUPS: tuple[str, ...] = ()
LIMIT = 52
"""Characters of a StatefulSet's name: its controller appends 11 to it in a label of each pod (kubernetes#64023)."""
IN_ORDER = {"type": "rolling", "surge": 0, "unavailable": 1}
"""How a StatefulSet replaces its pods, as a strategy."""

FIELDS = fields.FIELDS.with_own(Fields({}, {}, unsuited={"scale": lambda scale: isinstance(scale, nodes.Mapping)}))
complete, settled = fields.complete, kind.as_written


def _fixed_scale(component: CheckedComponent) -> Iterator[Finding]:
    if not isinstance(component.data["scale"], int):
        fact = "a store has a fixed number of pods: no autoscaler may move its data"
        yield component.finding(("scale",), fact=fact, hint="write a number of pods: scale: 3", code="kind-value")


RULES: Rules = {**rules.PORT_RULES, **route_rules.RULES, **network_rules.RULES, _fixed_scale: frozenset({"scale"})}


def names(base: str) -> tuple[DerivedName, ...]:
    """The names of the StatefulSet, which its Service shares, and of the Service of its pods."""
    return (
        DerivedName(base, LIMIT, "StatefulSet", starts_with_letter=True),
        DerivedName(naming.headless(base), naming.LIMIT, "headless Service"),
    )


def kind_values(data: Mapping[str, Any]) -> object:
    """The values of a service that is replaced pod by pod."""
    return fields.kind_values({**data, "strategy": IN_ORDER})


def demand(versions: Sequence[Mapping[str, Any]], machines: Mapping[str, Machine]) -> Sequence[Pods]:
    """Its number of pods: no pod is started before the one that it replaces has ended."""
    data = versions[0]
    most: int = data["scale"] if isinstance(data["scale"], int) else data["scale"]["max"]
    return [Pods(most, pod_requests.total(data, machines))]


def problems(_target: Target) -> Iterator[Finding]:
    """No problems beyond those that the rules find: no engine and no autoscaler is concerned."""
    return iter(())


def drafts(target: Target) -> Iterator[Draft]:
    """All objects of a store; the controller makes its claims."""
    yield from (draft for draft in supporting_objects.drafts(target) if draft.kind != "persistentvolumeclaim")
    yield from supporting_objects.config(target, target.component, target.base)
    yield _stateful_set(target)
    yield endpoints.budget(target, folder=FOLDER)
    yield from endpoints.drafts(target, folder=FOLDER)
    yield endpoints.headless(target, folder=FOLDER)


def _stateful_set(target: Target) -> Draft:
    component = target.component
    sized = (volume for part in component.parts for volume in part.volumes if volume.size)
    claims = [_claim(volume) for volume in {volume.path: volume for volume in sized}.values()]
    values = {
        "annotations": labels.annotations(target, component, labels.description(target)),
        "selector": labels.selector(target),
        "replicas": component.serving.scale.min,
        "headless": naming.headless(target.base),
        "min_ready": component.serving.min_ready,
        "claim_templates": claims,
    }
    pods = pod.values(target, component, None, pod.config(target.base, component))
    claimed = {claim["name"] for claim in claims}
    pods["volumes"] = [volume for volume in pods["volumes"] if volume.name not in claimed]
    return drafting.draft(target, "store/statefulset.yaml", target.base, values, pods=pods, folder=FOLDER)


def _claim(volume: spec.Volume) -> dict[str, str]:
    return {
        "path": volume.path,
        "name": mounts.volume(volume.path),
        "access": supporting_objects.ACCESS[volume.access],
        "storage_class": volume.storage_class,
        "size": volume.size,
    }
