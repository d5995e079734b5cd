"""Words of other tools, and what stands for them here."""

import json
from typing import Any

import pytest

from generator.components.tables import TABLES
from generator.discovery import platform_folder
from generator.source.suggestion import Suggestion
from generator.spec import suggest
from generator.validate import synonyms


def fields(kind: str) -> tuple[str, ...]:
    return tuple(platform_folder.bundled()[f"kinds/{kind}.json"]["properties"])


SERVICE, CRONJOB, TRAINING, INFERENCE = map(fields, ("service", "cronjob", "training", "inference"))
SPARK, PIPELINE, MLFLOW = map(fields, ("spark", "pipeline", "mlflow"))
KINDS = ("service", "job", "cronjob", "worker", "store")
PROJECT = tuple(platform_folder.bundled()["project.json"]["properties"])
SCALE = ("min", "max", "cpu", "memory", "metrics", "queue")
HEALTH = ("ready", "live", "startup")
PROBE = ("http", "port", "tcp", "grpc", "command")
ROLLING = ("type", "surge", "unavailable")
VOLUME = ("claim", "size", "class", "access", "scratch", "memory")


@pytest.mark.parametrize(
    ("known", "name", "meant"),
    [
        (SERVICE, "replicas", "scale"),
        (TRAINING, "replicas", "nodes"),
        (SPARK, "sparkConf", "conf"),
        (SPARK, "mainApplicationFile", "main"),
        (INFERENCE, "storageUri", "model"),
        (SPARK, "args", "arguments"),
        (PIPELINE, "tasks", "steps"),
        (PIPELINE, "arguments", "parameters"),
        (MLFLOW, "backendStoreUri", "backend"),
        (SERVICE, "terminationGracePeriodSeconds", "shutdown"),
        (SERVICE, "entrypoint", "command"),
        (SERVICE, "ingress", "expose"),
        (SERVICE, "volumeMounts", "volumes"),
        (SERVICE, "securityContext", "security"),
        (SERVICE, "strategy_", "strategy"),
        (SERVICE, "initContainers", "init"),
        (SERVICE, "sidecar", "sidecars"),
        (CRONJOB, "restartPolicy", "restart"),
        (CRONJOB, "backoffLimit", "retries"),
        (CRONJOB, "activeDeadlineSeconds", "timeout"),
        (CRONJOB, "concurrencyPolicy", "concurrency"),
        (CRONJOB, "cron", "schedule"),
        (CRONJOB, "timezone", "timeZone"),
        (PROJECT, "services", "components"),
        (PROJECT, "stages", "environments"),
        (PROJECT, "X-mine", "x-mine"),
        (SCALE, "minReplicas", "min"),
        (SCALE, "maxReplicas", "max"),
        (HEALTH, "livenessProbe", "live"),
        (HEALTH, "readiness", "ready"),
        (PROBE, "exec", "command"),
        (ROLLING, "maxSurge", "surge"),
        (VOLUME, "storageClassName", "class"),
        (VOLUME, "emptyDir", "scratch"),
        (KINDS, "Deployment", "service"),
        (KINDS, "batchjob", "job"),
        (KINDS, "consumer", "worker"),
        (KINDS, "queue-worker", "worker"),
        (KINDS, "StatefulSet", "store"),
        (KINDS, "database", "store"),
        (KINDS, "vectordb", "store"),
        (SERVICE, "volumeClaimTemplates", "volumes"),
        (PROJECT, "workers", "components"),
        (("once", "many", "read-many"), "ReadWriteMany", "many"),
        (("once", "many", "read-many"), "ReadOnlyMany", "read-many"),
        (("TCP", "UDP", "SCTP"), "HTTP", "TCP"),
        (("add", "remove", "replace", "move", "copy", "test"), "delete", "remove"),
        (("flux", "argocd"), "argo", "argocd"),
    ],
)
def test_a_word_of_another_tool_is_known(known: tuple[str, ...], name: str, meant: str) -> None:
    assert TABLES.meant(name, known) == Suggestion(meant=meant)


