"""What controllers write into objects stays when a GitOps tool applies the same again: no field has two writers."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from generator.kubernetes import object_kinds
from tests import patience
from tests.cluster import definitions, written
from tests.cluster.api import Api
from tests.cluster.control_plane import ControlPlane
from tests.cluster.test_accepts import ARGOCD, FLUX, Objects, apply, label

ROUTES = frozenset({"GRPCRoute", "HTTPRoute"})


@pytest.fixture(params=[pytest.param(place, id=name) for place, name in written.NAMES.items() if place.is_dir()])
def objects(request: pytest.FixtureRequest, live: ControlPlane) -> Iterator[Objects]:
    """What a place holds of the kinds whose controllers run, in namespaces of its own."""
    definitions.install(live.api, ROUTES)
    held = copy.deepcopy([each for each in written.of(request.param) if _runs(each["kind"])])
    for each in held:
        own = f"{written.NAMES[request.param]}-{each['metadata']['namespace']}"
        each["metadata"]["namespace"] = own[-63:].strip("-")
    spaces = [*written.namespaces(held)]
    for space in spaces:
        assert not live.api.apply(space, "tests").refusal
    yield held
    for space in spaces:
        live.api.prune(space)


def _runs(kind: str) -> bool:
    row = object_kinds.of(kind)
    return row.namespaced and (row.schema != "resources" or kind in ROUTES)


def test_what_controllers_write_stays(objects: Objects, live: ControlPlane) -> None:
    for manager in (FLUX, ARGOCD):
        applied(live.api, objects, manager)
        assert patience.until(lambda: lifted(live.api, objects))
        before = specs(live.api, objects)
        applied(live.api, objects, manager)
        assert specs(live.api, objects) == before


def applied(api: Api, objects: Objects, manager: str) -> None:
    answers = apply(api, objects, manager)
    assert {name: answer.refusal for name, answer in answers.items() if answer.refusal} == {}


def lifted(api: Api, objects: Objects) -> bool:
    """Whether each autoscaler has given its workload the pods of its minimum."""
    for each in objects:
        if each["kind"] == "HorizontalPodAutoscaler":
            target = {**each["spec"]["scaleTargetRef"], "metadata": {**each["metadata"]}}
            target["metadata"]["name"] = target["name"]
            found = api.get(target) if _runs(target["kind"]) else None
            if found is not None and found["spec"]["replicas"] < each["spec"]["minReplicas"]:
                return False
    return True


def specs(api: Api, objects: Objects) -> dict[str, Any]:
    """What objects are to be, and how often that has changed."""
    found = {label(each): api.get(each) for each in objects}
    return {name: (each["metadata"].get("generation"), each.get("spec")) for name, each in found.items()}
