from generator.components.inference import runtimes


def test_every_format_but_custom_has_a_runtime_and_every_runtime_a_source() -> None:
    assert {name for served in runtimes.SERVED.values() for name in served} == set(runtimes.RUNTIMES)
    assert [name for name, served in runtimes.SERVED.items() if not served] == ["custom"]
    assert all(each.source.startswith("https://") for each in runtimes.RUNTIMES.values())


def test_every_settled_field_has_a_reason() -> None:
    for each in runtimes.RUNTIMES.values():
        assert each.reasons.keys() == {*each.values, "model"}
