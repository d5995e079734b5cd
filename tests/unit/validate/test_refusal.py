from generator.validate import refusal
from tests.builders import samples


def test_the_line_of_a_rule_is_that_of_its_own_value() -> None:
    environment = samples.environment(policy={"kinds": ["service"], "minReplicas": 2})
    file, _, line = refusal.line(environment, ("policy", "minReplicas")).rpartition(":")
    assert file == "environments/dev.yaml"
    assert int(line) > int(refusal.line(environment, ("policy", "kinds")).rpartition(":")[2])
