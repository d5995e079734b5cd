"""Kubernetes' Pod Security Standard "restricted": each rule by what breaks it, on any shape at all."""

from collections.abc import Mapping
from typing import Any

import pytest

from generator.validate import pod_security

SAFE = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
OUTER = {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}


def spec(container: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "securityContext": OUTER,
        "containers": [{"name": "main", "securityContext": {**SAFE, **(container or {})}}],
        **more,
    }


def test_a_restricted_pod_has_no_faults() -> None:
    assert list(pod_security.check(spec())) == []


@pytest.mark.parametrize(
    ("container", "fact"),
    [
        ({"privileged": True}, "privileged is not allowed"),
        ({"allowPrivilegeEscalation": True}, "allowPrivilegeEscalation: false is needed"),
        ({"runAsNonRoot": False}, "runAsNonRoot: true is needed"),
        ({"runAsUser": 0}, "runAsUser: 0 is not allowed"),
        ({"capabilities": {"drop": ["NET_RAW"]}}, 'capabilities.drop: ["ALL"] is needed'),
        (
            {"capabilities": {"drop": ["ALL"], "add": ["SYS_ADMIN"]}},
            "only the capability NET_BIND_SERVICE may be added",
        ),
        ({"seccompProfile": {"type": "Unconfined"}}, "seccompProfile RuntimeDefault is needed"),
        ({"procMount": "Unmasked"}, "procMount is not allowed"),
    ],
)
def test_a_container_that_wants_more(container: dict[str, Any], fact: str) -> None:
    assert list(pod_security.check(spec(container))) == [f'container "main": {fact}']


@pytest.mark.parametrize(
    ("more", "fact"),
    [
        ({"hostNetwork": True}, "hostNetwork is not allowed"),
        ({"hostPID": True}, "hostPID is not allowed"),
        ({"hostIPC": True}, "hostIPC is not allowed"),
        ({"volumes": [{"name": "a", "hostPath": {"path": "/"}}]}, 'volume "a" of type hostPath is not allowed'),
        ({"securityContext": {**OUTER, "sysctls": [{"name": "kernel.msgmax"}]}}, "sysctl kernel.msgmax is not allowed"),
        ({"securityContext": {**OUTER, "windowsOptions": {"hostProcess": True}}}, "windowsOptions are not allowed"),
    ],
)
def test_a_pod_that_wants_more(more: dict[str, Any], fact: str) -> None:
    assert list(pod_security.check(spec(**more))) == [fact]


@pytest.mark.parametrize("group", ["initContainers", "ephemeralContainers"])
def test_every_container_is_judged(group: str) -> None:
    assert list(
        pod_security.check({**spec(), group: [{"name": "x", "securityContext": {**SAFE, "privileged": True}}]})
    ) == ['container "x": privileged is not allowed']


def test_a_port_of_the_node_is_refused() -> None:
    found = spec()
    found["containers"][0]["ports"] = [{"containerPort": 1, "hostPort": 80}]
    assert list(pod_security.check(found)) == ['container "main": hostPort is not allowed']


@pytest.mark.parametrize("odd", [None, 3, "x", [], [3], {}, {"a": "b"}, [[]], [{"a": {}}], True])
@pytest.mark.parametrize(
    "key", ["drop", "add", "seccompProfile", "sysctls", "containers", "volumes", "securityContext"]
)
def test_no_shape_breaks_the_judge(key: str, odd: Any) -> None:
    outer: Any = {**OUTER, key: odd}
    for found in (
        spec({"capabilities": {key: odd}}),
        spec({key: odd}),
        spec({"seccompProfile": {"type": odd}}),
        {**spec(), key: odd},
        {**spec(), "securityContext": outer},
        {**spec(), "securityContext": {**OUTER, "sysctls": [{"name": odd}]}},
    ):
        list(pod_security.check(found))
        list(pod_security.shape(found))


