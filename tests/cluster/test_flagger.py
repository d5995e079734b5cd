"""Releases on engine `flagger` with Flagger itself, which `make test-flagger` builds, and Flux's controllers."""

import itertools
import json
from collections.abc import Iterator

import pytest

from tests import patience
from tests.builders.repositories import git, identifier
from tests.cluster import flagger, flux, sequences
from tests.cluster.conftest import FOLLOWERS, Record
from tests.cluster.control_plane import ControlPlane
from tests.cluster.flagger import CanaryRelease, Measurements
from tests.cluster.releases import IMAGE, SCALES, Place, Release

pytestmark = pytest.mark.parametrize("tool", ["flux"], indirect=True)


@pytest.fixture(scope="session")
def measurements(live: ControlPlane) -> Iterator[Measurements]:
    with flagger.running(live) as found:
        yield found


@pytest.fixture
def flagged(followed: Place, measurements: Measurements) -> Place:
    """The place where Flagger releases."""
    followed.add(flagger.SETTINGS.format(address=measurements.address))
    return followed


def chosen(length: int) -> sequences.Sequences:
    """All sequences of so many moves on both strategies that Flagger judges, and the way there from `rolling`."""
    judged = [(strategy, moves) for strategy in ("blue-green", "canary") for moves in legal(length)]
    tour = ("release", "blue-green", "release", "canary", "release", "blue-green", "fail", "back", "release")
    return [("rolling", tour), *judged]


def legal(length: int) -> list[tuple[str, ...]]:
    """All sequences of so many moves that go back to another version, and do not end in the middle of a release."""
    every = itertools.product(flagger.MOVES, repeat=length)
    return [moves for moves in every if moves[0] != "back" and moves[-1] != "begin"]


@pytest.mark.parametrize("follower", FOLLOWERS)
@pytest.mark.parametrize("scale", SCALES)
def test_no_sequence_of_commands_takes_a_caller_pods(
    flagged: Place, follower: str, measurements: Measurements, scale: str, record: Record
) -> None:
    def made(place: Place, *options: str) -> CanaryRelease:
        return CanaryRelease(place, measurements, *options)

    # Argo CD is slower
    wanted = chosen(2 if follower == "flux" else 1)
    judged = sequences.judged(flagged, scale, wanted, lambda: sequences.bootstrap(flagged), at_once=13, made=made)
    assert record("flagger", follower, scale, judged) == {}


HELD_BACK = "Running health checks"
HELD = """\
  healthChecks:
  - apiVersion: flagger.app/v1beta1
    kind: Canary
    name: {{ name.split(".")[1] ~ "-api" }}
    namespace: {{ target_namespace }}
  healthCheckExprs:
  - apiVersion: flagger.app/v1beta1
    kind: Canary
    inProgress: "!has(status.phase) || !(status.phase in ['Initialized', 'Succeeded', 'Failed'])"
    failed: "has(status.phase) && status.phase == 'Failed'"
    current: "has(status.phase) && status.phase in ['Initialized', 'Succeeded']"
{% if ignored %}
"""


def promoted_in_vain(place: Place, measurements: Measurements) -> bool:
    """Publish a version while the one before it is judged; whether that one gets the traffic before the new one is applied."""
    release = CanaryRelease(place, measurements, "held", "blue-green", "fixed")
    sequences.bootstrap(place)
    sequences.together([release.play()])
    next(release.move("begin"))
    assert patience.until(release.judged)
    somebody_commits(place)
    release.overlay.sync()
    assert patience.until(lambda: looked(release))
    next(Release.move(release, "release"))
    assert patience.until(lambda: looked(release))
    measurements.held.discard(release.namespace)
    active: set[str] = set()

    def applied() -> bool:
        active.add(release.primary()[1])
        return release.overlay.synced()

    assert patience.until(applied)
    release.overlay.rest()
    place.api.prune(release.space)
    return f"{IMAGE}:2" in active


def looked(release: Release) -> bool:
    """Whether Flux has seen the newest commit, and has applied it or waits for something else."""
    fetched = release.place.api.get(flux.REPOSITORY)["status"]["artifact"]["revision"]
    if not fetched.endswith(identifier(release.place.repository, "rev-parse", "main")):
        return False
    return release.overlay.synced() or HELD_BACK in json.dumps(release.place.api.get(release.overlay.object))


def somebody_commits(place: Place) -> None:
    """Let Flux apply everything again, as each commit of any team does."""
    commit = git(place.repository, "commit-tree", "main^{tree}", "-p", "main", "-m", "another project").strip()
    git(place.repository, "update-ref", "refs/heads/main", commit)


@pytest.mark.parametrize("follower", ["flux"])
def test_what_is_published_during_an_analysis_is_applied_at_once(flagged: Place, measurements: Measurements) -> None:
    assert not promoted_in_vain(flagged, measurements)


@pytest.mark.parametrize("follower", ["flux"])
def test_a_health_check_of_the_canary_holds_the_next_commit_back(flagged: Place, measurements: Measurements) -> None:
    """Wrong: Flux waits for the end of the analysis, so that the version is promoted that should have been replaced."""
    flagged.template("gitops/kustomization.yaml", "{% if ignored %}\n", HELD)
    assert promoted_in_vain(flagged, measurements)
