from generator.kubernetes import api_defaults, object_kinds


def test_defaults_are_of_built_in_kinds() -> None:
    assert {object_kinds.of(kind).schema for kind in api_defaults.KINDS} == {"kubernetes"}


def test_no_default_is_said_twice() -> None:
    for defaults in (api_defaults.POD, *api_defaults.KINDS.values()):
        paths = [default.path for default in defaults]
        assert sorted(paths) == sorted({*paths})


def test_numbers_of_pods_and_selectors_have_no_default() -> None:
    names = {default.path.rpartition(".")[2] for defaults in api_defaults.KINDS.values() for default in defaults}
    assert names.isdisjoint({"replicas", "minReplicas", "weight", "selector"})
