"""Detection of secrets by the names of variables and by the known formats of tokens and keys.

Messages name the format, never the text. There is no check of entropy: it has so many false positives that people would
disable it. Every pattern needs time linear in the length of the text.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

_MIN_LENGTH = 8

# Patterns are compiled (and cached by `re`) only if their prefix occurs, which is rare.
_NAME = re.compile(
    r"PASSWORD|PASSWD|(?:^|[-_.])(?:TOKEN|SECRET|PASS)$|[-_.]KEY$|APIKEY$|CREDENTIALS$|PASSPHRASE$", re.IGNORECASE
)


class _Format(NamedTuple):
    """A format of secrets: a text that all of them contain, the pattern, and a description for messages."""

    prefix: str
    pattern: str
    description: str


_START = r"(?<![A-Za-z0-9])"
# References, placeholders and masked passwords are not secrets; neither is the digest of an image.
_NO_REFERENCE = r"(?!\$[({]|[{<%]|\*{2,}@|x{3,}@)"

# Grouped by a text that all formats of a group contain: most texts need only these five look-ups.
_FORMATS: Mapping[str, tuple[_Format, ...]] = {
    "_": (
        _Format("gh", _START + r"gh[pousr]_[A-Za-z0-9]{36}", "a GitHub token"),
        _Format("github_pat_", _START + r"github_pat_\w{40}", "a GitHub token"),
        _Format("hf_", _START + r"hf_[A-Za-z0-9]{30}", "a Hugging Face token"),
        _Format("k_live_", _START + r"[sr]k_live_[A-Za-z0-9]{16}", "a Stripe key"),
        _Format("npm_", _START + r"npm_[A-Za-z0-9]{36}", "an npm token"),
        _Format("dckr_pat_", _START + r"dckr_pat_[\w-]{27}", "a Docker token"),
    ),
    "-": (
        _Format("-----BEGIN", r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY", "a private key"),
        _Format("sk-", _START + r"sk-(?:ant|proj|svcacct|admin|or)-[\w-]{20}", "an API key of a model provider"),
        _Format("sk-", _START + r"sk-[A-Za-z0-9]{32}", "an API key of a model provider"),
        _Format("glpat-", _START + r"glpat-[\w-]{20}", "a GitLab token"),
        _Format("xox", _START + r"xox[abeprs]-[A-Za-z0-9-]{10}", "a Slack token"),
        _Format("pypi-AgE", _START + r"pypi-AgE[\w-]{50}", "a PyPI token"),
    ),
    "://": (
        _Format(
            "@", rf"://[^/\s:@]{{0,256}}:{_NO_REFERENCE}[^/\s@]{{1,256}}@(?!sha(?:256|512):)", "a URL with a password"
        ),
    ),
    "A": (
        _Format("AKIA", _START + r"AKIA[A-Z0-9]{16}(?![A-Za-z0-9])", "an AWS access key id"),
        _Format("ASIA", _START + r"ASIA[A-Z0-9]{16}(?![A-Za-z0-9])", "an AWS access key id"),
        _Format("AIza", _START + r"AIza[A-Za-z0-9_-]{35}", "a Google API key"),
    ),
    "eyJ": (_Format(".eyJ", r"(?<![\w-])eyJ[\w-]{10,}+\.eyJ[\w-]{10,}+\.[\w-]{10}", "a JSON web token"),),
}


def name_is_secret(name: str) -> bool:
    """Whether the name of an env variable suggests a secret, in upper or lower case: `DB_PASSWORD`, `api_token`."""
    return _NAME.search(name) is not None


def find(text: str) -> str | None:
    """The description of a secret in the text ("a GitHub token"), or None; the secret itself is not returned."""
    if len(text) < _MIN_LENGTH:
        return None
    for shared, formats in _FORMATS.items():
        if shared in text:
            for prefix, pattern, description in formats:
                if prefix in text and re.search(pattern, text):
                    return description
    return None
