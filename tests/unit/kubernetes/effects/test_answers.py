"""By which ways requests come to routes, and which Services answer them."""

import pytest

from generator.kubernetes.effects import answers
from generator.kubernetes.effects.answers import Asked, Way
from generator.kubernetes.effects.rule import Revision
from tests.builders.objects import Object, base

PUBLIC = {"name": "public", "namespace": "gateways"}
ROOT = '{"path": {"type": "PathPrefix", "value": "/"}}'


def route(**spec: object) -> Object:
    return {"kind": "HTTPRoute", "metadata": {"name": "a"}, "spec": spec}


def revision(*routes: Object) -> Revision:
    return Revision({"HTTPRoute": {str(i): each for i, each in enumerate(routes)}})


def test_a_route_is_reached_by_each_of_its_hosts_and_gateways() -> None:
    found = answers.ways(route(parentRefs=[PUBLIC, {"name": "own", "sectionName": "https"}], hostnames=["a", "b"]))
    assert found == {
        Way("gateways/public", "", "a"),
        Way("gateways/public", "", "b"),
        Way("own", "https", "a"),
        Way("own", "https", "b"),
    }


@pytest.mark.parametrize("content", [route(), {"kind": "HTTPRoute"}, {"kind": "HTTPRoute", "spec": {"hostnames": 3}}])
def test_a_route_without_hosts_is_reached_by_any(content: Object) -> None:
    assert (answers.hosts(content), answers.ways(content)) == (set(), {Way("", "", "")})


def test_an_ingress_is_reached_by_its_class() -> None:
    assert answers.ways(base("Ingress")) == {Way("ingress class nginx", "", "a.example.org")}
    assert answers.ways(base("Ingress", {"spec/ingressClassName": None})) == {
        Way("ingress class of the cluster", "", "a.example.org")
    }


def test_a_way_is_lost_unless_the_whole_gateway_or_the_same_listener_leads_there() -> None:
    was = route(parentRefs=[PUBLIC | {"sectionName": "http"}], hostnames=["a"])
    assert answers.lost(was, revision(route(parentRefs=[PUBLIC], hostnames=["a"]))) == []
    assert answers.lost(was, revision(was)) == []
    other = route(parentRefs=[PUBLIC | {"sectionName": "https"}], hostnames=["a"])
    assert answers.lost(was, revision(other)) == [Way("gateways/public", "http", "a")]


def test_services_without_a_share_answer_nothing() -> None:
    rule = {"backendRefs": [{"name": "blue", "weight": 100}, {"name": "green", "weight": 0}]}
    assert answers.sent(route(hostnames=["a"], rules=[rule])) == {Asked(Way("", "", "a"), ROOT): {"blue"}}


def test_the_services_of_several_routes_answer_the_same_request() -> None:
    rules = ([{"backendRefs": [{"name": name}]}] for name in ("blue", "rank"))
    found = answers.all_sent(revision(*(route(hostnames=["a"], rules=each) for each in rules)))
    assert found == {Asked(Way("", "", "a"), ROOT): {"blue", "rank"}}
