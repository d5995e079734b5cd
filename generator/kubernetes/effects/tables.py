"""The tables of effects by kind of object, and how their rows are looked up.

To add a kind, add its table to a module of this folder and a line here; a test changes every field that a golden case renders.
"""

from collections.abc import Callable
from functools import lru_cache
from importlib import import_module

from generator.kubernetes.effects.rule import Rule, Table
from generator.lazy_table import LazyTable
from generator.manifest.field_path import ORDER

_PLACES = {
    "AnalysisTemplate": ("releases", "ANALYSIS_TEMPLATE"),
    "AppProject": ("delivery", "APP_PROJECT"),
    "Application": ("delivery", "APPLICATION"),
    "Canary": ("releases", "CANARY"),
    "ConfigMap": ("storage", "CONFIG_MAP"),
    "CronJob": ("tasks", "CRON_JOB"),
    "CronWorkflow": ("pipeline", "CRON_WORKFLOW"),
    "DaskAutoscaler": ("dask", "DASK_AUTOSCALER"),
    "DaskCluster": ("dask", "DASK_CLUSTER"),
    "DaskJob": ("dask", "DASK_JOB"),
    "Deployment": ("workloads", "DEPLOYMENT"),
    "ExternalSecret": ("storage", "EXTERNAL_SECRET"),
    "GRPCRoute": ("routes", "GRPC_ROUTE"),
    "GitRepository": ("delivery", "GIT_REPOSITORY"),
    "HTTPRoute": ("routes", "HTTP_ROUTE"),
    "HorizontalPodAutoscaler": ("autoscalers", "HPA"),
    "InferenceService": ("inference", "INFERENCE_SERVICE"),
    "Ingress": ("routes", "INGRESS"),
    "Job": ("tasks", "JOB"),
    "JobSet": ("tasks", "JOB_SET"),
    "Kustomization": ("delivery", "KUSTOMIZATION"),
    "LeaderWorkerSet": ("groups", "LEADER_WORKER_SET"),
    "MetricTemplate": ("releases", "METRIC_TEMPLATE"),
    "Namespace": ("storage", "NAMESPACE"),
    "NetworkPolicy": ("rights", "NETWORK_POLICY"),
    "Notebook": ("notebooks", "NOTEBOOK"),
    "PersistentVolumeClaim": ("storage", "CLAIM"),
    "PodDisruptionBudget": ("rights", "BUDGET"),
    "PodMonitor": ("delivery", "MONITOR"),
    "PyTorchJob": ("tasks", "PYTORCH_JOB"),
    "RayCluster": ("ray", "RAY_CLUSTER"),
    "RayJob": ("ray", "RAY_JOB"),
    "RayService": ("ray", "RAY_SERVICE"),
    "Role": ("rights", "ROLE"),
    "RoleBinding": ("rights", "ROLE_BINDING"),
    "Rollout": ("workloads", "ROLLOUT"),
    "ScaledObject": ("autoscalers", "SCALED_OBJECT"),
    "ScheduledSparkApplication": ("spark", "SCHEDULED_SPARK_APPLICATION"),
    "Secret": ("storage", "SECRET"),
    "Service": ("services", "SERVICE"),
    "ServiceAccount": ("rights", "SERVICE_ACCOUNT"),
    "ServiceMonitor": ("delivery", "MONITOR"),
    "SparkApplication": ("spark", "SPARK_APPLICATION"),
    "StatefulSet": ("workloads", "STATEFUL_SET"),
    "TFJob": ("tasks", "TF_JOB"),
    "TrainJob": ("tasks", "TRAIN_JOB"),
    "TriggerAuthentication": ("autoscalers", "TRIGGER_AUTHENTICATION"),
    "Workflow": ("pipeline", "WORKFLOW"),
    "WorkflowTemplate": ("pipeline", "WORKFLOW_TEMPLATE"),
}


def _loader(module: str, name: str) -> Callable[[], Table]:
    def load() -> Table:
        found: Table = getattr(import_module(f"generator.kubernetes.effects.{module}"), name)
        return found

    return load


TABLES: LazyTable[Table] = LazyTable({kind: _loader(*place) for kind, place in _PLACES.items()})
"""By kind, as objects name it. A kind without a table has unknown effects."""


def of(kind: str) -> Table | None:
    """The table of a kind; None if there is none."""
    return TABLES[kind] if kind in TABLES else None  # noqa: SIM401 - `get` would hide a KeyError of the import


@lru_cache(maxsize=16384)
def rule(kind: str, steps: tuple[str, ...]) -> Rule | None:
    """The first row of a kind that is for a field or anything above it; steps that are no names are `*`."""
    table = of(kind)
    return next((each for each in table.rules if fits(each.path, steps)), None) if table is not None else None


@lru_cache(maxsize=16384)
def has_finer_rules(kind: str, steps: tuple[str, ...]) -> bool:
    """Whether there are rows for parts of a field, but none for just this field that settles it as a whole."""
    table = of(kind)
    rows = {steps_of(each.path): each for each in table.rules} if table is not None else {}
    longer = any(len(path) > len(steps) and _matches(path[: len(steps)], steps) for path in rows)
    return longer and (steps not in rows or rows[steps].by_parts)


@lru_cache(maxsize=16384)
def fits(path: str, steps: tuple[str, ...]) -> bool:
    """Whether a row for a path is one for a field or anything above it; steps that are no names are `*`."""
    row = steps_of(path)
    return len(row) <= len(steps) and _matches(row, steps[: len(row)])


def _matches(row: tuple[str, ...], steps: tuple[str, ...]) -> bool:
    return all(each == step or (each == "*" and step != ORDER) for each, step in zip(row, steps, strict=True))


@lru_cache(maxsize=4096)
def steps_of(path: str) -> tuple[str, ...]:
    """The steps of a path of a table: names are separated by dots, and keys in brackets; a last one may be `(order)`."""
    steps: list[str] = []
    path, order, _ = path.partition(ORDER)
    for part in path.split("["):
        inside, bracket, rest = part.partition("]") if steps or path.startswith("[") else ("", "", part)
        steps += [inside] if bracket else []
        steps += [name for name in (rest if bracket else part).split(".") if name]
    return (*steps, order) if order else tuple(steps)
