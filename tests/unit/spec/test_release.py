"""The position of a release, as an annotation holds it."""

import json
from typing import Any

import pytest

from generator.spec.release import Release, Version

OLD, NEW = Version(image="a:1", model="s3://m/1"), Version(image="a:2", difference="0a")
ACTIVE = {"slot": "blue", "image": "a:1"}


@pytest.mark.parametrize(
    "release",
    [
        Release(active=OLD),
        Release(slot="green", active=OLD, candidate=NEW, step=2, steps=(10, 50)),
        Release(active=OLD, candidate=NEW),
        Release(active=NEW, previous=OLD),
    ],
)
def test_what_is_written_is_read(release: Release) -> None:
    assert Release.parse(release.position()) == release


@pytest.mark.parametrize(
    "held",
    [
        *([], 3, None, "text", {}, {"active": 3}, {"active": []}, {"active": {"slot": "blue"}}),
        {"active": {**ACTIVE, "image": 3}},
        {"active": {**ACTIVE, "model": []}},
        {"active": ACTIVE, "candidate": ["image"], "steps": [10]},
        {"active": ACTIVE, "candidate": {"image": "a:2"}, "step": 2, "steps": [10]},
        {"active": ACTIVE, "candidate": {"image": "a:2"}, "step": -1, "steps": [10]},
        {"active": ACTIVE, "candidate": {"image": "a:2"}, "step": 0, "steps": 10},
        {"active": ACTIVE, "previous": "a:2"},
    ],
)
def test_any_other_text_is_refused(held: Any) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        Release.parse(json.dumps(held))


def test_a_text_that_is_too_deep_is_refused() -> None:
    with pytest.raises(ValueError, match="too deep"):
        Release.parse("[" * 100_000)
