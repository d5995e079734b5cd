"""What a caller of a service finds at each change of the cluster: ready endpoints, by the port that a Service or route wants.

A release promises more than one of them (docs/releases.md#capacity): a slot has the pods for its share of the traffic before it
gets it, and keeps all that it had until the release is finished.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from tests.cluster.api import Object
from tests.cluster.watching import Event

POSITION = "tidegate.dev/release"
SERVICE = "kubernetes.io/service-name"
KINDS = (
    ("v1", "Service"),
    ("discovery.k8s.io/v1", "EndpointSlice"),
    ("gateway.networking.k8s.io/v1", "HTTPRoute"),
)
"""What has to be watched."""


class Bounds(NamedTuple):
    """How many pods a service has at least, and how many carry all of the traffic during a release."""

    least: int
    full: int


class Entrance(NamedTuple):
    """A Service that gets requests, its ready endpoints, and for a slot its share of them in per cent."""

    service: str
    ready: int
    share: int


class Judgement(NamedTuple):
    """The fewest ready endpoints that a caller ever found, and each time that there were too few, as text."""

    fewest: int
    gaps: tuple[str, ...]


def judge(events: Sequence[Event], base: str, bounds: Bounds, missing: int = 0) -> Judgement:
    """Replay the changes from when the service is up for the first time. While nodes are drained, so many pods may be missing."""
    view = _View(base, bounds)
    begun, fewest, gaps = False, math.inf, []
    for event in events:
        view.take(event)
        entrances = list(view.entrances())
        begun = begun or (bool(entrances) and min(each.ready for each in entrances) >= bounds.least)
        if not begun:
            continue
        fewest = min(fewest, *(each.ready for each in entrances))
        wanted = view.wanted()
        for each in entrances:
            least = max(1, wanted.get(each.service, 0) - missing)
            if each.ready < least:
                gaps.append(f"{event.revision}: {each.ready} of {least} endpoints of {each.service} ({each.share} %)")
    assert begun, f"{base} was never up"
    return Judgement(int(fewest), tuple(gaps))


class _View:
    """The cluster as it was at a change."""

    def __init__(self, base: str, bounds: Bounds) -> None:
        self._base, self._bounds = base, bounds
        self._objects: dict[tuple[str, str], Object] = {}
        self._position: Any = None
        self._full: dict[str, int] = {}

    def take(self, event: Event) -> None:
        """Let time go on to the next change."""
        key = (event.object["kind"], event.object["metadata"]["name"])
        if event.removed:
            self._objects.pop(key, None)
        else:
            self._objects[key] = event.object
        main = self._objects.get(("Service", self._base))
        text = (main or {}).get("metadata", {}).get("annotations", {}).get(POSITION)
        position = json.loads(text) if text else None
        if position != self._position:
            self._moved(position)

    def _moved(self, position: Any) -> None:
        before, self._position = self._position, position
        if position is None or not {"candidate", "previous"} & position.keys():
            self._full = {}
        elif not self._full:
            active = before["active"]["slot"] if before else position["active"]["slot"]
            self._full = {active: self._ready(f"{self._base}-{active}"), _other(active): self._bounds.full}

    def entrances(self) -> Iterator[Entrance]:
        """What gets requests now: the main Service, and what a route leads to."""
        if ("Service", self._base) in self._objects:
            yield Entrance(self._base, self._ready(self._base), 100)
        for kind, name in self._objects:
            if kind == "HTTPRoute":
                for rule in self._objects[kind, name]["spec"]["rules"]:
                    for backend in rule["backendRefs"]:
                        if backend["weight"]:
                            ready = self._ready(backend["name"], backend["port"])
                            yield Entrance(backend["name"], ready, backend["weight"])

    def wanted(self) -> dict[str, int]:
        """How many endpoints each Service has to have, by the position of the release and the shares of the traffic."""
        if not self._full:
            return self._steady()
        shares = {each.service: each.share for each in self.entrances()}
        wanted = {}
        for slot, full in self._full.items():
            service = f"{self._base}-{slot}"
            candidate = "candidate" in self._position and slot != self._position["active"]["slot"]
            wanted[service] = math.ceil(full * shares.get(service, 0) / 100) if candidate else full
        # until its EndpointSlices follow its selector, the main Service leads to the other slot
        wanted[self._base] = min(self._full.values())
        return wanted

    def _steady(self) -> dict[str, int]:
        """The share of the fewest pods: all of them but where a controller moves the weights of a route by itself."""
        wanted: dict[str, int] = {}
        for each in self.entrances():
            least = math.ceil(self._bounds.least * each.share / 100)
            wanted[each.service] = max(wanted.get(each.service, 0), least)
        return wanted

    def _ready(self, service: str, number: int | None = None) -> int:
        return ready(self._objects, service, number)


def ready(objects: Mapping[tuple[str, str], Object], service: str, number: int | None = None) -> int:
    """The ready addresses of a Service at one of its ports, by number, or at the first; objects are by kind and name."""
    found = objects.get(("Service", service))
    ports = (found or {"spec": {"ports": []}})["spec"]["ports"]
    port = next((each for each in ports if number in {None, each["port"]}), None)
    if port is None:
        return 0
    addresses = set()
    for (kind, _), each in objects.items():
        if kind == "EndpointSlice" and each["metadata"].get("labels", {}).get(SERVICE) == service:
            numbers = {own.get("name") or "": own.get("port") for own in each.get("ports") or ()}
            if numbers.get(port.get("name", "")):
                addresses |= {
                    address
                    for endpoint in each.get("endpoints") or ()
                    if endpoint.get("conditions", {}).get("ready")
                    for address in endpoint["addresses"]
                }
    return len(addresses)


def _other(slot: str) -> str:
    return {"blue": "green", "green": "blue"}[slot]
