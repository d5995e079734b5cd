"""Checks of paths, hosts, networks, URLs and the URIs of models."""

import posixpath
import re
from collections.abc import Callable

from generator.source.format_error import FormatError
from generator.spec import suggest

PLACEHOLDERS = ("component", "environment", "project")
"""Names that may occur in braces in a host."""

_MAX_PATH_LENGTH = 4096
_MAX_HOST_LENGTH = 253
_MAX_URI_LENGTH = 2048
_MAX_PORT = 65535

_CONTROL = r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]"
_HTTP_PATH = r"/[^\s\x00-\x1f\x7f-\x9f]{0,1023}"
_ROUTE_PATH = r"/(?:[A-Za-z0-9/._~!$&'()*+,;=:@-]|%[0-9a-fA-F]{2}){0,1023}"
_ROUTE_UNSAFE = r"//|/\.{1,2}(?:/|\Z)|%2[fF]"
_HOST = r"(?:\*\.)?(?=.{1,253}\Z)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*"
_PLACEHOLDER = r"\{([^{}]*)\}"
_ADDRESS = r"[0-9.]+|.*\.[0-9]+"
_PREFIX = r"[0-9a-fA-F:.]{1,45}/[0-9]{1,3}"
_URL = r"[a-z][a-z0-9+.-]{0,31}://(?:[A-Za-z0-9._~-]+@)?(?:[A-Za-z0-9._~-]+|\[[0-9a-fA-F:.]+\])(?::([0-9]{1,5}))?(?:[/?#][^\s\x00-\x1f\x7f-\x9f]*)?"
_URI = r"[A-Za-z][A-Za-z0-9+.-]{0,31}:/+[^\s\x00-\x1f\x7f-\x9f/][^\s\x00-\x1f\x7f-\x9f]*"
_REPOSITORY = r"[A-Za-z0-9][\w-]*/[A-Za-z0-9][\w.-]*"
_SCHEME = r"[A-Za-z][A-Za-z0-9+.-]*:/*"

_WEB_ADDRESS = r"(?:(?:https?:)?//[^/\s]+|[A-Za-z0-9.-]*:[0-9]+|localhost)(/\S*)?"
"""An address with its host, in front of the path that is wanted; see `_slash_hint`."""
_HOST_IN_ADDRESS = r"(?:[A-Za-z][A-Za-z0-9+.-]*://)?([^/:]+)(?::[0-9]*)?(?:/(?!/).*)?"
_URL_HINT = "write scheme://host, with port and path as needed: https://prometheus.example.org:9090"
_NOTHING_ASKED = "leave it out where nothing is asked"


def absolute_path(text: str) -> FormatError | None:
    """A path in a container: absolute, normalised, and without `:`, which Kubernetes forbids in mount paths."""
    if not text.startswith("/"):
        return _error(text, "an absolute path", _slash_hint(text))
    if text == "/":
        return FormatError(fact='"/" is the root of the file system', hint="name a folder or file below it")
    if ":" in text:
        return _error(text, "a path for a mount", 'Kubernetes allows no ":" in it')
    return _path_error(text, "an absolute path", text[1:])


def relative_path(text: str) -> FormatError | None:
    """A relative path, separated by `/`, without `..`; it may begin with `./`."""
    if text.startswith("/"):
        return _error(text, "a relative path", "write it relative to the folder, without / at its start")
    if "\\" in text:
        return _error(text, "a relative path", "write / between its parts")
    return _path_error(text, "a relative path", text.removeprefix("./"))


def ready(text: str) -> FormatError | None:
    """The path of a readiness probe, or `none`."""
    return None if text == "none" else http_path(text)


def http_path(text: str) -> FormatError | None:
    """The path of an HTTP request, with optional query: begins with `/`, no white space."""
    if re.fullmatch(_HTTP_PATH, text):
        return None
    if not text.startswith("/"):
        return _error(text, "an HTTP path", _NOTHING_ASKED if text == "none" else _slash_hint(text))
    return _error(
        text, "an HTTP path", "write it without white space and control characters, in at most 1024 characters"
    )


def route_path(text: str) -> FormatError | None:
    """A path prefix of a Gateway or Ingress route, by the rules of the Gateway API for `PathPrefix`."""
    if re.fullmatch(_ROUTE_PATH, text) and not re.search(_ROUTE_UNSAFE, text):
        return None
    if not text.startswith("/"):
        return _error(text, "a path for a route", _slash_hint(text))
    if re.search(_ROUTE_UNSAFE, text):
        return _error(text, "a path for a route", "write it without //, /./, /../ and %2F")
    return _error(text, "a path for a route", "letters, digits, /._~!$&'()*+,;=:@- and %XX, at most 1024 characters")


def host(text: str) -> FormatError | None:
    """A host name in lower case, optionally with the wildcard `*.` at its start; it may contain PLACEHOLDERS."""
    plain = text if "{" not in text else re.sub(_PLACEHOLDER, "x", text)
    if re.fullmatch(_HOST, plain) and not re.fullmatch(_ADDRESS, plain):
        return _placeholder_error(text)
    if error := _placeholder_error(text):
        return error
    return _error(text, "a host name", _host_rule(plain) + _name_alone(text, host))


def host_pattern(text: str) -> FormatError | None:
    """A host name in lower case in which `*` may stand anywhere, for any text."""
    if re.fullmatch(_HOST, text.replace("*", "x")) and not re.fullmatch(_ADDRESS, text):
        return None
    rule = _host_rule(text.replace("*", "x"))
    return _error(text, "a host or a pattern of hosts", rule + _name_alone(text, host_pattern))


