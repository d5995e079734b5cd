"""One HTTP exchange with bounds: https unless it stays on this machine, and a header is never handed to a stranger."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib import parse

from generator.external import unresolved

if TYPE_CHECKING:
    import urllib3

_LIMIT = 4 * 1024 * 1024  # bytes; the registries' own bound for a manifest
_REDIRECTS = 5
_MOVED = frozenset({301, 302, 303, 307, 308})
_PRINTABLE = r"[\x21-\x7e]*"
_LOOPBACK = r"localhost|127(?:\.[0-9]{1,3}){3}|::1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to ask; `headers` may hold an Authorization and so are never shown."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What `url`, where the last redirect led, said."""

    url: str
    status: int
    headers: "urllib3.HTTPHeaderDict"
    body: bytes = field(repr=False)


def exchange(request: Request, *, timeout: float) -> Answer:
    """The answer to a request; up to five redirects of GET and HEAD are followed.

    A redirect to another scheme, host or port loses the Authorization header; one from https to http is refused. A proxy
    named by HTTPS_PROXY is used, except for NO_PROXY and this machine; certificates are those of the system, or of
    SSL_CERT_FILE. `timeout` seconds bound each wait, not their sum. Raises UnresolvedError.
    """
    for _ in range(_REDIRECTS + 1):
        answer = _once(request, timeout)
        target = answer.headers.get("Location")
        if answer.status not in _MOVED or request.method not in {"GET", "HEAD"} or not target:
            return answer
        request = _redirected(request, target)
    raise unresolved.UnresolvedError(f"{host(request.url)} redirects without end")


def origin(url: str) -> tuple[str, str]:
    """Scheme and host with port: who is asked."""
    parts = _parts(url)
    return parts.scheme, parts.netloc.lower()


def host(url: str) -> str:
    """The host and port that a URL names, without a user or a password."""
    return _parts(url).netloc.rpartition("@")[2]


def loopback(netloc: str) -> bool:
    """Whether `host[:port]` can only be this machine: `localhost`, `127.x.x.x`, `[::1]`."""
    return re.fullmatch(_LOOPBACK, _parts(f"//{netloc}").hostname or "") is not None


def _parts(url: str) -> parse.SplitResult:
    try:
        parts = parse.urlsplit(url)
        if re.fullmatch(_PRINTABLE, url) and parts.port != 0:
            return parts
    except ValueError:
        pass
    # not quoted: a redirect may carry a key
    raise unresolved.UnresolvedError("the registry names an address that is none")


def _redirected(request: Request, target: str) -> Request:
    _parts(target)
    url = parse.urljoin(request.url, target)
    if origin(request.url)[0] == "https" and origin(url)[0] != "https":
        raise unresolved.UnresolvedError(f"{host(request.url)} redirects to a place that is not https")
    headers = request.headers
    if origin(url) != origin(request.url):
        headers = {name: text for name, text in headers.items() if name != "Authorization"}
    return Request(method=request.method, url=url, headers=headers)


def _once(request: Request, timeout: float) -> Answer:
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
    return Answer(url=request.url, status=response.status, headers=response.headers, body=body)


def _manager(url: str, timeout: float) -> "urllib3.PoolManager":
    import ssl

    import urllib3

    parts = _parts(url)
    if parts.scheme == "http" and loopback(parts.netloc):
        return urllib3.PoolManager(timeout=timeout, retries=False)
    if parts.scheme != "https" or not parts.hostname:
        raise unresolved.UnresolvedError(f"{host(url) or 'the registry'} names a place that is not https")
    context = ssl.create_default_context()
    proxy = _proxy(host(url))
    if proxy is None:
        return urllib3.PoolManager(timeout=timeout, retries=False, ssl_context=context)
    address, login = f"http://{host(proxy.geturl())}", _proxy_login(proxy)
    return urllib3.ProxyManager(address, proxy_headers=login, timeout=timeout, retries=False, ssl_context=context)


def _proxy(netloc: str) -> parse.SplitResult | None:
    from urllib import request

    named = request.getproxies_environment().get("https", "")
    if not named or loopback(netloc) or request.proxy_bypass(netloc):
        return None
    proxy = _parts(named if "://" in named else f"http://{named}")
    if proxy.scheme != "http" or not proxy.hostname:
        raise unresolved.UnresolvedError("HTTPS_PROXY names no proxy of the kind http://host:port")
    return proxy


def _proxy_login(proxy: parse.SplitResult) -> dict[str, str]:
    import base64

    if proxy.username is None:
        return {}
    pair = f"{parse.unquote(proxy.username)}:{parse.unquote(proxy.password or '')}"
    return {"Proxy-Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


def _failure(name: str, error: BaseException, timeout: float) -> str:
    """What went wrong, by the cause that Python or the system gave: urllib3 wraps it."""
    import http.client

    for each in _causes(error):
        if isinstance(each, http.client.HTTPException):
            return f"{name} does not speak HTTP ({type(each).__name__})"
        if isinstance(each, OSError):
            return _unreachable(name, each, timeout)
        if isinstance(each, ValueError):  # how a label that is too long is refused
            return f"{name} is no name of a host"
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
