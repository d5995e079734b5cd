"""A resync never changes what a controller wrote, and Git's own edits still arrive: for every engine, tool and autoscaler."""

import copy
import itertools
import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.kubernetes import object_kinds
from generator.kubernetes.object_kind import Applier
from tests.builders import cases
from tests.builders.documents import Data
from tests.builders.samples import JOB, SERVICE, STORE, WORKER, case
from tests.properties import applying
from tests.properties.applying import HASH, Cluster, ImmutableError, at

TOOLS: dict[str, Data] = {
    "flux": {"tool": "flux", "version": "2.9"},
    "argocd": {"tool": "argocd", "repository": "https://git.example.org/deploy.git"},
    "argocd-server-side": {
        "tool": "argocd",
        "repository": "https://git.example.org/deploy.git",
        "serverSideApply": True,
    },
}
ENGINES = ("native", "argo-rollouts", "flagger")
STRATEGIES: dict[str, Any] = {
    "rolling": "rolling",
    "blue-green": "blue-green",
    "canary": {"type": "canary", "steps": [10, 50]},
}
Objects = dict[tuple[str, str], dict[str, Any]]
PAUSED = "autoscaling.keda.sh/paused-replicas"
MANAGED = "argo-rollouts.argoproj.io/managed-by-rollouts"
ON_ITS_WAY = "rollouts.argoproj.io/gatewayapi-canary"


class Combination(NamedTuple):
    """What a platform chose, and the strategy of the team."""

    engine: str
    tool: str
    autoscaler: str
    strategy: str


COMBINATIONS = [Combination(*each) for each in itertools.product(ENGINES, TOOLS, ("hpa", "keda"), STRATEGIES)]
EDITS: dict[str, Callable[[Data], Any]] = {
    "image": lambda service: service.update(image="ghcr.io/acme/api:2"),
    "port": lambda service: service["ports"].update(http=8081),
    "path": lambda service: service["expose"].update(path="/v2"),
    "host": lambda service: service["expose"].update(host="other.example.org"),
    "label": lambda service: service.update(labels={"a": "b"}),
    "env": lambda service: service.update(env={"A": "1"}),
    "scale": lambda service: service.update(scale={"min": 3, "max": 9, "cpu": 50}),
}


class Git:
    """The team's file, and what tidegate makes of it for one combination."""

    def __init__(self, chosen: Combination) -> None:
        self.service: Data = SERVICE | {
            "ports": {"http": 8080},
            "expose": {"host": "api.example.org"},
            "scale": {"min": 2, "max": 5, "cpu": 60},
            "strategy": STRATEGIES[chosen.strategy],
        }
        self.store: Data = STORE | {"volumes": {"/data": {"size": "1Gi"}}, "scale": 3}
        self.environment = {
            "gitops": TOOLS[chosen.tool],
            "engine": chosen.engine,
            "autoscaler": chosen.autoscaler,
            "metrics": {"prometheus": "http://prometheus.monitoring:9090"},
        }

    def edit(self, name: str) -> None:
        self.service = copy.deepcopy(self.service)
        EDITS[name](self.service)

    def made(self) -> tuple[dict[str, Any], Objects]:
        wanted = case(self.service, None, self.environment)
        wanted.project["components"] |= {"task": JOB | {"run": "once"}, "consumer": WORKER, "vectors": self.store}
        overlay = cases.build(wanted).overlays["dev"]
        assert overlay.entry is not None
        return overlay.entry.object, {(m.kind, m.name): m.object for m in overlay.manifests}


Wrote = dict[tuple[str, str, applying.Path], Any]


