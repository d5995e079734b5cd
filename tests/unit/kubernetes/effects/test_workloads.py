from generator.kubernetes.effects import workloads


def test_a_pod_template_restarts() -> None:
    assert [rule.effect for rule in workloads.DEPLOYMENT.rules if rule.path == "spec.template"] == ["restart"]
