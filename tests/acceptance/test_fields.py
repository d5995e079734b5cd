"""Every field of every kind: what an environment may do with it, and what is said of it.

A value of an environment gives the objects that it gives where the component writes it, `null` those of a component without
the field, `explain` shows the line, and every engine takes it. A field that is not in FIELDS fails a test.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest

from generator.components.kinds import KINDS
from generator.discovery import platform_folder
from generator.validation import explain
from tests.builders import cases, kubeflow_notebooks, samples, trainings
from tests.builders.documents import Data
from tests.builders.samples import (
    CRONJOB,
    DASK,
    INFERENCE,
    JOB,
    MLFLOW,
    MULTINODE,
    NOTEBOOK,
    PIPELINE,
    RAY,
    SERVICE,
    SPARK,
    STORE,
    TRAINING,
    WORKER,
)

COMPONENTS = {
    "service": SERVICE,
    "worker": WORKER,
    "store": STORE,
    "job": JOB,
    "cronjob": CRONJOB,
    "training": TRAINING,
    "mlflow": MLFLOW,
    "spark": SPARK,
    "dask": DASK,
    "inference": INFERENCE,
    "ray": RAY,
    "notebook": NOTEBOOK,
    "multinode": MULTINODE,
    "pipeline": PIPELINE,
}
SERVED = "applications: [{name: a, import_path: a:app}]"
SIDE = {"image": "ghcr.io/acme/side:1"}
ANY: Data = {
    "traffic": "gateway-api",
    "gateway": {"name": "public", "namespace": "gateways", "api": "1.2"},
    "metrics": {"prometheus": "http://prometheus.monitoring:9090", "namespace": "monitoring", "monitor": "service"},
    "network": {"egress": [{"cidr": "10.0.0.0/8"}]},
    "machines": {"big": {"cpu": "8", "memory": "32Gi", "resizable": True, "max": {"cpu": "16", "memory": "64Gi"}}},
    "downloaders": {"*": {"image": "ghcr.io/acme/fetch:1"}},
    "shares": {"models": {"claim": "models"}},
    "operators": {
        "spark": "spark-operator",
        "dask": "dask-operator",
        "multinode": "leaderworkerset",
        "pipeline": "argo-workflows",
        "queue": {"kueue": ["ml", "large"], "priorityClasses": ["low", "high"]},
        "ray": {"api": "kuberay", "namespace": "kuberay-system", "gatewayClass": "istio"},
    },
    "policy": {
        "serviceTypes": ["cluster-ip", "load-balancer", "node-port"],
        "serviceAccounts": ["*"],
        "permissions": "any",
    },
}
REQUIRED = frozenset({"kind", "image", "schedule", "backend", "main", "mainClass", "sparkVersion", "steps"})
MODELS = "models"
"""The field that makes several components, and takes the place of another field."""
REQUIRED_BY_INFERENCE = {("inference", "format"), ("inference", "model")}
PORTS, NEED_PORTS = "ports", frozenset({"service", "store", "multinode"})


DATABASE: Data = {"backend": {"secret": "db", "key": "url"}, "artifacts": "s3://acme/ml"}
"""With it a tracking server may have several pods, and another strategy."""


class Field(NamedTuple):
    """A value of a field, another one that an environment gives it, other fields that it needs, and what of the platform."""

    value: Any
    other: Any
    beside: Mapping[str, Any] = MappingProxyType({})
    platform: Mapping[str, Any] = MappingProxyType({})


FIELDS: dict[str, Field] = {
    "annotations": Field({"example.org/a": "1"}, {"example.org/b": "2"}),
    "arguments": Field(["--a"], ["--b", "--c"]),
    "artifacts": Field("s3://acme/a", "gs://acme/b"),
    "auth": Field("a", {"secret": "a", "permission": "EDIT"}),
    "args": Field(["--a"], ["--b", "--c"]),
    "callers": Field([{"namespace": "ci"}], [{"project": "risk/web", "port": "http"}], {"ports": {"http": 8080}}),
    "calls": Field([{"namespace": "ci"}], [{"cidr": "10.1.0.0/16", "ports": [443]}]),
    "checkpoint": Field({"path": "/c", "claim": "c"}, {"uri": "s3://models/c"}),
    "command": Field(["serve"], ["serve", "all"]),
    "completions": Field(3, 5),
    "concurrency": Field("allow", "replace"),
    "conf": Field({"spark.a": "1"}, {"spark.b": "2"}),
    "description": Field("one", "two"),
    "driver": Field({"machine": "big"}, {"resources": {"cpu": "2", "memory": "4Gi"}}),
    "elastic": Field({"min": 1, "max": 3}, {"min": 2, "max": 4}, platform=trainings.operators("pytorchjob")),
    "entrypoint": Field("python a.py", "python b.py"),
    "env": Field({"A": "x"}, {"A": {"secret": "a", "key": "k", "optional": True}, "B": {"resource": "limits.memory"}}),
    "envFrom": Field([{"secret": "a"}], [{"configMap": "b", "prefix": "B_", "optional": True}]),
    "executors": Field({"count": 2}, {"machine": {"name": "big", "cpu": "2"}, "count": 5}),
    "expose": Field(
        {"host": "a.acme.dev", "timeout": "30s"},
        [{"hosts": ["b.acme.dev"], "annotations": {"example.org/a": "1"}}, {"name": "two", "host": "c.acme.dev", "path": "/x"}],
        {"ports": {"http": 8080}},
    ),
    "files": Field({"/etc/a": "x"}, {"/etc/a": "y", "/etc/b": "z"}),
    "format": Field("onnx", "pytorch"),
    "framework": Field("jax", "none"),
    "head": Field({"machine": "cpu-small"}, {"resources": {"cpu": "3", "memory": "5Gi"}}),
    "health": Field(
        {"live": {"http": "/a", "port": 8080, "period": "7s"}},
        {"live": {"command": ["true"], "timeout": "2s", "failures": 5, "delay": "1m"}},
    ),
    "history": Field({"succeeded": 1}, {"succeeded": 0, "failed": 9}),
    "hosts": Field(["a.acme.dev"], ["b.acme.dev", "c.acme.dev:8443"]),
    "home": Field("5Gi", {"claim": "homes", "path": "a", "mountPath": "/home/b"}),
    "hostAliases": Field([{"ip": "10.0.0.1", "hostnames": ["a"]}], [{"ip": "10.0.0.2", "hostnames": ["b", "c"]}]),
    "idle": Field("2h", "0s"),
    "indexed": Field(value=True, other=False, beside={"completions": 2, "parallelism": 2}),
    "init": Field({"a": {"command": ["x"]}}, {"b": {"command": ["y"], "volumes": {}, "envFrom": []}}),
    "labels": Field({"example.org/a": "1"}, {"example.org/b": "2"}),
    "language": Field("r", "python"),
    "leader": Field({"command": ["lead"]}, {"command": ["lead", "all"]}),
    "machine": Field("cpu-small", {"name": "big", "memory": "48Gi"}),
    "metrics": Field({"port": "http"}, {"port": "http", "path": "/m", "interval": "15s"}, {"ports": {"http": 8080}}),
    "minReadySeconds": Field(5, 9),
    "model": Field("s3://models/a", {"uri": "hf://acme/b", "download": "/models", "size": "5Gi", "longest": "20m"}),
    "nodes": Field(2, 3),
    "parallelism": Field(2, 4, {"completions": 4}),
    "parameters": Field({"A": "1"}, {"A": "2", "B": "3"}),
    "patches": Field(
        [{"target": {"kind": "NetworkPolicy"}, "ops": [{"op": "add", "path": "/metadata/labels/a", "value": "1"}]}],
        [{"target": {"kind": "ServiceAccount"}, "ops": [{"op": "add", "path": "/metadata/labels/b", "value": "2"}]}],
    ),
    "peers": Field(29500, 29400, {"completions": 2, "parallelism": 2}),
    "ports": Field({"http": 8080, "admin": 9000}, {"admin": {"port": 80, "targetPort": 9001, "scheme": "HTTPS", "path": "/m"}}),
    "priority": Field("low", "high"),
    "processesPerNode": Field(2, 4),
    "queue": Field("large", "none"),
    "rayVersion": Field("2.46.0", "2.47.1"),
    "resources": Field({"cpu": "2", "memory": "4Gi"}, {"limits": {"memory": "1Gi", "example.org/device": 1}}),
    "restart": Field("container", "pod"),
    "runtime": Field("triton", "tensorflow-serving"),
    "retries": Field(3, 0, {"entrypoint": "python a.py"}),
    "run": Field("once", "on-change", {"entrypoint": "python a.py"}),
    "runtimeEnv": Field({"pip": ["torch"]}, {"uv": ["torch"]}, {"entrypoint": "python a.py"}),
    "scale": Field(2, 3),
    "scheduler": Field({"machine": "cpu-small"}, {"resources": {"cpu": "2", "memory": "4Gi"}}),
    "security": Field(
        {"runAsUser": 1000, "fsGroup": 4}, {"runAsGroup": 7, "supplementalGroups": [5], "writableRoot": True}
    ),
    "serve": Field({"config": SERVED}, {"config": SERVED.replace("a:app", "b:app")}),
    "service": Field(
        {"type": "load-balancer", "sources": ["10.0.0.0/8"]},
        {"annotations": {"example.org/a": "1"}, "sessionAffinity": "client-ip", "trafficDistribution": "prefer-close"},
        {"ports": {"http": 8080}},
    ),
    "serviceAccount": Field(
        {"token": True, "permissions": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]}, {"name": "ml"}
    ),
    "shutdown": Field("1m", {"grace": "2m"}),
    "sidecars": Field({"a": SIDE}, {"b": {**SIDE, "ports": {"side": 9900}, "health": {"live": {"tcp": "side"}}}}),
    "size": Field(3, 4),
    "spread": Field("node", "zone"),
    "startWithin": Field("1h", "2h"),
    "strategy": Field("recreate", {"type": "rolling", "surge": 2}),
    "suspend": Field(value=True, other=False),
    "timeout": Field("1h", "2h", {"entrypoint": "python a.py"}),
    "timeZone": Field("Europe/Berlin", "America/Lima"),
    "token": Field({"secret": "a"}, {"key": "k"}),
    "transformer": Field({"image": "ghcr.io/acme/front:1"}, {"image": "ghcr.io/acme/front:2", "env": {"A": "b"}}),
    "upgrade": Field(
        "incremental", "new-cluster", {"workers": {"min": 1, "max": 2}, "serve": {"config": SERVED}}
    ),
    "volumes": Field(
        {"/a": {"claim": "a", "path": "x", "readOnly": True}, "/b": {"scratch": "unlimited"}, "/c": {"memory": "unlimited"}},
        {"/a": {"secret": "s", "items": {"k": "p"}, "mode": "0400", "optional": True},
         "/b": {"share": "models", "path": "x"}, "/c": {"scratch": "1Gi", "class": "fast"}},
    ),
    "workers": Field({"count": 2}, {"machine": "cpu-small", "count": 5}),
    "worker": Field({"command": ["join"]}, {"command": ["join", "them"]}),
}  # fmt: skip
OF_KIND: dict[tuple[str, str], Field] = {
    ("pipeline", "concurrency"): Field(2, 3),
    ("ray", "callers"): Field([{"namespace": "ci"}], [{"project": "risk/web", "port": "dashboard"}]),
    ("dask", "callers"): Field([{"namespace": "ci"}], [{"project": "risk/web", "port": 8787}]),
    ("multinode", "strategy"): Field({"type": "rolling", "surge": 2}, {"type": "rolling", "unavailable": 2}),
}
"""Where a kind takes other values than others."""


def known(kind: str) -> list[str]:
    """The fields that a kind has and need not have."""
    properties = platform_folder.schemas().rule(f"kinds/{kind}.json").properties
    return [name for name in properties if name not in REQUIRED]


EACH = [pytest.param(kind, name, id=f"{kind}-{name}") for kind in KINDS for name in known(kind) if name in FIELDS]


def tried(kind: str, name: str) -> Field:
    return OF_KIND.get((kind, name), FIELDS[name])


def component(kind: str, name: str) -> Data:
    """A component of the kind without the field."""
    on_database = DATABASE if kind == "mlflow" and name in {"scale", "strategy"} else {}
    fields = {
        **COMPONENTS[kind],
        **on_database,
        **{key: value for key, value in tried(kind, name).beside.items() if key in known(kind)},
    }
    return {key: value for key, value in fields.items() if key != name}


def platform(name: str) -> Data:
    """The environment that a field is tried in."""
    return {**ANY, **FIELDS[name].platform}


def overriding(value: Any) -> Data:
    return {"components": {"api": value}}


def test_every_field_is_tried() -> None:
    assert {name for kind in KINDS for name in known(kind)} == {*FIELDS, MODELS}


@pytest.mark.parametrize(("kind", "name"), EACH)
def test_null_in_an_environment_takes_a_field_away(kind: str, name: str) -> None:
    without = component(kind, name)
    if (kind, name) in REQUIRED_BY_INFERENCE:
        first, *_ = samples.problems(without | {name: FIELDS[name].value}, overriding({name: None}), platform(name))
        missing = "one of model, models" if name == "model" else f'"{name}"'
        assert f"environments.dev.components.api.{name}: {missing} is missing" in first
        return
    if kind in NEED_PORTS and name == PORTS:
        (said,) = samples.problems(without | {name: tried(kind, name).value}, overriding({name: None}), platform(name))
        assert said.endswith("name the port that the server listens on: ports: {http: 8080}")
        return
    removed = samples.objects(without | {name: tried(kind, name).value}, overriding({name: None}), platform(name))
    assert removed == samples.objects(without, None, platform(name))


def test_an_environment_gives_and_takes_models_as_the_component_would() -> None:
    template = {key: value for key, value in COMPONENTS["inference"].items() if key != "model"}
    one, two = {"a": "s3://models/a"}, {"a": {"uri": "s3://models/b", "size": "5Gi"}, "b": "s3://models/c"}
    given = samples.objects(template | {MODELS: one}, overriding({MODELS: two}), ANY)
    assert given == samples.objects(template | {MODELS: two}, None, ANY)
    taken = samples.objects(template | {MODELS: two}, overriding({MODELS: {"a": None}}), ANY)
    assert taken == samples.objects(template | {MODELS: {"b": "s3://models/c"}}, None, ANY)


@pytest.mark.parametrize(("kind", "name"), EACH)
def test_an_environment_gives_a_field_as_the_component_would(kind: str, name: str) -> None:
    without, field = component(kind, name), tried(kind, name)
    if (kind, name) in REQUIRED_BY_INFERENCE or (kind in NEED_PORTS and name == PORTS):
        without = COMPONENTS[kind]
    given = samples.objects(without, overriding({name: field.other}), platform(name))
    merged = {**without.get(name, {}), **field.other} if name == "ports" else field.other
    assert given == samples.objects(without | {name: merged}, None, platform(name))
    changed = samples.objects(without | {name: field.value}, overriding({name: field.other}), platform(name))
    assert changed != samples.objects(without | {name: field.value}, None, platform(name))


@pytest.mark.parametrize(("kind", "name"), EACH)
def test_explain_shows_a_field_with_its_line(kind: str, name: str) -> None:
    case = samples.case(component(kind, name) | {name: tried(kind, name).value}, None, platform(name))
    found = explain.explain(cases.judged(case), cases.platform(case.platform), f"api.{name}", None)
    assert [topic.field.name for topic in found.topics] == [name]
    assert any("ml-project.yaml:" in row.source for row in found.rows)


@pytest.mark.parametrize("engine", ["native", "argo-rollouts", "flagger"])
@pytest.mark.parametrize(("kind", "name"), EACH)
def test_every_engine_takes_a_field(kind: str, name: str, engine: str) -> None:
    without, field = component(kind, name), tried(kind, name)
    environment = platform(name) | {"engine": engine}
    with_field = samples.objects(without | {name: field.value}, None, environment)
    of_all = kind in NEED_PORTS and name == PORTS
    if not (of_all or (kind, name) in REQUIRED_BY_INFERENCE):
        assert with_field != samples.objects(without, None, environment)


NOT_OF_KUBEFLOW = frozenset({"idle", "service", "sidecars"})
"""Fields of a notebook that Kubeflow's controller does not take (`components/notebook/kubeflow_rules.py`)."""


@pytest.mark.parametrize("name", [name for name in known("notebook") if name not in NOT_OF_KUBEFLOW])
def test_kubeflows_controller_takes_a_field_of_a_notebook(name: str) -> None:
    without, field = component("notebook", name), tried("notebook", name)
    environment = {**platform(name), **kubeflow_notebooks.platform()}
    assert samples.objects(without | {name: field.value}, None, environment) != samples.objects(
        without, None, environment
    )
