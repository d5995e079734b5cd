"""Init containers and sidecars: what is said of them, word for word."""

import pytest

from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE

SIDE: Data = {"image": "ghcr.io/acme/side:1"}
RENAME = "give it another name: names are unique in a pod"
RENUMBER = "give each port of a pod a number of its own"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"sidecars": {"main": SIDE}},
            f'components.api.sidecars.main: "main" is the name of the component\'s own container -> {RENAME}',
        ),
        (
            {"init": {"download": SIDE}},
            f'components.api.init.download: "download" is the name of the container that downloads the model -> {RENAME}',
        ),
        (
            {"init": {"a": SIDE}, "sidecars": {"a": SIDE}},
            f'components.api.init.a: "a" is the name of a sidecar -> {RENAME}',
        ),
        (
            {"sidecars": {"a": SIDE | {"ports": {"http": 9000}}}},
            f'components.api.sidecars.a.ports.http: "http" is a port of the component already -> {RENAME}',
        ),
        (
            {"sidecars": {"a": SIDE | {"ports": {"b": 9000}}, "c": SIDE | {"ports": {"b": 9001}}}},
            f'components.api.sidecars.c.ports.b: "b" is a port of sidecar "a" already -> {RENAME}',
        ),
        (
            {"sidecars": {"a": SIDE | {"ports": {"b": {"port": 80, "targetPort": 8080}}}}},
            f'components.api.sidecars.a.ports.b: 8080 is the number of "http" already -> {RENUMBER}',
        ),
        (
            {"sidecars": {"a": SIDE | {"ports": {"b": {"port": 8080, "targetPort": 9000}}}}},
            f'components.api.sidecars.a.ports.b: 8080 is the number of "http" already -> {RENUMBER}',
        ),
        (
            {"sidecars": {"a": SIDE | {"health": {"startup": "1m"}}}},
            (
                "components.api.sidecars.a.health.startup: no probe asks whether it has started"
                " -> add ready, which asks: health: {ready: ..., startup: 1m}"
            ),
        ),
        (
            {"sidecars": {"a": SIDE | {"health": {"ready": "/x"}}}},
            (
                "components.api.sidecars.a.health.ready: it has no port to ask"
                " -> write the number of one: ready: {http: /x, port: 8080}"
            ),
        ),
        (
            {"sidecars": {"a": SIDE | {"ports": {"admin": 9901}, "health": {"live": {"tcp": "admn"}}}}},
            'components.api.sidecars.a.health.live.tcp: there is no port "admn" -> did you mean "admin"?',
        ),
        (
            {"sidecars": {"a": SIDE | {"health": {"live": {"tcp": "admin"}}}}},
            (
                'components.api.sidecars.a.health.live.tcp: there is no port "admin"'
                " -> write the number of a port: this container names none"
            ),
        ),
        (
            {
                "scale": 1,
                "volumes": {"/d": {"size": "1Gi", "access": "many"}},
                "init": {"a": SIDE | {"volumes": {"/d": {"size": "2Gi", "access": "many"}}}},
            },
            (
                'components.api.init.a.volumes["/d"]: "/d" is a new claim of another container, with other settings'
                " -> describe it in the same way, or give one of them another path"
            ),
        ),
        (
            {"init": {"a": SIDE | {"env": {"API_TOKEN": "x"}}}},
            (
                "components.api.init.a.env.API_TOKEN: the name suggests a secret, but the value is plain text"
                " -> write API_TOKEN: {secret: NAME, key: KEY}; if it is not secret: API_TOKEN: {value: ..., public: true}"
            ),
        ),
        (
            {"scale": 2, "init": {"a": SIDE | {"volumes": {"/d": {"size": "2Gi"}}}}},
            (
                'components.api.init.a.volumes["/d"]: access: once lets one node at a time mount it, and this service may have'
                " several pods -> use scale: 1 with strategy: recreate or rolling, or access: many or read-many"
            ),
        ),
        (
            {"sidecars": {"a": {"command": ["x"]}}},
            (
                'components.api.sidecars.a: "image" is missing'
                " -> write repository[:tag][@digest]: image: ghcr.io/acme/fraud-api:1.4.2"
            ),
        ),
    ],
)
def test_a_container_that_cannot_be(fields: Data, said: str) -> None:
    assert samples.problems(SERVICE | fields) == [said]


def test_what_the_component_says_wrong_is_said_once() -> None:
    found = samples.problems(SERVICE | {"env": {"API_TOKEN": "x"}, "init": {"a": SIDE}, "sidecars": {"b": SIDE}})
    assert [each.split(": ")[0] for each in found] == ["components.api.env.API_TOKEN"]


def test_a_number_of_another_protocol_is_free() -> None:
    ports = {"b": {"port": 8080, "protocol": "UDP"}}
    assert samples.problems(SERVICE | {"sidecars": {"a": SIDE | {"ports": ports}}}) == []


def test_flagger_offers_no_port_of_a_sidecar() -> None:
    component = SERVICE | {"strategy": "blue-green", "sidecars": {"a": SIDE | {"ports": {"b": 9000}}}}
    assert samples.problems(component, None, {"engine": "flagger"})[1] == (
        'components.api.sidecars.a.ports.b: Flagger offers no port of a sidecar, such as "b" of a'
        " -> expose it, or use strategy: rolling there"
    )


def test_images_of_all_containers_follow_the_policy() -> None:
    component = SERVICE | {"init": {"a": SIDE}, "sidecars": {"b": SIDE}}
    found = samples.problems(component, None, {"policy": {"images": {"registries": ["ghcr.io/other"]}}})
    assert [each.split(": ")[0] for each in found] == [
        *("components.api.image", "components.api.sidecars.b.image", "components.api.init.a.image"),
    ]
