"""Releases with Argo CD's own controllers, which `make test-argocd` builds: from what `bootstrap` prints on."""

from collections.abc import Iterator

import pytest

from tests import patience
from tests.cluster import argocd, sequences
from tests.cluster.conftest import Record
from tests.cluster.control_plane import ControlPlane
from tests.cluster.releases import SCALES, Place, Release, done

pytestmark = pytest.mark.parametrize("tool", ["argocd"], indirect=True)


@pytest.fixture(params=argocd.APPLIERS)
def followed(request: pytest.FixtureRequest, with_argocd: ControlPlane, place: Place) -> Iterator[Place]:
    with argocd.following(with_argocd, place, request.param) as found:
        yield found


@pytest.mark.parametrize("scale", SCALES)
def test_no_sequence_of_commands_takes_a_caller_pods(
    followed: Place, scale: str, record: Record, request: pytest.FixtureRequest
) -> None:
    judged = sequences.judged(followed, scale, sequences.chosen(3), lambda: sequences.bootstrap(followed), at_once=4)
    for sequence, judgement in judged.items():
        record("native", f"argocd-{request.node.callspec.params['followed']}", scale, sequence, str(judgement.fewest))
    assert {sequence: each.gaps for sequence, each in judged.items() if each.gaps} == {}


def test_a_port_is_replaced_in_three_merges(followed: Place) -> None:
    assert sequences.new_ports(followed) == [(2, ())] * 3


def test_what_is_refused_can_be_taken_back(followed: Place) -> None:
    """Without `retry.refresh` Argo CD tries what was refused for minutes, before it looks at a commit after it."""
    release = Release(followed, "refused", "canary", "fixed")
    sequences.bootstrap(followed)
    assert sequences.goes_back(release, release.overlay.object) == (3, ())


@pytest.mark.parametrize("followed", ["client-side"], indirect=True)
def test_without_refresh_what_was_refused_is_tried_again_and_again(followed: Place) -> None:
    """Wrong: an Application whose retries do not look at newer commits."""
    followed.template("gitops/application.yaml", "      refresh: true\n", "")
    release = Release(followed, "mutant", "canary", "fixed")
    sequences.bootstrap(followed)
    sequences.refused(release, release.overlay.object)
    done(release.command("abort"))
    next(release.sync())
    tried = retries(release)
    assert patience.until(lambda: retries(release) >= tried + 2)
    assert not release.overlay.synced()
    followed.api.prune(release.space)


def retries(release: Release) -> int:
    """How often Argo CD has tried a sync again."""
    found = release.place.api.get(release.overlay.object)
    return int(found["status"]["operationState"].get("retryCount", 0))
