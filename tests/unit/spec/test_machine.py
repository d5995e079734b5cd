from generator.spec import machine


def test_a_machine_is_a_name_or_a_name_with_sizes() -> None:
    assert machine.name({"machine": "gpu"}) == machine.name({"machine": {"name": "gpu", "cpu": "1"}}) == "gpu"
    assert machine.name({}) == ""
