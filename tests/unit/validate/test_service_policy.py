"""The policy about the main Service refuses types and annotations, naming both lines."""

from generator.errors import Severity
from tests.builders import cases, samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE


def refusals(service: Data, policy: Data | None = None) -> list[str]:
    environment = {} if policy is None else {"policy": policy}
    found = cases.judged(samples.case(SERVICE | {"service": service}, None, environment)).problems
    assert {problem.severity for problem in found} <= {Severity.REFUSAL}
    return [f"{each.where}: {each.fact} -> {each.hint}" for each in found]


def test_without_a_policy_the_service_is_one_of_the_cluster() -> None:
    assert refusals({"type": "cluster-ip"}) == []
    assert refusals({"type": "load-balancer"}) == [
        (
            "components.api.service.type: type load-balancer is not allowed in dev (environments/dev.yaml:1)"
            " -> allowed: cluster-ip; ask the platform team for policy: {serviceTypes: [cluster-ip, load-balancer]}"
        )
    ]


def test_a_policy_names_the_types() -> None:
    policy = {"serviceTypes": ["node-port"]}
    assert refusals({"type": "node-port"}, policy) == []
    assert refusals({"type": "load-balancer"}, policy) == [
        (
            "components.api.service.type: type load-balancer is not allowed in dev (environments/dev.yaml:10)"
            " -> allowed: node-port; ask the platform team for policy: {serviceTypes: [node-port, load-balancer]}"
        )
    ]


def test_a_policy_names_the_annotations() -> None:
    service: Data = {
        "annotations": {"cloud.example.org/tier": "gold", "cloud.example.org/x": "y", "other/tier": "gold"}
    }
    assert refusals(service) == []
    assert refusals(service, {"serviceAnnotations": ["cloud.example.org/t*"]}) == [
        f'components.api.service.annotations["{key}"]: the annotation "{key}" is not allowed in dev'
        " (environments/dev.yaml:10) -> allowed: cloud.example.org/t*"
        for key in ("cloud.example.org/x", "other/tier")
    ]
    none = refusals({"annotations": {"a/b": "c"}}, {"serviceAnnotations": []})
    assert none == [
        (
            'components.api.service.annotations["a/b"]: the annotation "a/b" is not allowed in dev (environments/dev.yaml:10)'
            " -> leave it out, or ask the platform team"
        )
    ]
