"""Releases with Argo CD's own controllers, which `make test-argocd` builds: from what `bootstrap` prints on."""

import pytest

from tests import patience
from tests.cluster import argocd, sequences
from tests.cluster.conftest import Record
from tests.cluster.releases import SCALES, Place, Release, done

pytestmark = pytest.mark.parametrize("tool", ["argocd"], indirect=True)
each_way = pytest.mark.parametrize("follower", argocd.APPLIERS)


@each_way
@pytest.mark.parametrize("scale", SCALES)
def test_no_sequence_of_commands_takes_a_caller_pods(
    followed: Place, follower: str, scale: str, length: int, record: Record
) -> None:
    judged = sequences.judged(
        followed, scale, sequences.chosen(length), lambda: sequences.bootstrap(followed), at_once=4
    )
    assert record("native", follower, scale, judged) == {}


@each_way
def test_a_port_is_replaced_in_three_merges(followed: Place) -> None:
    assert sequences.new_ports(followed) == [(2, ())] * 3


@each_way
def test_what_is_refused_can_be_taken_back(followed: Place) -> None:
    """Without `retry.refresh` Argo CD tries what was refused for minutes, before it looks at a commit after it."""
    release = Release(followed, "refused", "canary", "fixed")
    sequences.bootstrap(followed)
    assert sequences.goes_back(release, release.overlay.object) == (3, ())


@pytest.mark.parametrize("follower", ["argocd-client-side"])
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
