"""Objects that a person edited in a GitOps repository break no run."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.impact import deployed_jumps, environment_change
from generator.impact.state import EnvironmentState, PlacedObject
from tests.builders.objects import base, mounting, slot
from tests.properties import bending

KEY = ("risk", "fraud", "production")
FOLDER = "projects/risk/fraud/overlays/production/canary"
POSITION = '{"active": {"slot": "blue", "image": "a:1"}, "candidate": {"image": "a:2"}, "steps": [10], "step": 1}'
OBJECTS = [
    base("Service", {"metadata/annotations": {"tidegate.dev/release": POSITION}}),
    slot(
        "Deployment",
        "blue",
        {"spec/template/spec/volumes": [{"name": "a", "persistentVolumeClaim": {"claimName": "c"}}]},
    ),
    slot("Deployment", "green"),
    *(base(kind) for kind in ("HTTPRoute", "Ingress", "StatefulSet", "Canary", "Rollout", "ScaledObject")),
    *(
        base("HorizontalPodAutoscaler", {"metadata/labels/tidegate.dev~slot": name}, name=name)
        for name in ("blue", "green")
    ),
    base("PersistentVolumeClaim", name="c"),
    mounting("Job", "files"),
]


def state(objects: list[Any]) -> EnvironmentState:
    placed = [PlacedObject(each, f"{FOLDER}/{number}.yaml") for number, each in enumerate(objects)]
    return EnvironmentState(KEY, "eu", "fraud", placed)


@st.composite
def edited(draw: st.DrawFn) -> EnvironmentState:
    some = draw(st.lists(st.sampled_from(range(len(OBJECTS))), min_size=1, unique=True))
    found = [draw(bending.bent(OBJECTS[each])) for each in some]
    return state([each for each in found if isinstance(each, dict)])


@settings(max_examples=400)
@given(before=edited(), after=edited())
def test_any_two_states_are_judged(before: EnvironmentState, after: EnvironmentState) -> None:
    jumps = list(deployed_jumps.find(before, after))
    found = environment_change.of(before, after, jumps)
    assert found is None or found.jumps == tuple(jumps)
