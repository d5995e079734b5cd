"""What `status --live` asks a cluster, and what it makes of the answers."""

from typing import Any

import pytest

from generator.errors import ProgramError, UsageError
from generator.releases import live_status, positions
from generator.releases.positions import LiveState, Pods
from tests.builders import cases
from tests.builders.cases import Case
from tests.builders.samples import DEV, SERVICE, WORKER, case

POSITION = {
    "metadata": {
        "annotations": {"tidegate.dev/release": '{"active": {"slot": "blue", "image": "ghcr.io/acme/api:1"}}\n'}
    }
}
FLUX = ("Kustomization", "flux-system", "risk.fraud.dev")


class Stub:
    """A cluster that holds objects by kind, namespace and name; one that is an error is raised."""

    def __init__(self, objects: dict[tuple[str, str, str], Any]) -> None:
        self.objects = objects
        self.asked: list[tuple[str, str, str]] = []

    def read(self, *key: str) -> Any:
        kind, namespace, name = key
        self.asked.append((kind, namespace, name))
        found = self.objects.get((kind, namespace, name))
        if isinstance(found, ProgramError):
            raise found
        return found


def live(monkeypatch: pytest.MonkeyPatch, stub: Stub, asked: Case) -> list[LiveState | None]:
    monkeypatch.setattr(live_status, "Cluster", lambda _context: stub)
    checked = cases.judged(asked)
    return [each.live for each in live_status.asked(positions.positions(checked), [checked], None)]


BLUE = Pods("Deployment", "fraud-api-blue", "blue")


def test_a_service_is_asked_for_its_position_its_pods_and_its_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    stub = Stub(
        {
            ("Service", "risk-fraud-dev", "fraud-api"): POSITION,
            ("Deployment", "risk-fraud-dev", "fraud-api-blue"): {
                "spec": {"replicas": 3},
                "status": {"readyReplicas": 2},
            },
            FLUX: {"status": {"lastAppliedRevision": "main@sha1:4f1c"}},
        }
    )
    pods = (BLUE._replace(ready=2, desired=3),)
    assert live(monkeypatch, stub, case(SERVICE)) == [LiveState(synced=True, revision="main@sha1:4f1c", pods=pods)]
    assert stub.asked == [*list(stub.objects)[:1], FLUX, *list(stub.objects)[1:2]]


def test_nothing_is_there_yet_and_the_tool_is_closed_to_us(monkeypatch: pytest.MonkeyPatch) -> None:
    stub = Stub({FLUX: ProgramError("forbidden", hint="")})
    assert live(monkeypatch, stub, case(SERVICE)) == [LiveState(synced=False, revision="", pods=(BLUE,))]


def test_argocd_says_which_commit_it_synced_last(monkeypatch: pytest.MonkeyPatch) -> None:
    argocd = {"tool": "argocd", "version": "3.5", "project": "ml", "repository": "https://git.acme.dev/deploy.git"}
    revision = {"status": {"operationState": {"syncResult": {"revision": "4f1c"}}}}
    stub = Stub({("Application", "argocd", "risk.fraud.dev"): revision})
    (found,) = live(monkeypatch, stub, case(SERVICE, None, {"gitops": argocd}))
    assert found is not None
    assert found.revision == "4f1c"


def test_a_kind_without_a_position_has_pods_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    stub = Stub({("Deployment", "risk-fraud-dev", "fraud-api"): {"spec": {}, "status": {}}})
    pods = (Pods("Deployment", "fraud-api", "", ready=0, desired=1),)
    assert live(monkeypatch, stub, case(WORKER)) == [LiveState(synced=None, revision="", pods=pods)]


def test_several_clusters_cannot_be_asked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    far = DEV | {"name": "live", "cluster": {"name": "live", "kubernetes": "1.34"}}
    two = case(SERVICE).but(lambda project: project["environments"].update({"live": None}))
    with pytest.raises(UsageError) as raised:
        live(monkeypatch, Stub({}), two._replace(platform={"dev": DEV, "live": far}))
    assert str(raised.value) == "--live asks one cluster, and these are on 2: dev, live"
