import pytest

from tests.builders import rays, samples
from tests.builders.documents import Data
from tests.builders.rays import RAY


def groups(written: Data, section: Data | None = None) -> list[tuple[str, int | None, int, int]]:
    held = samples.objects(written, section, rays.platform())
    (found,) = [each for each in held.values() if each["kind"] == "RayCluster"]
    keys = ("replicas", "minReplicas", "maxReplicas")
    return [(each["groupName"], *(each.get(key) for key in keys)) for each in found["spec"].get("workerGroupSpecs", ())]


@pytest.mark.parametrize(
    ("workers", "made"),
    [
        ({"count": 3}, [("workers", 3, 3, 3)]),
        ({"machine": "cpu-small"}, [("workers", 2, 2, 2)]),
        ({"max": 8}, [("workers", None, 1, 8)]),
        ({"min": 0}, [("workers", None, 0, 4)]),
        ({"a": {"count": 1}, "b": {}}, [("a", 1, 1, 1), ("b", 2, 2, 2)]),
        ({"a": {"count": 1}, "b": {"min": 2}}, [("a", None, 1, 1), ("b", None, 2, 4)]),
        ({}, []),
    ],
)
def test_a_group_has_a_count_or_bounds_and_one_alone_needs_no_name(workers: Data, made: list[object]) -> None:
    assert groups(RAY | {"workers": workers}) == made


def test_an_environment_may_fix_what_an_autoscaler_changed() -> None:
    written = RAY | {"workers": {"machine": "cpu-small", "min": 1, "max": 4}}
    assert groups(written, {"components": {"api": {"workers": {"count": 1}}}}) == [("workers", 1, 1, 1)]


def test_a_group_without_a_machine_has_small_resources_and_the_head_more_memory() -> None:
    found = rays.pods(rays.run(RAY | {"workers": {"resources": {"cpu": "3"}}}))
    requests = {name: pod["spec"]["containers"][0]["resources"]["requests"] for name, pod in found.items()}
    assert requests == {"head": {"cpu": "1", "memory": "4Gi"}, "workers": {"cpu": "3", "memory": "2Gi"}}


def test_a_machine_replaces_the_default_resources_of_the_head() -> None:
    found = rays.pods(rays.run(RAY | {"head": {"machine": "cpu-large"}}))
    assert found["head"]["spec"]["containers"][0]["resources"]["requests"] == {"cpu": "4", "memory": "16Gi"}
