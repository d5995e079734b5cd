from typing import Any

import pytest

from generator.environment.environment import Machine
from generator.resolve import resources
from generator.spec.component import Resources
from tests.builders import documents, samples
from tests.builders.documents import Data

GPU = "nvidia.com/gpu"
TOLERATION = {"key": GPU, "operator": "Exists", "effect": "NoSchedule"}
SMALL = Machine(cpu="500m", memory="1024Mi", gpu={GPU: 2}, node_selector={"pool": "gpu"}, tolerations=())
LARGE = SMALL._replace(
    limits={"cpu": "1", "memory": "4Gi"}, resizable=True, max={"cpu": "8", "memory": "8Gi", "gpu": 8}
)


def settled(**written: Any) -> Resources:
    return resources.settled({"resources": written}, {})


def test_memory_is_a_limit_too_and_cpu_a_request_alone() -> None:
    found = settled(cpu="1", memory="1024Mi", ephemeralStorage="1Gi")
    assert found.requests == {"cpu": "1", "memory": "1Gi", "ephemeral-storage": "1Gi"}
    assert found.limits == {"memory": "1Gi"}


def test_gpus_are_requests_and_limits_and_are_tolerated() -> None:
    assert settled(gpu=1) == Resources(
        requests={GPU: "1"}, limits={GPU: "1"}, node_selector={}, devices=(GPU,), tolerations=(TOLERATION,)
    )


def test_a_limit_is_a_request_where_none_is_written() -> None:
    found = settled(requests={"cpu": "0.5"}, limits={"cpu": "1", "memory": "1Gi", "amd.com/gpu": "1"})
    assert found.requests == {"cpu": "500m", "memory": "1Gi", "amd.com/gpu": "1"}
    assert (found.devices, found.tolerations) == (("amd.com/gpu",), ({**TOLERATION, "key": "amd.com/gpu"},))


def test_every_extended_resource_is_a_device() -> None:
    limits = {
        "rdma/hca": "1",
        "google.com/tpu": "4",
        "hugepages-2Mi": "2Mi",
        "x.kubernetes.io/y": "1",
        "none.dev/x": "0",
    }
    found = settled(limits=limits)
    assert found.devices == ("rdma/hca", "google.com/tpu")
    assert found.needs_devices


def test_a_machine_brings_its_own() -> None:
    found = resources.settled({"machine": "small"}, {"small": SMALL})
    assert found.requests == {"cpu": "500m", "memory": "1Gi", GPU: "2"}
    assert found.limits == {"memory": "1Gi", GPU: "2"}
    assert (found.node_selector, found.tolerations) == ({"pool": "gpu"}, (TOLERATION,))
    own = {"key": "dedicated", "operator": "Exists"}
    assert resources.of_machine(SMALL._replace(tolerations=(own,))).tolerations == (own,)


@pytest.mark.parametrize(
    ("written", "requests", "limits"),
    [
        ({}, {"cpu": "500m", "memory": "1Gi", GPU: "2"}, {"cpu": "1", "memory": "4Gi", GPU: "2"}),
        ({"memory": "2Gi"}, {"cpu": "500m", "memory": "2Gi", GPU: "2"}, {"cpu": "1", "memory": "4Gi", GPU: "2"}),
        ({"memory": "6Gi"}, {"cpu": "500m", "memory": "6Gi", GPU: "2"}, {"cpu": "1", "memory": "6Gi", GPU: "2"}),
        ({"cpu": "2", "gpu": 4}, {"cpu": "2", "memory": "1Gi", GPU: "4"}, {"cpu": "2", "memory": "4Gi", GPU: "4"}),
    ],
)
def test_a_resized_amount_is_its_limit_unless_that_is_larger(written: Data, requests: Data, limits: Data) -> None:
    found = resources.settled({"machine": {"name": "large", **written}}, {"large": LARGE})
    assert (found.requests, found.limits) == (requests, limits)


def test_memory_may_have_no_limit() -> None:
    found = resources.of_machine(SMALL._replace(limits={"memory": "none"}, gpu={}))
    assert found.limits == {}


def test_claims_are_devices_without_a_number() -> None:
    found = resources.of_machine(SMALL._replace(gpu={}, claims={"gpu": "single-gpu"}))
    assert (found.devices, found.claims, found.needs_devices) == ((), (("gpu", "single-gpu"),), True)


@pytest.mark.parametrize(
    ("component", "needs"),
    [
        ({"machine": "gpu-small"}, True),
        ({"machine": {"name": "gpu-small"}}, True),
        ({"machine": "cpu-small"}, False),
        ({"machine": "missing"}, False),
        ({"machine": ["x"]}, False),
        ({"resources": {"gpu": 1}}, True),
        ({"resources": {"cpu": 1}}, False),
        ({"resources": {"limits": {"habana.ai/gaudi": 1}}}, True),
        ({"resources": {"requests": {"habana.ai/gaudi": "x"}}}, True),
        ({"resources": {"limits": {"habana.ai/gaudi": 0, "cpu": 1}}}, False),
        ({"resources": {"limits": [1]}}, False),
        ({"resources": 7}, False),
        ({"sidecars": {"cache": {"resources": {"gpu": 1}}}}, True),
        ({"init": {"warm": {"resources": {"limits": {"habana.ai/gaudi": 1}}}}}, True),
        ({"sidecars": {"cache": {}, "other": 1}, "init": []}, False),
    ],
)
def test_devices_are_seen_before_values_are_judged(component: Data, needs: bool) -> None:  # noqa: FBT001 - a parameter
    assert resources.needs_devices(documents.mapping(component), samples.environment()) is needs
