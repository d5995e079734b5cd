"""Releases with Argo CD's own controllers, which `make test-argocd` builds: from what `bootstrap` prints on."""

from collections.abc import Iterator

import pytest

from tests.cluster import argocd, sequences
from tests.cluster.argocd import Application
from tests.cluster.conftest import PLATFORM, Record
from tests.cluster.control_plane import ControlPlane
from tests.cluster.releases import SCALES, Place, Release

pytestmark = pytest.mark.parametrize("tool", ["argocd"], indirect=True)
APPLIERS = {"client-side": "", "server-side": ", serverSideApply: true"}


@pytest.fixture(scope="session")
def controlled(live: ControlPlane) -> ControlPlane:
    """The cluster with Argo CD."""
    argocd.start(live)
    return live


@pytest.fixture(params=APPLIERS)
def followed(request: pytest.FixtureRequest, controlled: ControlPlane, place: Place) -> Iterator[Place]:
    """The platform's environment, whose cluster follows the GitOps repository as soon as `bootstrap` has been applied."""
    with argocd.served(place.repository) as address:
        settings = f"version: '3.5', project: ml, repository: '{address}'{APPLIERS[request.param]}"
        environment = PLATFORM.format(gitops=f"{{tool: argocd, {settings}}}")
        (place.folder / "environments" / "live.yaml").write_text(environment, encoding="utf-8")
        yield place._replace(applier=lambda path, _rendered: Application(controlled, place.repository, path))
        for each in place.api.all("argoproj.io/v1alpha1", "Application", argocd.NAMESPACE):
            place.api.delete(each)


@pytest.mark.parametrize("scale", SCALES)
def test_no_sequence_of_commands_takes_a_caller_pods(
    followed: Place, scale: str, record: Record, request: pytest.FixtureRequest
) -> None:
    judged = sequences.judged(followed, scale, sequences.chosen(3), lambda: sequences.bootstrap(followed), at_once=4)
    for sequence, judgement in judged.items():
        record(f"argocd-{request.node.callspec.params['followed']}", scale, sequence, str(judgement.fewest))
    assert {sequence: each.gaps for sequence, each in judged.items() if each.gaps} == {}


def test_what_is_refused_can_be_taken_back(followed: Place) -> None:
    """Without `retry.refresh` Argo CD tries what was refused for minutes, before it looks at a commit after it."""
    release = Release(followed, "refused", "canary", "fixed")
    sequences.bootstrap(followed)
    assert sequences.goes_back(release, release.overlay.object) == (3, ())
