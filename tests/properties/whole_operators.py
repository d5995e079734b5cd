"""Components of the kinds that operators run, for `whole.py`: the fields of their own, and what they do not take of the others'."""

from typing import Any

from hypothesis import strategies as st

from tests.builders.documents import Data
from tests.properties.strategies import some

KINDS = ("spark", "dask", "ray", "inference", "multinode", "mlflow", "pipeline")
ONE = {"resources": {"cpu": "1", "memory": "2Gi"}}
GROUP: st.SearchStrategy[Data] = st.sampled_from([ONE, {"machine": "plain"}, {"machine": "gpu"}])
SERVED = {"config": "applications: [{name: a, import_path: a:app}]"}
RUNS = st.sampled_from(["on-change", "once", "keep"])
NOT_OF_RUNS = frozenset({"init", "sidecars", "spread", "machine", "resources"})
"""Fields of pods that runs with groups of pods do not have."""


@st.composite
def group(draw: st.DrawFn, *, most: bool) -> Data:
    """Workers: a number of them or, if the kind takes it, bounds."""
    numbers: list[Data] = [{"count": 2}, {"count": 5}, *([{"min": 1, "max": 4}] if most else [])]
    return {**draw(GROUP), **draw(st.sampled_from(numbers))}


@st.composite
def spark(draw: st.DrawFn) -> Data:
    more: dict[str, st.SearchStrategy[Any]] = {
        "driver": st.sampled_from([ONE, {"machine": "plain"}]),
        "executors": group(most=True),
        "arguments": st.just(["--day", "$(A)"]),
        "conf": st.just({"spark.sql.shuffle.partitions": "40"}),
        "retries": st.integers(0, 2),
        "run": RUNS | st.just({"schedule": "0 2 * * *", "timeZone": "Etc/UTC"}),
    }
    language = draw(
        st.sampled_from([{"main": "local:///app/job.py"}, {"main": "local:///app/j.jar", "mainClass": "a.B"}])
    )
    return {"sparkVersion": "4.0.1", **language, **draw(some(more))}


@st.composite
def dask(draw: st.DrawFn) -> Data:
    is_job = draw(st.booleans())
    more: dict[str, st.SearchStrategy[Any]] = {"scheduler": GROUP, "workers": group(most=not is_job)}
    if is_job:
        return {"command": ["python", "job.py"], **draw(some({**more, "run": RUNS}))}
    return draw(some(more))


@st.composite
def ray(draw: st.DrawFn) -> Data:
    form = draw(st.sampled_from(["job", "service", "cluster"]))
    held: Data = {"rayVersion": "2.46.0", "head": draw(GROUP)}
    named = st.fixed_dictionaries({"cpu": group(most=True), "more": group(most=True)})
    held["workers"] = draw(group(most=True) | named)
    if form == "job":
        more = {"run": RUNS, "retries": st.integers(0, 2), "timeout": st.just("2h")}
        return held | {"entrypoint": "python a.py"} | draw(some(more))
    return held | ({"serve": SERVED} if form == "service" else {})


@st.composite
def inference(draw: st.DrawFn) -> Data:
    scale = draw(st.sampled_from([1, 3, {"min": 2, "max": 6, "cpu": 60}]))
    formats = ["sklearn", "xgboost", "lightgbm", "onnx", "tensorflow", "pytorch", "triton", "huggingface", "mlflow"]
    strategy = draw(st.sampled_from(["rolling", "recreate", "blue-green"]))
    more: dict[str, st.SearchStrategy[Any]] = {"transformer": transformer()}
    served = {"format": draw(st.sampled_from(formats)), "model": "s3://models/a", "scale": scale, "strategy": strategy}
    return {**served, **draw(some(more))}


@st.composite
def transformer(draw: st.DrawFn) -> Data:
    more: dict[str, st.SearchStrategy[Any]] = {
        "command": st.just(["serve", "$(PREDICTOR_HOST)"]),
        "args": st.just(["--name=$(MODEL_NAME)"]),
        "env": st.just({"FRONT": "x"}),
        "envFrom": st.just([{"secret": "front"}]),
        "resources": st.sampled_from([{"cpu": "1", "memory": "2Gi"}, {"gpu": 1}]),
        "volumes": st.sampled_from([{}, {"/front": {"scratch": "1Gi"}}, {"/etc/front": {"secret": "front"}}]),
        "ports": st.sampled_from([{"front": 9090}, {"grpc-front": {"port": 90, "targetPort": 9090}}]),
        "health": st.sampled_from([{"startup": "2m"}, {"live": "/live"}, {"ready": {"tcp": 9090}}]),
    }
    return {"image": "ghcr.io/acme/front:1", **draw(some(more))}


