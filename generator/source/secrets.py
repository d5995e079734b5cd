"""Detection of secrets by names (see `secret_names`), by the known formats of tokens and keys, and in addresses.

Messages name the format, never the text. There is no check of entropy: it has so many false positives that people would
disable it. Every pattern needs time linear in the length of the text. What has a name that says secret is none all the same where
its value cannot be one: see `is_harmless`.
"""

import re
from collections.abc import Mapping

from generator.named_tuples import NamedTuple
from generator.source import secret_names, short_texts

_MIN_LENGTH = 8
REACH = 1024
"""What a message shows of a long text is far shorter, and a secret that begins there is told by so many characters: a text
that stands in a thousand messages is not searched as a whole for each."""

# Patterns are compiled (and cached by `re`) only if their prefix occurs, which is rare.
_HARMLESS = (
    r"(?:~|\.{1,2})?/[\w./@:-]*"  # a path
    r"|arn:[\w+=,.@/:*-]+"  # the name of a resource of AWS
    r"|[-+]?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"
    r"|(?i:true|false|yes|no|on|off)"
    r"|<[^<>]*>|\[\w+\]"  # a token of a language model
    r"|[^\w\s$]+"
)
_NONE = (
    r"(?i)none|null|nil|n/?a|empty|unused|dummy|fake|ignored?|disabled|anonymous|placeholder"
    r"|(?:\w{1,16}[-_ ])?(?:not|un)[-_ ]?(?:needed|required|used|set|applicable)"
    r"|(?:sk[-_])?no[-_ ]?(?:api[-_ ]?)?(?:key|token|password|auth|secret)(?:[-_ ](?:needed|required|set))?"
)
"""What people write where a program wants a secret and uses none."""
_URL = r"[A-Za-z][A-Za-z0-9+.-]{0,31}://\S+"
_PLACEHOLDER = r"[\"']?(?:[$%{(]|\*{2}|x{3}).*|[A-Z][A-Z_]+"
"""A reference to a variable, a masked value, or a word in capitals that stands for one."""
_PARAMETER = r"[?&;]([A-Za-z][\w.-]{0,63})=([^&;#\s\"']{1,256})"
_PAIR = r"(?<![\w.-])([A-Za-z][\w.-]{0,63})=([^;&\s\"']{1,256})"
_PAIR_HINT = r"(?i)(?:pwd|pass|password|passwd|passphrase|key|token|secret|credentials?|signature)="
_BESIDE = secret_names.words_of(
    "accountname addr address database dbname defaultendpointsprotocol driver endpoint endpointsuffix host hostname id port server"
    " sharedaccesskeyname source uid user username"
)
"""What stands beside the password in a text that tells how to connect."""
_ARGUMENT = r"(?<![\w-])--?([A-Za-z][\w.-]{0,63})(?:=|[ \t]+(?!-))(\"[^\"]{0,256}\"|'[^']{0,256}'|[^\s\"']{1,256})"
_OPTION = r"--?([A-Za-z][\w.-]{0,63})"
_SIGNATURES = r"(?i)sig|signature|pwd|.*[-_.]signature"
_SHARED_ACCESS = ("?", "sv=", "se=", "sp=", "sr=", "sig=")
"""How a shared access signature (SAS) without its URL begins."""
_HOOK_END = r"(?=[\w-]*[0-9])(?=[\w-]*[A-Za-z])[\w-]{16,}|[A-Za-z]{24,}"


class _Format(NamedTuple):
    """A format of secrets: a text that all of them contain, the pattern, and a description for messages."""

    prefix: str
    pattern: str
    description: str


_WEBHOOK = "the address of a webhook, which is a secret"
_START = r"(?<![A-Za-z0-9])"
# References, placeholders and masked passwords are not secrets; neither is the digest of an image.
_NO_REFERENCE = r"(?!\$[({]|[{<%]|\*{2,}@|x{3,}@)"

