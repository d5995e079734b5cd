"""Checks of texts that only platform files contain; their messages stand in tests/acceptance/test_platform_mistakes.py, too."""

import pytest

from generator.validate import platform_formats


@pytest.mark.parametrize(
    ("text", "meant"), [("defaults.yaml", "defaults"), ("environments/dev.yml", "dev"), ("Dev", ""), ("a b.yaml", "")]
)
def test_the_name_of_a_file_is_meant(text: str, meant: str) -> None:
    error = platform_formats.environment_name(text)
    assert error is not None
    assert error.meant == meant


@pytest.mark.parametrize("text", ["dev", "prod-eu"])
def test_a_name_is_a_label(text: str) -> None:
    assert platform_formats.environment_name(text) is None


@pytest.mark.parametrize("text", ["{team}-{project}", "ml", "a{environment}"])
def test_namespaces_have_placeholders(text: str) -> None:
    assert platform_formats.namespace(text) is None


@pytest.mark.parametrize(("text", "meant"), [("{Team}", "{team}"), ("{foo}", ""), ("A", ""), ("{}", ""), ("", "")])
def test_others_are_guessed_if_they_are_close(text: str, meant: str) -> None:
    error = platform_formats.namespace(text)
    assert error is not None
    assert error.meant == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [("https://ghcr.io/acme/", "ghcr.io/acme"), ("GHCR.io/*", "ghcr.io"), ("a b", ""), ("ghcr.io", None)],
)
def test_a_registry_stands_without_scheme_and_star(text: str, meant: str | None) -> None:
    error = platform_formats.registry(text)
    assert (None if error is None else error.meant) == meant
