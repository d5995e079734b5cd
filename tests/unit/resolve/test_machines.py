from typing import Any

import pytest

from generator.errors import Mark
from generator.resolve import machines
from tests.builders import documents
from tests.builders.documents import Data

SIZE: Data = {"cpu": "2", "memory": "4Gi"}
GPU: Data = {"gpu": {"nvidia.com/gpu": 2}}


def said(machine: Data, kubernetes: str = "1.34") -> list[str]:
    data = {"machines": {"m": SIZE | machine}, "cluster": {"name": "dev", "kubernetes": kubernetes}}
    found = machines.check(documents.mapping(data), data, Mark("dev.yaml", 1, 1))
    return [f"{'.'.join(map(str, each.path))}: {each.fact} -> {each.hint}" for each in found]


@pytest.mark.parametrize(
    "machine",
    [
        {"limits": {"cpu": "2", "memory": "none"}},
        {"limits": {"memory": "8Gi"}},
        {"resizable": True, "max": {"cpu": "2", "memory": "4Gi"}},
        GPU | {"resizable": True, "max": {"gpu": 2}},
        {"claims": {"gpu": {"template": "single"}}},
        {"affinity": {"preferredDuringSchedulingIgnoredDuringExecution": [
            {"weight": 1, "preference": {"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["a"]}]}},
        ]}},
    ],
)  # fmt: skip
def test_what_a_machine_may_say(machine: Any) -> None:
    assert said(machine) == []


@pytest.mark.parametrize(
    ("machine", "fact"),
    [
        (
            {"limits": {"cpu": "1"}},
            "machines.m.limits.cpu: 1 is less than cpu 2 -> a limit is at least the machine's cpu",
        ),
        (
            {"resizable": True, "max": {"memory": "1Gi"}},
            "machines.m.max.memory: 1Gi is less than memory 4Gi -> a maximum is at least the machine's memory",
        ),
        (
            GPU | {"resizable": True, "max": {"gpu": 1}},
            (
                "machines.m.max.gpu: 1 is less than the 2 GPUs of the machine"
                " -> write gpu: {nvidia.com/gpu: 1}, and at least that many here"
            ),
        ),
        (
            {"resizable": True, "max": {"gpu": 1}},
            "machines.m.max.gpu: the machine has no gpu -> write gpu: {nvidia.com/gpu: 1}, and at least that many here",
        ),
        (
            {"resizable": True},
            (
                'machines.m.resizable: a resizable machine needs "max"'
                ' -> write the largest size: max: {cpu: "16", memory: 128Gi}; what is not in it is fixed'
            ),
        ),
        (
            {"max": {"cpu": "4"}},
            'machines.m.max: "max" has no meaning: the machine is not resizable -> write resizable: true, or remove max',
        ),
    ],
)
def test_what_contradicts_itself(machine: Any, fact: str) -> None:
    (found,) = said(machine)
    assert found == fact


def test_claims_need_a_cluster_that_knows_them() -> None:
    assert said({"claims": {"gpu": {"template": "single"}}}, "1.33") == [
        (
            "machines.m.claims: claims of devices need Kubernetes 1.34, and the cluster has 1.33"
            " -> use gpu: {nvidia.com/gpu: 1} there"
        )
    ]
