"""Detection of secrets by the names of variables, parameters and options, and by the known formats of tokens and keys.

Messages name the format, never the text. There is no check of entropy: it has so many false positives that people would
disable it. Every pattern needs time linear in the length of the text. What has a name that says secret is none all the same where
its value cannot be one: see `is_harmless`.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

_MIN_LENGTH = 8

# Patterns are compiled (and cached by `re`) only if their prefix occurs, which is rare.
_NAME = re.compile(
    r"PASSWORD|PASSWD|(?:^|[-_.])(?:TOKEN|SECRET|PASS)$|[-_.]KEY$|APIKEY$|CREDENTIALS$|PASSPHRASE$", re.IGNORECASE
)
_HARMLESS_NAME = r"(?:[-_.]TOKEN[-_.]ID|PARTITION[-_.]KEY|[-_.]ROTATION|[-_.]FILE)$"
_HARMLESS = (
    r"(?:~|\.{1,2})?/[\w./@:-]*"  # a path
    r"|[-+]?[0-9]+(?:\.[0-9]+)?"
    r"|(?i:true|false|yes|no|on|off)"
    r"|<[^<>]*>"
)
_URL = r"[A-Za-z][A-Za-z0-9+.-]{0,31}://\S+"
_PLACEHOLDER = r"[\"']?(?:[$%{]|\*{2}|x{3}).*|[A-Z][A-Z_]+"
"""A reference to a variable, a masked value, or a word in capitals that stands for one."""
_PARAMETER = r"[?&;]([A-Za-z][\w.-]{0,63})=([^&;#\s\"']{1,256})"
_ARGUMENT = r"(?<![\w-])--?([A-Za-z][\w.-]{0,63})(?:=|[ \t]+(?!-))(\"[^\"]{0,256}\"|'[^']{0,256}'|[^\s\"']{1,256})"
_OPTION = r"--?([A-Za-z][\w.-]{0,63})"
_OPTION_NAME = (
    r"(?:D|.*[-_.])?(?:password|passwd|passphrase|pass|token|secret|credentials|apikey"
    r"|(?:api|access|secret|private|account|auth|encryption|signing|master)[-_.]?key)"
)
_PARAMETER_NAME = rf"{_OPTION_NAME}|sig|signature|pwd|.*[-_.]signature"


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


def is_plain_secret(name: str, value: str) -> bool:
    """Whether a variable is a secret in plain text: its name suggests one, and its value may be one."""
    return bool(value) and name_is_secret(name) and not is_harmless(value)


def name_is_secret(name: str) -> bool:
    """Whether the name of an env variable suggests a secret, in upper or lower case: `DB_PASSWORD`, `api_token`."""
    return _NAME.search(name) is not None and re.search(_HARMLESS_NAME, name, re.IGNORECASE) is None


def is_harmless(value: str) -> bool:
    """Whether a value is no secret, whatever its name: a path, a number, a truth value, `<...>`, a URL without credentials."""
    if re.fullmatch(_HARMLESS, value):
        return True
    return re.fullmatch(_URL, value) is not None and find(value) is None


def find_option(text: str) -> str:
    """The name of an option within a text that is set to a secret (`--password=...`); empty if there is none."""
    if "-" not in text or not ("=" in text or " " in text or "\t" in text):
        return ""
    options = re.findall(_ARGUMENT, text)
    return next((name for name, value in options if is_secret_option(name, value.strip("\"'"))), "")


def option(text: str) -> str:
    """The name of the option that a whole argument is, such as `token` for `--token`; empty if it is none."""
    match = re.fullmatch(_OPTION, text)
    return match[1] if match else ""


def is_secret_option(name: str, value: str) -> bool:
    """Whether an option or parameter is set to a secret."""
    return _is_set_to_secret(_OPTION_NAME, name, value)


def _is_set_to_secret(names: str, name: str, value: str) -> bool:
    """Whether a name is one of those for secrets, and the value neither harmless nor a placeholder."""
    if not value or name.lower().startswith("no-") or re.search(_HARMLESS_NAME, name, re.IGNORECASE):
        return False
    if re.fullmatch(names, name, re.IGNORECASE) is None:
        return False
    return not (re.fullmatch(_HARMLESS, value) or re.fullmatch(_PLACEHOLDER, value) or re.fullmatch(_URL, value))


def _find_in_query(text: str) -> str | None:
    for word in text.split():
        if "=" in word and ("://" in word or (word.startswith("/") and "?" in word)):
            for name, value in re.findall(_PARAMETER, word):
                if _is_set_to_secret(_PARAMETER_NAME, name, value):
                    return f'a URL with a secret in "{name}"'
    return None


def find(text: str) -> str | None:
    """The description of a secret in the text ("a GitHub token"), or None; the secret itself is not returned."""
    if len(text) < _MIN_LENGTH:
        return None
    for shared, formats in _FORMATS.items():
        if shared in text:
            for prefix, pattern, description in formats:
                if prefix in text and re.search(pattern, text):
                    return description
    return _find_in_query(text) if "=" in text and ("://" in text or "?" in text) else None
