"""Wrong templates on a cluster: each takes pods from a caller, and the watch finds it."""

import json
from typing import Any, cast

import pytest

from tests.cluster import sequences
from tests.cluster.releases import IMAGE, Place, Release

Objects = list[dict[str, Any]]
pytestmark = pytest.mark.parametrize("tool", ["flux"], indirect=True)


def weight_before_wake(objects: Objects) -> Objects:
    """A candidate gets traffic in the merge that brings it."""
    if len(of(objects, "Deployment")) == 2:
        for route in of(objects, "HTTPRoute"):
            for backend in route["spec"]["rules"][0]["backendRefs"]:
                backend["weight"] = 50
    return objects


def active_scaled_down_first(objects: Objects) -> Objects:
    """The active slot gives its pods back before all of its traffic has gone."""
    weights = {
        backend["name"]: backend["weight"]
        for route in of(objects, "HTTPRoute")
        for backend in route["spec"]["rules"][0]["backendRefs"]
    }
    for scaler in of(objects, "HorizontalPodAutoscaler"):
        if scaler["metadata"]["name"].endswith("-blue") and weights[scaler["metadata"]["name"]] == 50:
            scaler["spec"] |= {"minReplicas": 1, "maxReplicas": 1}
    return objects


def selected_by_version(objects: Objects) -> Objects:
    """A Service selects the pods of the newest version alone."""
    for deployment in of(objects, "Deployment"):
        template = deployment["spec"]["template"]
        version = {"version": template["spec"]["containers"][0]["image"].rpartition(":")[2]}
        template["metadata"]["labels"] |= version
        for service in of(objects, "Service"):
            service["spec"]["selector"] |= version
    return objects


def renamed_port(objects: Objects) -> Objects:
    """A port of running pods has another name in the merge that brings the next version."""
    text = json.dumps(objects)
    return cast("Objects", json.loads(text.replace('"http"', '"web"') if f"{IMAGE}:2" in text else text))


def of(objects: Objects, kind: str) -> Objects:
    return [each for each in objects if each["kind"] == kind]


@pytest.mark.parametrize(
    ("mutant", "strategy", "moves", "gap"),
    [
        (weight_before_wake, "canary", ["release"], "0 of 2 endpoints of {base}-green (50 %)"),
        (active_scaled_down_first, "canary", ["release", "advance"], "1 of 2 endpoints of {base}-blue (50 %)"),
        (selected_by_version, "rolling", ["release"], "0 of 2 endpoints of {base} (100 %)"),
        (renamed_port, "rolling", ["release"], "0 of 2 endpoints of {base} (100 %)"),
    ],
)
def test_a_wrong_template_is_found(place: Place, mutant: Any, strategy: str, moves: Any, gap: str) -> None:
    release = Release(place, "mutant", strategy, "autoscaled", mutant)
    sequences.together([release.play(*moves)])
    found = [each.partition(": ")[2] for each in release.judge().gaps]
    place.api.prune(release.space)
    assert gap.format(base=release.base) in found
