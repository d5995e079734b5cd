"""Ports of any container: what is said, word for word."""

import pytest

from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import JOB, SERVICE, WORKER

SIDE: Data = {"image": "ghcr.io/acme/side:1", "ports": {"web": 80}}
LOW = (
    "components.api.sidecars.proxy.ports.web: user 10001 may not be able to listen on 80: below 1024 some container runtimes"
    " ask for root -> let the program listen on 1024 or more: web: {port: 80, targetPort: 8080}"
)


@pytest.mark.parametrize("component", [SERVICE, WORKER, JOB])
def test_a_low_port_of_a_sidecar_may_be_refused_to_its_user(component: Data) -> None:
    assert samples.problems(component | {"sidecars": {"proxy": SIDE}}) == [LOW]


@pytest.mark.parametrize("user", [0, "image"])
def test_root_and_the_user_of_the_image_may_listen_on_any_port(user: object) -> None:
    component = JOB | {"sidecars": {"proxy": SIDE}, "security": {"runAsUser": user}}
    assert samples.problems(component, None, {"podSecurity": "baseline"}) == []


@pytest.mark.parametrize(("key", "value"), [("scheme", "HTTPS"), ("path", "/m")])
@pytest.mark.parametrize("protocol", ["UDP", "SCTP"])
def test_what_is_of_http_goes_with_tcp_alone(protocol: str, key: str, value: str) -> None:
    port = {"port": 5353, "protocol": protocol, key: value}
    assert samples.problems(SERVICE | {"ports": {"http": 8080, "dns": port}}) == [
        f'components.api.ports.dns.{key}: port "dns" is {protocol}, and {key} is of HTTP -> remove it'
    ]
    assert samples.problems(JOB | {"sidecars": {"dns": SIDE | {"ports": {"dns": port}}}}) == [
        f'components.api.sidecars.dns.ports.dns.{key}: port "dns" is {protocol}, and {key} is of HTTP -> remove it'
    ]
