"""What a registry demands before it answers (401), and the Authorization that meets it."""

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
    """One demand: `bearer` or `basic`, with its parameters (`realm`, `service`, `scope`)."""

    scheme: str
    parameters: dict[str, str]


def authorization(answer: web.Answer, *, host: str, scope: str, timeout: float) -> str:
    """The Authorization header that `host` demands; a bearer token comes from the token service that it names.

    `scope` is asked for where the registry names none. A broken credential helper is no reason not to try anonymously.
    Raises UnresolvedError, with the trouble of the helper where nothing else would do.
    """
    demand = _chosen(challenges(answer.headers.getlist("WWW-Authenticate")), host)
    try:
        login, trouble = credentials.login(host), ""
    except unresolved.UnresolvedError as error:
        login, trouble = None, error.message
    if login is not None and login.bearer:
        return _bearer(login.bearer, host)
    if demand.scheme == "basic":
        if login is None or not login.username:
            raise refused(host, 401, trouble=trouble)
        return _basic(login)
    asked = {"service": demand.parameters.get("service", ""), "scope": demand.parameters.get("scope") or scope}
    return _bearer(_token(_realm(demand, answer.url), asked, login, (host, trouble), timeout), host)


def challenges(headers: Iterable[str]) -> tuple[Challenge, ...]:
    """The demands of `WWW-Authenticate` headers that are known here, in their order; one header may hold several."""
    return tuple(
        Challenge(
            found[1].lower(), {each[1].lower(): _unquoted(each) for each in re.finditer(_PARAMETER, found[2] or "")}
        )
        for header in headers
        for found in re.finditer(_CHALLENGE, header)
    )


def refused(host: str, status: int, *, trouble: str = "") -> unresolved.UnresolvedError:
    """The error for a registry that does not let this person read."""
    said = f"{host} does not let us read it ({status})"
    return unresolved.UnresolvedError(f"{said}; {trouble}" if trouble else said, hint=f"docker login {host}")


def _unquoted(found: re.Match[str]) -> str:
    return found[3] if found[2] is None else re.sub(r"\\(.)", r"\1", found[2])


def _chosen(offered: tuple[Challenge, ...], host: str) -> Challenge:
    for scheme in ("bearer", "basic"):
        for each in offered:
            if each.scheme == scheme:
                return each
    raise unresolved.UnresolvedError(f"{host} asks for a login of an unknown kind (401)")


def _realm(demand: Challenge, registry: str) -> str:
    """The token service; http only from a registry on this machine to this machine."""
    realm = demand.parameters.get("realm", "")
    scheme, netloc = web.origin(realm)
    local = scheme == "http" and web.loopback(netloc) and web.origin(registry)[0] == "http"
    if not netloc or "@" in netloc or not (scheme == "https" or local):
        raise unresolved.UnresolvedError(f"{web.host(registry)} names a token service that is not https")
    return realm


def _token(
    realm: str, asked: dict[str, str], login: credentials.Login | None, blame: tuple[str, str], timeout: float
) -> str:
    host, trouble = blame
    answer = web.exchange(_token_request(realm, {k: v for k, v in asked.items() if v}, login), timeout=timeout)
    if answer.status in {400, 401, 403}:
        raise refused(host, answer.status, trouble=trouble or _blamed(login, realm))
    try:
        said = json.loads(answer.body) if answer.status == _OK else None
    except ValueError:
        said = None
    token = (said.get("token") or said.get("access_token")) if isinstance(said, dict) else None
    if not isinstance(token, str):
        raise unresolved.UnresolvedError(f"{web.host(realm)} gives no token ({answer.status})")
    return token


def _token_request(realm: str, asked: dict[str, str], login: credentials.Login | None) -> web.Request:
    if login is not None and login.identity:
        form = asked | {"grant_type": "refresh_token", "client_id": _CLIENT, "refresh_token": login.identity}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return web.Request(method="POST", url=realm, headers=headers, body=parse.urlencode(form).encode())
    headers = {}
    if login is not None and login.username:
        asked |= {"account": login.username}
        headers = {"Authorization": _basic(login)}
    parts = parse.urlsplit(realm)
    query = parse.urlencode([*parse.parse_qsl(parts.query), *asked.items()])
    return web.Request(method="GET", url=parse.urlunsplit(parts._replace(query=query)), headers=headers)


def _blamed(login: credentials.Login | None, realm: str) -> str:
    return "" if login is None else f"{web.host(realm)} refuses the login of {credentials.location()}"


def _basic(login: credentials.Login) -> str:
    import base64

    return f"Basic {base64.b64encode(f'{login.username}:{login.password}'.encode()).decode()}"


def _bearer(token: str, host: str) -> str:
    if not re.fullmatch(_PRINTABLE, token):
        raise unresolved.UnresolvedError(f"the token for {host} holds characters that no token has")
    return f"Bearer {token}"
