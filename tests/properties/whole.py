"""Projects with any of the fields that real deployments need, on platforms that allow them; most are legal by construction.

`strategies` has the fields of the first release, with every character that a file may hold; here it is the fields that count.
"""

from typing import Any

from hypothesis import strategies as st

from tests.builders.cases import Case
from tests.builders.documents import Data
from tests.properties import whole_operators
from tests.properties.strategies import some

KINDS = (
    *("service", "service", "worker", "store", "job", "cronjob", "training", "training", "notebook"),
    *whole_operators.KINDS,
)
SERVING = ("service", "worker", "store", "notebook", "inference", "multinode", "mlflow")
IMAGES = st.sampled_from(["ghcr.io/acme/api:1.4.2", "ghcr.io/acme/api@sha256:" + "0a" * 32, "busybox:1.37"])
DEVICE = {"nvidia.com/gpu": 1}
TERMS = {"nodeSelectorTerms": [{"matchExpressions": [{"key": "pool", "operator": "In", "values": ["gpu"]}]}]}
MACHINES: Data = {
    "plain": {"cpu": "500m", "memory": "1Gi"},
    "burst": {"cpu": "1", "memory": "2Gi", "limits": {"cpu": "4", "memory": "none"}},
    "sized": {"cpu": "1", "memory": "2Gi", "resizable": True, "max": {"cpu": "8", "memory": "64Gi"}},
    "gpu": {
        "cpu": "4",
        "memory": "16Gi",
        "gpu": DEVICE,
        "runtimeClassName": "nvidia",
        "priorityClassName": "ml",
        "affinity": {"requiredDuringSchedulingIgnoredDuringExecution": TERMS},
        "nodeSelector": {"pool": "gpu"},
    },
    "claimed": {"cpu": "4", "memory": "16Gi", "claims": {"gpu": {"template": "single-gpu"}}},
}
SHARES: Data = {
    "bucket": {
        "csi": {"driver": "gcsfuse.csi.storage.gke.io", "volumeAttributes": {"bucketName": "b"}, "readOnly": True},
        "annotations": {"gke-gcsfuse/volumes": "true"},
        "mountOptions": ["implicit-dirs"],
    },
    "shared": {"claim": "team-data"},
}
POLICY: Data = {
    "serviceTypes": ["cluster-ip", "load-balancer", "node-port"],
    "serviceAccounts": ["ml-*"],
    "permissions": "any",
    "hosts": ["*.acme.dev"],
    "maxReplicas": 20,
    "images": {"requireTag": False},
}
DOWNLOADER = {"image": "ghcr.io/acme/fetch:1", "args": ["$(MODEL_URI)", "$(MODEL_PATH)"], "secret": "models"}
NETWORK: Data = {
    "egress": [{"cidr": "10.0.0.0/8", "ports": [5432]}],
    "dns": {"port": 5353, "cidrs": ["169.254.20.10/32"]},
    "metadata": [{"cidr": "169.254.170.23/32", "ports": [80]}],
}
METRICS: Data = {"prometheus": "http://prometheus.monitoring:9090", "namespace": "monitoring"}


@st.composite
def environment(draw: st.DrawFn, name: str, forms: Data) -> Data:
    """An environment in which the forms of `forms` run each kind."""
    tool, version = draw(st.sampled_from([("flux", "2.9"), ("argocd", "3.5")]))
    kubernetes = draw(st.sampled_from(["1.34", "1.35", "1.37"]))
    standard = draw(st.sampled_from(["restricted", "baseline"]))
    traffic = draw(st.sampled_from(["gateway-api", "gateway-api", "ingress", "service"]))
    held: Data = {
        "apiVersion": "tidegate.dev/v1",
        "name": name,
        "cluster": {"name": name, "kubernetes": kubernetes},
        "gitops": {"tool": tool, "version": version},
        "podSecurity": standard,
        "traffic": traffic,
        "engine": draw(st.sampled_from(["native", "native", "argo-rollouts", "flagger"])),
        "autoscaler": draw(st.sampled_from(["hpa", "keda"])),
        "machines": MACHINES,
        "policy": POLICY,
        "shares": SHARES,
        "downloaders": {"*": DOWNLOADER},
        "flagger": {"loadTester": "http://tester.test/"},
        "operators": {**BY_KIND, **forms, **draw(some(QUEUES))},
        "quota": {"cpu": "100000", "memory": "100Ti", "gpu": {"nvidia.com/gpu": 1000}},
        "metrics": METRICS | {"monitor": draw(st.sampled_from(["none", "service", "pod", "annotations"]))},
    }
    if held["engine"] != "native":
        held["analysis"] = {"errorRate": 1, "interval": "30s", "threshold": 2, "iterations": 4}
    if tool == "argocd":
        held["gitops"] |= {"repository": "https://git.example.org/deploy.git"}
    if standard == "baseline":
        held["shares"] = SHARES | {"files": {"nfs": {"server": "nfs.test", "path": "/export"}}}
    if traffic == "gateway-api":
        origin = [{}, {"from": {"namespace": "envoy"}}, {"from": {"cidrs": ["10.1.0.0/16"]}}]
        held["gateway"] = {"name": "public", "namespace": "gateways", "api": "1.2", **draw(st.sampled_from(origin))}
    if traffic == "ingress":
        held["ingress"] = {"class": "nginx", "cidrs": ["10.2.0.0/16"], "annotations": {"acme.dev/by": "platform"}}
    more = {
        "network": st.just(NETWORK),
        "secrets": st.just({"provider": "external-secrets", "store": "vault", "shared": ["hugging-face"]}),
        "loadBalancer": st.just({"class": "service.k8s.aws/nlb", "annotations": {"acme.dev/internal": "true"}}),
        "images": st.just({"pullSecrets": ["registry"]}),
    }
    return held | draw(some(more))


