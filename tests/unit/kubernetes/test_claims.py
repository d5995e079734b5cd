import pytest

from tests.builders import cases
from tests.builders.documents import Data
from tests.builders.samples import JOB, SERVICE, case, problems

MADE: Data = {"volumes": {"/models": {"size": "1Gi"}}}


def said(claim: str, made: Data, *, other: str = "train") -> list[str]:
    """What is said of a job `train` that names a claim beside the service `api` that makes one."""
    wanted = case(SERVICE | {"strategy": "recreate", "volumes": {"/models": made}})
    wanted.project["components"][other] = JOB | {"volumes": {"/data": {"claim": claim}}}
    return [f"{each.where}: {each.fact} -> {each.hint}" for each in cases.judged(wanted).problems]


@pytest.mark.parametrize("claim", ["fraud-api-model", "fraud-apimodels", "frued-api-models"])
def test_a_claim_of_nearly_the_name_of_one_that_is_made(claim: str) -> None:
    assert said(claim, {"size": "1Gi", "access": "many"}) == [
        (
            f'components.train.volumes["/data"].claim: this project makes no claim "{claim}", but one of nearly that name -> '
            'did you mean "fraud-api-models"?'
        )
    ]


@pytest.mark.parametrize("claim", ["fraud-api-models-2", "shared-models", "models", "fraud", "fraud-api-cache"])
def test_another_claim_is_as_given(claim: str) -> None:
    assert said(claim, {"size": "1Gi", "access": "many"}) == []


def test_a_claim_for_one_node_that_two_components_use() -> None:
    assert said("fraud-api-models", {"size": "1Gi"}) == [
        (
            'components.train.volumes["/data"].claim: "fraud-api-models" has access: once, and components.api uses it too: '
            "only pods on one node can -> give it access: many there, volumes: {/models: {access: many}}, or a claim to each "
            "of the two"
        )
    ]
    assert said("fraud-api-models", {"size": "1Gi", "access": "many"}) == []


def test_a_component_may_name_its_own_claim() -> None:
    volumes = MADE["volumes"] | {"/again": {"claim": "fraud-api-models"}}
    assert problems(SERVICE | {"strategy": "recreate", "volumes": volumes}) == []
