"""Trainings for tests: two nodes, on the operator that the test names."""

from typing import Any

from tests.builders import samples
from tests.builders.documents import Data

TRAINING: Data = samples.TRAINING | {"nodes": 2}
KINDS = {"job": "Job", "jobset": "JobSet", "trainjob": "TrainJob", "pytorchjob": "PyTorchJob"}
RESTRICTED: Data = {"api": "pytorchjob", "restricted": True}


def operators(api: str, **settings: Any) -> Data:
    """An environment in which this operator runs training, whatever the Pod Security Standard."""
    said = {"restricted": True} if api in {"trainjob", "pytorchjob"} else {}
    return {"operators": {"training": {"api": api, **said, **settings}}}


def run(api: str, written: Data | None = None, **settings: Any) -> Data:
    """The object that runs a training."""
    held = samples.objects({**TRAINING, **(written or {})}, None, operators(api, **settings))
    (found,) = [each for each in held.values() if each["kind"] in {*KINDS.values(), "CronJob", "TFJob"}]
    return found


def said(api: str, written: Data, environment: Data | None = None, **settings: Any) -> list[str]:
    """What is said of a training, without its place."""
    found = samples.problems({**TRAINING, **written}, None, operators(api, **settings) | (environment or {}))
    return [each.removeprefix("components.api.") for each in found]


def pods(found: Data) -> list[Data]:
    """The pod templates of the object."""
    spec = found["spec"]
    match found["kind"]:
        case "CronJob":
            return [spec["jobTemplate"]["spec"]["template"]]
        case "Job":
            return [spec["template"]]
        case "JobSet":
            return [each["template"]["spec"]["template"] for each in spec["replicatedJobs"]]
        case "TrainJob":
            jobs = spec["runtimePatches"][0]["trainingRuntimeSpec"]["template"]["spec"]["replicatedJobs"]
            return [each["template"]["spec"]["template"] for each in jobs]
        case _:
            return [each["template"] for each in (spec.get("pytorchReplicaSpecs") or spec["tfReplicaSpecs"]).values()]


def env(found: Data) -> dict[str, str]:
    """The variables with a text of the main container, in their order; references to fields are left out."""
    listed = (
        found["spec"]["trainer"]["env"]
        if found["kind"] == "TrainJob"
        else pods(found)[0]["spec"]["containers"][0]["env"]
    )
    return {each["name"]: each["value"] for each in listed if "value" in each}
