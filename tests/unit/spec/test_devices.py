import pytest

from generator.spec import devices


@pytest.mark.parametrize(
    ("name", "amount", "needed"),
    [
        ("nvidia.com/gpu", "1", True),
        ("rdma/hca", "2", True),
        ("nvidia.com/gpu", "0", False),
        ("nvidia.com/gpu", "much", True),
        ("cpu", "1", False),
        ("hugepages-2Mi", "2Mi", False),
        ("requests.nvidia.com/gpu", "1", False),
        ("a.kubernetes.io/b", "1", False),
    ],
)
def test_a_device_is_an_extended_resource(name: str, amount: str, needed: bool) -> None:  # noqa: FBT001 - a parameter
    assert devices.needed(name, amount) is needed


@pytest.mark.parametrize(
    ("name", "countable"),
    [("nvidia.com/gpu", True), ("hugepages-2Mi", True), ("cpu", False), ("ephemeral-storage", False)],
)
def test_devices_and_huge_pages_are_whole(name: str, countable: bool) -> None:  # noqa: FBT001 - a parameter
    assert devices.is_countable(name) is countable
