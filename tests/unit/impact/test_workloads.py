from decimal import Decimal
from typing import Any

from generator.impact import workloads
from generator.impact.workloads import Scale
from tests.builders.states import autoscaler, container, deployment


def scale(*objects: dict[str, Any]) -> Scale:
    (found,) = workloads.find(objects).values()
    return found.scale


def test_an_autoscaler_gives_the_scale_of_its_workload() -> None:
    assert scale(deployment(), autoscaler(2, 6)) == Scale(2, 6)


def test_without_an_autoscaler_the_replicas_count_which_are_1_by_default() -> None:
    assert scale(deployment()) == Scale(1, 1)
    assert scale(deployment(replicas=3)) == Scale(3, 3)


def test_keda_scales_from_none_to_a_hundred_by_default() -> None:
    scaled = {"kind": "ScaledObject", "spec": {"scaleTargetRef": {"name": "fraud-api-blue"}}}
    assert scale(deployment(), scaled) == Scale(0, 100)


def test_an_autoscaler_of_another_kind_of_workload_does_not_count() -> None:
    assert scale(deployment(), autoscaler(2, 6, kind="StatefulSet")) == Scale(1, 1)


def test_tasks_are_no_workloads() -> None:
    assert workloads.find([{"kind": "Job", "metadata": {"name": "a"}, "spec": {"template": {"spec": {}}}}]) == {}


def test_an_object_that_a_person_broke_requests_nothing() -> None:
    assert workloads.requests({"containers": [container(cpu="much")]}) == {}
    assert workloads.amount("much") == Decimal(0)
    assert workloads.pods({"kind": "Unknown", "spec": 1}) == []
