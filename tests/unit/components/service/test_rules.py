"""What a service's values must be to each other; the schema cannot say it."""

from typing import Any

import pytest

from tests.builders import samples

UDP = {"dns": {"port": 5353, "protocol": "UDP"}}


def test_a_main_port_without_tcp_needs_another_readiness() -> None:
    assert samples.problems({**samples.SERVICE, "ports": UDP}) == [
        (
            'components.api.ports.dns: port "dns" is UDP, and readiness is asked by TCP'
            " -> say how the pod is ready: health: {ready: {command: [...]}}, or {ready: {http: /readyz, port: NAME}} on a TCP port"
        )
    ]


def test_a_readiness_that_names_a_port_without_tcp_is_where_the_mistake_is() -> None:
    (said,) = samples.problems({**samples.SERVICE, "ports": UDP, "health": {"ready": {"tcp": "dns"}}})
    assert said.startswith('components.api.health.ready.tcp: port "dns" is UDP, and readiness is asked by TCP')


def test_a_command_tells_readiness_where_no_port_can() -> None:
    ready = {"ready": {"command": ["true"]}}
    assert samples.problems({**samples.SERVICE, "ports": UDP, "health": ready}) == []


def test_only_tcp_is_exposed() -> None:
    ports = {"http": 8080, **UDP}
    expose = {"host": "dns.acme.dev", "port": "dns"}
    assert samples.problems({**samples.SERVICE, "ports": ports, "expose": expose}) == [
        (
            'components.api.expose: port "dns" is UDP, and a route carries HTTP'
            " -> expose a port that speaks HTTP: expose: {host: ..., port: NAME}"
        )
    ]


def test_no_file_takes_the_place_of_shared_memory() -> None:
    assert samples.problems({**samples.SERVICE, "files": {"/dev/shm": "x"}}) == [  # noqa: S108 - in the container
        'components.api.files["/dev/shm"]: "/dev/shm" is a folder -> name a file below it'
    ]


def test_nothing_is_mounted_below_a_file() -> None:
    files = {"/etc/a": "x", "/etc/a/b": "y", "/etc/ab": "z"}
    assert samples.problems({**samples.SERVICE, "files": files, "volumes": {"/etc/a/c/d": {"scratch": "1Gi"}}}) == [
        (
            'components.api.files["/etc/a/b"]: "/etc/a/b" cannot be below "/etc/a", which is a file'
            " -> give it another path"
        ),
        (
            'components.api.volumes["/etc/a/c/d"]: "/etc/a/c/d" cannot be below "/etc/a", which is a file'
            " -> give it another path"
        ),
    ]


ONCE = {**samples.SERVICE, "volumes": {"/data": {"size": "1Gi"}}}


def test_a_rolling_service_may_wait_for_its_volume() -> None:
    assert samples.problems(ONCE) == [
        (
            'components.api.volumes["/data"]: with access: once and rolling, a new pod can start on another node'
            " before the old one has let go of it -> use strategy: recreate, which waits for the old pod to end"
        )
    ]
    assert samples.problems({**ONCE, "strategy": "recreate"}) == []


def test_a_surge_does_not_share_a_volume_of_one_node() -> None:
    assert samples.problems({**ONCE, "strategy": {"type": "rolling", "surge": 1}}) == [
        (
            'components.api.strategy.surge: access: once of "/data" lets one node at a time mount it, and a surge starts'
            " a second pod beside the first -> use strategy: recreate, leave out surge, or use access: many or read-many"
        )
    ]


@pytest.mark.parametrize(
    "change", [{"strategy": "blue-green"}, {"strategy": "recreate", "scale": 2}, {"scale": {"max": 2}}]
)
def test_several_pods_do_not_share_a_volume_of_one_node(change: dict[str, Any]) -> None:
    assert samples.problems({**ONCE, **change}) == [
        (
            'components.api.volumes["/data"]: access: once lets one node at a time mount it, and this service may have several pods'
            " -> use scale: 1 with strategy: recreate or rolling, or access: many or read-many"
        )
    ]


def test_annotations_fit_into_an_object() -> None:
    assert samples.problems({**samples.SERVICE, "annotations": {"a/b": "x" * 250_000}}) == [
        (
            "components.api.annotations: 250014 bytes are more than 245760"
            " -> Kubernetes allows no more on an object; move long texts to files"
        )
    ]


DEVICE = {"requests": {"cpu": 1}, "limits": {"amd.com/gpu": 1}}


@pytest.mark.parametrize(
    "fields",
    [
        {"machine": "gpu-small"},
        {"resources": DEVICE},
        {"sidecars": {"side": {"image": "ghcr.io/acme/side:1", "resources": DEVICE}}},
        {"init": {"warm": {"resources": DEVICE}}},
    ],
    ids=["of a machine", "by its name", "of a sidecar", "of an init container"],
)
def test_one_pod_with_a_device_is_away_during_a_change(fields: dict[str, Any]) -> None:
    fact = "with one GPU pod and no surge, a change in place stops it before the new one starts"
    hint = "use scale.min: 2, strategy: blue-green, or surge: 1 where a GPU is spare"
    assert samples.problems({**samples.SERVICE, **fields}) == [f"components.api: {fact} -> {hint}"]
