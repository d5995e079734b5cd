import pytest

from generator.kubernetes.effects import capacity
from generator.kubernetes.effects.rule import Pair, Revision
from tests.builders.objects import Object, base, main_service, slot


def revision(*objects: Object) -> Revision:
    kinds = {each["kind"] for each in objects}
    return Revision(
        {kind: {each["metadata"]["name"]: each for each in objects if each["kind"] == kind} for kind in kinds}
    )


@pytest.mark.parametrize(
    ("scaler", "expected"),
    [
        (base("HorizontalPodAutoscaler", {"spec/minReplicas": None}), (1, 6)),
        (base("ScaledObject", {"spec/minReplicaCount": None, "spec/maxReplicaCount": None}), (0, 100)),
        (base("HorizontalPodAutoscaler", {"spec/maxReplicas": "many"}), (2, 2)),
    ],
)
def test_an_autoscaler_has_the_bounds_of_its_api(scaler: Object, expected: tuple[int, int]) -> None:
    assert capacity.bounds(scaler) == expected


def test_the_number_of_pods_is_the_least_of_the_autoscaler() -> None:
    assert capacity.pods(revision(base("HorizontalPodAutoscaler")), base("Deployment")) == 2


def test_an_autoscaler_of_another_workload_does_not_count() -> None:
    other = base("HorizontalPodAutoscaler", {"spec/scaleTargetRef/name": "other"})
    assert capacity.pods(revision(other), base("Deployment", {"spec/replicas": 3})) == 3


def test_a_workload_that_may_have_no_pod_counts_as_one() -> None:
    assert capacity.pods(revision(base("ScaledObject")), base("Deployment")) == 1


def has_traffic(workload: Object, *others: Object) -> bool:
    everything = revision(workload, *others)
    return capacity.has_traffic(Pair(workload, workload, everything, everything))


def test_a_workload_without_slots_has_traffic() -> None:
    assert has_traffic(base("Deployment"), base("Service"))


def test_the_slot_of_the_main_service_has_traffic() -> None:
    assert has_traffic(slot("Deployment", "blue"), main_service("blue"))


def test_the_other_slot_has_none() -> None:
    assert not has_traffic(slot("Deployment", "green"), main_service("blue"), base("HTTPRoute"))


@pytest.mark.parametrize("route", ["HTTPRoute", "GRPCRoute"])
def test_a_slot_with_a_share_of_a_route_has_traffic(route: str) -> None:
    share = base(route, {"spec/rules/0/backendRefs/1/weight": 1})
    assert has_traffic(slot("Deployment", "green"), main_service("blue"), share)


@pytest.mark.parametrize(
    ("service", "leads"),
    [(base("Service"), True), (slot("Service", "green"), False), (base("Service", {"spec/selector": {}}), False)],
)
def test_a_service_leads_to_pods_that_have_all_labels_of_its_selector(service: Object, *, leads: bool) -> None:
    everything, workload = revision(service, base("Deployment")), base("Deployment")
    assert capacity.workloads(everything, service) == [workload] * leads
    assert capacity.services(everything, workload) == [service] * leads


def test_what_is_found_in_all_objects_is_looked_for_once() -> None:
    asked: list[Revision] = []
    everything = revision(base("Service"))
    assert [everything.once(asked.append), everything.once(asked.append)] == [None, None]
    assert asked == [everything]


def test_ports_are_known_by_name_and_by_number() -> None:
    assert capacity.ports(base("Deployment")) == {"http", 8080}
