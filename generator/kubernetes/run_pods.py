"""The pods of runs, and of kinds with groups of pods: how many an object has at the same time, and what each requests."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from generator.kubernetes import pod_counts, pod_requests
from generator.manifest.object_fields import value_at
from generator.named_tuples import NamedTuple
from generator.spec import devices, quantity

Path = tuple[str, ...]


NONE = Decimal(0)
WAITING_WORKER: Mapping[str, str] = {"cpu": "200m", "memory": "256Mi"}
"""What the init container of a Ray worker requests, which KubeRay adds (`DefaultWorkerPodTemplate`)."""


STORAGE = "requests.storage"
"""The bytes of claims of a pod, by the name that a quota of Kubernetes has for them."""


class RunPods(NamedTuple):
    """The most equal pods that run at the same time, and what one of them requests by resource.

    `fewest`: as few as there may be while an autoscaler has nothing to do; None: always `number`. `surge`: how many more a change
    starts beside them, and `slots`: how many of such groups there are while a change replaces one.
    """

    number: int
    requests: Mapping[str, Decimal]
    fewest: int | None = None
    slots: int = 1
    surge: int = 0

    @property
    def least(self) -> int:
        """The fewest pods."""
        return self.number if self.fewest is None else self.fewest


class Enlarged(NamedTuple):
    """The object that an autoscaler enlarges, by kind in lower case and name: the number of pods at `path` is `most` at most."""

    kind: str
    name: str
    path: Path
    most: int


Reader = Callable[[Mapping[str, Any]], Iterator[RunPods]]
"""Reads the pods of an object; AttributeError, TypeError or ValueError if the API server would refuse it."""


def job(*path: str) -> Reader:
    """Of a kind with the spec of a Job at a path: as many as `parallelism`."""

    def read(content: Mapping[str, Any]) -> Iterator[RunPods]:
        spec = value_at(content, path) or {}
        yield RunPods(pod_counts.whole(spec.get("parallelism")), _requests(spec))

    return read


def groups(*path: str, number: str = "replicas") -> Reader:
    """Of a kind with a mapping or list of groups at a path, each with a pod template and the number of its pods."""

    def read(content: Mapping[str, Any]) -> Iterator[RunPods]:
        found = value_at(content, path) or {}
        for group in found.values() if isinstance(found, Mapping) else found:
            yield RunPods(pod_counts.whole(group.get(number)), _requests(group))

    return read


def job_sets(content: Mapping[str, Any]) -> Iterator[RunPods]:
    """Of a JobSet: each replicated Job with its pods, as often as it is replicated."""
    for group in value_at(content, ("spec", "replicatedJobs")) or ():
        for pods in job("template", "spec")(group):
            yield pods._replace(number=pods.number * pod_counts.whole(group.get("replicas")))


def pytorch_job(content: Mapping[str, Any]) -> Iterator[RunPods]:
    """Of a PyTorchJob: its roles; where nodes may come and go, as many workers as there may be."""
    most = value_at(content, ("spec", "elasticPolicy", "maxReplicas"))
    for pods in groups("spec", "pytorchReplicaSpecs")(content):
        yield pods if most is None else pods._replace(number=pod_counts.whole(most))


def train_job(content: Mapping[str, Any]) -> Iterator[RunPods]:
    """Of a TrainJob: its nodes, each with the resources of one."""
    trainer = value_at(content, ("spec", "trainer")) or {}
    volumes = next(filter(None, _patched_volumes(content)), ())
    pod = {"containers": [{"resources": trainer.get("resourcesPerNode")}], "volumes": volumes}
    yield RunPods(pod_counts.whole(trainer.get("numNodes")), requested(pod))


def _patched_volumes(content: Mapping[str, Any]) -> Iterator[Any]:
    """The volumes that patches of a runtime add to the pods of each of its Jobs."""
    for patch in value_at(content, ("spec", "runtimePatches")) or ():
        for job in value_at(patch, ("trainingRuntimeSpec", "template", "spec", "replicatedJobs")) or ():
            yield value_at(job, ("template", "spec", "template", "spec", "volumes"))


def spark(*path: str) -> Reader:
    """Of a kind with the spec of a SparkApplication at a path: its driver, and as many executors as there may be."""

    def read(content: Mapping[str, Any]) -> Iterator[RunPods]:
        spec = value_at(content, path) or {}
        executor = spec.get("executor") or {}
        most = value_at(spec, ("dynamicAllocation", "maxExecutors"))
        yield RunPods(1, _requests(spec.get("driver") or {}))
        yield RunPods(pod_counts.whole(executor.get("instances") if most is None else most), _requests(executor))

    return read


def dask(*path: str, runner: str = "") -> Reader:
    """Of a kind with a Dask cluster at a path: its scheduler and workers, and in the field `runner` what runs a job on it.

    How many workers an autoscaler adds is in another object: `dask_workers`.
    """

    def read(content: Mapping[str, Any]) -> Iterator[RunPods]:
        cluster = value_at(content, path) or {}
        worker = cluster.get("worker") or {}
        yield RunPods(1, _requests({"template": cluster.get("scheduler")}))
        yield RunPods(pod_counts.whole(worker.get("replicas")), _requests({"template": worker}))
        if runner:
            yield RunPods(1, _requests({"template": value_at(content, ("spec", runner))}))

    return read


def dask_workers(content: Mapping[str, Any]) -> Enlarged:
    """Of a DaskAutoscaler: the cluster to which it adds workers."""
    name, most = (value_at(content, ("spec", field)) for field in ("cluster", "maximum"))
    return Enlarged("daskcluster", str(name), ("spec", "worker", "replicas"), pod_counts.whole(most))


def ray(*path: str, slots: int = 1, submitter: str = "") -> Reader:
    """Of a kind with a Ray cluster at a path: the head, all workers that there may be, and what KubeRay adds.

    `slots` is the number of clusters that there may be at a time, `submitter` the field with the pod template of a job.
    """

    def read(content: Mapping[str, Any]) -> Iterator[RunPods]:
        cluster = value_at(content, path) or {}
        beside = (value_at(cluster, ("autoscalerOptions",)) or {}) if cluster.get("enableInTreeAutoscaling") else {}
        added = pod_requests.of({"containers": [{"resources": beside.get("resources")}]})
        head = _requests(cluster.get("headGroupSpec") or {})
        names = dict.fromkeys((*head, *added))
        yield RunPods(1, {name: head.get(name, NONE) + added.get(name, NONE) for name in names}, slots=slots)
        waiting = {name: quantity.parse(text) for name, text in WAITING_WORKER.items()}
        for group in cluster.get("workerGroupSpecs") or ():
            requests = _requests(group)
            names = dict.fromkeys((*requests, *waiting))
            needed = {name: max(requests.get(name, NONE), waiting.get(name, NONE)) for name in names}
            hosts = pod_counts.whole(group.get("numOfHosts"))
            least, most = (
                pod_counts.whole(group.get("minReplicas", 0)) * hosts,
                pod_counts.whole(group.get("maxReplicas")) * hosts,
            )
            yield RunPods(most, needed, min(least, most), slots)
        if submitter:
            yield RunPods(1, _requests({"template": value_at(content, ("spec", submitter))}))

    return read


def inference(content: Mapping[str, Any]) -> Iterator[RunPods]:
    """Of an InferenceService: as many pods as its predictor may have, and those of a canary, which its least number includes.

    A revision of Knative that gets a share has as many beside the one that was there before. Knative does not say how a revision
    follows another; a surge of one pod is counted, as for other servers without devices.
    """
    predictor = value_at(content, ("spec", "predictor")) or {}
    revisions = 1 if predictor.get("canaryTrafficPercent") is None else 2
    others = [each.get("predictor") or {} for each in value_at(content, ("spec", "canary")) or ()]
    beside = [pod_counts.whole(each.get("minReplicas")) for each in others]
    fewest, most = pod_counts.whole(predictor.get("minReplicas")), predictor.get("maxReplicas")
    fewest = max(fewest - sum(beside), 1) if beside else fewest
    number, requests = fewest if most is None and beside else pod_counts.whole(most), _of_predictor(predictor)
    surge = _surge_of_predictor(predictor, number, requests) if revisions == 1 else 0
    yield RunPods(number, requests, fewest, revisions, surge)
    for other, pods in zip(others, beside, strict=True):
        yield RunPods(pods, _of_predictor(other))


def _surge_of_predictor(predictor: Mapping[str, Any], number: int, requests: Mapping[str, Decimal]) -> int:
    strategy = predictor.get("deploymentStrategy")
    if strategy is None:
        return 0 if any(map(devices.is_countable, requests)) else 1
    return pod_counts.share(value_at(strategy, ("rollingUpdate", "maxSurge")), number, up=True)


def _of_predictor(predictor: Mapping[str, Any]) -> Mapping[str, Decimal]:
    model = predictor.get("model")
    return requested(
        predictor if model is None else {**predictor, "containers": [model, *(predictor.get("containers") or ())]}
    )


def _requests(holder: Mapping[str, Any]) -> Mapping[str, Decimal]:
    return requested(value_at(holder, ("template", "spec")) or {})


def requested(spec: Mapping[str, Any]) -> Mapping[str, Decimal]:
    """What a pod requests, the claims included that are made with it and go with it."""
    claims = (
        value_at(volume, ("ephemeral", "volumeClaimTemplate", "spec", "resources", "requests", "storage"))
        for volume in spec.get("volumes") or ()
    )
    storage = sum((quantity.parse(str(each)) for each in claims if each is not None), NONE)
    found = pod_requests.of(spec)
    return {**found, STORAGE: storage} if storage else found
