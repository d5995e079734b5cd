from decimal import Decimal
from typing import Any

import pytest

from generator.impact import totals, totals_words, workloads
from generator.impact.workloads import Side
from generator.kubernetes import object_kinds
from generator.kubernetes.effects.effect import Effect
from generator.kubernetes.object_kind import ObjectKind
from generator.manifest.object_fields import value_at
from tests.builders import golden_objects, states
from tests.builders.states import autoscaler, claim, container, deployment, labels

GPU = "nvidia.com/gpu"
RESTARTED = {("deployment", "fraud-api-blue"): Effect.RESTART}


NOTHING = workloads.side(None)


def state(*objects: states.Object, **fields: Any) -> Side:
    return workloads.side(states.state(*objects, **fields))


def said(before: Side, after: Side) -> list[str]:
    return list(totals_words.lines(totals.steady(before), totals.steady(after), totals.peak(before, after, {})))


def test_pods_count_at_the_least_size_of_their_autoscaler() -> None:
    found = totals.steady(state(deployment(), autoscaler(4, 8), costs={("api", "blue"): 0.03}))
    assert totals_words.data(found) == {
        "pods": 4,
        "cpu": "2",
        "memory": "4Gi",
        "gpu": {},
        "storage": "0",
        "hourlyCost": 0.12,
    }


def test_an_environment_that_is_not_there_needs_nothing() -> None:
    assert totals.steady(NOTHING) == totals.Totals()


def test_devices_are_counted_by_name() -> None:
    pod = {"containers": [container(devices={GPU: 2, "ephemeral-storage": "1Gi"})]}
    assert totals_words.data(totals.steady(state(deployment(pod=pod), autoscaler(3, 3))))["gpu"] == {GPU: 6}


def test_claims_of_objects_of_each_pod_and_with_its_life_are_added() -> None:
    made = {"metadata": {"name": "data"}, "spec": {"resources": {"requests": {"storage": "5Gi"}}}}
    scratch = {"name": "scratch", "ephemeral": {"volumeClaimTemplate": made}}
    store = {
        **deployment("db", replicas=2, volumeClaimTemplates=[made], pod={"volumes": [scratch]}),
        "kind": "StatefulSet",
    }
    assert totals.steady(state(store, claim(size="10Gi"))).storage == Decimal(30 * 1024**3)


def test_at_the_peak_a_rolling_update_has_its_surge() -> None:
    environment = state(deployment(), autoscaler(4, 4))
    assert totals.peak(environment, environment, RESTARTED).pods == 5
    assert totals.peak(environment, environment, {}).pods == 4


def test_at_the_peak_what_comes_and_what_goes_are_both_there() -> None:
    blue, green = deployment(), deployment("fraud-api-green", slot="green")
    before, after = state(blue, autoscaler(4, 4)), state(green, autoscaler(6, 6, "fraud-api-green"))
    assert totals.peak(before, after, {}).pods == 10


def test_at_the_peak_pods_are_as_many_and_as_large_as_on_the_larger_side() -> None:
    large = {"containers": [container(cpu="2", memory="512Mi")]}
    before, after = state(deployment(), autoscaler(6, 6)), state(deployment(pod=large), autoscaler(2, 2))
    found = totals.peak(before, after, {})
    assert (found.pods, found.cpu, found.memory) == (6, Decimal(12), Decimal(6 * 1024**3))


def test_a_job_that_the_change_starts_counts_at_the_peak() -> None:
    spec = {"parallelism": 3, "template": {"spec": {"containers": [container()]}}}
    job = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "a", "labels": labels("a", "")}, "spec": spec}
    assert totals.peak(state(), state(job), {}).pods == 3
    assert totals.peak(state(job), state(job), {}).pods == 0
    assert totals.steady(state(job)).pods == 0


def test_an_environment_that_moves_is_there_twice() -> None:
    before, after = state(deployment(), claim()), state(deployment(), claim(), namespace="other")
    found = totals.peak(before, after, {})
    assert (found.pods, found.storage) == (2, Decimal(20 * 1024**3))


def test_money_is_unknown_without_prices() -> None:
    assert totals.steady(state(deployment())).hourly_cost is None
    priced = state(deployment(), costs={("api", ""): 0.5})
    assert totals.peak(state(deployment()), priced, {}).hourly_cost is None
    assert totals.peak(priced, priced, RESTARTED).hourly_cost == 1.0


def test_at_the_peak_a_claim_and_a_price_are_those_of_the_larger_side() -> None:
    large = state(deployment(), claim(size="10Gi"), costs={("api", ""): 0.5})
    small = state(deployment(), claim(size="5Gi"), costs={("api", ""): 0.25})
    for before, after in ((large, small), (small, large)):
        found = totals.peak(before, after, {})
        assert (found.storage, found.hourly_cost) == (Decimal(10 * 1024**3), 0.5)


def test_words_tell_what_changes_and_what_is_more_at_the_peak() -> None:
    blue, green = deployment(), deployment("fraud-api-green", slot="green")
    assert said(state(blue), state(green)) == [
        "pods 1, 2 at the peak",
        "cpu 500m, 1 at the peak",
        "memory 1Gi, 2Gi at the peak",
    ]
    assert said(state(blue), state(blue, green)) == ["pods 1 -> 2", "cpu 500m -> 1", "memory 1Gi -> 2Gi"]


def test_the_cost_is_not_known_while_the_price_of_a_running_pod_is_not() -> None:
    api, other = deployment(), deployment("fraud-web-blue", component="web")
    assert totals.steady(state(api, other, costs={("api", ""): 0.5})).hourly_cost is None
    asleep = {**other, "spec": {**other["spec"], "replicas": 0}}
    assert totals.steady(state(api, asleep, costs={("api", ""): 0.5})).hourly_cost == 0.5


