from typing import Any

import pytest

from generator.environment.environment import Machine
from generator.resolve import component_builder
from generator.spec.component import Resources, Variable, Volume
from tests.builders import samples
from tests.builders.samples import SERVICE

GPU = "nvidia.com/gpu"
TOLERATION = {"key": GPU, "operator": "Exists", "effect": "NoSchedule"}
SMALL = Machine(cpu="500m", memory="1024Mi", gpu={GPU: 2}, node_selector={"pool": "gpu"}, tolerations=())


def resources(**written: Any) -> Resources:
    return component_builder.resources({"resources": written}, {})


def test_memory_is_a_limit_too_and_cpu_a_request_alone() -> None:
    found = resources(cpu="1", memory="1024Mi", ephemeralStorage="1Gi")
    assert found.requests == {"cpu": "1", "memory": "1Gi", "ephemeral-storage": "1Gi"}
    assert found.limits == {"memory": "1Gi"}


def test_gpus_are_requests_and_limits_and_are_tolerated() -> None:
    assert resources(gpu=1) == Resources(
        requests={GPU: "1"}, limits={GPU: "1"}, node_selector={}, gpus=(GPU,), tolerations=(TOLERATION,)
    )


def test_a_limit_is_a_request_where_none_is_written() -> None:
    found = resources(requests={"cpu": "0.5"}, limits={"cpu": "1", "memory": "1Gi", "amd.com/gpu": "1"})
    assert found.requests == {"cpu": "500m", "memory": "1Gi", "amd.com/gpu": "1"}
    assert (found.gpus, found.tolerations) == (("amd.com/gpu",), ({**TOLERATION, "key": "amd.com/gpu"},))


def test_a_machine_brings_its_own() -> None:
    found = component_builder.resources({"machine": "small"}, {"small": SMALL})
    assert found.requests == {"cpu": "500m", "memory": "1Gi", GPU: "2"}
    assert (found.node_selector, found.tolerations) == ({"pool": "gpu"}, (TOLERATION,))
    own = {"key": "dedicated", "operator": "Exists"}
    assert component_builder.of_machine(SMALL._replace(tolerations=(own,))).tolerations == (own,)


@pytest.mark.parametrize(
    ("source", "variable"),
    [
        ("x", Variable("A", value="x")),
        ("", Variable("A", value="")),
        ({"secret": "s", "key": "k"}, Variable("A", secret="s", key="k")),
        ({"configMap": "c", "key": "k"}, Variable("A", config_map="c", key="k")),
        ({"field": "status.podIP"}, Variable("A", field="status.podIP")),
    ],
)
def test_a_variable_has_a_value_or_a_source(source: Any, variable: Variable) -> None:
    assert samples.target(SERVICE | {"env": {"A": source}}).component.env == (variable,)


@pytest.mark.parametrize(
    ("source", "volume"),
    [
        ({"claim": "models"}, Volume("/a", claim="models")),
        (
            {"size": "1024Mi", "class": "fast", "access": "many"},
            Volume("/a", size="1Gi", storage_class="fast", access="many"),
        ),
        ({"scratch": "1Gi"}, Volume("/a", scratch="1Gi")),
        ({"memory": "1Gi"}, Volume("/a", memory="1Gi")),
    ],
)
def test_a_volume_is_of_one_kind(source: Any, volume: Volume) -> None:
    assert samples.target(SERVICE | {"volumes": {"/a": source}}).component.volumes == (volume,)


def test_a_model_has_a_variable_of_its_own() -> None:
    found = samples.target(SERVICE | {"model": "s3://m/1"}).component
    assert (found.model, found.model_variable) == ("s3://m/1", "MODEL_URI")
    named = samples.target(SERVICE | {"model": {"uri": "s3://m/1", "env": "MODEL_PATH"}}).component
    assert named.model_variable == "MODEL_PATH"


def test_patches_keep_their_place_in_the_teams_list() -> None:
    ops = [{"op": "test", "path": "/kind", "value": "Service"}]
    found = samples.target(
        SERVICE | {"patches": [{"target": {"kind": kind}, "ops": ops} for kind in ("Service", "Deployment")]}
    )
    assert [(patch.kind, patch.number) for patch in found.component.patches] == [("Service", 0), ("Deployment", 1)]
