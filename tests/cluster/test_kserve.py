"""Models that KServe's own controller serves, which `make test-kserve` builds."""

import copy
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from generator.kubernetes import object_kinds
from tests import patience
from tests.cluster import kserve, sequences, written
from tests.cluster.api import Object
from tests.cluster.conftest import Record
from tests.cluster.control_plane import ControlPlane
from tests.cluster.kserve import ModelRelease
from tests.cluster.releases import SCALES, Place
from tests.cluster.test_accepts import ARGOCD, FLUX, apply, label

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


@pytest.mark.parametrize("scale", SCALES)
def test_no_sequence_of_commands_takes_a_caller_pods(
    served: Place, tool: str, scale: str, length: int, record: Record
) -> None:
    wanted = [("rolling", kserve.TOUR), *(("blue-green", moves) for moves in sequences.legal("blue-green", length))]
    judged = sequences.judged(served, scale, wanted, made=ModelRelease)
    assert record("native-kserve", f"like-{tool}", scale, judged) == {}
