from typing import Any

import pytest

from generator.kubernetes import deployment_strategy
from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE

GPU: Data = SERVICE | {"machine": "gpu-small", "scale": 2}
BESIDE: Data = SERVICE | {
    "scale": 2,
    "sidecars": {"embed": {"image": "ghcr.io/acme/embed:1", "resources": {"gpu": 1, "cpu": 1, "memory": "4Gi"}}},
}
ONCE: Data = SERVICE | {"volumes": {"/data": {"size": "1Gi"}}}
MANY: Data = SERVICE | {"volumes": {"/data": {"size": "1Gi", "access": "many"}, "/ram": {"memory": "1Gi"}}}


def values(component: Data) -> dict[str, Any]:
    target = samples.target(component)
    return deployment_strategy.values(target.component, target.component.serving.strategy)


@pytest.mark.parametrize(
    ("component", "surge", "unavailable"),
    [
        (SERVICE, 1, 0),
        (GPU, 0, 1),
        (ONCE, 0, 1),
        (ONCE | {"strategy": {"type": "rolling", "surge": "0%"}}, "0%", 1),
        (MANY, 1, 0),
        (GPU | {"strategy": {"type": "rolling", "surge": 1}}, 1, 1),
        (SERVICE | {"strategy": "blue-green"}, 1, 0),
        (GPU | {"strategy": "blue-green"}, 0, 1),
        (BESIDE, 0, 1),
        (BESIDE | {"strategy": "blue-green"}, 0, 1),
    ],
)
def test_pods_that_cannot_run_side_by_side_get_no_surge(component: Data, surge: int, unavailable: int) -> None:
    assert values(component) == {"recreate": False, "surge": surge, "unavailable": unavailable}


def test_recreate_has_no_bounds() -> None:
    assert values(ONCE | {"strategy": "recreate"}) == {"recreate": True}
