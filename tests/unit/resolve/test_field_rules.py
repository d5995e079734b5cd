"""The fields that RFC 7386 alone does not merge right, each with a case (docs/formats.md#merging)."""

from typing import Any

import pytest

from generator.components import kinds
from generator.resolve import merge
from generator.source.scalars import raw
from tests.builders import documents
from tests.builders.documents import Data


def merged(*layers: Data) -> Any:
    return raw(merge.layers([documents.mapping(layer) for layer in layers], kinds.fields()))


CHOICES = [
    # strategy of another type
    (
        {"strategy": {"type": "canary", "steps": [1], "prescale": 2}},
        {"strategy": "blue-green"},
        {"strategy": {"type": "blue-green"}},
    ),
    (
        {"strategy": {"type": "canary", "steps": [1]}},
        {"strategy": {"prescale": 2}},
        {"strategy": {"type": "canary", "steps": [1], "prescale": 2}},
    ),
    (
        {"strategy": {"type": "canary", "steps": [1]}},
        {"strategy": "canary"},
        {"strategy": {"type": "canary", "steps": [1]}},
    ),
    # machine against resources
    ({"machine": "m"}, {"resources": {"cpu": 1}}, {"resources": {"cpu": 1}}),
    ({"resources": {"cpu": 1}}, {"machine": "m"}, {"machine": "m"}),
    ({"resources": {"cpu": 1, "memory": 2}}, {"resources": {"cpu": 3}}, {"resources": {"cpu": 3, "memory": 2}}),
    ({"resources": {"cpu": 1}}, {"resources": {"requests": {"cpu": 3}}}, {"resources": {"requests": {"cpu": 3}}}),
    ({"resources": {"limits": {"cpu": 3}}}, {"resources": {"cpu": 1}}, {"resources": {"cpu": 1}}),
    # fixed against autoscaled
    ({"scale": 3}, {"scale": {"min": 1, "max": 2}}, {"scale": {"min": 1, "max": 2}}),
    ({"scale": {"min": 1, "max": 2}}, {"scale": 3}, {"scale": 3}),
    ({"scale": {"min": 1, "max": 6}}, {"scale": {"min": 4}}, {"scale": {"min": 4, "max": 6}}),
    # the source of an env value, a file, a volume, a probe
    (
        {"env": {"A": "x", "B": "y"}},
        {"env": {"A": {"secret": "s", "key": "k"}}},
        {"env": {"A": {"secret": "s", "key": "k"}, "B": {"value": "y"}}},
    ),
    ({"env": {"A": {"secret": "s", "key": "k"}}}, {"env": {"A": "x"}}, {"env": {"A": {"value": "x"}}}),
    (
        {"env": {"A": {"secret": "s", "key": "k"}}},
        {"env": {"A": {"key": "l"}}},
        {"env": {"A": {"secret": "s", "key": "l"}}},
    ),
    ({"files": {"/a": "x"}}, {"files": {"/a": {"from": "f"}}}, {"files": {"/a": {"from": "f"}}}),
    ({"files": {"/a": {"from": "f"}}}, {"files": {"/a": "x", "/b": "y"}}, {"files": {"/a": "x", "/b": "y"}}),
    (
        {"volumes": {"/a": {"size": "1Gi", "class": "c"}}},
        {"volumes": {"/a": {"scratch": "2Gi"}}},
        {"volumes": {"/a": {"scratch": "2Gi"}}},
    ),
    (
        {"volumes": {"/a": {"size": "1Gi", "class": "c"}}},
        {"volumes": {"/a": {"size": "2Gi"}}},
        {"volumes": {"/a": {"size": "2Gi", "class": "c"}}},
    ),
    (
        {"health": {"ready": {"http": "/a", "port": 1}}},
        {"health": {"ready": {"tcp": 2}}},
        {"health": {"ready": {"tcp": 2}}},
    ),
    (
        {"health": {"ready": {"http": "/a", "port": 1}}},
        {"health": {"ready": "/b"}},
        {"health": {"ready": {"http": "/b", "port": 1}}},
    ),
]


@pytest.mark.parametrize(("below", "above", "wanted"), CHOICES)
def test_a_choice_replaces_whole_and_all_else_merges(below: Data, above: Data, wanted: Data) -> None:
    assert merged(below, above) == wanted


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ({"strategy": "rolling"}, {"strategy": {"type": "rolling"}}),
        ({"ports": {"http": 8080}}, {"ports": {"http": {"port": 8080}}}),
        ({"model": "s3://m/x"}, {"model": {"uri": "s3://m/x"}}),
        ({"env": {"A": 0.5}}, {"env": {"A": {"value": 0.5}}}),
        (
            {"health": {"live": "/a", "startup": "1m"}},
            {"health": {"live": {"http": "/a"}, "startup": {"longest": "1m"}}},
        ),
    ],
)
def test_short_forms_are_written_out_first(short: Data, long: Data) -> None:
    assert merged(short) == long
