"""What is refused of groups of pods, in whole messages."""

from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import MULTINODE

OPERATED: Data = {"operators": {"multinode": "leaderworkerset"}}


def said(more: Data, environment: Data | None = None) -> list[str]:
    return samples.problems({**MULTINODE, **more}, None, OPERATED if environment is None else environment)


def test_groups_are_replaced_one_after_the_other() -> None:
    assert said({"strategy": "recreate"}) == [
        (
            "components.api.strategy: groups of pods are replaced one after the other: their operator has no recreate"
            " -> use strategy: rolling, with surge: 1 where a whole group is spare"
        )
    ]


def test_a_share_of_one_group_is_none() -> None:
    assert said({"strategy": {"type": "rolling", "surge": 0, "unavailable": "50%"}}) == [
        (
            "components.api.strategy.unavailable: 50% of one group is none, and without a surge the operator refuses that"
            " -> write a number of groups: unavailable: 1"
        )
    ]
    for taken in ({"surge": "50%", "unavailable": "50%"}, {"surge": 0, "unavailable": "100%"}):
        assert said({"strategy": {"type": "rolling", **taken}}) == []


def test_no_group_is_replaced_without_any_room() -> None:
    assert said({"strategy": {"type": "rolling", "surge": 0, "unavailable": "0%"}}) == [
        (
            "components.api.strategy.unavailable: no pod could be replaced"
            " -> one of surge and unavailable must be more than 0: leave one of them out"
        )
    ]


def test_the_autoscaler_sees_leaders_alone() -> None:
    hint = " -> scale on a metric of the leader, such as its queue: metrics: {vllm:num_requests_waiting: 5}"
    fact = "the autoscaler sees the leaders alone: what the workers use of"
    assert said({"scale": {"max": 4}}) == [f"components.api.scale: {fact} cpu does not count{hint}"]
    assert said({"scale": {"max": 4, "memory": 80}}) == [
        f"components.api.scale.memory: {fact} memory does not count{hint}"
    ]
    assert said({"scale": {"max": 4, "metrics": {"waiting": 5}}}) == []


def test_the_variables_of_the_operator_are_its_own() -> None:
    assert said({"env": {"LWS_GROUP_SIZE": "4"}}) == [
        'components.api.env.LWS_GROUP_SIZE: "LWS_GROUP_SIZE" is set for every pod of a group -> remove it'
    ]


def test_a_claim_of_one_node_does_not_do_for_several() -> None:
    assert said({"volumes": {"/data": {"size": "1Gi"}}}) == [
        (
            'components.api.volumes["/data"]: access: once lets one node of the cluster mount it, '
            "and the pods of a group run on several"
            " -> use access: many or read-many, or a share of the platform"
        )
    ]
    assert said({"volumes": {"/data": {"size": "1Gi", "access": "many"}}}) == []


def test_without_an_operator_there_is_no_group() -> None:
    assert said({}, {}) == [
        (
            "components.api.kind: no operator runs multinode in dev"
            " -> no environment has one: ask the platform team for operators: {multinode: leaderworkerset}"
        )
    ]


def test_nor_are_they_written_in_a_container_beside_the_main_one() -> None:
    assert said({"sidecars": {"log": {"image": "ghcr.io/acme/log:1", "env": {"LWS_WORKER_INDEX": "4"}}}}) == [
        (
            'components.api.sidecars.log.env.LWS_WORKER_INDEX: "LWS_WORKER_INDEX" is set for every pod of a group'
            " -> remove it"
        )
    ]
