from generator.kubernetes import pod_problems
from tests.builders.samples import JOB, SERVICE, target


def test_pods_without_secrets_and_limits_have_none() -> None:
    assert [list(pod_problems.of(target(component))) for component in (SERVICE, JOB)] == [[], []]


def test_both_the_variables_and_the_secrets_are_asked() -> None:
    component = JOB | {"env": {"A": {"resource": "limits.cpu"}}}
    assert [found.code for found in pod_problems.of(target(component))] == ["env-limit"]
