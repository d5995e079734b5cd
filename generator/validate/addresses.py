"""Formats of places: paths in a container or folder, hosts, networks, URLs and the URIs of models."""

import posixpath
import re

from generator.source.format_error import FormatError
from generator.spec import suggest

PLACEHOLDERS = ("component", "environment", "project")
"""Names that a host may hold in braces."""

_PATH_LONGEST = 4096
_HOST_LONGEST = 253
_URI_LONGEST = 2048
_LAST_PORT = 65535

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
_SCHEME = r"[A-Za-z][A-Za-z0-9+.-]*:/*"

_URL_HINT = "write scheme://host, with port and path as needed: https://prometheus.example.org:9090"


def absolute_path(text: str) -> FormatError | None:
    """A path in the container: begins with `/`, normalised, and without `:`, which a mount path cannot have."""
    if not text.startswith("/"):
        return _error(text, "an absolute path", _begin(text))
    if text == "/":
        return FormatError(fact='"/" is the root of the file system', hint="name a folder or file below it")
    if ":" in text:
        return _error(text, "a path for a mount", 'Kubernetes allows no ":" in it')
    return _path_error(text, "an absolute path", text[1:])


def relative_path(text: str) -> FormatError | None:
    """A path below a folder: `/` between its parts, no way up; one `./` may stand before it."""
    if text.startswith("/"):
        return _error(text, "a relative path", "write it as seen from the folder, without / before it")
    if "\\" in text:
        return _error(text, "a relative path", "write / between its parts")
    return _path_error(text, "a relative path", text.removeprefix("./"))


def http_path(text: str) -> FormatError | None:
    """The path of an HTTP request, with its query if any: begins with `/`, no white space."""
    if re.fullmatch(_HTTP_PATH, text):
        return None
    if not text.startswith("/"):
        return _error(text, "an HTTP path", _begin(text))
    return _error(
        text, "an HTTP path", "write it without white space and control characters, in at most 1024 characters"
    )


def route_path(text: str) -> FormatError | None:
    """A path that a gateway or ingress matches as a prefix, by the rules of the Gateway API for `PathPrefix`."""
    if re.fullmatch(_ROUTE_PATH, text) and not re.search(_ROUTE_UNSAFE, text):
        return None
    if not text.startswith("/"):
        return _error(text, "a path for a route", _begin(text))
    if re.search(_ROUTE_UNSAFE, text):
        return _error(text, "a path for a route", "write it without //, /./, /../ and %2F")
    return _error(text, "a path for a route", "letters, digits, /._~!$&'()*+,;=:@- and %XX, at most 1024 characters")


def host(text: str) -> FormatError | None:
    """A host name in lower case, after `*.` if any host below is meant; it may hold the placeholders."""
    plain = text if "{" not in text else re.sub(_PLACEHOLDER, "x", text)
    if re.fullmatch(_HOST, plain) and not re.fullmatch(_ADDRESS, plain):
        return _placeholder_error(text)
    if error := _placeholder_error(text):
        return error
    return _error(text, "a host name", _host_rule(plain))


def cidr(text: str) -> FormatError | None:
    """A network as `10.0.0.0/8`, without bits behind the prefix."""
    import ipaddress  # only the platform's files name networks

    if not re.fullmatch(_PREFIX, text):
        return _error(text, "a network", "write address/prefix: 10.0.0.0/8")
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return _error(text, "a network", "write address/prefix: 10.0.0.0/8")
    if network.network_address != ipaddress.ip_address(text.partition("/")[0]):
        return _error(text, "a network", f"bits are set behind the prefix: write {network}")
    return None


def url(text: str) -> FormatError | None:
    """`scheme://host[:port][/path]`; a user may be named, a password not."""
    found = re.fullmatch(_URL, text) if len(text) <= _URI_LONGEST else None
    if found is None:
        return _error(text, "a URL", _URL_HINT)
    if found[1] is not None and not 0 < int(found[1]) <= _LAST_PORT:
        return _error(text, "a URL", "port numbers are 1 to 65535")
    return None


def model_uri(text: str) -> FormatError | None:
    """Where a model lies, with a scheme: `s3://…`, `hf://…`, `pvc://…`, `file:///…`, `models:/name@alias`."""
    if len(text) <= _URI_LONGEST and re.fullmatch(_URI, text):
        return None
    return _error(text, "a model's URI", _uri_rule(text))


def _error(text: str, what: str, rule: str) -> FormatError:
    return FormatError(fact=f"{suggest.quoted(text)} is not {what}", hint=rule)


def _begin(text: str) -> str:
    return f"begin with /: {suggest.quoted(f'/{text}')}" if text else "begin with /"


def _path_error(text: str, what: str, below: str) -> FormatError | None:
    if len(text) > _PATH_LONGEST:
        return _error(text, what, f"shorten it: it has {len(text)} characters, at most {_PATH_LONGEST} are allowed")
    if re.search(_CONTROL, text):
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


def _host_rule(plain: str) -> str:
    if not plain or len(plain) > _HOST_LONGEST:
        return f"it has {len(plain)} characters, 1 to {_HOST_LONGEST} are allowed"
    if "/" in plain or ":" in plain:
        return f"write the name alone, without {'scheme or path' if '/' in plain else 'its port'}"
    if re.fullmatch(_ADDRESS, plain):
        return "an address is no name"
    if "*" in plain.removeprefix("*."):
        return '"*" stands alone, as the first label: *.example.org'
    if plain != plain.lower():
        return f"use lower-case letters: {suggest.quoted(plain.lower())}"
    return 'write labels of at most 63 letters, digits and "-", with a letter or digit at both ends, joined by dots'


def _uri_rule(text: str) -> str:
    if len(text) > _URI_LONGEST:
        return f"shorten it: it has {len(text)} characters, at most {_URI_LONGEST} are allowed"
    if text.startswith("/"):
        return f"a path in the image is a file URI: {suggest.quoted(f'file://{text}')}"
    if re.fullmatch(_SCHEME, text):
        return "name the model after the scheme"
    if any(each.isspace() for each in text) or re.search(_CONTROL, text):
        return "write it without white space and control characters"
    return "begin with a scheme, such as s3://, hf://, oci:// or models:/"
