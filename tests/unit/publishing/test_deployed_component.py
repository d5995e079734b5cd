"""What a GitOps repository says of the claims and ports of a component."""

from typing import Any

import pytest

from generator.generation import work
from generator.publishing import deployed_component
from generator.release.snapshot import Snapshot
from tests.builders import cases
from tests.builders.documents import Data
from tests.builders.samples import SERVICE, STORE, case
from tests.unit.publishing.test_deployed_state import Memory

OVERLAY = "projects/risk/fraud/overlays/dev"
HELD: Data = SERVICE | {"expose": {"host": "a.acme.dev"}, "scale": 1, "volumes": {"/data": {"size": "1Gi"}}}


def read(files: dict[str, bytes], component: Data) -> dict[str, Any]:
    return dict(deployed_component.read(Memory(files), OVERLAY, "fraud-api", taken(component)))


def taken(component: Data) -> Snapshot:
    return work.snapshots(cases.judged(case(component)))["dev", "api"]


@pytest.mark.parametrize("component", [HELD, STORE | {"volumes": {"/data": {"size": "1Gi"}}}], ids=["service", "store"])
def test_it_reads_what_is_written(component: Data) -> None:
    after, found = taken(component), read(cases.build(case(component)).files(), component)
    assert found["own_claims"] == after.own_claims
    assert found.get("claims") == after.claims
    assert [port._replace(path=()) for port in after.endpoints.ports] == list(found["endpoints"].ports)
    assert [*found["endpoints"].routes] == [*after.endpoints.routes]


def test_what_is_not_there_is_left_out() -> None:
    assert read({}, HELD) == {"own_claims": {}}


@pytest.mark.parametrize("content", [b"", b"spec: 1\n", b"- a\n", b"spec: {ports: [{name: x}]}\n"])
def test_what_something_else_wrote_is_left_out(content: bytes) -> None:
    files = dict.fromkeys(cases.build(case(HELD)).files(), content)
    assert read(files, HELD) == {"own_claims": {}}