# Grouped by a text that all formats of a group contain: most texts need only these few look-ups.
_FORMATS: Mapping[str, tuple[_Format, ...]] = {
    "_": (
        _Format("gh", _START + r"gh[pousr]_[A-Za-z0-9]{36}", "a GitHub token"),
        _Format("github_pat_", _START + r"github_pat_\w{40}", "a GitHub token"),
        _Format("hf_", _START + r"hf_[A-Za-z0-9]{30}", "a Hugging Face token"),
        _Format("k_live_", _START + r"[sr]k_live_[A-Za-z0-9]{16}", "a Stripe key"),
        _Format("npm_", _START + r"npm_[A-Za-z0-9]{36}", "an npm token"),
        _Format("dckr_", _START + r"dckr_[po]at_[\w-]{20}", "a Docker token"),
        _Format("gsk_", _START + r"gsk_[A-Za-z0-9]{40}", "an API key of a model provider"),
        _Format("r8_", _START + r"r8_[A-Za-z0-9]{37}", "an API key of a model provider"),
        _Format("pcsk_", _START + r"pcsk_\w{40}", "a Pinecone key"),
        _Format("dop_v1_", _START + r"dop_v1_[0-9a-f]{64}", "a DigitalOcean token"),
        _Format("glsa_", _START + r"glsa_[A-Za-z0-9]{32}_", "a Grafana token"),
        _Format("shpat_", _START + r"shpat_[0-9a-fA-F]{32}", "a Shopify token"),
        _Format("lin_api_", _START + r"lin_api_[A-Za-z0-9]{40}", "a Linear key"),
    ),
    "-": (
        _Format("-----BEGIN", r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY", "a private key"),
        _Format("sk-", _START + r"sk-(?:ant|proj|svcacct|admin|or)-[\w-]{20}", "an API key of a model provider"),
        _Format("sk-", _START + r"sk-[A-Za-z0-9]{32}", "an API key of a model provider"),
        _Format("glpat-", _START + r"glpat-[\w-]{20}", "a GitLab token"),
        _Format("xox", _START + r"xox[abeprs]-[A-Za-z0-9-]{10}", "a Slack token"),
        _Format("pypi-AgE", _START + r"pypi-AgE[\w-]{50}", "a PyPI token"),
        _Format("nvapi-", _START + r"nvapi-[\w-]{40}", "an NVIDIA API key"),
        _Format("xai-", _START + r"xai-[A-Za-z0-9]{60}", "an API key of a model provider"),
        _Format("pplx-", _START + r"pplx-[A-Za-z0-9]{40}", "an API key of a model provider"),
        _Format("GOCSPX-", _START + r"GOCSPX-[\w-]{28}", "a Google client secret"),
        _Format("AGE-SECRET-KEY-", r"AGE-SECRET-KEY-1[A-Z0-9]{50}", "a private key"),
        _Format("tskey-", _START + r"tskey-[a-z]{2,8}-\w{8}", "a Tailscale key"),
    ),
    "://": (
        _Format(
            "@", rf"://[^/\s:@]{{0,256}}:{_NO_REFERENCE}[^/\s@]{{1,256}}@(?!sha(?:256|512):)", "a URL with a password"
        ),
        # 32 hexadecimal digits are the public key of a Sentry project
        _Format("@", r"://(?![0-9a-f]{32}@)(?=[\w-]*[0-9])[\w-]{20,256}@", "a URL with a token as its user"),
        _Format("hooks.slack", r"hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/[\w/-]{8}", _WEBHOOK),
        _Format("/webhooks/", r"discord(?:app)?\.com/api/(?:v[0-9]+/)?webhooks/[0-9]+/[\w-]{8}", _WEBHOOK),
        _Format(".office.com/webhook", r"\.office\.com/webhook(?:b2)?/[\w@/-]{8}", _WEBHOOK),
        _Format("hooks.zapier.com/", r"hooks\.zapier\.com/hooks/catch/[0-9]+/\w{4}", _WEBHOOK),
        _Format("maker.ifttt.com/", r"ifttt\.com/trigger/[\w-]{1,64}/(?:json/)?with/key/[\w-]{8}", _WEBHOOK),
        _Format("api.telegram.org/bot", r"telegram\.org/bot[0-9]+:[\w-]{20}", "the token of a Telegram bot"),
    ),
    ".": (
        _Format("SG.", _START + r"SG\.[\w-]{20,24}\.[\w-]{39,50}", "a SendGrid key"),
        _Format("hvs.", _START + r"hvs\.[\w-]{24}", "a Vault token"),
        _Format("ya29.", _START + r"ya29\.[\w-]{20}", "a Google access token"),
    ),
    "Key=": (
        _Format("AccountKey=", rf"AccountKey={_NO_REFERENCE}[\w+/-]{{16}}", "a key of a storage account"),
        _Format("AccessKey=", rf"SharedAccessKey={_NO_REFERENCE}[\w+/-]{{8}}", "a shared access key"),
    ),
    "A": (
        _Format("AKIA", _START + r"AKIA[A-Z0-9]{16}(?![A-Za-z0-9])", "an AWS access key id"),
        _Format("ASIA", _START + r"ASIA[A-Z0-9]{16}(?![A-Za-z0-9])", "an AWS access key id"),
        _Format("AIza", _START + r"AIza[A-Za-z0-9_-]{35}", "a Google API key"),
    ),
    "eyJ": (_Format(".eyJ", r"(?<![\w-])eyJ[\w-]{10,}+\.eyJ[\w-]{10,}+\.[\w-]{10}", "a JSON web token"),),
    " ": (
        _Format(
            "earer ", rf"\b[Bb]earer {_NO_REFERENCE}(?=[\w.~+/-]*[0-9])[\w.~+/-]{{16,}}", "a token of an HTTP header"
        ),
        _Format(
            "earer ",
            rf"(?i:authorization)[\"']?[:=] ?[\"']?[Bb]earer {_NO_REFERENCE}[\w.~+/-]{{8}}",
            "a token of an HTTP header",
        ),
        _Format(
            "asic ", r"(?i:authorization)[\"']?[:=] ?[\"']?[Bb]asic [A-Za-z0-9+/]{8,}", "a password of an HTTP header"
        ),
    ),
}


def is_plain_secret(name: str, value: str) -> bool:
    """Whether a variable is a secret in plain text: its name suggests one, and its value may be one."""
    return bool(value) and secret_names.suggests_secret(name) and not is_harmless(value)


def is_named(name: str, value: str) -> bool:
    """Whether a text is a secret by the name of its field alone: one by its form is found without it."""
    return is_plain_secret(name, value) and find(value) is None


def is_harmless(value: str) -> bool:
    """Whether a value is no secret, whatever its name.

    That is a path, a number, a truth value, `<...>`, `[...]`, a word that says there is none, or a URL without credentials.
    """
    if re.fullmatch(_HARMLESS, value) or re.fullmatch(_NONE, value):
        return True
    return re.fullmatch(_URL, value) is not None and find(value) is None


@short_texts.cached
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
    return secret_names.option_suggests_secret(name) and _may_be_secret(value)


def _may_be_secret(value: str) -> bool:
    """Whether a value is neither harmless nor a placeholder."""
    if not value or re.fullmatch(_HARMLESS, value) or re.fullmatch(_NONE, value):
        return False
    return not (re.fullmatch(_PLACEHOLDER, value) or re.fullmatch(_URL, value))


def _find_in_query(text: str) -> str | None:
    """A secret among the parameters of a URL, a path or a shared access signature."""
    for word in text.split():
        if "=" not in word:
            continue
        if "://" in word or (word.startswith("/") and "?" in word) or ("&" in word and word.startswith(_SHARED_ACCESS)):
            for name, value in re.findall(_PARAMETER, f"&{word}"):
                is_named = secret_names.option_suggests_secret(name) or re.fullmatch(_SIGNATURES, name)
                if is_named and _may_be_secret(value):
                    return f'a URL with a secret in "{name}"'
    return None


def _find_in_connection(text: str) -> str | None:
    """A secret in a line that tells how to connect: `Server=db;User Id=a;Password=...`, `host=db password=...`."""
    for line in text.splitlines():
        if re.search(_PAIR_HINT, line) is None:
            continue
        pairs = list(re.finditer(_PAIR, line))
        is_connection = any(pair[1].lower() in _BESIDE for pair in pairs)
        for pair in pairs:
            if (is_connection or line.startswith(";", pair.end())) and is_secret_option(pair[1], pair[2]):
                return f'a connection with a secret in "{pair[1]}"'
    return None


def _find_webhook(text: str) -> str | None:
    """The address of a webhook that ends in a secret: whoever knows it may post there."""
    for word in text.split():
        _, scheme, address = word.partition("://")
        _, hook, rest = address.partition("hook")
        if scheme and hook and re.search(rf"(?:^|/)(?:{_HOOK_END})(?=[/?#@\"']|$)", rest):
            return _WEBHOOK
    return None


@short_texts.cached
def find(text: str) -> str | None:
    """The description of a secret in the text ("a GitHub token"), or None; the secret itself is not returned."""
    if len(text) < _MIN_LENGTH:
        return None
    for shared, formats in _FORMATS.items():
        if shared in text:
            for prefix, pattern, description in formats:
                if prefix in text and re.search(pattern, text):
                    return description
    has_address = "://" in text
    if has_address and "hook" in text and (found := _find_webhook(text)):
        return found
    if "=" not in text:
        return None
    return (_find_in_query(text) if has_address or "?" in text or "sig=" in text else None) or _find_in_connection(text)


def begins_with_one(text: str) -> bool:
    """Whether there is a secret in the part of a text that a message may show."""
    return find(text[:REACH]) is not None
