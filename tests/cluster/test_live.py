"""`advance --live` and `status --live` on a cluster that is not as the project file says, or that says nothing."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests import patience
from tests.acceptance.deploying import Told
from tests.cluster import sequences
from tests.cluster.control_plane import ControlPlane
from tests.cluster.releases import LIVE, Place, Release, done

pytestmark = pytest.mark.parametrize("tool", ["flux"], indirect=True)
UNREADABLE = "check that kubectl get works with this context, or name another with --context"


@pytest.fixture
def release(place: Place) -> Iterator[Release]:
    """A canary of 2 to 4 pods whose candidate is ready for half of the traffic."""
    release = Release(place, "asked", "canary", "autoscaled")
    sequences.together([release.play("release")])
    yield release
    place.api.prune(release.space)


def refused(fact: str) -> Told:
    return Told(
        4, "", f"tidegate: not yet: {fact}\n  hint: wait until the last merge is synced and its pods are ready\n"
    )


def unread(message: str) -> Told:
    return Told(6, "", f"tidegate: kubectl cannot read from the cluster: {message}\n  hint: {UNREADABLE}\n")


def status(release: Release) -> Any:
    told = done(release.command("status", *LIVE, "--format", "json", component=()))
    (position,) = json.loads(told.out)
    return position["live"]


def pods(release: Release, slot: str, ready: int, desired: int) -> dict[str, object]:
    return {"kind": "Deployment", "name": f"{release.base}-{slot}", "slot": slot, "ready": ready, "desired": desired}


def test_what_is_synced_and_ready_is_shown(release: Release) -> None:
    there = [pods(release, "blue", 2, 2), pods(release, "green", 2, 2)]
    assert status(release) == {"synced": True, "revision": "", "pods": there}


def test_a_step_that_is_not_synced_waits(release: Release) -> None:
    done(release.command("advance", *LIVE))
    candidate = f"{release.base}-green"
    assert release.command("advance", *LIVE) == refused(
        f"Service {release.base} is not at this position yet; "
        f"HorizontalPodAutoscaler {candidate} does not have minReplicas 4 yet; "
        f"2 of 4 pods of {candidate} are ready; 2 of 4 addresses of Service {candidate} are ready"
    )
    assert status(release)["synced"] is False


def test_another_writer_of_replicas_waits(release: Release) -> None:
    """An autoscaler does not lift what somebody holds at 0 (delivery of autoscaling/v2: ScalingDisabled)."""
    candidate = f"{release.base}-green"
    scaled = {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"replicas": 0}}
    scaled["metadata"] = {"name": candidate, "namespace": release.namespace}
    assert not release.place.api.apply(scaled, "somebody").refusal
    assert patience.until(lambda: release.pods("green") == (0, 0))
    assert release.command("advance", *LIVE) == refused(
        f"replicas of Deployment {candidate} is 0, which somebody wrote: no autoscaler lifts it from there; "
        f"0 of 2 pods of {candidate} are ready; 0 of 2 addresses of Service {candidate} are ready"
    )
    assert status(release)["pods"][1] == pods(release, "green", 0, 0)


def test_whoever_has_no_rights_is_told(release: Release, live: ControlPlane, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBECONFIG", str(live.kubeconfig_of("nobody")))
    what = f'User "nobody" cannot get resource "services" in API group "" in the namespace "{release.namespace}"'
    told = unread(f'Error from server (Forbidden): services "{release.base}" is forbidden: {what}')
    assert release.command("advance", *LIVE) == told
    assert release.command("status", *LIVE, component=()) == told


def test_a_context_that_does_not_exist_is_told(release: Release) -> None:
    told = unread('error: context "nowhere" does not exist')
    assert release.command("advance", "--live", "--context", "nowhere") == told
    assert release.command("status", "--live", "--context", "nowhere", component=()) == told
