"""What a GitOps repository says of the claims and ports of a component."""

from dataclasses import replace

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


def read(files: dict[str, bytes], component: Data) -> Snapshot:
    return deployed_component.read(Memory(files), OVERLAY, "fraud-api", taken(component))


def taken(component: Data) -> Snapshot:
    return work.snapshots(cases.judged(case(component)))["dev", "api"]


@pytest.mark.parametrize("component", [HELD, STORE | {"volumes": {"/data": {"size": "1Gi"}}}], ids=["service", "store"])
def test_it_reads_what_is_written(component: Data) -> None:
    assert read(cases.build(case(component)).files(), component) == taken(component)


def patched(kind: str, *operations: Data) -> Data:
    return HELD | {"patches": [{"target": {"kind": kind, **NAMES.get(kind, {})}, "ops": [*operations]}]}


NAMES: dict[str, Data] = {"Service": {"name": "main"}}
SIZE = "/spec/resources/requests/storage"


def test_it_reads_what_patches_made_of_it() -> None:
    component = patched("PersistentVolumeClaim", {"op": "replace", "path": SIZE, "value": 2147483648})
    found = read(cases.build(case(component)).files(), component)
    assert found.own_claims["/data"].size == "2147483648"
    component = patched("Service", {"op": "replace", "path": "/spec/ports/0/targetPort", "value": 9999})
    found = read(cases.build(case(component)).files(), component)
    assert [(port.target, port.path) for port in found.endpoints.ports] == [(9999, ("ports", "http"))]


def test_what_is_not_there_is_left_out() -> None:
    after = taken(HELD)
    assert read({}, HELD) == replace(after, own_claims={})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"spec: 1\n",
        b"- a\n",
        b"spec: {ports: [{name: x}]}\n",
        b"spec: {template: {spec: {containers: [null]}}}\n",
    ],
)
def test_what_something_else_wrote_is_left_out(content: bytes) -> None:
    files = dict.fromkeys(cases.build(case(HELD)).files(), content)
    assert read(files, HELD) == replace(taken(HELD), own_claims={})