def controllers(cluster: Cluster, chosen: Combination, turn: int) -> Wrote:
    """What the controllers of a combination write, and which values they rely on from then on."""
    wrote: Wrote = {}

    def write(kind: str, name: str, path: applying.Path, value: Any) -> None:
        cluster.live[kind, name].write("controller", path, value)
        wrote[kind, name, path] = value

    for kind, name in list(cluster.live):
        if kind in {"Deployment", "Rollout"}:
            write(kind, name, ("spec", "replicas"), 0 if chosen.engine == "flagger" else 2 + turn % 3)
        if (
            (kind, name) == ("ScaledObject", "fraud-api")
            and chosen.engine == "flagger"
            and chosen.strategy != "rolling"
        ):
            write(kind, name, ("metadata", "annotations", PAUSED), "0")
    if chosen.engine == "argo-rollouts" and chosen.strategy != "rolling":
        for i, name in enumerate(("fraud-api", "fraud-api-preview")):
            write("Service", name, ("spec", "selector", HASH), f"hash{turn}{i}")
            write("Service", name, ("metadata", "annotations", MANAGED), "fraud-api")
    if chosen.engine == "argo-rollouts" and chosen.strategy == "canary":
        route = next(name for kind, name in cluster.live if kind == "HTTPRoute")
        write("HTTPRoute", route, ("metadata", "labels", ON_ITS_WAY), "in-progress")
        for i, weight in enumerate((100 - turn % 100, turn % 100)):
            write("HTTPRoute", route, ("spec", "rules", "0", "backendRefs", str(i), "weight"), weight)
    return wrote


def holds(cluster: Cluster, wrote: Wrote) -> None:
    """Whatever a controller wrote to an object that is still there is as it wrote it."""
    for (kind, name, path), value in wrote.items():
        if (kind, name) in cluster.live:
            assert at(cluster.live[kind, name].object, path) == value, (kind, name, path)


def arrived(cluster: Cluster, objects: Objects, wrote: Wrote) -> None:
    """Everything that Git says is live, but the very fields that a controller wrote and what can never change."""
    for (kind, name), wanted in objects.items():
        live = copy.deepcopy(cluster.live[kind, name].object)
        expected = copy.deepcopy(wanted)
        for (of, called, path), value in wrote.items():
            if (of, called) == (kind, name) and at(expected, path[:-1]) is not None:
                applying.put(expected, path, value)
        if kind == "Job":
            continue
        for path, value in applying.leaves(kind, expected):
            found = at(live, path)
            assert found == value, (kind, name, path)


@pytest.mark.parametrize("chosen", COMBINATIONS, ids="-".join)
def test_a_resync_changes_nothing_that_a_controller_wrote(chosen: Combination) -> None:
    git, cluster = Git(chosen), Cluster()
    for turn in range(1, 4):
        cluster.sync(*git.made())
        wrote = controllers(cluster, chosen, turn)
        cluster.sync(*git.made())
        holds(cluster, wrote)


@pytest.mark.parametrize("chosen", COMBINATIONS, ids="-".join)
def test_every_edit_in_git_arrives_beside_what_controllers_write(chosen: Combination) -> None:
    git, cluster = Git(chosen), Cluster()
    cluster.sync(*git.made())
    for turn, edit in enumerate(EDITS, 1):
        wrote = controllers(cluster, chosen, turn)
        git.edit(edit)
        entry, objects = git.made()
        cluster.sync(entry, objects)
        holds(cluster, wrote)
        arrived(cluster, objects, wrote)


@given(
    chosen=st.sampled_from(COMBINATIONS),
    steps=st.lists(st.sampled_from(["sync", "controllers", *EDITS]), min_size=1, max_size=8),
)
@settings(max_examples=40, deadline=None)
def test_in_any_order(chosen: Combination, steps: list[str]) -> None:
    git, cluster = Git(chosen), Cluster()
    cluster.sync(*git.made())
    wrote: Wrote = {}
    for turn, step in enumerate(steps):
        if step == "controllers":
            wrote = controllers(cluster, chosen, turn)
        elif step == "sync":
            cluster.sync(*git.made())
        else:
            git.edit(step)
        holds(cluster, wrote)
    entry, objects = git.made()
    cluster.sync(entry, objects)
    arrived(cluster, objects, {key: value for key, value in wrote.items() if key[:2] in objects})


ROLLOUTS = [Combination("argo-rollouts", tool, "hpa", "canary") for tool in TOOLS]


