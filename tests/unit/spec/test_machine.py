from generator.spec import machine


def test_groups_are_those_of_a_field_or_those_that_it_names() -> None:
    head, workers = {"machine": "small"}, {"a": {"count": 1}, "b": {"max": 2, "machine": "gpu"}}
    assert list(machine.groups({"workers": workers, "head": head}, ("head", "workers"))) == [head, *workers.values()]
    assert list(machine.groups({"scheduler": head, "workers": {"count": 2}}, ("scheduler", "workers"))) == [
        head,
        {"count": 2},
    ]
    assert list(machine.groups({"machine": "gpu", "replicas": 2}, ("workers",))) == []


def test_a_machine_is_a_name_or_a_name_with_sizes() -> None:
    assert machine.name({"machine": "gpu"}) == machine.name({"machine": {"name": "gpu", "cpu": "1"}}) == "gpu"
    assert machine.name({}) == ""
