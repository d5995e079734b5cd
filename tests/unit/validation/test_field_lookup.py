"""How the field that is asked for is found, and which names may follow a part of one."""

import pytest

from generator.validation import field_lookup

KINDS = {"api": "service", "nightly": "cronjob", "metrics": "worker"}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("api.args[0]", ["api", "args", "0"]),
        ('labels["example.org/tier"]', ["labels", "example", "org/tier"]),
        ("components.api", ["components", "api"]),
    ],
)
def test_a_path_has_parts(text: str, parts: list[str]) -> None:
    assert field_lookup.parts(text) == parts


def test_a_component_comes_before_a_field_of_its_name() -> None:
    (found,) = field_lookup.topics("metrics.image", KINDS, ())
    assert found.field.path == ("components", "<component>", "image")


def test_a_kind_that_lacks_the_field_is_told_what_it_is() -> None:
    (found,) = field_lookup.topics("api.schedule", KINDS, ())
    assert found.field.kinds == ("cronjob",)


@pytest.mark.parametrize(
    ("before", "offered", "others"),
    [
        ("", {"api", "nightly", "scale", "gateway", "environments", "tidegate"}, {"schedules"}),
        ("api", {"scale", "strategy", "ports"}, {"schedule"}),
        ("components.nightly", {"schedule", "suspend"}, {"ports"}),
        ("components", {"api", "nightly"}, {"scale"}),
        ("api.scale", {"min", "max", "queue"}, set()),
        ("api.expose", {"host", "path"}, set()),
        ("gateway", {"name", "from"}, set()),
        ("nothing", set(), {"name"}),
    ],
)
def test_names_follow(before: str, offered: set[str], others: set[str]) -> None:
    found = {*field_lookup.below(before, KINDS)}
    assert offered <= found
    assert not others & found


def test_every_name_is_that_of_a_field() -> None:
    names = list(field_lookup.names())
    assert [name for name in names if not field_lookup.topics(name, {}, ())] == []
    assert {"scale.queue.type", "policy.images.registries", "apiVersion"} <= {*names}
