import pytest

from tests.builders import samples, sparks
from tests.builders.documents import Data

MACHINES: Data = {"machines": {"big": {"cpu": "8", "memory": "32Gi"}}}


@pytest.mark.parametrize(
    ("written", "section", "count", "most"),
    [
        ({"count": 5}, {"min": 2, "max": 7}, None, 7),
        ({"min": 2, "max": 7}, {"count": 5}, 5, None),
        ({"max": 7}, {}, None, 7),
        ({"min": 2}, {}, None, 4),
        ({}, {}, 3, None),
    ],
)
def test_a_number_and_bounds_replace_each_other(
    written: Data, section: Data, count: int | None, most: int | None
) -> None:
    component = {**samples.SPARK, "executors": written}
    held = samples.objects(component, {"components": {"api": {"executors": section}}}, sparks.OPERATORS)
    (found,) = [each for each in held.values() if each["kind"] == "SparkApplication"]
    assert found["spec"]["executor"].get("instances") == count
    assert found["spec"].get("dynamicAllocation", {}).get("maxExecutors") == most


def test_a_machine_replaces_resources() -> None:
    component = {**samples.SPARK, "driver": {"resources": {"cpu": "2", "memory": "4Gi"}}}
    section = {"components": {"api": {"driver": {"machine": "big"}}}}
    held = samples.objects(component, section, sparks.OPERATORS | MACHINES)
    (found,) = [each for each in held.values() if each["kind"] == "SparkApplication"]
    assert found["spec"]["driver"]["cores"] == 8


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        (
            {"count": 2, "min": 1, "max": 3},
            (
                'executors.count: "count" does not go with "min" and "max"'
                " -> keep count for a fixed number, or min and max for one that changes"
            ),
        ),
        ({"min": 3, "max": 2}, "executors.min: min 3 is more than max 2 -> raise max, or lower min"),
        (
            {"machine": "bog"},
            (
                'executors.machine: there is no machine "bog" in dev'
                ' -> did you mean "big"? choose from: big, cpu-large, cpu-small, gpu-small'
            ),
        ),
    ],
)
def test_what_is_wrong_with_a_group_is_told_at_its_field(group: Data, expected: str) -> None:
    assert sparks.said({"executors": group}, MACHINES) == [expected]
