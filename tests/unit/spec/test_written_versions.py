"""Where the image and the model of a component are written, and which environments they hold in."""

import pytest

from generator.spec import written_versions
from tests.builders.written_projects import project

BASE = "components:\n  api: {image: a:1, model: {uri: s3://m/1, env: AT}}\nenvironments:\n"


def places(environments: str) -> list[tuple[str, str, tuple[str, ...]]]:
    found = written_versions.of_component(project(BASE + environments), "api")
    return [(".".join(each.path), each.text, each.environments) for each in found]


def test_the_component_holds_in_every_environment() -> None:
    assert places("  dev:\n  live: {components: {api: {scale: 2}}}\n") == [
        ("components.api.image", "a:1", ("dev", "live")),
        ("components.api.model.uri", "s3://m/1", ("dev", "live")),
    ]


def test_an_override_holds_in_its_own_environment() -> None:
    assert places("  dev:\n  live: {components: {api: {image: a:2, model: s3://m/2}}}\n") == [
        ("components.api.image", "a:1", ("dev",)),
        ("environments.live.components.api.image", "a:2", ("live",)),
        ("components.api.model.uri", "s3://m/1", ("dev",)),
        ("environments.live.components.api.model", "s3://m/2", ("live",)),
    ]


def test_an_override_of_a_models_settings_takes_the_models_place_from_the_component() -> None:
    assert places("  live: {components: {api: {model: {env: OTHER}}}}\n")[1][2] == ("live",)


@pytest.mark.parametrize("override", ["model: null", "model: {uri: null}"])
def test_a_model_that_is_removed_holds_nowhere(override: str) -> None:
    assert places(f"  live: {{components: {{api: {{{override}}}}}}}\n") == [
        ("components.api.image", "a:1", ("live",)),
    ]


def test_nothing_holds_where_the_component_is_removed() -> None:
    assert places("  live: {components: {api: null}}\n") == []


DIGESTS = [f"@sha256:{digit * 64}" for digit in "12"]


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("a:1", "a:1", True),
        ("a:1", "a:2", False),
        ("a:1", "", False),
        ("a:1", f"a:1{DIGESTS[0]}", True),
        (f"a:1{DIGESTS[0]}", f"a:1{DIGESTS[1]}", False),
        (f"a:1{DIGESTS[0]}", f"a:2{DIGESTS[0]}", False),
    ],
)
def test_a_digest_counts_where_both_have_one(one: str, two: str, *, same: bool) -> None:
    assert written_versions.is_same(one, two) is same


MODELS = "components:\n  fraud: {image: a:1, models: {eu: s3://eu/1, us: {uri: s3://us/1, env: AT}}}\nenvironments:\n"


def of_model(environments: str, name: str = "fraud-eu") -> list[tuple[str, str, tuple[str, ...], bool]]:
    found = written_versions.of_component(project(MODELS + environments), name)
    return [(".".join(each.path), each.text, each.environments, each.can_go) for each in found]


def test_a_model_of_a_template_holds_where_nothing_else_is_said_of_it() -> None:
    environments = """\
  dev:
  test: {components: {fraud: {models: {eu: s3://eu/2}}}}
  live: {components: {fraud: {models: {eu: s3://eu/2}}, fraud-eu: {model: s3://eu/3, image: a:2}}}
  none: {components: {fraud: {models: {eu: null}}}}
  nothing: {components: {fraud: null}}
"""
    assert of_model(environments) == [
        ("environments.live.components.fraud-eu.image", "a:2", ("live",), True),
        ("components.fraud.models.eu", "s3://eu/1", ("dev",), False),
        ("environments.test.components.fraud.models.eu", "s3://eu/2", ("test",), False),
        ("environments.live.components.fraud-eu.model", "s3://eu/3", ("live",), False),
    ]
    assert of_model(environments, "fraud-us") == [
        ("components.fraud.models.us.uri", "s3://us/1", ("dev", "test", "live", "none"), False),
    ]


def test_a_model_that_an_environment_adds_stays_as_long_as_the_component() -> None:
    found = [
        *written_versions.of_component(
            project(MODELS + "  dev: {components: {fraud: {models: {uk: s3://uk/1}}}}\n"), "fraud-uk"
        )
    ]
    assert [(each.makes_component, each.can_go) for each in found] == [(True, False)]


def test_an_entry_of_releases_may_have_a_model_alone() -> None:
    held = project(BASE + "  dev: {releases: {api: {active: {model: s3://m/2}}, web: {active: {}}}}\n")
    found = written_versions.entry(held, "dev", "api")
    assert found is not None
    assert written_versions.versions(found, "model") == {"active": "s3://m/2"}
    assert written_versions.entry(held, "dev", "web") is None
