"""Annotations of Services and routes by which controllers serve, certify or publish further hosts."""

from collections.abc import Iterable, Iterator, Mapping

from generator.spec import glob

KEYS = frozenset({
    "external-dns.alpha.kubernetes.io/hostname",
    "external-dns.alpha.kubernetes.io/internal-hostname",
    "external-dns.kubernetes.io/hostname",
    "external-dns.kubernetes.io/internal-hostname",
    "nginx.ingress.kubernetes.io/server-alias",
    "ingress.kubernetes.io/server-alias",
    "haproxy-ingress.github.io/server-alias",
    "konghq.com/host-aliases",
    "cert-manager.io/common-name",
    "cert-manager.io/alt-names",
})  # fmt: skip
"""Keys whose values are hosts, with commas or spaces between them."""
PATTERNS = frozenset({"ingress.kubernetes.io/server-alias-regex", "haproxy-ingress.github.io/server-alias-regex"})
"""Keys whose values are regular expressions for hosts."""


def hosts(annotations: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield key and host of every host that annotations name; that of a regular expression is the expression itself."""
    for key, value in annotations.items():
        if key.lower() in PATTERNS:
            yield key, value
        elif key.lower() in KEYS:
            yield from ((key, host.rstrip(".").lower()) for host in value.replace(",", " ").split())


def is_allowed(patterns: Iterable[str], host: str) -> bool:
    """Whether a host is a plain name, perhaps with a wildcard for its first part, of one of the platform's patterns."""
    plain = host.removeprefix("*.")
    return all(part.replace("-", "").isalnum() for part in plain.split(".")) and glob.matches_any(patterns, host)
