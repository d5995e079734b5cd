"""The workloads of an environment whose pods run on: how many pods each has, and what one of them needs.

Those of runs are none of these: their pods end. Nor are the clusters of Ray and Dask, whose groups of pods their operators replace
as each kind's effects say (`ObjectKind.lasting`).
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from generator.impact import state
from generator.impact.state import EnvironmentState, Owner
from generator.kubernetes import object_kinds, pod_requests, pod_templates
from generator.kubernetes.effects import capacity
from generator.kubernetes.object_kind import ObjectKind
from generator.kubernetes.run_pods import RunPods
from generator.manifest.object_fields import value_at
from generator.manifest.object_template import KubernetesObject
from generator.spec import quantity


class Scale(NamedTuple):
    """The numbers of pods between which an autoscaler moves, all pods of groups counted; equal for a fixed size."""

    least: int
    most: int


class Workload(NamedTuple):
    """A workload with its scale; `pod` is the spec of its pods."""

    object: KubernetesObject
    kind: str
    name: str
    owner: Owner
    scale: Scale
    pod: Mapping[str, Any]

    @property
    def identity(self) -> tuple[str, str]:
        """Its kind in lower case, and its name."""
        return self.kind, self.name

    @property
    def spec(self) -> Mapping[str, Any]:
        """Its `spec`."""
        return mapping(self.object.get("spec"))


class Side(NamedTuple):
    """An environment at one revision, None if it is not there, and its workloads by kind and name."""

    state: EnvironmentState | None
    workloads: Mapping[tuple[str, str], Workload]

    @property
    def objects(self) -> list[KubernetesObject]:
        """The objects of the environment."""
        return [] if self.state is None else [each.object for each in self.state.objects]


def side(environment: EnvironmentState | None) -> Side:
    """An environment with its workloads."""
    return Side(environment, find(Side(environment, {}).objects))


def find(objects: Iterable[KubernetesObject]) -> dict[tuple[str, str], Workload]:
    """The workloads among the objects of an environment, by kind and name."""
    contents = list(objects)
    scales = dict(_scale(each) for each in contents if str(each.get("kind")) in capacity.AUTOSCALERS)
    found = {}
    for each in contents:
        kind, name = state.identity(each)
        if is_workload(each):
            replicas, size = whole(value_at(each, ("spec", "replicas")), 1), object_kinds.workload(each).size(each)
            scale = scales.get((kind, name), Scale(replicas, replicas))
            scale = Scale(scale.least * size, scale.most * size)
            found[kind, name] = Workload(each, kind, name, state.owner(each), scale, pod_spec(each))
    return found


def _scale(autoscaler: KubernetesObject) -> tuple[tuple[str, str], Scale]:
    """The workload that an autoscaler sizes, and between which numbers."""
    kind, name = capacity.scaled(autoscaler)
    return (kind.lower(), name), Scale(*capacity.bounds(autoscaler))


def is_workload(content: KubernetesObject) -> bool:
    """Whether the pods of an object run until they are replaced, all alike but in groups."""
    row = row_of(content)
    return row is not None and row.workload is not None


def pod_spec(content: KubernetesObject) -> Mapping[str, Any]:
    """The spec of an object's pods, of the first kind of them if there are several; empty if it has none."""
    templates = pods(content)
    return mapping(value_at(templates[0], ("spec",))) if templates else {}


def pods(content: KubernetesObject) -> list[Any]:
    """The pod templates of an object; none of a kind that tidegate does not know."""
    kind = str(content.get("kind", ""))
    return list(pod_templates.find(kind, content).values()) if kind.lower() in object_kinds.TABLE else []


def has_pods(content: KubernetesObject) -> bool:
    """Whether an object has pods, be it by pod templates or by the numbers in it."""
    return bool(pods(content) or run_pods(content))


def run_pods(content: KubernetesObject) -> list[RunPods]:
    """The groups of pods of a run or a cluster; none of others, or if the API server would not take it, as a person may edit it."""
    row = row_of(content)
    try:
        return list(row.run_pods(content)) if row is not None and row.run_pods is not None else []
    except (AttributeError, TypeError, ValueError):
        return []


def row_of(content: KubernetesObject) -> ObjectKind | None:
    """The row of an object's kind; None if tidegate does not know it."""
    return object_kinds.TABLE.get(state.identity(content)[0])


def requests(pod: Mapping[str, Any]) -> Mapping[str, Decimal]:
    """What one pod requests; nothing if its amounts are none, as a person may have edited them."""
    try:
        return pod_requests.of(pod)
    except (AttributeError, TypeError, ValueError):
        return {}


def amount(text: Any) -> Decimal:
    """A quantity as a number; 0 if it is none."""
    try:
        return quantity.parse(str(text))
    except ValueError:
        return Decimal(0)


def whole(number: Any, default: int) -> int:
    """A number of pods; the default if it is none."""
    return number if isinstance(number, int) and not isinstance(number, bool) else default


def mapping(node: Any) -> Mapping[str, Any]:
    """A node if it is a mapping, else an empty one."""
    return node if isinstance(node, Mapping) else {}
