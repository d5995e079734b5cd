"""A small client of the Kubernetes API on loopback: requests and server-side apply, with the warnings of each answer."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import urllib3

from tests import patience

Object = Mapping[str, Any]
APPLY = "application/apply-patch+yaml"
MERGE = "application/merge-patch+json"
JSON = "application/json"


class Answer(NamedTuple):
    """What the API server answers; `warnings` are for people."""

    status: int
    body: Any
    warnings: tuple[str, ...]

    @property
    def refusal(self) -> str:
        """Why the request was refused; empty if it was not."""
        return "" if self.status < 300 else str(self.body.get("message", self.body))

    @property
    def words(self) -> tuple[str, ...]:
        """All that the API server says about the request: why it was refused, and its warnings."""
        return tuple(filter(None, (self.refusal, *self.warnings)))


class Resource(NamedTuple):
    """How the API server calls a kind in addresses."""

    plural: str
    namespaced: bool


class Api:
    """The API server at an address, as the user of a certificate."""

    def __init__(self, host: str, port: int, authority: Path, certificate: Path, key: Path) -> None:
        self._pool = urllib3.HTTPSConnectionPool(
            host,
            port,
            ca_certs=str(authority),
            cert_file=str(certificate),
            key_file=str(key),
            maxsize=4,
            retries=urllib3.Retry(0),
            timeout=patience.LONG,
        )
        self.resource = cache(self._resource)

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()

    def request(
        self, method: str, path: str, body: Any = None, *, media: str = JSON, **query: str | int | bool
    ) -> Answer:
        """One request; True and False of the query in words of the API."""
        answer = self._pool.request(
            method,
            f"{path}?{urlencode(_words(query))}" if query else path,
            # as UTF-8, since the API server reads what is applied as YAML, where two escapes are no character
            body=None if body is None else json.dumps(body, ensure_ascii=False).encode(),
            headers={"Content-Type": media, "Accept": JSON},
        )
        warnings = tuple(value.split('"', 1)[1].rstrip('"') for value in answer.headers.getlist("Warning"))
        try:
            return Answer(answer.status, json.loads(answer.data), warnings)
        except ValueError:
            return Answer(answer.status, {"message": answer.data.decode(errors="replace")}, warnings)

    def apply(self, each: Object, manager: str, **query: str | int | bool) -> Answer:
        """Server-side apply that takes over fields, as GitOps tools do; an unknown or repeated field is refused."""
        settings = {"fieldManager": manager, "force": True, "fieldValidation": "Strict", **query}
        return self.request("PATCH", self.path(each), each, media=APPLY, **settings)

    def get(self, each: Object) -> Any:
        """The object as it is in the cluster; None if it does not exist."""
        answer = self.request("GET", self.path(each))
        if answer.status == 404:
            return None
        assert not answer.refusal, answer.refusal
        return answer.body

    def prune(self, each: Object) -> None:
        """Remove an object as GitOps tools do: what belongs to it goes later."""
        answer = self.request("DELETE", self.path(each), {"propagationPolicy": "Background"})
        assert answer.status in {200, 404}, answer.refusal

    def delete(self, each: Object) -> None:
        """Remove an object with its finalizers, at once."""
        path = self.path(each)
        answer = self.request("DELETE", path, {"gracePeriodSeconds": 0, "propagationPolicy": "Background"})
        if answer.status == 200 and answer.body["kind"] != "Status":
            self.request("PATCH", path, {"metadata": {"finalizers": None}}, media=MERGE)

    def stream(self, path: str, **query: str | int | bool) -> urllib3.BaseHTTPResponse:
        """The answer to a GET that goes on until it is closed, such as that of a watch."""
        endless = urllib3.Timeout(connect=patience.LONG, read=None)
        address = f"{path}?{urlencode(_words(query))}"
        return self._pool.request("GET", address, preload_content=False, timeout=endless)

    def all(self, version: str, kind: str, namespace: str) -> list[Any]:
        """All objects of a kind in a namespace."""
        answer = self.request("GET", f"{_top(version)}/namespaces/{namespace}/{self.resource(version, kind).plural}")
        assert not answer.refusal, answer.refusal
        return [{"apiVersion": version, "kind": kind, **each} for each in answer.body["items"]]

    def collection(self, version: str, kind: str) -> str:
        """The address of all objects of a kind, in all namespaces."""
        return f"{_top(version)}/{self.resource(version, kind).plural}"

    def path(self, each: Object) -> str:
        """The address of an object."""
        resource = self.resource(each["apiVersion"], each["kind"])
        top = _top(each["apiVersion"])
        if resource.namespaced:
            top += f"/namespaces/{each['metadata'].get('namespace', 'default')}"
        return f"{top}/{resource.plural}/{each['metadata']['name']}"

    def _resource(self, version: str, kind: str) -> Resource:
        answer = self.request("GET", _top(version))
        assert not answer.refusal, f"{version} {kind}: {answer.refusal}"
        for each in answer.body["resources"]:
            if each["kind"] == kind and "/" not in each["name"]:
                return Resource(each["name"], each["namespaced"])
        raise AssertionError(f"the API server has no {kind} of {version}")


def _words(query: Mapping[str, str | int | bool]) -> dict[str, str | int]:
    return {key: str(value).lower() if isinstance(value, bool) else value for key, value in query.items()}


def _top(version: str) -> str:
    return f"/apis/{version}" if "/" in version else f"/api/{version}"