def test_an_environment_that_moves_to_where_prices_are_not_known_has_no_known_peak() -> None:
    before, after = state(deployment(), costs={("api", ""): 0.5}), state(deployment(), namespace="other")
    assert totals.peak(before, after, {}).hourly_cost is None


def test_without_pods_nothing_is_paid() -> None:
    assert totals.steady(state(costs={})).hourly_cost == 0
    assert totals.steady(NOTHING).hourly_cost == 0


def test_a_price_that_is_not_known_is_no_price_of_0() -> None:
    priced, unpriced = state(deployment(), costs={("api", ""): 0.5}), state(deployment())
    assert said(unpriced, priced) == ["cost per hour unknown -> 0.50"]
    assert said(priced, unpriced) == ["cost per hour 0.50 -> unknown"]
    assert said(NOTHING, priced) == ["pods 0 -> 1", "cpu 0 -> 500m", "memory 0 -> 1Gi", "cost per hour 0.00 -> 0.50"]
    assert said(NOTHING, unpriced) == ["pods 0 -> 1", "cpu 0 -> 500m", "memory 0 -> 1Gi"]


def ray_service(image: str = "ray:1") -> dict[str, Any]:
    group = {"minReplicas": 1, "maxReplicas": 4, "numOfHosts": 1, "template": pods("4", image)}
    cluster = {"headGroupSpec": {"template": pods("2", image)}, "workerGroupSpecs": [group]}
    return {"kind": "RayService", **named(), "spec": {"rayClusterConfig": cluster}}


def pods(cpu: str, image: str = "ghcr.io/acme/api:1") -> dict[str, Any]:
    return {"spec": {"containers": [container(cpu=cpu, image=image)]}}


def named(name: str = "fraud-rank") -> dict[str, Any]:
    return {"metadata": {"name": name, "labels": labels("rank", "")}}


def test_a_cluster_counts_with_the_fewest_workers_and_each_group_has_its_price() -> None:
    found = totals.steady(state(ray_service(), costs={("rank", ""): [0.25, 1.0]}))
    assert (found.pods, found.cpu, found.hourly_cost) == (2, Decimal(6), 1.25)
    assert totals.steady(state(ray_service(), costs={("rank", ""): [0.25, None]})).hourly_cost is None


def test_at_the_peak_the_second_cluster_of_a_service_is_beside_the_first() -> None:
    before, after = state(ray_service()), state(ray_service("ray:2"))
    assert totals.peak(before, after, {("rayservice", "fraud-rank"): Effect.TRAFFIC}).pods == 4
    assert totals.peak(before, after, {}).pods == 2


def test_at_the_peak_a_cluster_under_a_new_name_is_beside_the_old_one() -> None:
    def cluster(name: str) -> dict[str, Any]:
        return {
            "kind": "DaskCluster",
            **named(name),
            "spec": {"scheduler": pods("1"), "worker": {**pods("2"), "replicas": 3}},
        }

    before, after = state(cluster("fraud-rank-1")), state(cluster("fraud-rank-2"))
    assert totals.steady(before).cpu == Decimal(7)
    assert (totals.peak(before, after, {}).pods, totals.peak(before, after, {}).cpu) == (8, Decimal(14))


def test_each_template_of_a_group_has_its_own_size() -> None:
    template = {"size": 3, "leaderTemplate": pods("1"), "workerTemplate": pods("4")}
    rolling = {"rollingUpdateConfiguration": {"maxSurge": 1}}
    spec = {"replicas": 2, "leaderWorkerTemplate": template, "rolloutStrategy": rolling}
    groups = state({"kind": "LeaderWorkerSet", **named(), "spec": spec})
    assert (totals.steady(groups).pods, totals.steady(groups).cpu) == (6, Decimal(18))
    found = totals.peak(groups, groups, {("leaderworkerset", "fraud-rank"): Effect.RESTART})
    assert (found.pods, found.cpu) == (9, Decimal(27))


@pytest.mark.parametrize(
    "row", [each for each in object_kinds.TABLE.values() if each.pod_templates and each.written_in]
)
def test_the_pods_of_every_kind_count_while_they_run(row: ObjectKind) -> None:
    """Of what golden cases render: all pods that run on, those of runs while they start, none of what a schedule starts later."""
    found = golden_objects.by_kind().get(row.kind, [])
    for each in found:
        sides = totals.steady(state(each)).pods > 0, totals.peak(state(), state(each), {}).pods > 0
        lasts = row.workload is not None or row.lasting
        is_none = value_at(each, ("spec", "replicas")) == 0
        assert sides == (lasts and not is_none, (lasts or row.immutable) and not is_none), each["metadata"]["name"]
    assert found or row.harmless_because


def test_claims_of_workers_of_a_cluster_are_added() -> None:
    claim = {"spec": {"resources": {"requests": {"storage": "5Gi"}}}}
    service = ray_service()
    group = {
        "minReplicas": 2,
        "maxReplicas": 2,
        "template": {"spec": {"volumes": [{"ephemeral": {"volumeClaimTemplate": claim}}]}},
    }
    service["spec"]["rayClusterConfig"]["workerGroupSpecs"] = [group]
    assert totals.steady(state(service)).storage == Decimal(10 * 1024**3)
    assert totals.peak(
        state(service), state(service), {("rayservice", "fraud-rank"): Effect.TRAFFIC}
    ).storage == Decimal(20 * 1024**3)
