import pytest

from generator.spec import device_names


@pytest.mark.parametrize("name", ["con", "prn", "aux", "nul", "com1", "com9", "lpt1", "lpt0", "AUX", "con.eu"])
def test_windows_keeps_it_for_a_device(name: str) -> None:
    assert device_names.is_device(name)


@pytest.mark.parametrize(
    "name", ["", "console", "com", "com10", "fraud-con", "con-fraud", "auxiliary", "null", "eu.con"]
)
def test_another_name_is_free(name: str) -> None:
    assert not device_names.is_device(name)
