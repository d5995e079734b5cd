"""One HTTP exchange with limits on size, time and redirects; https only, except to this machine.

The Authorization header is never sent to another host than the one that it was made for.
"""

import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib import parse

from generator.external import unresolved

if TYPE_CHECKING:
    import urllib3

_LIMIT = 4 * 1024 * 1024  # bytes; the limit of registries for a manifest
_REDIRECTS = 5
_BUSY = frozenset({429, 503})
_LEAST_WAIT = 1.0  # second; a server that says 0 would be asked without a pause
_REDIRECTS_STATUS = frozenset({301, 302, 303, 307, 308})
_PRINTABLE = r"[\x21-\x7e]*"
_LOOPBACK = r"localhost|127(?:\.[0-9]{1,3}){3}|::1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """An HTTP request; `repr` leaves out the headers, which may contain an Authorization."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An HTTP response; `url` is the one that answered, after all redirects."""

    url: str
    status: int
    headers: "urllib3.HTTPHeaderDict"
    body: bytes = field(repr=False)


def exchange(request: Request, *, timeout: float) -> Response:
    """The response to a request; up to five redirects of GET and HEAD are followed.

    A redirect to another scheme, host or port drops the Authorization header; one from https to http is refused. The proxy
    in HTTPS_PROXY is used, except for NO_PROXY and this machine; certificates are those of the system, or of
    SSL_CERT_FILE. `timeout` (seconds) limits each wait for the network, not their sum. Raises UnresolvedError.
    """
    for _ in range(_REDIRECTS + 1):
        response = _send(request, timeout)
        target = response.headers.get("Location")
        if response.status not in _REDIRECTS_STATUS or request.method not in {"GET", "HEAD"} or not target:
            return response
        request = _redirected(request, target)
    raise unresolved.UnresolvedError(f"{host(request.url)} redirects more than 5 times")


def exchange_patiently(request: Request, *, timeout: float, until: float) -> Response:
    """As `exchange`, and again after the wait that a server asks for (429 or 503 with `Retry-After`).

    `until` is a time of `time.monotonic` that no wait exceeds: then the response is the one that asks for it.
    """
    response = exchange(request, timeout=timeout)
    while response.status in _BUSY and (wait := retry_after(response)) is not None:
        if time.monotonic() + wait >= until:
            return response
        time.sleep(wait)
        response = exchange(request, timeout=timeout)
    return response


def retry_after(response: Response) -> float | None:
    """The seconds to wait that a response asks for, at least one; None if it does not say."""
    text = response.headers.get("Retry-After", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", text):
        return max(float(text), _LEAST_WAIT)
    from email import utils

    try:
        moment = utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(moment.timestamp() - time.time(), _LEAST_WAIT)


def origin(url: str) -> tuple[str, str]:
    """The scheme and the host with port of a URL."""
    parts = _parts(url)
    return parts.scheme, parts.netloc.lower()


def host(url: str) -> str:
    """The host and port that a URL names, without a user or a password."""
    return _parts(url).netloc.rpartition("@")[2]


def is_loopback(netloc: str) -> bool:
    """Whether `host[:port]` can only be this machine: `localhost`, `127.x.x.x`, `[::1]`."""
    return re.fullmatch(_LOOPBACK, _parts(f"//{netloc}").hostname or "") is not None


def _parts(url: str) -> parse.SplitResult:
    try:
        parts = parse.urlsplit(url)
        if re.fullmatch(_PRINTABLE, url) and parts.port != 0:
            return parts
    except ValueError:
        pass
    # The URL is not quoted: a redirect may contain a key
    raise unresolved.UnresolvedError("the address of the registry, or one that it redirects to, is not a valid URL")


def _redirected(request: Request, target: str) -> Request:
    _parts(target)
    url = parse.urljoin(request.url, target)
    if origin(request.url)[0] == "https" and origin(url)[0] != "https":
        raise unresolved.UnresolvedError(f"{host(request.url)} redirects to a URL that is not https")
    headers = request.headers
    if origin(url) != origin(request.url):
        headers = {name: text for name, text in headers.items() if name != "Authorization"}
    return Request(method=request.method, url=url, headers=headers)


def _send(request: Request, timeout: float) -> Response:
    import http.client

    from urllib3 import exceptions

    headers = {"User-Agent": "tidegate", **request.headers}
    try:
        with (
            _manager(request.url, timeout) as manager,
            manager.urlopen(
                request.method, request.url, redirect=False, body=request.body, headers=headers, preload_content=False
            ) as response,
        ):
            body = response.read(_LIMIT + 1, decode_content=False)
    except (exceptions.HTTPError, http.client.HTTPException, OSError, UnicodeError) as error:
        raise unresolved.UnresolvedError(_failure(host(request.url), error, timeout)) from None
    if len(body) > _LIMIT:
        raise unresolved.UnresolvedError(f"{host(request.url)} answers with more than {_LIMIT // 1024**2} MiB")
    return Response(url=request.url, status=response.status, headers=response.headers, body=body)


def _manager(url: str, timeout: float) -> "urllib3.PoolManager":
    import ssl

    import urllib3

    parts = _parts(url)
    if parts.scheme == "http" and is_loopback(parts.netloc):
        return urllib3.PoolManager(timeout=timeout, retries=False)
    if parts.scheme != "https" or not parts.hostname:
        raise unresolved.UnresolvedError(f"{host(url) or 'the registry'} has a URL that is not https")
    context = ssl.create_default_context()
    proxy = _proxy(host(url))
    if proxy is None:
        return urllib3.PoolManager(timeout=timeout, retries=False, ssl_context=context)
    address, login = f"http://{host(proxy.geturl())}", _proxy_login(proxy)
    return urllib3.ProxyManager(address, proxy_headers=login, timeout=timeout, retries=False, ssl_context=context)


def _proxy(netloc: str) -> parse.SplitResult | None:
    from urllib import request

    named = request.getproxies_environment().get("https", "")
    if not named or is_loopback(netloc) or request.proxy_bypass(netloc):
        return None
    proxy = _parts(named if "://" in named else f"http://{named}")
    if proxy.scheme != "http" or not proxy.hostname:
        raise unresolved.UnresolvedError("HTTPS_PROXY is not a URL such as http://host:port")
    return proxy


def _proxy_login(proxy: parse.SplitResult) -> dict[str, str]:
    import base64

    if proxy.username is None:
        return {}
    pair = f"{parse.unquote(proxy.username)}:{parse.unquote(proxy.password or '')}"
    return {"Proxy-Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


def _failure(name: str, error: BaseException, timeout: float) -> str:
    """The message for an error of urllib3, by the error of Python or the system that it wraps."""
    import http.client

    for each in _causes(error):
        if isinstance(each, http.client.HTTPException):
            return f"{name} does not speak HTTP ({type(each).__name__})"
        if isinstance(each, OSError):
            return _unreachable(name, each, timeout)
        if isinstance(each, ValueError):  # raised for a host label that is too long
            return f"{name} is not a valid host name"
    return f"{name} does not speak HTTP ({type(error).__name__})"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _unreachable(name: str, error: OSError, timeout: float) -> str:
    import ssl

    if isinstance(error, TimeoutError):
        return f"{name} did not answer within {timeout:g} seconds"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"{name} is not trusted: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        return f"{name} does not speak TLS ({error.reason or 'the connection ended'})"
    return f"{name} is not reachable: {error.strerror or error}"
