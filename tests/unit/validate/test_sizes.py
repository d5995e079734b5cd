from typing import Any

import pytest

from tests.builders import samples
from tests.builders.documents import Data

GPU = {"nvidia.com/gpu": 1}
PLATFORM: Data = {
    "machines": {
        "fixed": {"cpu": "1", "memory": "1Gi"},
        "free": {"cpu": "1", "memory": "1Gi", "gpu": GPU, "resizable": True, "max": {"memory": "4Gi", "gpu": 2}},
    }
}
SERVICE: Data = {**samples.SERVICE, "scale": 2}


@pytest.mark.parametrize(
    ("machine", "said"),
    [
        ("fixed", []),
        ({"name": "free", "memory": "4Gi", "gpu": 2}, []),
        (
            {"name": "fixed", "memory": "2Gi"},
            [
                (
                    'components.api.machine.memory: machine "fixed" has a fixed memory in dev'
                    " -> write its name alone, or choose another"
                )
            ],
        ),
        (
            {"name": "free", "cpu": 2},
            [
                'components.api.machine.cpu: machine "free" has a fixed cpu in dev -> cpu cannot be changed, but memory and gpu'
            ],
        ),
        (
            {"name": "free", "memory": "8Gi", "gpu": 3},
            [
                (
                    'components.api.machine.memory: 8Gi is more than 4Gi, the most memory of machine "free" in dev'
                    " -> write at most 4Gi"
                ),
                'components.api.machine.gpu: 3 is more than 2, the most gpu of machine "free" in dev -> write at most 2',
            ],
        ),
        (
            {"name": "fre"},
            [
                (
                    'components.api.machine.name: there is no machine "fre" in dev'
                    ' -> did you mean "free"? choose from: cpu-large, cpu-small, fixed, free, gpu-small'
                )
            ],
        ),
        (
            {"memory": "1Gi"},
            ['components.api.machine: "name" is missing -> name a machine type of the platform: cpu-small'],
        ),
    ],
)
def test_a_machine_has_the_sizes_that_the_platform_allows(machine: Any, said: list[str]) -> None:
    assert samples.problems({**SERVICE, "machine": machine}, None, PLATFORM) == said


def test_an_environment_resizes_the_machine_of_the_component() -> None:
    section = {"components": {"api": {"machine": {"memory": "2Gi"}}}}
    main = samples.main({**SERVICE, "machine": "free"}, section, PLATFORM)
    assert main["resources"]["requests"] == {"cpu": "1", "memory": "2Gi", "nvidia.com/gpu": "1"}
    other = {"components": {"api": {"machine": {"name": "fixed"}}}}
    main = samples.main({**SERVICE, "machine": {"name": "free", "memory": "2Gi"}}, other, PLATFORM)
    assert main["resources"]["requests"] == {"cpu": "1", "memory": "1Gi"}


def test_a_gpu_needs_more_than_the_defaults() -> None:
    assert samples.problems({**SERVICE, "resources": {"gpu": 1}}) == [
        (
            "components.api.resources.gpu: the program gets the defaults of cpu and memory beside its GPU, which are small"
            ' -> write all three: resources: {cpu: "4", memory: 16Gi, gpu: 1}, or name a machine'
        )
    ]
    assert samples.problems({**SERVICE, "resources": {"gpu": 1, "memory": "8Gi"}}) == []
    sidecar = {"image": "ghcr.io/acme/cache:1", "resources": {"gpu": 1, "memory": "8Gi"}}
    assert samples.problems({**SERVICE, "sidecars": {"cache": sidecar}}) == []
    assert samples.problems({**SERVICE, "resources": {"gpu": 1}}, None, {"defaults": {"resources": {"cpu": 4}}}) == []