@pytest.mark.parametrize("chosen", ROLLOUTS, ids="-".join)
def test_the_model_sees_the_fight_that_the_guards_prevent(chosen: Combination) -> None:
    """With a selector in Git and no rules for the tool, server-side apply takes the hash away, and every tool the weights."""
    git, cluster = Git(chosen), Cluster()
    entry, objects = git.made()
    bare = copy.deepcopy(entry)
    for key in ("ignore", "ignoreDifferences"):
        bare["spec"].pop(key, None)
    for service, wanted in objects.items():
        if service[0] == "Service":
            objects[service] = {
                **wanted,
                "spec": {**wanted["spec"], "selector": {"app.kubernetes.io/name": "fraud-api"}},
            }
    cluster.sync(bare, objects)
    wrote = controllers(cluster, chosen, 7)
    cluster.sync(bare, {key: wanted for key, wanted in objects.items() if key[0] != "Job"})
    lost = {kind for (kind, name, path), value in wrote.items() if at(cluster.live[kind, name].object, path) != value}
    assert lost == ({"HTTPRoute"} if chosen.tool == "argocd" else {"HTTPRoute", "Service"})


@pytest.mark.parametrize("tool", TOOLS)
def test_a_job_is_left_as_it_is_when_its_template_changes(tool: str) -> None:
    git, cluster = Git(Combination("native", tool, "hpa", "rolling")), Cluster()
    entry, objects = git.made()
    cluster.sync(entry, objects)
    changed = copy.deepcopy(objects)
    changed["Job", "fraud-task"]["spec"]["template"]["metadata"]["labels"]["new"] = "label"
    cluster.sync(entry, changed)
    bare = {**entry, "spec": {**entry["spec"], "ignoreDifferences": []}}
    changed["Job", "fraud-task"]["metadata"]["annotations"] = {}
    with pytest.raises(ImmutableError):
        cluster.sync(bare, changed)


@pytest.mark.parametrize("chosen", COMBINATIONS, ids="-".join)
def test_what_the_table_calls_absent_or_omitted_is_in_no_object(chosen: Combination) -> None:
    entry, objects = Git(chosen).made()
    applier: Applier = chosen.tool  # type: ignore[assignment]
    known = [(row.kind, owned) for row in object_kinds.TABLE.values() for owned in row.writers]
    for written, owned in known:
        wanted = ((owned.engines, chosen.engine), (owned.autoscalers, chosen.autoscaler))
        concerned = all(not few or one in few for few, one in (*wanted, (owned.strategies, chosen.strategy)))
        guard = owned.guard(applier)
        for (kind, name), found in objects.items():
            if kind != written or not concerned or not name.startswith("fraud-api"):
                continue  # a strategy is that of the service alone
            if guard.method == "absent":
                assert at(found, applying.pointer(owned.field)) is None, (kind, name, owned)
            if guard.method == "omitted":
                assert at(found, applying.pointer(guard.paths[0])) is None, (kind, name, owned)
            if guard.method == "ignored":
                assert set(map(applying.pointer, guard.paths)) <= set(applying.ignored(entry, found)), (kind, name)


@pytest.mark.parametrize("chosen", COMBINATIONS, ids="-".join)
def test_a_store_has_the_number_of_pods_that_git_says(chosen: Combination) -> None:
    git, cluster = Git(chosen), Cluster()
    cluster.sync(*git.made())
    controllers(cluster, chosen, 1)
    git.store = {**git.store, "scale": 5}
    cluster.sync(*git.made())
    found = cluster.live["StatefulSet", "fraud-vectors"].object["spec"]
    assert (found["replicas"], found["selector"]) == (5, {"matchLabels": {"app.kubernetes.io/name": "fraud-vectors"}})


@cache
def schema(api_version: str, kind: str) -> Mapping[str, Any]:
    """A custom resource's schema with its defaults; nothing for what Kubernetes has itself."""
    group, _, version = api_version.rpartition("/")
    path = cases.schemas() / "resources" / group / f"{kind.lower()}_{version}.json"
    found: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return {**found, "properties": {"spec": found.get("properties", {}).get("spec", {})}}


