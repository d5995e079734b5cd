"""Look up the digest of an image tag in its registry, by the OCI distribution protocol.

Uses https with the system's certificates; plain http only for a registry on this machine, as Docker does. HTTPS_PROXY and
NO_PROXY are honoured. Nothing is cached. A request is repeated only where the registry asks for it (429 or 503 with `Retry-After`)
and the wait is within the time for the whole look-up.
"""

import hashlib
import json
import re
import time
from collections.abc import Callable
from typing import Any

from generator.external import credentials, registry_auth, unresolved, web
from generator.spec import image

_HUB_ADDRESS = "registry-1.docker.io"
# Indexes first: a tag for several architectures is pinned for all of them
_MEDIA_TYPES = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
_PLAIN_TYPES = frozenset(["application/json", "application/octet-stream", "text/plain", ""])
_SCHEMA_VERSION = 2
_DIGEST = r"sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}"
_OK, _UNAUTHORISED, _FORBIDDEN, _NOT_FOUND, _TOO_MANY = 200, 401, 403, 404, 429


def digest(reference: image.Image, *, timeout: float = 10) -> str:
    """The digest (`sha256:…`) of a reference's tag (`latest` if it has none); for several architectures, of the index.

    The digest of a reference that has one is returned without a look-up. The whole look-up takes at most `timeout`
    seconds. Raises UnresolvedError if the image is not found, access is denied, or the registry does not answer as one.
    """
    if reference.digest:
        return reference.digest
    host, _, name = image.repository(reference).partition("/")
    look_up = _LookUp(host, name, reference.tag or "latest", timeout)
    return _run_within(timeout, look_up.digest, host)


class _LookUp:
    """One look-up; the Authorization that the first response demanded is sent with later requests, too."""

    def __init__(self, host: str, name: str, tag: str, timeout: float) -> None:
        scheme = "http" if web.is_loopback(host) else "https"
        address = _HUB_ADDRESS if host == credentials.HUB else host
        self._host, self._name, self._tag, self._timeout = host, name, tag, timeout
        self._until = time.monotonic() + timeout
        self._url = f"{scheme}://{address}/v2/{name}/manifests/{tag}"
        self._authorization = ""

    def digest(self) -> str:
        response = self._request("HEAD", final=False)
        header = response.headers.get("Docker-Content-Digest", "").strip()
        if response.status == _OK and _is_manifest(response) and re.fullmatch(_DIGEST, header):
            return header
        # Not every registry supports HEAD, also for what it fetches from another one, or sends the digest: then it is computed
        response = self._request("GET")
        if response.status != _OK:
            raise self._error(response)
        return self._computed_digest(response)

    def _request(self, method: str, *, final: bool = True) -> web.Response:
        """The response to a request, with a login if one is needed; UnresolvedError for one that is `final` and denied."""
        response = self._exchange(method)
        if response.status == _UNAUTHORISED and not self._authorization and self._is_from_registry(response):
            self._authorization = registry_auth.authorization(
                response,
                host=self._host,
                scope=f"repository:{self._name}:pull",
                timeout=self._timeout,
                until=self._until,
            )
            response = self._exchange(method)
        if response.status in {_UNAUTHORISED, _TOO_MANY} or (final and response.status in {_FORBIDDEN, _NOT_FOUND}):
            raise self._error(response)
        return response

    def _exchange(self, method: str) -> web.Response:
        headers = {"Accept": ", ".join(_MEDIA_TYPES)}
        if self._authorization:
            headers["Authorization"] = self._authorization
        request = web.Request(method=method, url=self._url, headers=headers)
        return web.exchange_patiently(request, timeout=self._timeout, until=self._until)

    def _is_from_registry(self, response: web.Response) -> bool:
        """Whether the registry itself answered: credentials are not sent to a host that it redirects to."""
        return web.origin(response.url) == web.origin(self._url)

    def _error(self, response: web.Response) -> unresolved.UnresolvedError:
        status = response.status
        if status in {_UNAUTHORISED, _FORBIDDEN}:
            return registry_auth.refused(self._host, status)
        if status == _NOT_FOUND:
            return unresolved.UnresolvedError(f'{self._host} has no tag "{self._tag}" of {self._name} (404)')
        if status == _TOO_MANY:
            wait = web.retry_after(response)
            hint = "wait, or log in" if wait is None else f"wait {wait:.0f} seconds, or log in"
            return unresolved.UnresolvedError(f"{self._host} received too many requests (429)", hint=hint)
        return unresolved.UnresolvedError(f"{self._host} answers {status}")

    def _computed_digest(self, response: web.Response) -> str:
        if not (_is_manifest(response) and _object(response.body)) and not _has_manifest(response):
            raise unresolved.UnresolvedError(f"{self._host} answers with something that is not an image")
        header = response.headers.get("Docker-Content-Digest", "").strip()
        algorithm = "sha512" if header.startswith("sha512:") else "sha256"
        computed = f"{algorithm}:{hashlib.new(algorithm, response.body).hexdigest()}"
        if header not in {"", computed}:
            raise unresolved.UnresolvedError(f"{self._host} sent content that does not match {header}")
        return computed


def _is_manifest(response: web.Response) -> bool:
    """Whether a response is a manifest: the sign-in page of a proxy has status 200, too, and its digest would be wrong."""
    return response.headers.get("Content-Type", "").partition(";")[0].strip().lower() in _MEDIA_TYPES


def _has_manifest(response: web.Response) -> bool:
    """Whether the body is a manifest by its fields: some registries call one `application/json`, or nothing."""
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    found = _object(response.body) if kind in _PLAIN_TYPES else {}
    if found.get("schemaVersion") != _SCHEMA_VERSION or found.get("mediaType", _MEDIA_TYPES[0]) not in _MEDIA_TYPES:
        return False
    return isinstance(found.get("manifests"), list) or isinstance(found.get("layers"), list)


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _run_within(timeout: float, work: Callable[[], str], host: str) -> str:
    """The result of `work`, within `timeout` seconds: DNS look-ups and slow responses have no time limit of their own."""
    import threading
    from concurrent import futures

    outcome: futures.Future[str] = futures.Future()

    def run_work() -> None:
        try:
            outcome.set_result(work())
        except Exception as error:  # noqa: BLE001 - raised again in the waiting thread
            outcome.set_exception(error)

    threading.Thread(target=run_work, daemon=True).start()
    try:
        return outcome.result(timeout)
    except TimeoutError:
        raise unresolved.UnresolvedError(f"{host} did not answer within {timeout:g} seconds") from None
