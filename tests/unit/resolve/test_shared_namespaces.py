from generator.environment.environment import Environment
from generator.resolve import shared_namespaces
from tests.builders import samples
from tests.builders.documents import Data

BASELINE: Data = {"podSecurity": "baseline"}
ONE: Data = {"namespace": "{team}-{project}"}


def environment(name: str, **fields: object) -> Environment:
    return samples.environment(name, **fields)


def test_environments_of_one_namespace_have_one_standard() -> None:
    [found] = shared_namespaces.check([environment("dev", **ONE), environment("test", **ONE, **BASELINE)])
    assert found.fact == (
        "podSecurity is baseline, but dev has restricted (environments/dev.yaml:1), and both have the namespaces "
        '"{team}-{project}"'
    )
    assert found.hint == "give both the same, or one of them its own namespace: a namespace enforces one standard"
    assert (found.code, found.path) == ("pod-security", ("podSecurity",))


def test_a_namespace_or_a_cluster_of_its_own_may_have_another() -> None:
    there = {"cluster": {"name": "other", "kubernetes": "1.34"}}
    assert [
        *shared_namespaces.check([environment("dev", **ONE), environment("test", **ONE, **BASELINE, **there)])
    ] == []
    assert [*shared_namespaces.check([environment("dev"), environment("test", **BASELINE)])] == []
    assert [
        *shared_namespaces.check([environment("dev", **ONE, **BASELINE), environment("t", **ONE, **BASELINE)])
    ] == []
