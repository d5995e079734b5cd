"""The patterns of editors against the checks of `validate`: they refuse nothing that is valid, and what is wrong but for a few."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.validate import editor_patterns
from generator.validate.formats import FORMATS

# fmt: off
VALUES: tuple[str, ...] = (
    "", "0", "1", "-1", "-0", "+1", "1.5", "0.5", "5000", "1024", "1025", "500m", "0.5m", "1.5m", "1Gi", "512Mi",
    "512 Mi", "1.5Gi", "4000", "1048576", "1048575", "1e3", "1e", "1E", "1e6", "2e7", "1Ki", "1024Ki", "1000Ki",
    "2000k", "1e-3", "0x10", "1_000", "100n", "1000000n", "1u", "1,5", "10GB", "4g", "1mi", "9999999m", "none",
    "0m", "0Gi", ".5", "5.", "1024000m", "1024001m", "3k", "0.001", "0.0001", "90s", "5m", "1h30m", "30m1h", "1d",
    "5 m", "0s", "00s", "5min", "1.5h", "60", "1h1h", "999999999999s", "2147483648s", "0 2 * * *", "*/5 * * * *",
    "@daily", "@every 5m", "@every 5s", "@every 90s", "@every 0s", "@dayly", "0 2 * *", "60 * * * *", "0 24 * * *",
    "0 0 0 * *", "0 0 31 2 *", "0 0 31 2 1", "0 0 30 feb *", "0 0 * JAN mon-fri", "0 0 * * 7", "5-1 * * * *",
    "1-5/2,7 * * * *", "*-5 * * * *", "? * * * *", "0  2 * * *", " 0 2 * * * ", "TZ=UTC 0 2 * * *", "*/0 * * * *",
    "1,,2 * * * *", "0 0 31 4 *", "0 2 * * * *", "@hourly ", "ghcr.io/acme/api:1.4.2", "nginx", "nginx:latest",
    "Nginx", "ghcr.io/Acme/api", "https://ghcr.io/a", "a/b:", "a@sha256:abc", "a@sha256:" + "0" * 64,
    "a:1@sha256:" + "0" * 64, "0" * 64, "localhost:5000/a", "localhost/a:1", "LOCALHOST/a", "a..b/c", "a__b.c/x",
    "a b", "a:b:c", "[::1]:5000/a", "a/b//c", "-a", "a-:1", "reg.io:99999999/a", "a:.x", "ghcr.io/acme/api:1.4.2 ",
    "quay.io/a_b/c.d-e", "s3://m/x", "s3:/m/x", "models:/fraud", "models:/x@champion", "hf://a b", "/models/x",
    "s3://", "file:///m", "pvc://a/b", "gs:x", "S3://m", "oci://r/x:1", "models:/a/1", "s3:///", "/", "/a", "/a/b",
    "/a//b", "/a/../b", "/a/.", "a", "./a", "../a", "a/b", "a\\b", "/a:b", "/healthz", "/a b", "/a?b=c", "/a%2Fb",
    "/a%20b", "/...", "~/x", "a.b", "A.b", "a-b", "-b", "a_b", "a" * 63, "a" * 64, "1a", "a.", "..a", ".", "..",
    "a..b", "FOO", "1FOO", "FOO-BAR", "foo.bar/x", "Foo.bar/x", "a/b/c", "kubernetes.io/x", "nvidia.com/gpu",
    "requests.x/y", "gpu", "http", "http--x", "123", "abcdefghijklmnop", "x-1", "metadata.name",
    "metadata.labels['a']", "metadata.labels['A/b']", "metadata.annotations['A/b']", "spec.foo", "status.podIP",
    "api.acme.dev", "*.acme.dev", "*", "a.*.b", "{project}.acme.dev", "{team}.acme.dev", "api.{environment}.dev",
    "10.0.0.1", "acme.10", "API.dev", "api.dev:80", "http://a", "a" * 70 + ".dev", "*acme.dev", "10.0.0.0/8",
    "10.0.0.1/8", "10.0.0.0/33", "300.0.0.0/8", "fd00::/8", "10.0.0.0", "::1", "10.0.0.7", "foo::bar", "::1/129",
    "fe80::1%eth0", "https://a.b", "https://a:0/x", "https://a:65536", "https://a:65535/x", "https://u@a/x",
    "https://u:p@a/x", "a.b/c", "prometheus:9090", "http://prometheus.monitoring:9090", "http://[::1]:80",
    "Europe/Berlin", "Etc/UTC", "UTC", "Local", "CET", "europe/berlin", "+02:00", "{team}-{project}", "{foo}",
    "Ns", "ghcr.io/acme", "ghcr.io/acme/*", "https://ghcr.io", "s3", "S3", "x y", "a\tb", "\ta", "\ta\nb", "true",
    "false", "yes", "~", "null",
)
# fmt: on
"""Values of every format, right ones and those that people write instead; each is tried on all formats."""

BEYOND: dict[str, set[str]] = {
    # sums and products of digits
    "bytes": {"1048575", "1e3", "1e6", "1000Ki", "1e-3"},
    "bytes-or-none": {"1048575", "1e3", "1e6", "1000Ki", "1e-3"},
    "cpu": {"1e6", "2e7", "2000k", "100n", "1u", "9999999m", "1024001m", "3k"},
    "cpu-total": {"100n", "1u"},
    "duration": {"2147483648s"},
    "duration-positive": {"2147483648s"},
    # a comparison of two numbers
    "cron": {"5-1 * * * *"},
    # bits and groups of an address
    "cidr": {"10.0.0.1/8"},
    "ip-address": {"a:b:c"},
    # the tables of what programs in a cluster read
    "metadata-key": {"kubernetes.io/x"},
    "metadata-label": {"kubernetes.io/x"},
}
"""What no pattern can tell: `validate` refuses these, editors do not."""

LISTED = {"time-zone"}
"""Formats whose values editors have as a list; tests/unit/validate/test_editor.py."""


def editor(name: str, text: str) -> bool:
    return re.search(editor_patterns.PATTERNS[name], text) is not None


def valid(name: str, text: str) -> bool:
    return FORMATS[name](text) is None


def test_every_format_has_a_pattern() -> None:
    assert sorted(editor_patterns.PATTERNS) == sorted(FORMATS)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_an_editor_refuses_no_valid_value(name: str) -> None:
    assert [text for text in VALUES if valid(name, text) and not editor(name, text)] == []


@pytest.mark.parametrize("name", sorted(set(FORMATS) - LISTED))
def test_an_editor_refuses_every_other_value_but_those_beyond_patterns(name: str) -> None:
    assert {text for text in VALUES if editor(name, text) and not valid(name, text)} == BEYOND.get(name, set())


@pytest.mark.parametrize("name", sorted(set(FORMATS) - LISTED))
def test_of_every_format_there_are_right_and_wrong_values(name: str) -> None:
    assert {valid(name, text) for text in VALUES} == {True, False}


@given(text=st.text(alphabet="01259.eEmkMGTi+-:/@*ahsx_ ,{}%", max_size=12), name=st.sampled_from(sorted(FORMATS)))
def test_no_made_up_value_that_is_valid_is_refused(text: str, name: str) -> None:
    assert editor(name, text) or not valid(name, text)


@pytest.mark.parametrize("name", sorted(editor_patterns.PATTERNS))
def test_a_pattern_is_one_of_javascript_too(name: str) -> None:
    pattern = editor_patterns.PATTERNS[name]
    assert re.findall(r"\\[AZz]|\(\?P|\(\?[a-z]|\(\?<|\(\?#", pattern) == []
    assert {*re.findall(r"\\(.)", pattern)} <= {*"dsSwWbuxnt.*+?^${}()|[]/\\"}
