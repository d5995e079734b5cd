"""Models that KServe's own controller serves, which `make test-kserve` builds."""

import copy
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import pytest

from generator.kubernetes import object_kinds
from tests import patience
from tests.cluster import kserve, sequences, written
from tests.cluster.api import Api, Object
from tests.cluster.conftest import Record
from tests.cluster.control_plane import ControlPlane
from tests.cluster.kserve import ModelRelease
from tests.cluster.releases import LIVE, SCALES, Place
from tests.cluster.test_accepts import ARGOCD, FLUX, apply, label
from tests.cluster.test_live import refused

SERVED = "InferenceService"
PLACES = [place for place in written.NAMES if place.is_dir() and any(place.rglob("*.inferenceservice.yaml"))]
LEFT_EMPTY = "name"
"""A field of a predictor's model that the webhook writes, which reads an object into types and writes it back."""


@pytest.fixture(scope="session")
def with_kserve(live: ControlPlane) -> ControlPlane:
    """The cluster with KServe's controller."""
    kserve.start(live)
    return live


@pytest.fixture
def served(with_kserve: ControlPlane, place: Place) -> Place:
    """The platform's environment with KServe."""
    with_kserve.running()
    place.add(kserve.OPERATORS)
    return place


@pytest.fixture(params=[pytest.param(place, id=written.NAMES[place]) for place in PLACES])
def objects(request: pytest.FixtureRequest, with_kserve: ControlPlane) -> Iterator[Sequence[dict[str, Any]]]:
    """The InferenceServices of a place and what stands beside them, in their own namespaces: KServe makes hosts of the names."""
    held = [copy.deepcopy(each) for each in written.of(request.param) if _runs(each)]
    spaces = {each["metadata"]["namespace"] for each in held if each["kind"] == SERVED}
    held = [each for each in held if each["metadata"]["namespace"] in spaces]
    for space in written.namespaces(held):
        assert not with_kserve.api.apply(space, "tests").refusal
    yield held
    for each in held:
        with_kserve.api.delete(each)
    assert patience.until(lambda: not _left(with_kserve, spaces))


def _runs(each: Object) -> bool:
    row = object_kinds.of(each["kind"])
    return each["kind"] == SERVED or (row.namespaced and row.schema != "resources" and each["kind"] != "Secret")


def _left(plane: ControlPlane, spaces: set[str]) -> list[Any]:
    return [each for space in spaces for each in plane.api.all("apps/v1", "Deployment", space)]


def services(objects: Sequence[Object]) -> list[Object]:
    return [each for each in objects if each["kind"] == SERVED]


def test_its_webhooks_take_everything_and_change_nothing_of_it(
    objects: Sequence[dict[str, Any]], with_kserve: ControlPlane
) -> None:
    """An empty name beside each model, but for canaries, whose models have one; an annotation; and its finalizer."""
    for manager in (FLUX, ARGOCD):
        answers = apply(with_kserve.api, objects, manager)
        assert {name: answer.words for name, answer in answers.items() if answer.words} == {}
        assert patience.until(lambda: all(followed(with_kserve, each) for each in services(objects)))
        before = {label(each): with_kserve.api.get(each) for each in services(objects)}
        assert {name: each["spec"] for name, each in before.items()} == {
            label(each): as_stored(each["spec"]) for each in services(objects)
        }
        apply(with_kserve.api, objects, manager)
        after = {label(each): with_kserve.api.get(each) for each in services(objects)}
        assert {name: versions(each) for name, each in after.items()} == {
            name: versions(each) for name, each in before.items()
        }


def followed(plane: ControlPlane, each: Object) -> bool:
    """Whether the controller has made up its mind about an InferenceService: in mode Knative it can do nothing here."""
    return bool(plane.running() and plane.api.get(each).get("status", {}).get("deploymentMode"))


def as_stored(spec: dict[str, Any]) -> dict[str, Any]:
    model = spec["predictor"].get("model")
    named = {"model": {LEFT_EMPTY: "", **model}} if model else {}
    return {**spec, "predictor": {**spec["predictor"], **named}}


def versions(found: Object) -> tuple[int, Any, Any]:
    return found["metadata"]["generation"], found["spec"], found["metadata"]["annotations"]