def unwritten(rules: Mapping[str, Any], node: Any, path: str = "") -> Iterator[str]:
    """Where the server would write a default that the object leaves out."""
    if isinstance(node, Mapping):
        for name, below in rules.get("properties", {}).items():
            if name in node:
                yield from unwritten(below, node[name], f"{path}/{name}")
            elif "default" in below:
                yield f"{path}/{name}"
    for item in node if isinstance(node, list) else ():
        yield from unwritten(rules.get("items", {}), item, path)


@pytest.mark.parametrize("chosen", COMBINATIONS, ids="-".join)
def test_what_the_server_would_default_is_written(chosen: Combination) -> None:
    """Argo CD with server-side apply calls it a difference for ever (docs/output.md#what-is-never-written)."""
    git = Git(chosen)
    git.service |= {"env": {"A": {"secret": "s", "key": "k"}}, "health": {"ready": {"grpc": "http"}}}
    git.environment["secrets"] = {"provider": "external-secrets", "store": "vault"}
    for found in git.made()[1].values():
        assert list(unwritten(schema(found["apiVersion"], found["kind"]), found)) == [], found["kind"]


def test_a_default_that_is_left_out_is_seen() -> None:
    _, objects = Git(Combination("native", "argocd-server-side", "hpa", "canary")).made()
    route = objects["HTTPRoute", "fraud-api"]
    del route["spec"]["rules"][0]["backendRefs"][0]["weight"]
    assert list(unwritten(schema(route["apiVersion"], "HTTPRoute"), route)) == ["/spec/rules/backendRefs/weight"]


def test_the_table_names_every_other_writer_of_a_field() -> None:
    """The walks above play these writers; a row that leaves the table would no longer be kept out of Git."""
    rows = {(row.kind, writer.field, writer.writer) for row in object_kinds.TABLE.values() for writer in row.writers}
    assert rows == {
        ("Deployment", "/spec/replicas", "HorizontalPodAutoscaler"),
        ("Deployment", "/spec/replicas", "KEDA"),
        ("Deployment", "/spec/replicas", "Flagger"),
        ("Rollout", "/spec/replicas", "the autoscaler"),
        ("LeaderWorkerSet", "/spec/replicas", "HorizontalPodAutoscaler"),
        ("LeaderWorkerSet", "/spec/replicas", "KEDA"),
        ("Service", object_kinds.HASH, "Argo Rollouts"),
        ("Service", object_kinds.HASH, "Argo Rollouts, after a change of strategy"),
        ("HTTPRoute", "/spec/rules", "the Gateway API plugin of Argo Rollouts"),
        ("GRPCRoute", "/spec/rules", "the Gateway API plugin of Argo Rollouts"),
        ("DaskAutoscaler", object_kinds.COOLDOWN, "the Dask operator"),
        *(
            ("Notebook", f"/metadata/annotations/{name}", "Kubeflow's notebook controller, and people")
            for name in object_kinds.NOTEBOOK_STATE
        ),
        ("ScaledObject", f"/metadata/annotations/{PAUSED.replace('/', '~1')}", "Flagger"),
        *(
            (kind, writer.field, writer.writer)
            for kind in (
                "Job",
                "JobSet",
                "PyTorchJob",
                "RayJob",
                "TFJob",
                "TrainJob",
                "SparkApplication",
                "DaskJob",
                "DaskCluster",
                "Workflow",
            )
            for writer in object_kinds.ONCE
        ),
        *(("RayCluster", writer.field, writer.writer) for writer in object_kinds.RAY_CLUSTER),
        *(("RayService", writer.field, writer.writer) for writer in object_kinds.RAY_SERVICE),
    }
    assert {(each.field, each.writer) for each in object_kinds.ONCE} == {
        ("/spec", "nobody: it cannot be changed"),
        (object_kinds.QUEUE, "nobody: Kueue lets no run that goes on change its queue"),
    }
