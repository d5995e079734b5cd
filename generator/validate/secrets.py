"""What looks like a secret: names of variables that hold one, and the known forms of tokens and keys.

A message names the form, never the text. The rules know forms, not entropy: a false alarm in every tenth file would
teach people to switch them off. Every pattern needs time linear in the text.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

_SHORTEST = 8

# Patterns are compiled where their mark is seen, which for most files is never: `re` keeps them.
_NAME = re.compile(
    r"PASSWORD|PASSWD|(?:^|[-_.])(?:TOKEN|SECRET|PASS)$|[-_.]KEY$|APIKEY$|CREDENTIALS$|PASSPHRASE$", re.IGNORECASE
)


class _Form(NamedTuple):
    """One kind of secret: a piece of text that each has, the whole pattern, and words for it."""

    mark: str
    pattern: str
    what: str


_START = r"(?<![A-Za-z0-9])"
# A password that is a reference, a placeholder or masked is none; neither is the digest of an image.
_NO_REFERENCE = r"(?!\$[({]|[{<%]|\*{2,}@|x{3,}@)"

# By characters that the forms of a group share: for most texts these five look-ups are all.
_FORMS: Mapping[str, tuple[_Form, ...]] = {
    "_": (
        _Form("gh", _START + r"gh[pousr]_[A-Za-z0-9]{36}", "a GitHub token"),
        _Form("github_pat_", _START + r"github_pat_\w{40}", "a GitHub token"),
        _Form("hf_", _START + r"hf_[A-Za-z0-9]{30}", "a Hugging Face token"),
        _Form("k_live_", _START + r"[sr]k_live_[A-Za-z0-9]{16}", "a Stripe key"),
        _Form("npm_", _START + r"npm_[A-Za-z0-9]{36}", "an npm token"),
        _Form("dckr_pat_", _START + r"dckr_pat_[\w-]{27}", "a Docker token"),
    ),
    "-": (
        _Form("-----BEGIN", r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY", "a private key"),
        _Form("sk-", _START + r"sk-(?:ant|proj|svcacct|admin|or)-[\w-]{20}", "an API key of a model provider"),
        _Form("sk-", _START + r"sk-[A-Za-z0-9]{32}", "an API key of a model provider"),
        _Form("glpat-", _START + r"glpat-[\w-]{20}", "a GitLab token"),
        _Form("xox", _START + r"xox[abeprs]-[A-Za-z0-9-]{10}", "a Slack token"),
        _Form("pypi-AgE", _START + r"pypi-AgE[\w-]{50}", "a PyPI token"),
    ),
    "://": (
        _Form(
            "@", rf"://[^/\s:@]{{0,256}}:{_NO_REFERENCE}[^/\s@]{{1,256}}@(?!sha(?:256|512):)", "a URL with a password"
        ),
    ),
    "A": (
        _Form("AKIA", _START + r"AKIA[A-Z0-9]{16}(?![A-Za-z0-9])", "an AWS access key id"),
        _Form("ASIA", _START + r"ASIA[A-Z0-9]{16}(?![A-Za-z0-9])", "an AWS access key id"),
        _Form("AIza", _START + r"AIza[A-Za-z0-9_-]{35}", "a Google API key"),
    ),
    "eyJ": (_Form(".eyJ", r"(?<![\w-])eyJ[\w-]{10,}+\.eyJ[\w-]{10,}+\.[\w-]{10}", "a JSON web token"),),
}


def name_is_secret(name: str) -> bool:
    """Whether an env variable of this name holds a secret, in any case of letters: `DB_PASSWORD`, `api_token`."""
    return _NAME.search(name) is not None


def find(text: str) -> str | None:
    """What form of secret the text contains ("a GitHub token"), or None; the secret itself is never returned."""
    if len(text) < _SHORTEST:
        return None
    for shared, forms in _FORMS.items():
        if shared in text:
            for mark, pattern, what in forms:
                if mark in text and re.search(pattern, text):
                    return what
    return None