PLACES: st.SearchStrategy[Data] = st.sampled_from(
    [{"uri": "s3://lake/$(DAY)/"}, {"uri": "gs://lake/", "secret": "lake"}, {"uri": "s3://lake/", "secret": "lake"}]
)


@st.composite
def pipeline(draw: st.DrawFn) -> Data:
    """Steps that come after some of those before them, by name or by what they read."""
    steps: dict[str, Data] = {}
    for number in range(draw(st.integers(1, 4))):
        more: dict[str, st.SearchStrategy[Any]] = {
            "after": st.lists(st.sampled_from([*steps, "none"]), max_size=2, unique=True),
            "args": st.just(["--day", "$(DAY)", "{{ x }}"]),
            "env": st.just({"STEP": "{{y}}"}),
            "image": st.just("ghcr.io/acme/step:1"),
            "machine": st.sampled_from(["plain", "gpu", "claimed"]),
            "volumes": st.sampled_from([{}, {"/own": {"scratch": "1Gi"}}, {"/there": {"claim": "there"}}]),
            "files": st.just({"/app/own.ini": "a=b\n"}),
            "retries": st.integers(0, 2),
            "timeout": st.just("1h"),
        }
        step = {"command": ["run", str(number)], **draw(some(more))}
        step |= {"after": [each for each in step.get("after", ()) if each in steps]}
        if draw(st.booleans()) and steps:
            read = draw(st.sampled_from([*steps]))
            steps[read]["artifacts"] = {**steps[read].get("artifacts", {}), read: "/tmp/out"}  # noqa: S108
            step["inputs"] = {read: f"/in/{read}", "raw": {"path": "/raw", "uri": "s3://lake/raw"}}
        if draw(st.booleans()):
            place = draw(PLACES)
            kept = {**place, "path": "/tmp/kept", "uri": f"{place['uri']}{number}"}  # noqa: S108
            step["artifacts"] = {f"kept-{number}": kept}
        steps[f"step-{number}"] = step
    settings = {
        "concurrency": st.integers(1, 3),
        "retries": st.integers(0, 2),
        "timeout": st.just("2h"),
        "shutdown": st.just("90s"),
        "run": RUNS | st.just({"schedule": "0 2 * * *", "timeZone": "Etc/UTC"}),
    }
    return {"steps": steps, "parameters": {"DAY": "1"}, **draw(some(settings))}


@st.composite
def multinode(draw: st.DrawFn) -> Data:
    more: dict[str, st.SearchStrategy[Any]] = {
        "size": st.integers(2, 4),
        "leader": st.just({"command": ["lead"]}),
        "worker": st.just({"command": ["join", "$(LWS_LEADER_ADDRESS)"]}),
        "scale": st.sampled_from([1, 2, {"min": 1, "max": 3, "metrics": {"waiting": "5"}}]),
        "strategy": st.sampled_from(["rolling", {"type": "rolling", "surge": 0, "unavailable": 1}]),
    }
    return draw(some(more))


@st.composite
def mlflow(draw: st.DrawFn) -> Data:
    return draw(
        st.sampled_from(
            [
                {"backend": "sqlite"},
                {"backend": {"claim": "there", "path": "ml"}},
                {"backend": {"secret": "db", "key": "url"}, "artifacts": "s3://acme/ml", "scale": 2},
            ]
        )
    )


OF_KIND = {
    "spark": spark,
    "dask": dask,
    "ray": ray,
    "inference": inference,
    "multinode": multinode,
    "mlflow": mlflow,
    "pipeline": pipeline,
}
WITHOUT: dict[str, frozenset[str]] = {
    **dict.fromkeys(("spark", "ray"), NOT_OF_RUNS),
    "dask": NOT_OF_RUNS - {"machine", "resources"},
    "inference": frozenset({"ports", "metrics", "health", "service"}),
    "multinode": frozenset({"minReadySeconds"}),
    "pipeline": frozenset({"init", "sidecars", "spread"}),
    "mlflow": frozenset({"init", "model", "image", "ports", "metrics", "health", "volumes", "service"}),
}
"""Fields that are drawn for other kinds, and that the kind does not have or that it settles itself."""