def standard(objects: Sequence[Object]) -> list[Object]:
    mode = "serving.kserve.io/deploymentMode"
    return [each for each in services(objects) if each["metadata"]["annotations"][mode] == "Standard"]


def test_it_makes_what_the_rules_say(objects: Sequence[dict[str, Any]], with_kserve: ControlPlane) -> None:
    """Names, bounds, ports, and pods that have all that is written for them, and that its own objects beside them select."""
    api = with_kserve.api
    apply(api, objects, FLUX)
    for service in standard(objects):
        wanted = kserve.wanted(service)
        assert patience.until(partial(is_made, with_kserve, service, wanted)), (kserve.made(api, service), wanted)
        for predictor in kserve.predictors(service):
            deployment = deployed(api, service, predictor["name"])
            template = deployment["spec"]["template"]
            assert not_held(written_of_pods(predictor), template) == []
            assert [
                each for each in selectors(objects, service) if each.items() - template["metadata"]["labels"].items()
            ] == []
            assert brought(api, deployment) == predictor["annotations"][kserve.MODEL]


def is_made(plane: ControlPlane, service: Object, wanted: Mapping[str, kserve.Made]) -> bool:
    return plane.running() and kserve.made(plane.api, service) == wanted


def deployed(api: Api, service: Object, slot: str) -> Any:
    about = {"name": kserve.named(service, slot), "namespace": service["metadata"]["namespace"]}
    return api.get({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": about})


OF_KSERVE = frozenset({"name", "minReplicas", "maxReplicas", "autoScaling", "deploymentStrategy"})
OF_MODEL = frozenset({"name", "modelFormat", "runtime", "protocolVersion", "storageUri"})


def written_of_pods(predictor: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a predictor that its pods have to have."""
    fields = {key: value for key, value in predictor.items() if key not in OF_KSERVE}
    metadata = {key: fields.pop(key, {}) for key in ("labels", "annotations")}
    model, containers = fields.pop("model", None), fields.pop("containers", [])
    server = {key: value for key, value in (model or {}).items() if key not in OF_MODEL}
    named = [{"name": kserve.SERVER, **server}] if model else []
    return {"metadata": metadata, "spec": {**fields, "containers": [*named, *containers]}}


def not_held(written: Any, made: Any, path: str = "") -> list[str]:
    """What is written that is not in what was made of it, which may have more; items of lists are anywhere."""
    if isinstance(written, Mapping) and isinstance(made, Mapping):
        return [found for key, value in written.items() for found in not_held(value, made.get(key), f"{path}.{key}")]
    if isinstance(written, list) and isinstance(made, list):
        return [f"{path}: {each}" for each in written if all(not_held(each, other) for other in made)]
    return [] if written == made else [f"{path}: {written} is {made}"]


def selectors(objects: Sequence[Object], service: Object) -> list[Mapping[str, str]]:
    """The labels by which objects beside an InferenceService select its pods."""
    fields = {"PodDisruptionBudget": "selector", "NetworkPolicy": "podSelector"}
    name, namespace = service["metadata"]["name"], service["metadata"]["namespace"]
    beside = [each for each in objects if each["metadata"]["name"] == name and each["kind"] in fields]
    found = [each["spec"][fields[each["kind"]]] for each in beside if each["metadata"]["namespace"] == namespace]
    assert found
    assert all(each.keys() == {"matchLabels"} for each in found)
    return [each["matchLabels"] for each in found]


def brought(api: Api, deployment: Object) -> str:
    """The model that KServe's webhook brings to the pods of a Deployment."""
    space, labels = deployment["metadata"]["namespace"], deployment["spec"]["selector"]["matchLabels"]
    assert patience.until(lambda: bool(_pods(api, space, labels)))
    spec = _pods(api, space, labels)[0]["spec"]
    claims = [each["persistentVolumeClaim"]["claimName"] for each in spec["volumes"] if "persistentVolumeClaim" in each]
    mounts = [
        each for container in spec["containers"] for each in container["volumeMounts"] if each["mountPath"] == MODELS
    ]
    assert mounts
    if claims:
        return f"pvc://{claims[0]}/{mounts[0].get('subPath', '')}".rstrip("/")
    uri, folder = spec["initContainers"][0]["args"]
    assert folder == MODELS
    return str(uri)


MODELS = "/mnt/models"


def _pods(api: Api, namespace: str, labels: Mapping[str, str]) -> list[Any]:
    every = api.all("v1", "Pod", namespace)
    return [each for each in every if labels.items() <= each["metadata"]["labels"].items()]


def test_a_host_of_a_predictor_has_a_limit(with_kserve: ControlPlane) -> None:
    """That of `derived_names`: its first part, of 63 characters."""
    (long,) = (each for each in services(written.of(PLACES[0])) if label(each) == LIMITED)
    name = kserve.named(long, long["spec"]["predictor"]["name"])
    spaces = {length: "n" * (length - len(f"{name}-")) for length in (63, 64)}
    for space in spaces.values():
        about = {**long, "metadata": {**long["metadata"], "namespace": space}}
        for each in ({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": space}}, about):
            assert not with_kserve.api.apply(each, FLUX).refusal
    assert patience.until(lambda: bool(with_kserve.api.all("apps/v1", "Deployment", spaces[63])))
    assert patience.until(lambda: TOO_LONG in json.dumps(with_kserve.api.all("v1", "Event", spaces[64])))
    assert with_kserve.api.all("apps/v1", "Deployment", spaces[64]) == []


LIMITED = "research-vision-standard-flux/InferenceService/vision-score"
TOO_LONG = "must be no more than 63 characters"


@pytest.fixture
def release(served: Place, request: pytest.FixtureRequest) -> Iterator[ModelRelease]:
    """A model of blue-green whose candidate is ready."""
    release = ModelRelease(served, "asked", "blue-green", getattr(request, "param", "autoscaled"))
    sequences.together([release.play("release")])
    yield release
    served.api.prune(release.space)


only_once = pytest.mark.parametrize("tool", ["flux"], indirect=True)


@only_once
@pytest.mark.parametrize("release", SCALES, indirect=True)
def test_the_active_version_keeps_its_least_number(release: ModelRelease) -> None:
    active, other = {"autoscaled": ((2, 4), (2, 2)), "fixed": ((3, 3), (3, 3))}[release.scale]
    assert release.bounds() == {"blue": active, "green": other}
    sequences.together([release.play("advance")])
    assert release.bounds() == {"green": active, "blue": other}


@only_once
def test_a_candidate_without_pods_waits(served: Place) -> None:
    release = ModelRelease(served, "few", "blue-green", "autoscaled")
    sequences.together([release.play()])
    release.limit("pods", 3)
    next(release.move("release"))
    name = f"{release.base}-green-predictor"
    assert patience.until(lambda: release.command("advance", *LIVE) == refused(f"1 of 2 pods of {name} are ready"))
    release.limit("pods", 4)
    sequences.together([release.play("advance")])
    served.api.prune(release.space)


@only_once
def test_a_canary_of_this_release_gets_no_traffic(with_kserve: ControlPlane, place: Place) -> None:
    """Wrong: the platform does not say that it has KServe 0.20. A newer one sends traffic there, and then this fails."""
    with_kserve.running()
    place.add(kserve.OPERATORS.replace('version: "0.20", ', ""))
    release = ModelRelease(place, "split", "canary", "autoscaled")
    sequences.together([release.play("release", "advance")])
    assert patience.until(lambda: release.service()["status"]["canaryStatuses"][0]["trafficPercent"] == 50)
    fact = f"predictor green of InferenceService {release.base} does not have 50 % of the traffic yet"
    assert patience.until(lambda: release.command("advance", *LIVE) == refused(fact))
    place.api.prune(release.space)


@pytest.mark.parametrize("scale", SCALES)
def test_no_sequence_of_commands_takes_a_caller_pods(
    served: Place, tool: str, scale: str, length: int, record: Record
) -> None:
    wanted = [("rolling", kserve.TOUR), *(("blue-green", moves) for moves in sequences.legal("blue-green", length))]
    judged = sequences.judged(served, scale, wanted, made=ModelRelease)
    assert record("native-kserve", f"like-{tool}", scale, judged) == {}
