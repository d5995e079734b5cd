"""Every change of some kinds in a cluster, in the order in which the API server made them."""

import contextlib
import json
import threading
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from urllib3.exceptions import HTTPError

from tests import patience
from tests.cluster.api import Api, Object

DAY = 86400
"""Seconds for a watch, which the API server ends after half an hour if nobody asks for more."""


class Event(NamedTuple):
    """An object after a change, or as it was when it was removed; revisions of all kinds have one order."""

    revision: int
    removed: bool
    object: Object


class Watch:
    """Changes of kinds, given as pairs of `apiVersion` and `kind`, from now on; `api` is this watch's alone."""

    def __init__(self, api: Api, kinds: Iterable[tuple[str, str]]) -> None:
        self._api = api
        self._ended = False
        self._events: list[Event] = []
        self._broken: list[str] = []
        self._kinds = tuple(kinds)
        self._streams = [self._started(*kind) for kind in self._kinds]

    def events(self, namespace: str) -> list[Event]:
        """The changes in a namespace, sorted; an error if a watch has ended."""
        assert not self._broken, self._broken
        own = [each for each in tuple(self._events) if each.object["metadata"]["namespace"] == namespace]
        return sorted(own, key=lambda event: event.revision)

    def catch_up(self, namespace: str) -> None:
        """Wait until all changes so far have been told."""
        there = [each for kind in self._kinds for each in self._api.all(*kind, namespace)]
        wanted = {(int(each["metadata"]["resourceVersion"]), each["metadata"]["name"]) for each in there}
        assert patience.until(lambda: wanted <= self._told(namespace)), wanted - self._told(namespace)

    def _told(self, namespace: str) -> set[tuple[int, str]]:
        return {(event.revision, event.object["metadata"]["name"]) for event in self.events(namespace)}

    def end(self) -> None:
        """End all streams."""
        self._ended = True
        for stream in self._streams:
            stream.shutdown()

    def _started(self, version: str, kind: str) -> Any:
        path = self._api.collection(version, kind)
        listed = self._api.request("GET", path).body
        for each in listed["items"]:
            found = {"apiVersion": version, "kind": kind, **each}
            self._events.append(Event(int(each["metadata"]["resourceVersion"]), removed=False, object=found))
        query = {"watch": True, "resourceVersion": listed["metadata"]["resourceVersion"], "timeoutSeconds": DAY}
        stream = self._api.stream(path, **query)
        threading.Thread(target=self._follow, args=(kind, stream), daemon=True).start()
        return stream

    def _follow(self, kind: str, stream: Any) -> None:
        with contextlib.suppress(
            ValueError, AttributeError, HTTPError
        ):  # closed by `end`, or with the server, while it is read
            for line in _lines(stream):
                told = json.loads(line)
                if told["type"] == "ERROR":
                    self._broken.append(f"{kind}: {told['object']}")
                    return
                revision = int(told["object"]["metadata"]["resourceVersion"])
                self._events.append(Event(revision, told["type"] == "DELETED", told["object"]))
        if not self._ended:
            self._broken.append(f"the API server has ended the watch of {kind}")


def _lines(stream: Any) -> Iterator[bytes]:
    rest = b""
    for part in stream.stream(65536):
        *lines, rest = (rest + part).split(b"\n")
        yield from lines
