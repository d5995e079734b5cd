"""The pods of runs, which end: how many of them an object of each kind starts at the same time, and what each requests."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from generator.kubernetes import pod_requests
from generator.manifest.object_fields import value_at

Path = tuple[str, ...]


class RunPods(NamedTuple):
    """A number of equal pods that run at the same time, and what one of them requests by resource."""

    number: int
    requests: Mapping[str, Decimal]


Reader = Callable[[Mapping[str, Any]], Iterator[RunPods]]
"""Reads the pods of an object; AttributeError, TypeError or ValueError if the API server would refuse it."""


def job(*path: str) -> Reader:
    """Of a kind with the spec of a Job at a path: as many as `parallelism`."""

    def read(content: Mapping[str, Any]) -> Iterator[RunPods]:
        spec = value_at(content, path) or {}
        yield RunPods(whole(spec.get("parallelism")), _requests(spec))

    return read


def groups(*path: str, number: str = "replicas") -> Reader:
    """Of a kind with a mapping or list of groups at a path, each with a pod template and the number of its pods."""

    def read(content: Mapping[str, Any]) -> Iterator[RunPods]:
        found = value_at(content, path) or {}
        for group in found.values() if isinstance(found, Mapping) else found:
            yield RunPods(whole(group.get(number)), _requests(group))

    return read


def whole(number: Any) -> int:
    """A number of pods; 1 if it is none."""
    return number if isinstance(number, int) and not isinstance(number, bool) else 1


def _requests(holder: Mapping[str, Any]) -> Mapping[str, Decimal]:
    return pod_requests.of(value_at(holder, ("template", "spec")) or {})
