"""What a patch must not widen or take away."""

from typing import Any

import pytest

from generator.render import patch_limits

RULE: Any = {"from": [{"podSelector": {}}], "ports": [{"port": 8080, "protocol": "TCP"}]}
POLICY: Any = {"policyTypes": ["Ingress", "Egress"], "ingress": [RULE], "egress": [RULE]}


@pytest.mark.parametrize(
    ("changed", "facts"),
    [
        ({}, []),
        ({"ingress": []}, []),
        ({"ingress": [RULE, {}]}, ["its ingress lets more to the pods"]),
        ({"egress": [{"to": [{"ipBlock": {"cidr": "0.0.0.0/0"}}]}]}, ["its egress lets more out of the pods"]),
        ({"policyTypes": ["Ingress"]}, ["policyTypes lets all traffic through in one direction"]),
        ({"ingress": None, "policyTypes": None}, []),
        ({"egress": None, "policyTypes": None}, ["policyTypes lets all traffic through in one direction"]),
    ],
)
def test_a_network_policy_may_only_narrow(changed: Any, facts: list[str]) -> None:
    assert list(patch_limits.widened("NetworkPolicy", POLICY, POLICY | changed)) == facts


@pytest.mark.parametrize(
    ("most", "is_wider"), [(1, False), (0, False), (2, True), ("1%", True), ("0%", False), (None, True), ("x", True)]
)
def test_a_budget_may_only_narrow(most: Any, *, is_wider: bool) -> None:
    found = list(patch_limits.widened("PodDisruptionBudget", {"maxUnavailable": 1}, {"maxUnavailable": most}))
    assert found == (["it lets more pods be evicted at once"] if is_wider else [])


PORT = {"name": "http", "containerPort": 8080, "protocol": "TCP"}
SERVING: Any = {
    "terminationGracePeriodSeconds": 30,
    "containers": [{"name": "main", "ports": [PORT], "lifecycle": {"preStop": {"sleep": {"seconds": 10}}}}],
}


@pytest.mark.parametrize(
    ("pod", "container", "facts"),
    [
        ({}, {}, []),
        ({}, {"ports": [PORT, {"name": "other", "containerPort": 1}]}, []),
        ({}, {"ports": [PORT | {"name": "web"}]}, ['port 8080 of container "main" is changed or taken away']),
        ({}, {"lifecycle": None}, ['the preStop of container "main" is taken away, in which its endpoints drain']),
        ({}, {"lifecycle": {"preStop": {"exec": {"command": ["a"]}}}}, []),
        (
            {"terminationGracePeriodSeconds": 0},
            {},
            ["terminationGracePeriodSeconds 0 is not more than the 10 seconds of preStop"],
        ),
        ({"terminationGracePeriodSeconds": 60}, {}, []),
    ],
)
def test_endpoints_and_their_quiet_end_stay(pod: Any, container: Any, facts: list[str]) -> None:
    (main,) = SERVING["containers"]
    changes = list(patch_limits.pod(SERVING, {**SERVING, **pod, "containers": [{**main, **container}]}))
    assert [change.fact for change in changes] == facts
    assert {change.subject for change in changes} <= {"main", *pod}


@pytest.mark.parametrize(
    ("after", "facts"),
    [
        ([{"name": "http", "port": 80, "protocol": "TCP", "targetPort": 4180}, {"name": "proxy", "port": 81}], []),
        ([{"name": "http", "port": 8080, "targetPort": "http"}], ["port 80 is changed or taken away"]),
        (None, ["port 80 is changed or taken away"]),
        (["x"], ["port 80 is changed or taken away"]),
    ],
)
def test_ports_of_a_service_stay_and_may_lead_elsewhere(after: Any, facts: list[str]) -> None:
    before = {"spec": {"ports": [{"name": "http", "port": 80, "protocol": "TCP", "targetPort": "http"}]}}
    assert list(patch_limits.ports("Service", before, {"spec": {"ports": after}})) == facts


def test_probes_stay_and_nothing_else_of_a_container_has_to() -> None:
    before: Any = {"containers": [{"name": "main", "readinessProbe": {"tcpSocket": {}}, "lifecycle": {}}]}
    assert list(patch_limits.pod(before, {"containers": [{"name": "main"}]})) == [
        ("main", 'the readinessProbe of container "main" is taken away')
    ]
    assert list(patch_limits.pod(before, {"containers": [{"name": "main", "readinessProbe": {"exec": {}}}]})) == []


@pytest.mark.parametrize("key", patch_limits.POD)
def test_the_place_of_a_pod_is_fixed(key: str) -> None:
    assert list(patch_limits.pod({"containers": []}, {"containers": [], key: "x"})) == [(key, f"{key} is fixed")]


@pytest.mark.parametrize("key", patch_limits.METADATA)
def test_what_controllers_act_on_is_fixed(key: str) -> None:
    assert list(patch_limits.metadata({"metadata": {}}, {"metadata": {key: ["x"]}})) == [
        (f"metadata.{key}", f"metadata.{key} is fixed")
    ]


METRIC: Any = {"name": "error-rate", "failureLimit": 3}
TAKEN = '{} "error-rate", which judges new versions, is changed or taken away'


@pytest.mark.parametrize(
    ("kind", "after", "facts"),
    [
        ("AnalysisTemplate", {"metrics": [{"name": "own"}, METRIC]}, []),
        ("AnalysisTemplate", {"metrics": [METRIC | {"failureLimit": 1000}]}, [TAKEN.format("metrics")]),
        ("AnalysisTemplate", {}, [TAKEN.format("metrics")]),
        ("AnalysisTemplate", {"metrics": 3}, [TAKEN.format("metrics")]),
        ("Canary", {"analysis": {"metrics": [METRIC], "webhooks": [METRIC, {"name": "gate"}]}}, []),
        ("Canary", {"analysis": {"metrics": [], "webhooks": [METRIC]}}, [TAKEN.format("metrics")]),
        ("Canary", {"analysis": {"metrics": [METRIC]}}, [TAKEN.format("webhooks")]),
        ("Deployment", {}, []),
    ],
)
def test_what_judges_new_versions_may_only_be_added_to(kind: str, after: Any, facts: list[str]) -> None:
    before = {"metrics": [METRIC], "analysis": {"metrics": [METRIC], "webhooks": [METRIC]}}
    assert list(patch_limits.widened(kind, before, after)) == facts
