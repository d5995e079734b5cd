from generator.components.inference import kserve_runtimes, runtimes


def test_kserve_has_each_of_our_runtimes() -> None:
    assert kserve_runtimes.RUNTIMES.keys() == runtimes.RUNTIMES.keys()
    assert {*kserve_runtimes.MOUNTED} < {*kserve_runtimes.SCHEMES}