def cidr(text: str) -> FormatError | None:
    """A network such as `10.0.0.0/8`, without host bits set."""
    import ipaddress  # imported lazily: only platform files contain networks

    if not re.fullmatch(_PREFIX, text):
        names_host = re.search(r"[g-zG-Z]", text)
        about = "a NetworkPolicy knows addresses, no names; " if names_host else ""
        return _error(text, "a network", f"{about}write address/prefix: 10.0.0.0/8")
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return _error(text, "a network", "write address/prefix: 10.0.0.0/8")
    if network.network_address != ipaddress.ip_address(text.partition("/")[0]):
        return _error(text, "a network", f"host bits are set: write {network}")
    return None


def ip_address(text: str) -> FormatError | None:
    """An IPv4 or IPv6 address."""
    import ipaddress

    try:
        ipaddress.ip_address(text)
    except ValueError:
        return _error(text, "an IP address", "write an address: 10.0.0.7")
    return None


def url(text: str) -> FormatError | None:
    """`scheme://host[:port][/path]`; a user is allowed, a password is not."""
    match = re.fullmatch(_URL, text) if len(text) <= _MAX_URI_LENGTH else None
    if match is None:
        return _error(text, "a URL", _URL_HINT)
    if match[1] is not None and not 0 < int(match[1]) <= _MAX_PORT:
        return _error(text, "a URL", "port numbers are 1 to 65535")
    return None


def model_scheme(text: str) -> FormatError | None:
    """The scheme of URIs of models, in lower case and without `://`; or `*` for all others."""
    if re.fullmatch(r"\*|[a-z][a-z0-9+.-]{0,31}", text):
        return None
    hint = "write the scheme alone, in lower case: s3, hf, gs; or * for all others"
    return _error(text, "the scheme of a model's URI", hint)


def model_uri(text: str) -> FormatError | None:
    """The URI of a model: `s3://…`, `hf://…`, `pvc://…`, `file:///…`, `models:/name@alias`."""
    if len(text) <= _MAX_URI_LENGTH and re.fullmatch(_URI, text):
        return None
    return _error(text, "a model's URI", _uri_rule(text))


def _error(text: str, what: str, rule: str) -> FormatError:
    return FormatError(fact=f"{suggest.quoted(text)} is not {what}", hint=rule)


def _slash_hint(text: str) -> str:
    address = re.fullmatch(_WEB_ADDRESS, text)
    if address is not None:
        return f"write the path alone: {address[1] or '/'}"
    return f"begin with /: {suggest.quoted(f'/{text}')}" if text and not re.search(r"\s", text) else "begin with /"


def _path_error(text: str, what: str, below: str) -> FormatError | None:
    if len(text) > _MAX_PATH_LENGTH:
        return _error(text, what, f"shorten it: it has {len(text)} characters, at most {_MAX_PATH_LENGTH} are allowed")
    if not text.isprintable() and re.search(_CONTROL, text):
        return _error(text, what, "write it without control characters")
    parts = below.split("/")
    if ".." in parts:
        better = posixpath.normpath(text)
        return _error(text, what, "leave out .." + (f": {suggest.quoted(better)}" if text.startswith("/") else ""))
    if not below:
        return _error(text, what, "name a file")
    if "" in parts or "." in parts:
        return _error(text, what, "write it without //, /./ and / at the end")
    return None


def _placeholder_error(text: str) -> FormatError | None:
    if "{" not in text:
        return None
    unknown = next((name for name in re.findall(_PLACEHOLDER, text) if name not in PLACEHOLDERS), None)
    if unknown is None:
        return None
    meant, hint = suggest.of(unknown, PLACEHOLDERS)
    return FormatError(fact=f"there is no placeholder {suggest.quoted(unknown)}", hint=hint, meant=meant)


def _name_alone(text: str, check: Callable[[str], FormatError | None]) -> str:
    """The name within an address, for the end of a hint; empty if there is none that `check` takes."""
    address = re.fullmatch(_HOST_IN_ADDRESS, text) if "/" in text or ":" in text else None
    name = address[1].lower() if address is not None else ""
    return f": {name}" if name and check(name) is None else ""


def _host_rule(plain: str) -> str:
    if not plain or len(plain) > _MAX_HOST_LENGTH:
        return f"it has {len(plain)} characters, 1 to {_MAX_HOST_LENGTH} are allowed"
    if "/" in plain or ":" in plain:
        return f"write the name alone, without {'scheme or path' if '/' in plain else 'its port'}"
    if re.fullmatch(_ADDRESS, plain):
        return "write a name, not an IP address"
    if "*" in plain.removeprefix("*."):
        return '"*" is allowed only as the whole first label: *.example.org'
    if plain != plain.lower():
        return f"use lower-case letters: {suggest.quoted(plain.lower())}"
    return 'write labels of at most 63 letters, digits and "-", with a letter or digit at both ends, joined by dots'


def _uri_rule(text: str) -> str:
    if len(text) > _MAX_URI_LENGTH:
        return f"shorten it: it has {len(text)} characters, at most {_MAX_URI_LENGTH} are allowed"
    if text.startswith("/"):
        return f"a path in the image is a file URI: {suggest.quoted(f'file://{text}')}"
    if re.fullmatch(_SCHEME, text):
        return "name the model after the scheme"
    if any(each.isspace() for each in text) or re.search(_CONTROL, text):
        return "write it without white space and control characters"
    if re.fullmatch(_REPOSITORY, text):
        return f"a model of the Hugging Face Hub is {suggest.quoted(f'hf://{text}')}"
    return "begin with a scheme, such as s3://, hf://, oci:// or models:/"
