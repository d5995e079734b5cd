"""What a tag means now: the digest that a registry has for it, asked by the OCI distribution protocol.

https with the system's certificates; plain http only for a registry on this machine, as Docker does. HTTPS_PROXY and NO_PROXY
are honoured. Nothing is cached or tried twice.
"""

import hashlib
import json
import re
from collections.abc import Callable

from generator.external import credentials, registry_auth, unresolved, web
from generator.spec import image

_HUB_ADDRESS = "registry-1.docker.io"
# an index first: a tag for several architectures is pinned for all of them
_MEDIA = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
_DIGEST = r"sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}"
_OK, _UNAUTHORISED, _FORBIDDEN, _NOT_FOUND, _TOO_MANY = 200, 401, 403, 404, 429


def digest(reference: image.Image, *, timeout: float = 10) -> str:
    """The digest (`sha256:…`) of the tag, `latest` where none is written; of the index where there is one.

    A reference that has a digest is not looked up. The whole look-up ends within `timeout` seconds. Raises
    UnresolvedError: not found, not allowed, not reachable, not a registry.
    """
    if reference.digest:
        return reference.digest
    host, _, name = image.repository(reference).partition("/")
    conversation = _Conversation(host, name, reference.tag or "latest", timeout)
    return _within(timeout, conversation.digest, host)


class _Conversation:
    """One look-up: what was learnt with the first answer (the Authorization) holds for the second."""

    def __init__(self, host: str, name: str, tag: str, timeout: float) -> None:
        scheme = "http" if web.loopback(host) else "https"
        address = _HUB_ADDRESS if host == credentials.HUB else host
        self._host, self._name, self._tag, self._timeout = host, name, tag, timeout
        self._url = f"{scheme}://{address}/v2/{name}/manifests/{tag}"
        self._authorization = ""

    def digest(self) -> str:
        answer = self._ask("HEAD")
        named = answer.headers.get("Docker-Content-Digest", "").strip()
        if answer.status == _OK and _is_manifest(answer) and re.fullmatch(_DIGEST, named):
            return named
        # not every registry answers HEAD, or with a digest: the bytes tell it too
        answer = self._ask("GET")
        if answer.status != _OK:
            raise self._failed(answer.status)
        return self._computed(answer)

    def _ask(self, method: str) -> web.Answer:
        answer = self._exchange(method)
        if answer.status == _UNAUTHORISED and not self._authorization and self._own(answer):
            self._authorization = registry_auth.authorization(
                answer, host=self._host, scope=f"repository:{self._name}:pull", timeout=self._timeout
            )
            answer = self._exchange(method)
        if answer.status in {_UNAUTHORISED, _FORBIDDEN, _NOT_FOUND, _TOO_MANY}:
            raise self._failed(answer.status)
        return answer

    def _exchange(self, method: str) -> web.Answer:
        headers = {"Accept": ", ".join(_MEDIA)}
        if self._authorization:
            headers["Authorization"] = self._authorization
        return web.exchange(web.Request(method=method, url=self._url, headers=headers), timeout=self._timeout)

    def _own(self, answer: web.Answer) -> bool:
        """A place that the registry redirects to is not told who we are."""
        return web.origin(answer.url) == web.origin(self._url)

    def _failed(self, status: int) -> unresolved.UnresolvedError:
        if status in {_UNAUTHORISED, _FORBIDDEN}:
            return registry_auth.refused(self._host, status)
        if status == _NOT_FOUND:
            return unresolved.UnresolvedError(f'{self._host} has no tag "{self._tag}" of {self._name} (404)')
        if status == _TOO_MANY:
            return unresolved.UnresolvedError(f"{self._host} has been asked too often (429)", hint="wait, or log in")
        return unresolved.UnresolvedError(f"{self._host} answers {status}")

    def _computed(self, answer: web.Answer) -> str:
        if not _is_manifest(answer) or not _is_object(answer.body):
            raise unresolved.UnresolvedError(f"{self._host} answers with something that is not an image")
        named = answer.headers.get("Docker-Content-Digest", "").strip()
        algorithm = "sha512" if named.startswith("sha512:") else "sha256"
        computed = f"{algorithm}:{hashlib.new(algorithm, answer.body).hexdigest()}"
        if named not in {"", computed}:
            raise unresolved.UnresolvedError(f"{self._host} answers with bytes that are not those of {named}")
        return computed


def _is_manifest(answer: web.Answer) -> bool:
    """A sign-in page also answers 200, and a digest of it would be believed for ever."""
    return answer.headers.get("Content-Type", "").partition(";")[0].strip().lower() in _MEDIA


def _is_object(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except ValueError:
        return False


def _within(timeout: float, work: Callable[[], str], host: str) -> str:
    """The outcome of `work`, given up after `timeout` seconds: name look-up and slow drops have no time limit of their own."""
    import threading
    from concurrent import futures

    outcome: futures.Future[str] = futures.Future()

    def fulfil() -> None:
        try:
            outcome.set_result(work())
        except Exception as error:  # noqa: BLE001 - handed to the one who waits
            outcome.set_exception(error)

    threading.Thread(target=fulfil, daemon=True).start()
    try:
        return outcome.result(timeout)
    except TimeoutError:
        raise unresolved.UnresolvedError(f"{host} did not answer within {timeout:g} seconds") from None
