from typing import Any

import pytest

from generator.spec.component import Variable, Volume
from tests.builders import samples
from tests.builders.samples import SERVICE


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
