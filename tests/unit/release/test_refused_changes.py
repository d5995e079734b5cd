"""Two revisions of one component: what docs/releases.md#refused-changes refuses, each with its way out."""

from dataclasses import replace
from typing import Any

import pytest

from generator.release import claims, ports, refused_changes
from generator.release.claims import Claim
from generator.release.ports import Endpoints, ServedPort
from generator.release.refused_changes import ONE, REPLACE_HINT
from generator.release.snapshot import Snapshot
from generator.release.state_machine import Refusal
from generator.spec.release import Release
from tests.builders import releases
from tests.builders.releases import NEW, OLD

SHAPE = releases.snapshot().shape
STEADY = releases.snapshot()
MOVING = replace(
    STEADY,
    release=Release(active=OLD, candidate=NEW, steps=(10,)),
    pods={"fraud-api-blue": "b", "fraud-api-green": "g"},
)


def judged(before: Snapshot, **changes: Any) -> list[Refusal]:
    return list(refused_changes.judge(before, replace(before, **changes)))


def test_what_is_new_or_gone_is_no_jump() -> None:
    assert [*refused_changes.judge(None, STEADY), *refused_changes.judge(STEADY, None)] == []


def test_what_stays_is_no_jump() -> None:
    assert judged(STEADY) == judged(MOVING) == []


def test_one_transition_is_no_jump() -> None:
    assert list(refused_changes.judge(STEADY, MOVING)) == list(refused_changes.judge(MOVING, STEADY)) == []


@pytest.mark.parametrize(
    ("changes", "fact"),
    [
        ({"engine": "flagger"}, "engine changes from native to flagger while it runs"),
        ({"traffic": "service"}, "traffic changes from gateway-api to service while it runs"),
        ({"kind": "job", "engine": "native"}, "kind changes from service to job while it runs"),
    ],
)
def test_what_a_live_component_is_does_not_change(changes: dict[str, Any], fact: str) -> None:
    assert judged(STEADY, **changes) == [Refusal(fact=fact, hint=REPLACE_HINT)]


@pytest.mark.parametrize("name", ["namespace", "cluster"])
def test_a_live_component_stays_in_its_place(name: str) -> None:
    placed = replace(STEADY, namespace="here", cluster="here")
    fact = f"{name} changes from here to there while it runs"
    assert judged(placed, **{name: "there"}) == [Refusal(fact=fact, hint=REPLACE_HINT)]


def test_a_live_service_keeps_its_address_and_its_balancer() -> None:
    assert judged(STEADY, headless=True) == [
        Refusal(
            fact="service.headless changes to true while it runs, and a live Service keeps its address",
            hint=REPLACE_HINT,
        )
    ]
    balanced = replace(STEADY, balancer="default")
    assert judged(balanced, balancer="internal") == [
        Refusal(
            fact="the class of its load balancer changes from default to internal while it runs",
            hint=f"use service: {{type: cluster-ip}} for one merge, or {REPLACE_HINT}",
        )
    ]
    assert judged(balanced, balancer="") == judged(STEADY, balancer="default") == []


def test_traffic_of_what_was_not_exposed_may_begin() -> None:
    """For what has no slots: only a route or an Ingress is added."""
    assert judged(replace(STEADY, strategy="", engine="", traffic=""), traffic="gateway-api") == []


def test_claims_of_live_pods_do_not_change() -> None:
    held = replace(STEADY, strategy="", engine="", claims={"/data": Claim("1Gi", "", "once")})
    assert judged(held, claims={"/data": Claim("2Gi", "", "once")}) == [
        Refusal(
            fact='the size of the claim at "/data" changes from 1Gi to 2Gi while it runs',
            hint=claims.HINT,
            path=("volumes", "/data"),
        )
    ]


def test_a_claim_of_any_component_does_not_shrink() -> None:
    held = replace(STEADY, kind="job", strategy="", engine="", own_claims={"/data": Claim("2Gi", "", "once")})
    assert judged(held, own_claims={"/data": Claim("1Gi", "", "once")}) == [
        Refusal(
            fact='the size of the claim at "/data" changes from 2Gi to 1Gi',
            hint=claims.OWN_HINT,
            path=("volumes", "/data"),
        )
    ]


WEB, HTTP = ServedPort("web", 8080, 8080, named=True, path=("ports", "web")), ServedPort("http", 8080, 8080, named=True)


@pytest.mark.parametrize(
    ("engine", "hint"),
    [
        ("native", ports.HINT),
        ("argo-rollouts", ports.HINT),
        ("flagger", ports.HINT),
        ("kserve-standard", REPLACE_HINT),  # its Service leads to one port
    ],
)
def test_a_port_of_running_pods_is_not_renamed(engine: str, hint: str) -> None:
    steady = replace(STEADY, engine=engine, endpoints=Endpoints((HTTP,)))
    assert judged(steady, endpoints=Endpoints((WEB,))) == [
        Refusal(
            fact='the port "http" (8080) is renamed to "web" while it runs: the running pods have no such port',
            hint=hint,
            path=("ports", "web"),
        )
    ]


def test_where_all_pods_end_first_a_port_may_be_renamed() -> None:
    steady = replace(STEADY, strategy="recreate", mode="in-place", endpoints=Endpoints((HTTP,)))
    assert judged(steady, endpoints=Endpoints((WEB,))) == []


def test_the_paths_that_a_refusal_may_name() -> None:
    held = replace(STEADY, claims={"/a": Claim("1Gi", "", "once")}, own_claims={}, endpoints=Endpoints((WEB,)))
    assert [*refused_changes.paths(held)] == [("volumes", "/a"), ("ports", "web")]


