"""What an InferenceService tells of a release: the pods of each version, their bounds, and the ports of a server of the team's own.

KServe makes everything else of it, so there is no workload, autoscaler or Service to read. In mode Standard a version is the
predictor of its slot; in mode Knative the only predictor has the newest version.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.components.inference import kserve_runtimes
from generator.environment import operators
from generator.kubernetes import labels
from generator.manifest.object_fields import items, value_at
from generator.release import snapshot
from generator.release.ports import NOT_REACHED, Endpoints, ServedPort
from generator.spec.release import Release

BOUNDS = ("minReplicas", "maxReplicas")
SCALE = (*BOUNDS, "scaleMetric", "scaleTarget", "autoScaling")
OF_RUNTIME = ServedPort("http", kserve_runtimes.PORT, kserve_runtimes.PORT)
"""The port of the ClusterServingRuntimes, which no InferenceService names."""
SETTLED = frozenset({*SCALE, "canaryTrafficPercent", "deploymentStrategy"})
"""Fields of a predictor that the position of a release or the scale settles, and how its next change goes."""


def server(service: Mapping[str, Any]) -> Mapping[str, Any]:
    """The container that serves the model in the predictor, which is in `model` where its runtime is one of KServe."""
    predictor = value_at(service, ("spec", "predictor"))
    found = (value_at(predictor, ("model",)), *items(predictor, "containers"))
    return next((each for each in found if isinstance(each, Mapping)), {})


def model(service: Mapping[str, Any]) -> Any:
    """The model of the predictor, as an annotation of its pods has it."""
    return value_at(service, ("spec", "predictor", "annotations", labels.MODEL))


def engine(service: Mapping[str, Any]) -> str:
    """The engine of an InferenceService, after its mode."""
    mode = value_at(service, ("metadata", "annotations", labels.DEPLOYMENT_MODE))
    return "kserve-knative" if mode == "Knative" else "kserve-standard"


def pods(service: Mapping[str, Any], release: Release) -> dict[str, str]:
    """A digest of the pods of each version, as `release/snapshot.py` names them; `release` is the position that goes with it."""
    name = str(value_at(service, ("metadata", "name")))
    newest = release.candidate or release.active
    return {
        f"{name} ({value_at(each, ('labels', labels.SLOT)) or newest.identity})": snapshot.digest(_of_pods(each))
        for each in _predictors(service)
    }


def shape(service: Mapping[str, Any]) -> dict[str, str]:
    """A digest for each field that must not change during a release: the scale of what has the traffic."""
    predictor = value_at(service, ("spec", "predictor"))
    measured = [value_at(predictor, (field,)) for field in SCALE if field not in BOUNDS]
    return {"scale": snapshot.digest([*_bounds(service, predictor), *measured])}


def _bounds(service: Mapping[str, Any], predictor: Any) -> tuple[int, int]:
    """The bounds of a predictor without the pods of a canary, which are in its lower one.

    The upper one is never less than the lower one: of two that are no more than twice the least number, the canary may hide which.
    """
    written, most = (_count(predictor, field) for field in BOUNDS)
    least = written - sum(_count(each, "predictor", "minReplicas") for each in items(service, "spec", "canary"))
    return least, max(most, 2 * least)


def _count(held: Any, *path: str) -> int:
    found = value_at(held, path)
    return found if isinstance(found, int) else 0


def endpoints(service: Mapping[str, Any]) -> Endpoints:
    """The ports to whose numbers KServe's Services lead: those of a transformer, else of the server.

    A revision of Knative is reached by its own port, whatever that of the next is.
    """
    if operators.has_revisions(engine(service)):
        return NOT_REACHED
    containers = list(items(service, "spec", "predictor", "containers"))
    in_front = [each for each in containers if each.get("name") == kserve_runtimes.TRANSFORMER]
    found = (
        ServedPort(str(each.get("name", "")), number, number, str(each.get("protocol", "TCP")))
        for container in in_front or containers
        for each in items(container, "ports")
        if isinstance(number := each.get("containerPort"), int)
    )
    is_runtime = not in_front and isinstance(value_at(service, ("spec", "predictor", "model")), Mapping)
    return Endpoints((OF_RUNTIME,) if is_runtime else tuple(found))


def _predictors(service: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    found = (value_at(service, ("spec",)), *items(service, "spec", "canary"))
    yield from (each for part in found if isinstance(each := value_at(part, ("predictor",)), Mapping))


def _of_pods(predictor: Mapping[str, Any]) -> Mapping[str, Any]:
    """The fields of a predictor that are its pods. Only the model of a canary names its container, which is the same of both."""
    found = {key: value for key, value in predictor.items() if key not in SETTLED}
    if isinstance(found.get("model"), Mapping):
        found["model"] = {key: value for key, value in found["model"].items() if key != "name"}
    return found
