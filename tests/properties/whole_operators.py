"""Components of the kinds that operators run, for `whole.py`: the fields of their own, and what they do not take of the others'."""

from typing import Any

from hypothesis import strategies as st

from tests.builders.documents import Data
from tests.properties.strategies import some

KINDS = ("spark", "dask", "ray", "inference", "multinode", "mlflow")
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
    return {"format": draw(st.sampled_from(formats)), "model": "s3://models/a", "scale": scale, "strategy": strategy}


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
                {"backend": {"secret": "db", "key": "url"}, "artifacts": "s3://acme/ml", "scale": 2},
            ]
        )
    )


OF_KIND = {"spark": spark, "dask": dask, "ray": ray, "inference": inference, "multinode": multinode, "mlflow": mlflow}
WITHOUT: dict[str, frozenset[str]] = {
    **dict.fromkeys(("spark", "ray"), NOT_OF_RUNS),
    "dask": NOT_OF_RUNS - {"machine", "resources"},
    "inference": frozenset({"ports", "metrics", "health", "service"}),
    "multinode": frozenset({"minReadySeconds"}),
    "mlflow": frozenset({"init", "model", "image", "ports", "metrics", "health", "volumes", "service"}),
}
"""Fields that are drawn for other kinds, and that the kind does not have or that it settles itself."""


NOT_OF_VERSIONS: dict[str, frozenset[str]] = {
    **dict.fromkeys(("spark", "ray", "dask"), frozenset({"init", "sidecars", "args", "resources"})),
    "mlflow": frozenset({"init"}),
}
"""What versions of a kind do not bring along."""


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


def version(kind: str, drawn: Data) -> Data:
    """A version of a kind, with what it may bring along."""
    brought = {name: value for name, value in drawn["with"].items() if name not in NOT_OF_VERSIONS.get(kind, ())}
    return {**drawn, "with": brought, **({"model": "s3://models/b"} if kind == "inference" else {})}
