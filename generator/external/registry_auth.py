"""Authenticate with a registry: parse the challenges of a 401 response, and make the Authorization header for one."""

import json
import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib import parse

from generator.external import credentials, unresolved, web

_CLIENT = "tidegate"
_PARAMETER = r'([A-Za-z_]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))'
_CHALLENGE = rf"(?i:(?<![^\s,])(bearer|basic))(?:\s+({_PARAMETER}(?:\s*,\s*{_PARAMETER})*))?"
_PRINTABLE = r"[\x21-\x7e]+"
_OK = 200


class Challenge(NamedTuple):
    """An authentication challenge: scheme `bearer` or `basic`, with its parameters (`realm`, `service`, `scope`)."""

    scheme: str
    parameters: dict[str, str]


def authorization(response: web.Response, *, host: str, scope: str, timeout: float, until: float) -> str:
    """The Authorization header that `host` demands; a bearer token is requested from the token service that it names.

    `until` is the time (`time.monotonic`) for all of it: see `web.exchange_patiently`.

    `scope` is the default for a challenge without one. If the credential helper fails, anonymous access is tried. Raises
    UnresolvedError, with the error of the helper if anonymous access is denied.
    """
    challenge = _preferred_challenge(challenges(response.headers.getlist("WWW-Authenticate")), host)
    try:
        login, helper_error = credentials.login(host), ""
    except unresolved.UnresolvedError as error:
        login, helper_error = None, error.message
    if login is not None and login.bearer:
        return _bearer(login.bearer, host)
    if challenge.scheme == "basic":
        if login is None or not login.username:
            raise refused(host, 401, helper_error=helper_error)
        return _basic(login)
    parameters = {
        "service": challenge.parameters.get("service", ""),
        "scope": challenge.parameters.get("scope") or scope,
    }
    request = _token_request(_realm(challenge, response.url), {k: v for k, v in parameters.items() if v}, login)
    answer = web.exchange_patiently(request, timeout=timeout, until=until)
    return _bearer(_token(answer, request.url, login, (host, helper_error)), host)


def challenges(headers: Iterable[str]) -> tuple[Challenge, ...]:
    """The bearer and basic challenges of `WWW-Authenticate` headers, in order; one header may contain several."""
    return tuple(
        Challenge(
            found[1].lower(), {each[1].lower(): _unquoted(each) for each in re.finditer(_PARAMETER, found[2] or "")}
        )
        for header in headers
        for found in re.finditer(_CHALLENGE, header)
    )


def refused(host: str, status: int, *, helper_error: str = "") -> unresolved.UnresolvedError:
    """The error for a registry that denies access; `helper_error` is the reason why no login was sent."""
    payload = f"{host} denies access to the image ({status})"
    return unresolved.UnresolvedError(
        f"{payload}; {helper_error}" if helper_error else payload, hint=f"docker login {host}"
    )


def _unquoted(found: re.Match[str]) -> str:
    return found[3] if found[2] is None else re.sub(r"\\(.)", r"\1", found[2])


def _preferred_challenge(supported: tuple[Challenge, ...], host: str) -> Challenge:
    for scheme in ("bearer", "basic"):
        for each in supported:
            if each.scheme == scheme:
                return each
    raise unresolved.UnresolvedError(f"{host} demands an unknown authentication scheme (401)")


def _realm(challenge: Challenge, registry: str) -> str:
    """The URL of the token service: https, or http if it and the registry are on this machine."""
    realm = challenge.parameters.get("realm", "")
    scheme, netloc = web.origin(realm)
    local = scheme == "http" and web.is_loopback(netloc) and web.origin(registry)[0] == "http"
    if not netloc or "@" in netloc or not (scheme == "https" or local):
        raise unresolved.UnresolvedError(f"{web.host(registry)} names a token service whose URL is not https")
    return realm


def _token(response: web.Response, realm: str, login: credentials.Login | None, context: tuple[str, str]) -> str:
    host, helper_error = context
    if response.status in {400, 401, 403}:
        raise refused(host, response.status, helper_error=helper_error or _login_refused(login, realm))
    try:
        payload = json.loads(response.body) if response.status == _OK else None
    except ValueError:
        payload = None
    token = (payload.get("token") or payload.get("access_token")) if isinstance(payload, dict) else None
    if not isinstance(token, str):
        raise unresolved.UnresolvedError(f"{web.host(realm)} gives no token ({response.status})")
    return token


def _token_request(realm: str, parameters: dict[str, str], login: credentials.Login | None) -> web.Request:
    if login is not None and login.identity:
        form = parameters | {"grant_type": "refresh_token", "client_id": _CLIENT, "refresh_token": login.identity}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return web.Request(method="POST", url=realm, headers=headers, body=parse.urlencode(form).encode())
    headers = {}
    if login is not None and login.username:
        parameters |= {"account": login.username}
        headers = {"Authorization": _basic(login)}
    parts = parse.urlsplit(realm)
    query = parse.urlencode([*parse.parse_qsl(parts.query), *parameters.items()])
    return web.Request(method="GET", url=parse.urlunsplit(parts._replace(query=query)), headers=headers)


def _login_refused(login: credentials.Login | None, realm: str) -> str:
    return "" if login is None else f"{web.host(realm)} refuses the login of {credentials.location()}"


def _basic(login: credentials.Login) -> str:
    import base64

    return f"Basic {base64.b64encode(f'{login.username}:{login.password}'.encode()).decode()}"


def _bearer(token: str, host: str) -> str:
    if not re.fullmatch(_PRINTABLE, token):
        raise unresolved.UnresolvedError(f"the token for {host} contains characters that are not allowed in a token")
    return f"Bearer {token}"
