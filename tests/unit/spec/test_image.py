import re

import pytest

from generator.spec import image
from generator.spec.image import Image

SHA256 = f"sha256:{'0a' * 32}"
SHA512 = f"sha512:{'0a' * 64}"

READ = {
    "nginx": Image(repository="nginx"),
    "nginx:1.27": Image(repository="nginx", tag="1.27"),
    "acme/api": Image(repository="acme/api"),
    "ghcr.io/acme/fraud-api:1.4.2": Image(repository="ghcr.io/acme/fraud-api", tag="1.4.2"),
    f"ghcr.io/acme/x@{SHA256}": Image(repository="ghcr.io/acme/x", digest=SHA256),
    f"ghcr.io/acme/x:1.0@{SHA512}": Image(repository="ghcr.io/acme/x", tag="1.0", digest=SHA512),
    "localhost:5000/x": Image(repository="localhost:5000/x"),
    "localhost:5000/x:v1_B": Image(repository="localhost:5000/x", tag="v1_B"),
    "GHCR.io/acme/x": Image(repository="GHCR.io/acme/x"),
    "[::1]:5000/x": Image(repository="[::1]:5000/x"),
    "a/b__c/d--e/f.g_h": Image(repository="a/b__c/d--e/f.g_h"),
}

REFUSED = {
    "": "it names no repository",
    ":1.0": "it names no repository",
    "Acme/api": "repository names are lower case",
    "ghcr.io/Acme/api:1.0": "repository names are lower case",
    "nginx:": "its tag is empty",
    "nginx:1.0+b": '"1.0+b" is not a tag (letters, digits, "_", ".", "-", at most 128)',
    "nginx:-1": '"-1" is not a tag (letters, digits, "_", ".", "-", at most 128)',
    "nginx@": '"" is not a digest (sha256: and 64 lower-case hexadecimal digits)',
    "nginx@sha256:abc": '"sha256:abc" is not a digest (sha256: and 64 lower-case hexadecimal digits)',
    "https://ghcr.io/acme/x": "a reference has no scheme",
    "ghcr.io//x": "a part of its path is empty",
    "ghcr.io/": "a part of its path is empty",
    "acme/a___b": '"a___b" is not a part of a repository name',
    "acme/a b": '"a b" is not a part of a repository name',
    "nginx\n": '"nginx\\n" is not a part of a repository name',
    "-x.io/api": '"-x.io" is not a registry',
    "x" * 256: "the repository has 256 characters, at most 255 are allowed",
}


@pytest.mark.parametrize(("text", "expected"), READ.items())
def test_parse_gives_the_parts_as_written(text: str, expected: Image) -> None:
    assert image.parse(text) == expected


@pytest.mark.parametrize("text", READ)
def test_an_image_prints_as_it_was_written(text: str) -> None:
    assert str(image.parse(text)) == text


@pytest.mark.parametrize(("text", "rule"), REFUSED.items())
def test_the_rule_that_is_broken_is_named(text: str, rule: str) -> None:
    shown = text.replace("\n", "\\n") if len(text) < 60 else f"{text[:59]}…"
    fact = f'"{shown}" is not an image: {rule}'
    with pytest.raises(ValueError, match=f"^{re.escape(fact)}$"):
        image.parse(text)


def test_an_id_is_not_a_reference() -> None:
    with pytest.raises(ValueError, match=rf'^"{"a" * 59}…" is an image\'s id, not a reference$'):
        image.parse("a" * 64)


def test_an_endless_text_is_refused_before_it_is_read() -> None:
    with pytest.raises(ValueError, match=rf'^"{"a/" * 29}a…" is longer than 1024 characters$'):
        image.parse("a/" * 1000)


@pytest.mark.parametrize(
    ("text", "full"),
    {
        "nginx": "docker.io/library/nginx",
        "docker.io/nginx": "docker.io/library/nginx",
        "index.docker.io/acme/x": "docker.io/acme/x",
        "acme/x:1": "docker.io/acme/x",
        "docker.io": "docker.io/library/docker.io",
        "GHCR.io/acme/x": "ghcr.io/acme/x",
        "localhost/x": "localhost/x",
    }.items(),
)
def test_the_repository_in_full_has_a_registry(text: str, full: str) -> None:
    assert image.repository(image.parse(text)) == full


@pytest.mark.parametrize(
    ("text", "host"), {"nginx": "docker.io", "ghcr.io/acme/x": "ghcr.io", "localhost:5000/x": "localhost:5000"}.items()
)
def test_the_registry_is_the_host(text: str, host: str) -> None:
    assert image.registry(image.parse(text)) == host


@pytest.mark.parametrize(
    ("text", "prefix", "expected"),
    [
        ("ghcr.io/acme/x", "ghcr.io/acme", True),
        ("ghcr.io/acme/x", "ghcr.io/acme/", True),
        ("ghcr.io/acme/x", "GHCR.io", True),
        ("ghcr.io/acme/x", "ghcr.io/acme/x", True),
        ("ghcr.io/acme2/x", "ghcr.io/acme", False),
        ("ghcr.io.evil.com/acme/x", "ghcr.io", False),
        ("ghcr.io:443/acme/x", "ghcr.io", False),
        ("nginx", "docker.io", True),
        ("nginx", "docker.io/library", True),
        ("acme/x", "docker.io/acme", True),
        ("acme/x", "acme", True),
        ("acme/x", "docker.io/library", False),
        ("index.docker.io/acme/x", "docker.io/acme", True),
        ("localhost:5000/x", "localhost:5000", True),
    ],
)
def test_under_compares_whole_parts_of_the_path(text: str, prefix: str, expected: bool) -> None:  # noqa: FBT001
    assert image.is_under(image.parse(text), prefix) is expected