def test_a_steady_component_changes_in_place() -> None:
    assert judged(STEADY, pods={"fraud-api-blue": "other"}, shape={**SHAPE, "scale": "other"}) == []


@pytest.mark.parametrize("name", ["strategy", "scale", "ports", "expose"])
def test_no_shape_changes_while_a_release_is_on_its_way(name: str) -> None:
    assert judged(MOVING, shape={**SHAPE, name: "other"}) == [
        Refusal(fact=f"{name} changes while a release is under way", hint=ONE)
    ]


def test_no_pods_change_in_place_while_a_release_is_on_its_way() -> None:
    assert judged(MOVING, pods={**MOVING.pods, "fraud-api-blue": "other"}) == [
        Refusal(fact="the pods of fraud-api-blue change in place while a release is under way", hint=ONE)
    ]


def test_the_merge_that_starts_a_release_changes_nothing_else() -> None:
    after = replace(MOVING, pods={**MOVING.pods, "fraud-api-blue": "other"})
    assert list(refused_changes.judge(STEADY, after)) == [
        Refusal(fact="the pods of fraud-api-blue change in place while a release is under way", hint=ONE)
    ]


def test_a_slot_strategy_takes_no_image_in_place() -> None:
    assert [refused.fact for refused in judged(STEADY, release=Release(active=NEW))] == [
        "the active version changes in place"
    ]


def test_rolling_takes_an_image_in_place() -> None:
    rolling = replace(STEADY, strategy="rolling", mode="in-place")
    assert judged(rolling, release=Release(active=NEW)) == []


def test_the_strategy_of_a_steady_component_changes_alone() -> None:
    assert judged(STEADY, strategy="blue-green", shape={**SHAPE, "strategy": "other"}) == []


def test_the_strategy_does_not_change_together_with_the_version() -> None:
    assert judged(STEADY, strategy="rolling", mode="in-place", release=Release(active=NEW)) == [
        Refusal(
            fact="the strategy changes from canary to rolling together with the version",
            hint="change the strategy alone; release in the next merge",
        )
    ]


def test_the_strategy_does_not_change_during_a_release() -> None:
    assert judged(MOVING, strategy="blue-green") == [
        Refusal(
            fact="the strategy changes from canary to blue-green while a release is under way",
            hint="finish or abort the release first, and start it after the change",
        )
    ]


def test_a_controller_promotes_at_once_what_changes_with_the_strategy() -> None:
    rollout = replace(STEADY, engine="argo-rollouts", mode="argo-rollouts")
    assert judged(rollout, strategy="blue-green", release=Release(active=NEW)) == [
        Refusal(
            fact="the strategy changes together with the version: it would be promoted at once",
            hint="change one of them first",
        )
    ]
    assert judged(rollout, release=Release(active=NEW)) == judged(rollout, strategy="blue-green") == []


@pytest.mark.parametrize("engine", ["argo-rollouts", "flagger"])
def test_other_pods_are_another_version_to_a_controller(engine: Any) -> None:
    """It knows a version by its pods: a variable that changes with the strategy is promoted as an image would be."""
    rolling = replace(STEADY, engine=engine, mode=engine, strategy="rolling", pods={"fraud-api": "a"})
    assert judged(rolling, strategy="blue-green", pods={"fraud-api": "b"}) == [
        Refusal(
            fact="the strategy changes together with the pods: they would be promoted at once",
            hint="change one of them first",
        )
    ]
    assert judged(rolling, strategy="blue-green") == judged(rolling, pods={"fraud-api": "b"}) == []


def test_flagger_takes_what_answers_with_its_canary() -> None:
    canary = replace(STEADY, engine="flagger", mode="flagger")
    assert judged(canary, strategy="rolling") == [
        Refusal(
            fact="removing the Canary removes the Services and the primary that Flagger created: the service would be interrupted",
            hint="build the new one beside it under another component name, move its callers, then remove this one",
        )
    ]
    assert judged(replace(canary, strategy="rolling"), strategy="canary") == []


@pytest.mark.parametrize("strategy", ["rolling", "recreate"])
def test_flagger_knows_nothing_of_a_strategy_that_changes_in_place(strategy: str) -> None:
    canary = replace(STEADY, engine="flagger", mode="flagger")
    assert len(judged(canary, strategy=strategy)) == 1
    rolling = replace(canary, strategy="rolling", pods={"fraud-api": "a"})
    assert judged(rolling, strategy=strategy, pods={"fraud-api": "b"}) == []


@pytest.mark.parametrize("strategy", ["rolling", "blue-green"])
def test_a_rollout_and_a_deployment_do_not_follow_each_other(strategy: str) -> None:
    rollout = replace(STEADY, engine="argo-rollouts", mode="argo-rollouts", strategy=strategy)
    assert judged(rollout, strategy="recreate", mode="in-place") == [
        Refusal(
            fact=f"the strategy changes from {strategy} to recreate: a Deployment would replace the running Rollout",
            hint=REPLACE_HINT,
        )
    ]
    assert judged(replace(rollout, strategy="recreate"), strategy=strategy) == [
        Refusal(
            fact=f"the strategy changes from recreate to {strategy}: a Rollout would replace the running Deployment",
            hint=REPLACE_HINT,
        )
    ]


def test_on_native_a_deployment_is_recreated_from_now_on() -> None:
    rolling = replace(STEADY, mode="in-place", strategy="rolling")
    assert judged(rolling, strategy="recreate", release=Release(active=NEW)) == []


def test_tasks_change_as_they_like() -> None:
    job = replace(STEADY, kind="job", engine="", traffic="", mode="in-place")
    assert judged(job, release=Release(active=NEW), pods={}) == []
