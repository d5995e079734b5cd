import pytest

from generator.components import claim_names
from generator.components.kinds import KINDS
from tests.builders.samples import JOB, SERVICE, objects


@pytest.mark.parametrize(
    "component", [JOB | {"volumes": {"/data": {"size": "1Gi"}}}, SERVICE | {"volumes": {"/data": {"size": "1Gi"}}}]
)
def test_a_claim_has_the_name_that_is_told(component: dict[str, object]) -> None:
    kind = str(component["kind"])
    assert f"PersistentVolumeClaim/{claim_names.of(kind, 'fraud-api', '/data')}" in objects(component)


def test_a_store_numbers_the_claims_like_its_pods() -> None:
    found = objects(SERVICE | {"kind": "store", "volumes": {"/data": {"size": "1Gi"}}})["StatefulSet/fraud-api"]["spec"]
    template = found["volumeClaimTemplates"][0]["metadata"]["name"]
    assert claim_names.of("store", "fraud-api", "/data", number="1") == f"{template}-fraud-api-1"


def test_the_kinds_with_claims_of_each_pod_are_there() -> None:
    assert KINDS.keys() >= claim_names.OF_EACH_POD