@pytest.mark.parametrize("key", ["containers", "initContainers", "ephemeralContainers", "volumes"])
@pytest.mark.parametrize("odd", [3, "x", [3], {"a": "b"}, None])
def test_what_is_no_list_of_mappings_is_said(key: str, odd: Any) -> None:
    assert list(pod_security.shape({**spec(), key: odd})) == [f"{key} is not a list of mappings"]


ISOLATION: list[tuple[dict[str, Any], str]] = [
    (
        {"appArmorProfile": {"type": "Unconfined"}},
        "an AppArmor profile other than RuntimeDefault and Localhost is not allowed",
    ),
    ({"seLinuxOptions": {"type": "spc_t"}}, "SELinux type spc_t is not allowed"),
    ({"seLinuxOptions": {"user": "system_u"}}, "user and role of SELinux are not allowed"),
    ({"seLinuxOptions": {"role": "system_r"}}, "user and role of SELinux are not allowed"),
    ({"windowsOptions": {"hostProcess": True}}, "windowsOptions are not allowed"),
    ({"seccompProfile": {"type": "Unconfined"}}, "seccompProfile RuntimeDefault is needed"),
]


@pytest.mark.parametrize("standard", ["baseline", "restricted"])
@pytest.mark.parametrize(("context", "fact"), ISOLATION)
def test_both_standards_isolate_pods_and_containers(context: dict[str, Any], fact: str, standard: Any) -> None:
    assert list(pod_security.check(spec(context), standard)) == [f'container "main": {fact}']
    assert list(pod_security.check(spec(securityContext={**OUTER, **context}), standard)) == [fact]


@pytest.mark.parametrize(
    "context",
    [
        {"appArmorProfile": {"type": "Localhost", "localhostProfile": "a"}},
        {"seLinuxOptions": {"type": "container_t", "level": "s0"}},
        {"seccompProfile": {"type": "Localhost", "localhostProfile": "a"}},
    ],
)
def test_what_isolates_a_container_is_right(context: dict[str, Any]) -> None:
    assert list(pod_security.check(spec(context))) == []


@pytest.mark.parametrize("standard", ["baseline", "restricted"])
@pytest.mark.parametrize(
    "handler",
    [
        {"livenessProbe": {"httpGet": {"host": "10.0.0.1", "port": 80}}},
        {"startupProbe": {"tcpSocket": {"host": "10.0.0.1", "port": 80}}},
        {"lifecycle": {"preStop": {"httpGet": {"host": "10.0.0.1", "port": 80}}}},
    ],
)
def test_no_probe_asks_another_host(handler: dict[str, Any], standard: Any) -> None:
    found = spec()
    found["containers"][0] |= handler
    assert list(pod_security.check(found, standard)) == [
        'container "main": host in a probe or lifecycle hook is not allowed'
    ]


def test_an_apparmor_profile_in_the_old_annotation_counts_as_well() -> None:
    key = "container.apparmor.security.beta.kubernetes.io/main"
    assert list(pod_security.check(spec(), "baseline", {key: "unconfined", "a/b": "c"})) == [
        "AppArmor profile unconfined is not allowed"
    ]
    for profile in ("runtime/default", "localhost/mine"):
        assert list(pod_security.check(spec(), "restricted", {key: profile})) == []


def test_baseline_allows_root_with_the_capabilities_of_the_runtime() -> None:
    root = {"containers": [{"name": "main", "securityContext": {"runAsUser": 0}}], "securityContext": {}}
    assert list(pod_security.check(root, "baseline")) == []
    nfs = {**root, "volumes": [{"name": "a", "nfs": {"server": "b", "path": "/"}}]}
    assert list(pod_security.check(nfs, "baseline")) == []
    assert list(pod_security.check({**root, "volumes": [{"name": "a", "hostPath": {"path": "/"}}]}, "baseline")) == [
        'volume "a" of type hostPath is not allowed'
    ]


def test_baseline_allows_no_more_capabilities() -> None:
    added = {"capabilities": {"add": ["CHOWN", "SYS_ADMIN"]}}
    assert list(pod_security.check(spec(added), "baseline")) == [
        'container "main": the capability SYS_ADMIN may not be added'
    ]
