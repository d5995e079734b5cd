import pytest

from generator.release import claims
from generator.release.claims import Claim, Claims
from tests.builders import samples
from tests.builders.samples import SERVICE, STORE

VOLUMES = {
    "/data": {"size": "1024Mi"},
    "/logs": {"size": "5Gi", "class": "slow", "access": "many"},
    "/work": {"scratch": "1Gi"},
}
CLAIMS: Claims = {"/data": Claim("1Gi", "", "once"), "/logs": Claim("5Gi", "slow", "many")}


def test_what_is_drafted_and_what_is_written_have_the_same_claims() -> None:
    assert claims.of_drafts(samples.settled({**STORE, "volumes": VOLUMES}).drafts) == CLAIMS
    assert claims.of_object(samples.objects({**STORE, "volumes": VOLUMES})["StatefulSet/fraud-api"]) == CLAIMS


def test_a_store_may_have_no_claims_and_a_service_has_none() -> None:
    assert claims.of_drafts(samples.settled(STORE).drafts) == {}
    assert claims.of_drafts(samples.settled(SERVICE).drafts) is None


@pytest.mark.parametrize(
    ("after", "facts"),
    [
        (CLAIMS, []),
        (
            {**CLAIMS, "/data": Claim("2Gi", "fast", "many")},
            [
                'the size of the claim at "/data" changes from 1Gi to 2Gi while it runs',
                'the class of the claim at "/data" changes from the default of the cluster to fast while it runs',
                'the access of the claim at "/data" changes from once to many while it runs',
            ],
        ),
        ({"/data": CLAIMS["/data"]}, ['the claim at "/logs" is removed from pods that run']),
        ({**CLAIMS, "/more": Claim("1Gi", "", "once")}, ['a claim at "/more" is added to pods that run']),
        (None, []),
    ],
)
def test_every_change_is_told(after: Claims | None, facts: list[str]) -> None:
    assert [fact for _, fact in claims.changes(CLAIMS, after)] == facts


def test_what_is_new_has_no_claims_to_change() -> None:
    assert list(claims.changes(None, CLAIMS)) == []


def test_a_claim_that_only_a_sidecar_mounts_has_its_path() -> None:
    found = samples.objects({**STORE, "volumes": VOLUMES})["StatefulSet/fraud-api"]
    pod = found["spec"]["template"]["spec"]
    mounts = pod["containers"][0]["volumeMounts"]
    pod["initContainers"] = [
        {"name": "backup", "volumeMounts": [each for each in mounts if each["mountPath"] == "/logs"]}
    ]
    pod["containers"][0]["volumeMounts"] = [each for each in mounts if each["mountPath"] != "/logs"]
    assert claims.of_object(found) == CLAIMS


def test_a_components_own_claims_are_the_same_drafted_and_written() -> None:
    component = SERVICE | {"scale": 1, "strategy": "recreate", "volumes": VOLUMES}
    assert claims.own_of_drafts(samples.settled(component).drafts) == CLAIMS
    assert claims.own_of_object(samples.objects(component)["PersistentVolumeClaim/fraud-api-logs"]) == CLAIMS["/logs"]


@pytest.mark.parametrize(
    ("after", "facts"),
    [
        (Claim("10Gi", "slow", "many"), []),
        (Claim("5Ti", "slow", "many"), []),
        (Claim("5000Mi", "slow", "many"), ['the size of the claim at "/logs" changes from 5Gi to 5000Mi']),
        (
            Claim("6Gi", "", "many"),
            ['the class of the claim at "/logs" changes from slow to the default of the cluster'],
        ),
        (Claim("5Gi", "slow", "read-many"), ['the access of the claim at "/logs" changes from many to read-many']),
    ],
)
def test_a_claim_may_only_grow(after: Claim, facts: list[str]) -> None:
    assert [fact for _, fact in claims.own_changes(CLAIMS, {**CLAIMS, "/logs": after})] == facts


def test_a_claim_may_come_and_go() -> None:
    """Removing one needs consent of its own."""
    assert [*claims.own_changes({}, CLAIMS), *claims.own_changes(CLAIMS, {})] == []