VALUES = st.sampled_from(
    [
        *("plain", {"secret": "api", "key": "token", "optional": True}, {"configMap": "shared", "key": "a"}),
        *({"field": "metadata.name"}, {"resource": "requests.memory", "divisor": "1Mi"}),
    ]
)
ENV = st.dictionaries(st.sampled_from(["A", "HOME", "LEVEL"]), VALUES, max_size=3)
ENV_FROM = st.lists(
    st.sampled_from([{"secret": "hugging-face"}, {"secret": "api", "prefix": "P_"}, {"configMap": "more", "optional": True}]),
    max_size=2,
    unique_by=str,
)  # fmt: skip
MOUNTED: dict[str, st.SearchStrategy[Any]] = {
    "/secret": st.sampled_from([{"secret": "tls"}, {"secret": "tls", "items": {"a": "b/c"}, "mode": "0400"}]),
    "/key": st.just({"secret": "tls", "key": "a"}),
    "/config": st.just({"configMap": "shared", "items": {"a": "a.ini"}}),
    "/there": st.sampled_from([{"claim": "there"}, {"claim": "there", "path": "x/y", "readOnly": True}]),
    "/bucket": st.just({"share": "bucket", "path": "m"}),
    "/shared": st.just({"share": "shared"}),
    "/work": st.sampled_from([{"scratch": "unlimited"}, {"scratch": "10Gi", "class": "fast"}, {"scratch": "1Gi"}]),
    "/quick": st.just({"memory": "1Gi"}),
    "/many": st.just({"size": "10Gi", "access": "many"}),
}
VOLUMES = some(MOUNTED)
RESOURCES = st.sampled_from(
    [{"cpu": "50m", "memory": "64Mi"}, {"limits": {"memory": "1Gi"}, "requests": {"cpu": "10m"}}]
)
PROBE = st.sampled_from(
    [
        {"command": ["true"], "period": "7s"},
        {"tcp": 15000, "failures": 4},
        {"http": "/ok", "port": 15000, "timeout": "2s"},
    ]
)
CONTAINER: dict[str, st.SearchStrategy[Any]] = {
    "args": st.just(["--serve", "$(A)"]),
    "env": ENV,
    "envFrom": ENV_FROM,
    "resources": RESOURCES,
    "volumes": VOLUMES,
}


@st.composite
def containers(draw: st.DrawFn, *names: str, sidecar: bool, travels: bool = False) -> Data:
    """Init containers or sidecars; those that travel with a version leave volumes and ports to the component."""
    held = {}
    for i, name in enumerate(draw(st.lists(st.sampled_from(names), max_size=2, unique=True))):
        fields = {key: value for key, value in CONTAINER.items() if not (travels and key == "volumes")}
        if sidecar and not travels:
            fields["ports"] = st.just({f"side-{i}": 15000 + i})
        if sidecar:
            fields["health"] = st.fixed_dictionaries({"live": PROBE})
        held[name] = {"image": draw(IMAGES), **draw(some(fields))}
    return held


