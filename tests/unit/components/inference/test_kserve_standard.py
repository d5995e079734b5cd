import pytest

from generator.components.inference import kserve_standard
from tests.builders import samples
from tests.builders.documents import Data
from tests.unit.components.inference.served import MODEL, SIDE_BY_SIDE, STANDARD


def spec(component: Data, entry: Data | None = None) -> Data:
    releases = {"releases": {"api": entry}} if entry else None
    found: Data = samples.objects(component, releases, STANDARD)["InferenceService/fraud-api"]["spec"]
    return found


def test_a_predictor_is_named_by_its_slot_and_scales_as_written() -> None:
    predictor = spec(MODEL | {"scale": {"min": 2, "max": 6, "memory": 80}})["predictor"]
    assert (predictor["name"], predictor["minReplicas"], predictor["maxReplicas"]) == ("blue", 2, 6)
    target = {"type": "Utilization", "averageUtilization": 80}
    assert predictor["autoScaling"] == {
        "metrics": [{"type": "Resource", "resource": {"name": "memory", "target": target}}]
    }


@pytest.mark.parametrize(("step", "share", "pods"), [(0, 0, 1), (1, 10, 1), (2, 50, 2)])
def test_a_candidate_is_the_canary_with_its_share_and_pods_for_the_next(step: int, share: int, pods: int) -> None:
    candidate = {"model": "s3://models/a/2", "steps": [10, 50]}
    entry = {"active": {"slot": "green", "model": "s3://models/a/1"}, "candidate": candidate, "step": step}
    found = spec(SIDE_BY_SIDE, entry)
    (canary,) = found["canary"]
    assert found["predictor"]["name"] == "green"
    assert canary["trafficPercent"] == share
    assert (canary["predictor"]["name"], canary["predictor"]["minReplicas"]) == ("blue", pods)
    assert canary["predictor"]["model"]["name"] == "kserve-container"
    assert canary["predictor"]["model"]["storageUri"] == "s3://models/a/2"
    assert not {"maxReplicas", "autoScaling"} & canary["predictor"].keys()


def test_the_previous_version_stays_without_traffic() -> None:
    entry = {"active": {"slot": "green", "model": "s3://models/a/2"}, "previous": {"model": "s3://models/a/1"}}
    found = spec(SIDE_BY_SIDE, entry)
    (canary,) = found["canary"]
    assert (canary["trafficPercent"], canary["predictor"]["minReplicas"]) == (0, 2)


ACTIVE = {"slot": "green", "model": "s3://models/a/1"}
CANDIDATE: Data = {"active": ACTIVE, "candidate": {"model": "s3://models/a/2", "steps": [10, 50]}}
PREVIOUS: Data = {"active": ACTIVE, "previous": {"model": "s3://models/a/2"}}


@pytest.mark.parametrize(
    ("scale", "entry", "bounds"),
    [
        ({"min": 4, "max": 8}, CANDIDATE | {"step": 0}, (5, 8)),
        ({"min": 4, "max": 8}, CANDIDATE | {"step": 1}, (6, 8)),
        ({"min": 4, "max": 8}, PREVIOUS, (8, 8)),
        ({"min": 4, "max": 6}, PREVIOUS, (8, 8)),
        (3, CANDIDATE | {"step": 0}, (4, None)),
        (3, PREVIOUS, (6, None)),
    ],
)
def test_the_active_version_keeps_its_least_number_when_kserve_takes_away_that_of_the_canary(
    scale: object, entry: Data, bounds: tuple[int, int | None]
) -> None:
    """Without `maxReplicas` KServe takes the least number that is left for it, so that a fixed scale stays fixed."""
    predictor = spec(SIDE_BY_SIDE | {"scale": scale}, entry)["predictor"]
    assert (predictor["minReplicas"], predictor.get("maxReplicas")) == bounds


def test_a_canary_has_no_more_pods_than_the_least_number_of_the_scale() -> None:
    candidate = {"model": "s3://models/a/2", "steps": [10, 50]}
    entry = {"active": {"slot": "blue", "model": "s3://models/a/1"}, "candidate": candidate, "step": 2}
    target = samples.target(SIDE_BY_SIDE, {"releases": {"api": entry}}, STANDARD)
    assert kserve_standard.pods(target) == target.component.serving.scale.min
