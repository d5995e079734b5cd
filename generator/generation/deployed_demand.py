"""What the objects of a GitOps repository may request at most: the counterpart of `ComponentKind.demand`, read from files.

A service counts as in a project file: with the largest size of its autoscaler, for both slots of a strategy that has two, and
with the surge of the others.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from generator.environment.environment import Environment
from generator.files.gitops_index import GitOpsIndex
from generator.kubernetes import object_kinds, pod_counts, pod_requests, pod_templates
from generator.kubernetes.effects import capacity
from generator.kubernetes.run_pods import STORAGE, Enlarged
from generator.manifest import gitops_paths, yaml_reader
from generator.manifest.object_fields import value_at
from generator.spec.component import SIDE_BY_SIDE
from generator.validate.policy import Pods
from generator.validate.quota import Demand

AUTOSCALERS = frozenset(kind.lower() for kind in capacity.AUTOSCALERS)
NAME_LABEL = "app.kubernetes.io/name"


class _Workload(NamedTuple):
    """An object with pods: the Component folder that it is in, and its content."""

    folder: str
    kind: str
    content: Mapping[str, Any]


def demands(
    index: GitOpsIndex,
    environments: Iterable[Environment],
    cluster: str,
    namespace: str,
    without: Collection[tuple[str, str]],
) -> Iterator[Demand]:
    """One Demand for each project that has objects in a namespace of a cluster, except those in `without`."""
    for each in environments:
        if each.cluster.name == cluster:
            for overlay, texts in index.texts(each.name, namespace, without=without, kinds=_kinds()):
                key, pods = (overlay.team, overlay.project), tuple(pods_of(texts))
                yield Demand(cluster, namespace, each.name, key, "", pods)


def _kinds() -> frozenset[str]:
    """The kinds of objects that have pods, or say how many."""
    return AUTOSCALERS | {
        kind for kind, row in object_kinds.TABLE.items() if row.pod_templates or row.run_pods or row.enlarges
    }


def pods_of(texts: Mapping[str, str]) -> Iterator[Pods]:
    """The largest numbers of pods of an overlay, from the texts of its files by path.

    Files that are no objects do not count, nor objects that the API server would refuse, as a person may have edited them.
    """
    sizes: dict[tuple[str, str], int] = {}
    enlarged: list[Enlarged] = []
    workloads: list[_Workload] = []
    known = _kinds()
    for path, text in sorted(texts.items()):
        file = gitops_paths.parse_object_file(path)
        content = _read(text)
        if file is None or file.kind not in known or not content:
            continue
        row = object_kinds.of(file.kind)
        if file.kind in AUTOSCALERS and str(content.get("kind")) in capacity.AUTOSCALERS:
            kind, name = capacity.scaled(content)
            sizes[kind.lower(), name] = capacity.bounds(content)[1]
        elif row.enlarges is not None:
            enlarged.append(row.enlarges(content))
        elif row.run_pods or pod_templates.find(file.kind, content):
            workloads.append(_Workload(path.split("/")[-2], file.kind, content))
    workloads = [_grown(each, enlarged) for each in workloads]
    names = [_group(each) for each in workloads]
    for each in workloads:
        try:
            found = list(_pods(each, sizes, alone=names.count(_group(each)) == 1))
        except (AttributeError, TypeError, ValueError):  # a part of another type, or an amount that is none
            continue
        yield from found


def _grown(workload: _Workload, enlarged: Iterable[Enlarged]) -> _Workload:
    """A workload with as many pods as an autoscaler of its operator allows; one without such an autoscaler as it is."""
    name = str(value_at(workload.content, ("metadata", "name")))
    for each in enlarged:
        if (each.kind, each.name) == (workload.kind, name):
            workload = workload._replace(content=_with(workload.content, each.path, each.most))
    return workload


def _with(content: Mapping[str, Any], path: Sequence[str], value: Any) -> Mapping[str, Any]:
    """An object with another value at a path; as it is if what holds the value is missing."""
    name, *rest = path
    if not rest:
        return {**content, name: value}
    held = content.get(name)
    return {**content, name: _with(held, rest, value)} if isinstance(held, Mapping) else content


def _group(workload: _Workload) -> tuple[str, str]:
    """The Component folder and the component of a workload; both slots of a native release have the same."""
    return workload.folder, str(value_at(workload.content, ("metadata", "labels", NAME_LABEL)))


def _pods(workload: _Workload, sizes: Mapping[tuple[str, str], int], *, alone: bool) -> Iterator[Pods]:
    spec, row = workload.content["spec"], object_kinds.of(workload.kind)
    if row.run_pods is not None:
        found = list(row.run_pods(workload.content))
        if (
            workload.folder in SIDE_BY_SIDE
        ):  # an operator shares the traffic out: two versions, whether both are there or not
            found = [found[0]._replace(slots=2, surge=0)]
        yield from (Pods(each.number, _amounts(each.requests), each.surge, each.slots) for each in found)
        return
    kind = object_kinds.workload(workload.content)
    for path, template in pod_templates.find(workload.kind, workload.content).items():
        requests = _amounts(pod_requests.of(value_at(template, ("spec",)) or {}))
        name = str(value_at(workload.content, ("metadata", "name")))
        number = sizes.get((workload.kind, name)) or pod_counts.whole(spec.get("replicas"))
        if workload.folder in SIDE_BY_SIDE:
            yield Pods(number, requests, slots=2 if alone else 1)
        else:
            each = kind.pods_of_template(workload.content, path)
            yield Pods(number * each, requests, surge=kind.batch(workload.content, number).surge * each)


def _amounts(requests: pod_requests.Amounts) -> Mapping[str, str]:
    return {name: f"{amount.normalize():f}" for name, amount in requests.items() if name != STORAGE}


def _read(text: str) -> Mapping[str, Any]:
    """The object in a text; empty if it is none that tidegate wrote."""
    try:
        content: Any = yaml_reader.read(text)
    except ValueError:
        return {}
    return content if isinstance(content, dict) and isinstance(content.get("spec"), dict) else {}
