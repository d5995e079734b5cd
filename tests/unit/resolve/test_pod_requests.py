import pytest

from generator.resolve import pod_requests


def cpu(amount: str) -> dict[str, dict[str, str]]:
    return {"resources": {"cpu": amount}}


@pytest.mark.parametrize(
    ("init", "sidecars", "total"),
    [
        ({}, {}, "1"),
        ({"a": cpu("3"), "b": cpu("2")}, {}, "3"),
        ({"a": cpu("500m")}, {}, "1"),
        ({}, {"s": cpu("250m"), "t": cpu("1")}, "2.25"),
        ({"a": cpu("3")}, {"s": cpu("250m")}, "3.25"),
    ],
)
def test_sidecars_run_beside_the_largest_of_all_others(init: object, sidecars: object, total: str) -> None:
    found = pod_requests.total({**cpu("1"), "init": init, "sidecars": sidecars}, {})["cpu"]
    assert float(found) == float(total)


def test_a_resource_that_one_container_requests_counts() -> None:
    found = pod_requests.total({**cpu("1"), "sidecars": {"s": {"resources": {"gpu": 2}}}}, {})
    assert found == {"cpu": "1.000000000", "nvidia.com/gpu": "2.000000000"}