RULE = {"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get", "list"]}
ACCOUNTS = st.sampled_from(
    [
        *({"annotations": {"eks.amazonaws.com/role-arn": "arn:x"}}, {"name": "ml-existing"}, {"token": True}),
        {"token": True, "permissions": [RULE]},
    ]
)
SECURITY = st.sampled_from(
    [
        *({"runAsUser": 2000, "runAsGroup": 0}, {"runAsUser": "image"}, {"fsGroup": 7, "supplementalGroups": [8, 9]}),
        {"writableRoot": True},
    ]
)
PEERS: st.SearchStrategy[Data] = st.sampled_from(
    [{"project": "data/feast"}, {"namespace": "ci"}, {"cidr": "10.3.0.0/16", "ports": [8080]}]
)
COMMON: dict[str, st.SearchStrategy[Any]] = {
    "env": ENV,
    "envFrom": ENV_FROM,
    "volumes": VOLUMES,
    "security": SECURITY,
    "serviceAccount": ACCOUNTS,
    "init": containers("migrate", "warm", sidecar=False),
    "sidecars": containers("proxy", "cache", sidecar=True),
    "files": st.just({"/app/run.sh": "#!/bin/sh\n", "/app/a.ini": "a=b\n"}),
    "calls": st.lists(PEERS, max_size=2, unique_by=str),
    "spread": st.sampled_from(["node", "zone", "none"]),
    "hostAliases": st.just([{"ip": "10.0.0.9", "hostnames": ["a.test"]}]),
    "model": st.sampled_from(
        [{"uri": "s3://m/x"}, {"uri": "hf://o/m", "download": "/models", "size": "5Gi", "longest": "20m"}]
    ),
}
SERVICES = st.sampled_from(
    [
        *(
            {"type": "load-balancer", "sources": ["10.4.0.0/16"]},
            {"type": "node-port"},
            {"annotations": {"a.b/c": "d"}},
        ),
        {"sessionAffinity": "client-ip", "trafficDistribution": "prefer-close"},
    ]
)
ROUTES = st.sampled_from(
    [
        {"host": "{component}.acme.dev", "timeout": "30s"},
        [
            {"hosts": ["a-{component}.acme.dev", "b-{component}.acme.dev"], "annotations": {"a.b/c": "d"}},
            {"name": "admin", "host": "{component}.acme.dev", "path": "/admin"},
        ],
    ]
)
REACHED: dict[str, st.SearchStrategy[Any]] = {
    "callers": st.lists(PEERS.filter(lambda peer: "cidr" not in peer), max_size=2, unique_by=str),
    "service": SERVICES,
    "metrics": st.just({"port": "http", "path": "/m", "interval": "15s"}),
    "expose": ROUTES,
}
RUNNING: dict[str, st.SearchStrategy[Any]] = {
    "health": st.sampled_from(
        [
            {"ready": {"command": ["true"], "successes": 2}, "startup": {"longest": "20m", "period": "9s"}},
            {"ready": {"tcp": 9000, "delay": "3s"}, "live": {"http": "/l", "port": 9000, "scheme": "HTTPS"}},
        ]
    ),
    "shutdown": st.just({"grace": "90s", "drain": "15s"}),
    "minReadySeconds": st.integers(0, 60),
}
TASKS: dict[str, st.SearchStrategy[Any]] = {
    "restart": st.sampled_from(["pod", "container"]),
    "peers": st.just(29500),
    "shutdown": st.just("90s"),
    "health": st.just({"live": {"command": ["true"], "period": "1m"}}),
}


BY_KIND: Data = {
    "spark": {"api": "spark-operator", "namespace": "spark-operator"},
    "dask": {"api": "dask-operator", "namespace": "dask-operator"},
    "ray": {"api": "kuberay", "namespace": "kuberay-system"},
    "multinode": "leaderworkerset",
    "pipeline": {"api": "argo-workflows", "artifactRepository": True},
}
QUEUES: dict[str, st.SearchStrategy[Any]] = {"queue": st.just({"kueue": ["ml"], "priorityClasses": ["low"]})}
TRAINING: dict[str, st.SearchStrategy[Any]] = {
    "nodes": st.integers(1, 4),
    "framework": st.sampled_from(["pytorch", "tensorflow"]),
    "run": st.sampled_from(["on-change", "once", "keep"]),
    "retries": st.integers(0, 2),
    "timeout": st.just("2h"),
    "checkpoint": st.sampled_from([{"path": "/check", "claim": "there"}, {"uri": "s3://models/check"}]),
    "shutdown": st.just("90s"),
    "health": st.just({"live": {"command": ["true"], "period": "1m"}}),
}


NOTEBOOK: dict[str, st.SearchStrategy[Any]] = {
    "home": st.sampled_from(["50Gi", {"size": "50Gi", "class": "fast"}, {"claim": "there", "mountPath": "/home/b"}]),
    "token": st.sampled_from([{"secret": "lab"}, {"key": "lab"}]),
    "idle": st.sampled_from(["0s", "4h"]),
    "shutdown": st.just("90s"),  # it has no drain: one person calls it
}
NOT_OF_NOTEBOOKS = frozenset({"metrics", "minReadySeconds", "model", "shutdown", "spread"})