@pytest.mark.parametrize(
    ("known", "name", "way"),
    [
        (ROLLING, "steps", "only canary has steps: strategy: {type: canary, steps: [10, 50]}"),
        (ROLLING, "prescale", "only blue-green and canary have prescale: rolling starts no second set of pods"),
        (SERVICE, "readinessProbe", "write it within health: health: {ready: /readyz, live: /healthz}"),
        (SERVICE, "mem_limit", "write it within resources: resources: {cpu: 500m, memory: 1Gi, gpu: 1}"),
        (SERVICE, "cpu", "write it within resources: resources: {cpu: 500m, memory: 1Gi, gpu: 1}"),
        (SERVICE, "shm_size", "write it as a volume: volumes: {/dev/shm: {memory: 8Gi}}"),
        (SERVICE, "sharedMemory", "write it as a volume: volumes: {/dev/shm: {memory: 8Gi}}"),
        (SERVICE, "build", "leave it out, and write the image that CI has pushed: image: REPOSITORY:TAG"),
        (PROBE, "httpGet", "write the path: ready: /readyz, or with a port: ready: {http: /readyz, port: http}"),
        (
            ("count", "machine", "max", "min", "resources"),
            "instances",
            "for a fixed number write count: 3; else min and max",
        ),
        (SCALE, "replicas", "for a fixed number write it alone, scale: 3; else min and max"),
        (
            VOLUME,
            "hostPath",
            "paths of nodes are refused: {size: 10Gi}, {share: NAME} or {scratch: 10Gi} bring their own",
        ),
        (SERVICE, "restartPolicy", "leave it out: a container of this kind is always started again"),
        (SERVICE, "nodeSelector", "choose a machine: the platform defines its nodes"),
        (SERVICE, "runtimeClassName", "choose a machine: the platform says the classes of its pods"),
        (
            SERVICE,
            "networkPolicy",
            "write who may call, callers: [{namespace: ci}], and what the pods call, calls: [{cidr: 10.0.0.0/8}]",
        ),
        (SERVICE, "rbac", "write it within serviceAccount: serviceAccount: {token: true, permissions: [...]}"),
        (
            SERVICE,
            "PodDisruptionBudget",
            "leave it out: every set of pods has one, which lets one of them be evicted at a time",
        ),
        (SERVICE, "namespace", "the platform names the namespace, from team, project and environment"),
        (("machine", "resources"), "cores", "write it within resources: resources: {cpu: 2, memory: 8Gi}"),
        (fields("job"), "schedule", "write kind: cronjob, or remove it: a job runs once"),
        (TRAINING, "workerReplicas", "write how many pods train together: nodes: 4"),
        (SERVICE, "minReplicas", "write it within scale: scale: {min: 2, max: 6}"),
        (PROJECT, "engine", "this is set in the platform's environments, not in the project"),
    ],
)
def test_a_word_that_stands_for_nothing_here_is_told_the_way(known: tuple[str, ...], name: str, way: str) -> None:
    assert TABLES.meant(name, known) == Suggestion(advice=way)


@pytest.mark.parametrize("name", ["colour", "1.20", "42", "", "x" * 200])
def test_nothing_is_guessed_where_nothing_is_near(name: str) -> None:
    assert TABLES.meant(name, ("1.31", "1.32", *SERVICE)) == Suggestion()


def test_every_word_of_ours_is_in_a_schema() -> None:
    known = json.dumps(platform_folder.bundled())
    assert [ours for ours in synonyms.SYNONYMS if suggest.quoted(ours) not in known and ours != "nvidia.com/gpu"] == []


def below(schema: Any) -> list[Any]:
    if isinstance(schema, list):
        return [found for each in schema for found in below(each)]
    if not isinstance(schema, dict):
        return []
    held = [
        found for key, each in schema.items() if key not in {"default", "examples", "const"} for found in below(each)
    ]
    return [schema, *held]


@pytest.mark.parametrize("name", sorted(platform_folder.bundled()))
def test_no_problem_is_answered_with_what_a_field_is(name: str) -> None:
    """Whoever describes a value says how to write it, too: the reader's hints are never descriptions."""
    described = [each for each in below(platform_folder.bundled()[name]) if isinstance(each.get("description"), str)]
    assert [each["description"] for each in described if not each.get("x-hint")] == []
