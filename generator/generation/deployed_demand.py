"""What the objects of a GitOps repository may request at most: the counterpart of `ComponentKind.demand`, read from files.

A service counts as in a project file: with the largest size of its autoscaler, for both slots of a strategy that has two, and
with the surge of the others.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from generator.environment.environment import Environment
from generator.files.gitops_index import GitOpsIndex
from generator.kubernetes import object_kinds, pod_requests, pod_templates, run_pods
from generator.kubernetes.effects import capacity
from generator.manifest import gitops_paths, yaml_reader
from generator.manifest.object_fields import value_at
from generator.spec import devices
from generator.spec.component import SIDE_BY_SIDE
from generator.validate.policy import Pods
from generator.validate.quota import Demand

AUTOSCALERS = frozenset(kind.lower() for kind in capacity.AUTOSCALERS)
DASK_AUTOSCALER = "daskautoscaler"
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


@cache
def _kinds() -> frozenset[str]:
    """The kinds of objects that have pods, or say how many."""
    return (
        AUTOSCALERS
        | {DASK_AUTOSCALER}
        | {kind for kind, row in object_kinds.TABLE.items() if row.pod_templates or row.run_pods}
    )


def pods_of(texts: Mapping[str, str]) -> Iterator[Pods]:
    """The largest numbers of pods of an overlay, from the texts of its files by path.

    Files that are no objects do not count, nor objects that the API server would refuse, as a person may have edited them.
    """
    sizes: dict[tuple[str, str], int] = {}
    most: dict[str, int] = {}
    workloads: list[_Workload] = []
    known = _kinds()
    for path, text in sorted(texts.items()):
        file = gitops_paths.parse_object_file(path)
        content = _read(text)
        if file is None or file.kind not in known or not content:
            continue
        if file.kind in AUTOSCALERS and str(content.get("kind")) in capacity.AUTOSCALERS:
            kind, name = capacity.scaled(content)
            sizes[kind.lower(), name] = capacity.bounds(content)[1]
        elif file.kind == DASK_AUTOSCALER:
            most[str(content["spec"].get("cluster"))] = _whole(content["spec"].get("maximum"))
        elif object_kinds.of(file.kind).run_pods or pod_templates.find(file.kind, content):
            workloads.append(_Workload(path.split("/")[-2], file.kind, content))
    workloads = [_grown(each, most) for each in workloads]
    names = [_group(each) for each in workloads]
    for each in workloads:
        try:
            found = list(_pods(each, sizes, alone=names.count(_group(each)) == 1))
        except (AttributeError, TypeError, ValueError):  # a part of another type, or an amount that is none
            continue
        yield from found


def _grown(workload: _Workload, most: Mapping[str, int]) -> _Workload:
    """A Dask cluster with as many workers as its autoscaler allows; any other workload as it is."""
    name = str(value_at(workload.content, ("metadata", "name")))
    worker = value_at(workload.content, ("spec", "worker"))
    if workload.kind != "daskcluster" or name not in most or not isinstance(worker, Mapping):
        return workload
    spec = {**workload.content["spec"], "worker": {**worker, "replicas": most[name]}}
    return workload._replace(content={**workload.content, "spec": spec})


def _group(workload: _Workload) -> tuple[str, str]:
    """The Component folder and the component of a workload; both slots of a native release have the same."""
    return workload.folder, str(value_at(workload.content, ("metadata", "labels", NAME_LABEL)))


def _pods(workload: _Workload, sizes: Mapping[tuple[str, str], int], *, alone: bool) -> Iterator[Pods]:
    spec, read = workload.content["spec"], object_kinds.of(workload.kind).run_pods
    if read is run_pods.inference:
        yield _served(workload)
        return
    if read is not None:
        yield from (Pods(each.number, _amounts(each.requests), slots=each.slots) for each in read(workload.content))
        return
    for path, template in pod_templates.find(workload.kind, workload.content).items():
        requests = _amounts(pod_requests.of(value_at(template, ("spec",)) or {}))
        name = str(value_at(workload.content, ("metadata", "name")))
        number = sizes.get((workload.kind, name)) or _whole(spec.get("replicas", 1))
        if workload.folder in SIDE_BY_SIDE:
            yield Pods(number, requests, slots=2 if alone else 1)
        else:
            each = capacity.pods_of_template(workload.content, path)
            yield Pods(number * each, requests, surge=_surge(spec, number) * each)


def _served(workload: _Workload) -> Pods:
    """The pods of an InferenceService: twice as many where versions may stand side by side, whether they do or not.

    Knative does not say how a revision follows another; a surge of one pod is counted, as for other servers without devices.
    """
    predictor = next(run_pods.inference(workload.content))
    number, requests = predictor.number, _amounts(predictor.requests)
    if workload.folder in SIDE_BY_SIDE:
        return Pods(number, requests, slots=2)
    strategy = value_at(workload.content, ("spec", "predictor", "deploymentStrategy"))
    if strategy is None:
        return Pods(number, requests, surge=0 if any(map(devices.is_countable, requests)) else 1)
    return Pods(number, requests, surge=_surge({"strategy": strategy}, number))


def _surge(spec: Mapping[str, Any], number: int) -> int:
    """The pods that a rolling update adds, of a Deployment, a Rollout or, in groups, of a LeaderWorkerSet."""
    surge = (
        value_at(spec, ("strategy", "rollingUpdate", "maxSurge"))
        or value_at(spec, ("strategy", "canary", "maxSurge"))
        or value_at(spec, (*capacity.ROLLING_GROUPS[1:], "maxSurge"))
        or 0
    )
    return capacity.share(surge, number, up=True)


def _amounts(requests: pod_requests.Amounts) -> Mapping[str, str]:
    return {name: f"{amount.normalize():f}" for name, amount in requests.items()}


def _read(text: str) -> Mapping[str, Any]:
    """The object in a text; empty if it is none that tidegate wrote."""
    try:
        content: Any = yaml_reader.read(text)
    except ValueError:
        return {}
    return content if isinstance(content, dict) and isinstance(content.get("spec"), dict) else {}


def _whole(number: Any) -> int:
    return number if isinstance(number, int) else 1
