"""Hosts that annotations name."""

import pytest

from generator.kubernetes import host_annotations

DNS = "external-dns.alpha.kubernetes.io/hostname"
ALIAS = "nginx.ingress.kubernetes.io/server-alias"
REGEX = "haproxy-ingress.github.io/server-alias-regex"


@pytest.mark.parametrize(
    ("key", "value", "hosts"),
    [
        (DNS, "a.acme.dev., B.acme.dev", ["a.acme.dev", "b.acme.dev"]),
        (ALIAS, "a.acme.dev", ["a.acme.dev"]),
        (DNS.upper(), "a.acme.dev", ["a.acme.dev"]),
        (REGEX, "^(a|b), c$", ["^(a|b), c$"]),
        ("acme.dev/hostname", "a.acme.dev", []),
    ],
)
def test_every_host_of_an_annotation_counts(key: str, value: str, hosts: list[str]) -> None:
    assert list(host_annotations.hosts({key: value})) == [(key, host) for host in hosts]


@pytest.mark.parametrize(
    ("host", "is_allowed"),
    [
        ("a.acme.dev", True),
        ("*.acme.dev", True),
        ("a.evil.test", False),
        ("~^(evil|a).acme.dev", False),
        ("evil.test;a.acme.dev", False),
        ("", False),
    ],
)
def test_only_plain_names_match_a_pattern(host: str, *, is_allowed: bool) -> None:
    assert host_annotations.is_allowed(["*.acme.dev"], host) == is_allowed
