"""The policy about routes refuses hosts and annotations, naming both lines; a name that is too long is a problem."""

from typing import Any

from generator.errors import Severity
from tests.builders import cases, samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE

GATEWAY: Data = {"traffic": "gateway-api", "gateway": {"name": "public", "namespace": "gateways"}}


def refusals(expose: Any, policy: Data) -> list[str]:
    found = cases.judged(samples.case(SERVICE | {"expose": expose}, None, GATEWAY | {"policy": policy})).problems
    assert {problem.severity for problem in found} <= {Severity.REFUSAL}
    return [f"{each.where}: {each.fact} -> {each.hint}" for each in found]


def test_annotations_of_routes_match_a_pattern() -> None:
    policy = {"routeAnnotations": ["nginx.ingress.kubernetes.io/proxy-*"]}
    allowed = {"nginx.ingress.kubernetes.io/proxy-body-size": "1m"}
    assert refusals({"host": "a.dev", "annotations": allowed}, policy) == []
    snippet = {"nginx.ingress.kubernetes.io/server-snippet": "x"}
    for expose, where in (
        ({"host": "a.dev", "annotations": snippet}, "expose"),
        ([{"host": "a.dev", "annotations": snippet}], "expose[0]"),
    ):
        assert refusals(expose, policy) == [
            (
                f'components.api.{where}.annotations["nginx.ingress.kubernetes.io/server-snippet"]: the annotation'
                ' "nginx.ingress.kubernetes.io/server-snippet" is not allowed in dev (environments/dev.yaml:15)'
                " -> allowed: nginx.ingress.kubernetes.io/proxy-*"
            )
        ]


def test_a_route_has_a_name_of_63_characters() -> None:
    fitting, long = "x" * 53, "x" * 55
    expose = [{"name": fitting, "host": "a.dev"}, {"name": long, "host": "b.dev"}]
    assert samples.problems(SERVICE | {"expose": expose}, None, GATEWAY) == [
        (
            f'components.api.expose[1].name: "fraud-api-{long}" (the route) has 65 characters, at most 63 are allowed'
            " -> shorten the route's name by 2 characters"
        )
    ]