@st.composite
def component(draw: st.DrawFn, kind: str, forms: Data) -> Data:
    held: Data = {"kind": kind, "image": draw(IMAGES), **draw(some(COMMON))}
    place: st.SearchStrategy[Data] = st.sampled_from(
        [{}, *({"machine": name} for name in MACHINES), {"machine": {"name": "sized", "cpu": "3", "memory": "9Gi"}}]
    )
    held |= draw(place)
    if kind in SERVING:
        if kind != "worker" or draw(st.booleans()):
            held["ports"] = {"http": 8080, "grpc": {"port": 81, "targetPort": 8081}, "admin": 9000}
            held |= draw(some(REACHED))
        held |= draw(some(RUNNING))
    match kind:
        case "service":
            exposed = ["canary"] if "expose" in held else []
            strategy = draw(st.sampled_from(["rolling", "recreate", "blue-green", *exposed]))
            held["strategy"] = {"type": "canary", "steps": [10, 50]} if strategy == "canary" else strategy
            held["scale"] = draw(st.sampled_from([1, 3, {"min": 2, "max": 6, "cpu": 60}]))
        case "worker":
            held["scale"] = draw(st.sampled_from([1, {"min": 1, "max": 4}]))
            held["strategy"] = draw(st.sampled_from(["rolling", "recreate"]))
        case "store":
            held["scale"] = draw(st.integers(1, 3))
            held["volumes"] = {**held.get("volumes", {}), "/data": {"size": "10Gi", "class": "fast"}}
        case "job":
            held |= draw(some(TASKS))
        case "notebook":
            held = {key: value for key, value in held.items() if key not in NOT_OF_NOTEBOOKS} | draw(some(NOTEBOOK))
        case "training":
            held |= draw(some(TRAINING))
        case _ if kind in whole_operators.KINDS:
            held = draw(whole_operators.component(kind, held))
        case _:
            held |= {"schedule": "0 2 * * *", "startWithin": "1h", "history": {"failed": 1}, **draw(some(TASKS))}
    return whole_operators.fitting(kind, forms, held)


WITH: dict[str, st.SearchStrategy[Any]] = {
    "env": ENV,
    "envFrom": ENV_FROM,
    "security": SECURITY,
    "args": st.just(["--other"]),
    "resources": RESOURCES,
    "init": containers("migrate", "warm", sidecar=False, travels=True),
    "sidecars": containers("proxy", "cache", sidecar=True, travels=True),
}


@st.composite
def position(draw: st.DrawFn, component: Data, override: Data, forms: Data) -> Data:
    """Where a release of a component is, with settings that travel with its version."""
    component = component | override
    kind = component["kind"]

    def version(model: str) -> Data:
        return whole_operators.version(kind, forms, {"image": draw(IMAGES), "with": draw(some(WITH))}, model)

    active = version("s3://models/b")
    if kind not in ("service", "inference"):
        return {"active": active}
    if kind != "inference" or whole_operators.api(forms, kind) != "kserve-knative":
        active["slot"] = draw(st.sampled_from(["blue", "green"]))
    if component["strategy"] in ("rolling", "recreate"):
        return {"active": active}
    candidate = version("s3://models/c")
    if component["strategy"] != "blue-green":
        candidate["steps"] = component["strategy"]["steps"]
    return {"active": active, "candidate": candidate, "step": 0}


def closed(component: Data) -> Data:
    """What an environment changes of an exposed component where no route can split its traffic, or there are none."""
    strategy = component.get("strategy")
    split = isinstance(strategy, dict) and strategy["type"] == "canary"
    return {"expose": None, **({"strategy": "blue-green"} if split else {})}


@st.composite
def whole(draw: st.DrawFn, kind: str) -> Case:
    """A project with a component of this kind and another in one or two environments; a few are not legal."""
    forms = {each: draw(st.sampled_from(held)) for each, held in whole_operators.FORMS.items()}
    kinds = {"first": kind, "other": draw(st.sampled_from(KINDS))}
    components = {name: draw(component(each, forms)) for name, each in kinds.items()}
    platform = {name: draw(environment(name, forms)) for name in ("dev", "prod")}
    sections: Data = {name: {} for name in platform}
    for environment_name, section in sections.items():
        overrides = {name: closed(held) for name, held in components.items() if "expose" in held}
        section["components"] = overrides if platform[environment_name]["traffic"] == "service" else {}
        if platform[environment_name]["traffic"] == "ingress":
            section["components"] = {name: held for name, held in overrides.items() if "strategy" in held}
        section["releases"] = {
            name: draw(position(held, section["components"].get(name, {}), forms))
            for name, held in components.items()
            if draw(st.integers(0, 3)) == 0
        }
    head = {"apiVersion": "tidegate.dev/v1", "name": "fraud", "team": "risk"}
    environments = {
        name: {key: value for key, value in held.items() if value} or None for name, held in sections.items()
    }
    return Case({**head, "components": components, "environments": environments}, platform)
