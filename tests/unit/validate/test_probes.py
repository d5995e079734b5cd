from generator.validate import probes
from tests.builders import samples


def test_a_port_that_is_named_must_exist() -> None:
    health = {"ready": {"http": "/", "port": "htpp"}, "startup": {"grpc": "rpc"}}
    assert samples.problems({**samples.SERVICE, "ports": {"http": 8080, "admin": 8081}, "health": health}) == [
        'components.api.health.ready.port: there is no port "htpp" -> did you mean "http"? choose from: admin, http',
        'components.api.health.startup.grpc: there is no port "rpc" -> choose from: admin, http',
    ]


def test_every_probe_has_a_role() -> None:
    assert probes.ROLES == ("ready", "live", "startup")