OF_KSERVE = frozenset({"service", "minReadySeconds", "metrics", "expose"})
NOT_OF_FORMS: dict[str, frozenset[str]] = {
    "trainjob": frozenset({"init", "sidecars", "envFrom", "health", "spread", "hostAliases"}),
    "notebook": frozenset({"sidecars", "service"}),
    "kserve-standard": OF_KSERVE,
    "kserve-knative": OF_KSERVE | {"init", "sidecars", "hostAliases", "shutdown"},
}
"""Fields that the form of an operator does not take."""
FORMS: dict[str, tuple[str | Data, ...]] = {
    "training": (
        *("job", "jobset", {"api": "pytorchjob", "restricted": True}),
        {"api": "trainjob", "restricted": True, "runtimes": {"tensorflow": "tensorflow-distributed"}},
    ),
    "notebook": ("statefulset", {"api": "notebook", "namespace": "kubeflow"}),
    "inference": (
        "deployment",
        {"api": "kserve-standard", "gatewayApi": True, "restricted": True},
        {"api": "kserve-knative", "namespace": "knative-serving", "restricted": True},
    ),
}
"""The forms of kinds that have several; the others have one."""


NOT_OF_VERSIONS: dict[str, frozenset[str]] = {
    **dict.fromkeys(("spark", "dask"), frozenset({"init", "sidecars", "args", "resources"})),
    "ray": frozenset({"args", "resources"}),
    "mlflow": frozenset({"init"}),
    "pipeline": frozenset({"init", "sidecars", "args"}),
}
"""What versions of a kind do not bring along."""


def api(forms: Data, kind: str) -> str:
    """The name of the form that runs a kind."""
    form = forms.get(kind, "")
    return str(form if isinstance(form, str) else form["api"])


def fitting(kind: str, forms: Data, held: Data) -> Data:
    """A component without what the form that runs its kind does not take."""
    found = api(forms, kind)
    held = {name: value for name, value in held.items() if name not in NOT_OF_FORMS.get(found, ())}
    if found == "trainjob":
        held |= {"retries": 0} | ({"machine": "plain"} if held.get("machine") in ("gpu", "claimed") else {})
        held |= {"model": "s3://m/x"} if "model" in held else {}
        held |= {"serviceAccount": {"annotations": {"a.b/c": "d"}}} if "serviceAccount" in held else {}
    if (found == "notebook" or kind == "dask") and held.get("machine") == "claimed":
        held |= {"machine": "gpu"}
    if found == "notebook" and "expose" in held:
        held |= {"expose": {"host": "{component}.acme.dev"}}
    if found == "kserve-knative":
        held |= {"strategy": "blue-green" if held["strategy"] == "blue-green" else "rolling"}
        held |= {"scale": {"min": 0, "max": 6, "concurrency": 4}} if isinstance(held["scale"], dict) else {}
        held |= {field: _for_knative(held[field]) for field in ("env", "volumes") if field in held}
    return held


def _for_knative(entries: Data) -> Data:
    """Variables and volumes without those that read the pod, or a claim."""
    refused = {"field", "resource", "claim", "size", "share", "class"}
    return {name: each for name, each in entries.items() if isinstance(each, str) or not refused & each.keys()}


@st.composite
def component(draw: st.DrawFn, kind: str, common: Data) -> Data:
    """A component of a kind, with what is drawn for components of every kind and what it has of that."""
    own = draw(OF_KIND[kind]())
    without = WITHOUT[kind] | (frozenset() if kind != "dask" or "command" in own else {"machine", "resources"})
    held = {name: value for name, value in common.items() if name not in without} | own
    return held | ({"queue": "none"} if _grows(own) and "serve" not in own else {})


def _grows(own: Data) -> bool:
    """Whether its number of workers changes, for which Kueue admits nothing."""
    groups = (own.get("executors", {}), own.get("workers", {}))
    return any("max" in each for group in groups for each in (group, *group.values()) if isinstance(each, dict))


def version(kind: str, forms: Data, drawn: Data, model: str) -> Data:
    """A version of a kind, with what it may bring along; `model` is that of an inference."""
    without = NOT_OF_VERSIONS.get(kind, frozenset()) | NOT_OF_FORMS.get(api(forms, kind), frozenset())
    brought = {name: value for name, value in drawn["with"].items() if name not in without}
    if api(forms, kind) == "kserve-standard":  # it merges the candidate over the other version
        brought = {}
    if api(forms, kind) == "kserve-knative" and "env" in brought:
        brought["env"] = _for_knative(brought["env"])
    return {**drawn, "with": brought, **({"model": model} if kind == "inference" else {})}
