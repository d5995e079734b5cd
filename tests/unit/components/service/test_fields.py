from typing import Any

import pytest

from generator.components.service import fields
from generator.resolve import merge
from generator.resolve.kind import Place
from generator.source import nodes
from generator.source.scalars import raw
from tests.builders import documents
from tests.builders.documents import Data

PORTS: Data = {"http": {"port": 8080}, "admin": {"port": 9000}}


def complete(settled: Data, *, gpu: bool = False, cache: nodes.NodeCache | None = None) -> Any:
    return raw(fields.complete(documents.mapping(settled), place=Place(gpu), cache={} if cache is None else cache))


@pytest.mark.parametrize(
    ("scale", "full"),
    [
        ({"max": 4}, {"max": 4, "min": 1, "cpu": 70}),
        ({"max": 4, "min": 2, "memory": 80}, {"max": 4, "min": 2, "memory": 80}),
        ({"max": 4, "metrics": {"a": 1}}, {"max": 4, "metrics": {"a": 1}, "min": 1}),
        (3, 3),
    ],
)
def test_a_scale_watches_cpu_where_nothing_else_is_chosen(scale: Any, full: Any) -> None:
    assert complete({"scale": scale})["scale"] == full


@pytest.mark.parametrize(
    ("gpu", "room"), [(False, {"surge": 1, "unavailable": 0}), (True, {"surge": 0, "unavailable": 1})]
)
def test_a_gpu_leaves_no_room_to_surge(room: Data, *, gpu: bool) -> None:
    assert complete({"strategy": {"type": "rolling"}}, gpu=gpu)["strategy"] == {"type": "rolling", **room}
    assert complete({"strategy": {"type": "rolling", "surge": 2}}, gpu=gpu)["strategy"]["surge"] == 2
    assert complete({"strategy": {"type": "canary"}}, gpu=gpu)["strategy"] == {"type": "canary"}


def test_the_first_port_is_the_main_one() -> None:
    found = complete({"ports": PORTS, "health": {}, "expose": {"host": "a.dev"}})
    assert found["health"] == {"ready": {"tcp": "http"}, "startup": {"longest": "1m"}}
    assert found["expose"] == {"host": "a.dev", "path": "/", "port": "http"}


def test_what_is_written_stays() -> None:
    settled = {
        "ports": PORTS,
        "health": {"ready": {"http": "/x"}, "startup": {"longest": "5m"}},
        "expose": {"host": "a", "path": "/v1", "port": "admin"},
        "shutdown": "5s",
    }
    assert complete(settled) == settled


def test_what_environments_share_is_completed_once() -> None:
    settled, cache = documents.mapping({"ports": PORTS, "scale": {"max": 4}}), nodes.NodeCache()
    one, two = (fields.complete(settled, place=Place(), cache=cache) for _ in range(2))
    assert one.get("scale") is two.get("scale")


def test_a_queue_of_another_type_takes_nothing_of_the_one_below() -> None:
    below, above = (
        documents.mapping({"scale": {"max": most, "queue": queue}})
        for most, queue in ((3, {"type": "sqs", "url": "u", "length": 1}), (4, {"type": "kafka", "topic": "t"}))
    )
    assert raw(merge.layers([below, above], fields.FIELDS)) == {
        "scale": {"max": 4, "queue": {"type": "kafka", "topic": "t"}}
    }
