"""Fields of a component that may give a value of one of its containers or ports: guesses, which the caller tries."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from generator.comparison import keyed_items
from generator.kubernetes import field_types, pod_templates
from generator.manifest.field_path import ABSENT, Steps
from generator.spec.component import TRANSFORMER

MAIN = "main"
HOME, HOME_OF_IMAGE = "HOME", "image"
"""`env: {HOME: image}` leaves the variable out."""
PROBES = {"livenessProbe": "live", "readinessProbe": "ready", "startupProbe": "startup"}
PROBE_FIELDS = {
    "periodSeconds": "period", "timeoutSeconds": "timeout", "failureThreshold": "failures", "successThreshold": "successes",
    "initialDelaySeconds": "delay",
}  # fmt: skip
SECONDS = frozenset({"period", "timeout", "delay"})
"""Settings of a probe that are durations, where the object has seconds."""


class Candidate(NamedTuple):
    """A path below a component, and its value; None removes it."""

    path: tuple[str, ...]
    value: Any


class Place(NamedTuple):
    """A field of an object that was edited, and the object as it is now."""

    kind: str
    steps: Steps
    before: Any
    after: Any
    edited: Mapping[str, Any]

    @property
    def value(self) -> Any:
        """The value that is wanted, None where there shall be none."""
        return None if self.after is ABSENT else self.after


def of_container(name: str, rest: list[Any], place: Place) -> Iterator[Candidate]:
    """For a field of a container, `rest` being the path in it, in what may have written the container."""
    beside = (TRANSFORMER,) if name == TRANSFORMER else ("sidecars", name)
    owners = ((),) if name == MAIN else ((), beside, ("init", name))
    for owner in owners:
        yield from (Candidate((*owner, *each.path), each.value) for each in _container(name, rest, place))


def _container(name: str, rest: list[Any], place: Place) -> Iterator[Candidate]:
    content = _find_container(name, place)
    match rest:
        case ["image"]:
            yield Candidate(("image",), place.value)
        case ["env", (str(variable),), *_]:
            item = next((each for each in content.get("env") or () if each.get("name") == variable), None)
            values = [*_variable(item), *([HOME_OF_IMAGE] if item is None and variable == HOME else [])]
            yield from (Candidate(("env", variable), value) for value in values)
        case ["env"]:
            yield from _variables(content.get("env"), place.before)
        case ["command" | "args" as field, *_]:
            yield Candidate((str(field),), content.get(field) or [])
        case ["resources", *more]:
            yield from _resources(more, content, place)
        case ["ports", tuple()]:
            yield from of_port_item("containerPort", place, content.get("ports"))
        case [("livenessProbe" | "readinessProbe" | "startupProbe") as probe, *more]:
            yield from _probe(PROBES[str(probe)], more, place)
        case ["securityContext", "readOnlyRootFilesystem"]:
            yield Candidate(("security", "writableRoot"), place.after is False)
        case _:
            pass


def _find_container(name: str, place: Place) -> Mapping[str, Any]:
    for template in pod_templates.find(place.kind, place.edited).values():
        for field in ("containers", "initContainers"):
            for each in ((template or {}).get("spec") or {}).get(field) or ():
                if isinstance(each, dict) and each.get("name") == name:
                    return each
    return {}


def _variable(item: Any) -> Iterator[Any]:
    """What `env` says for a variable of a container."""
    match item:
        case None:
            yield None
        case {"value": str(value)}:
            yield value
        case {"valueFrom": {"secretKeyRef": {"name": name, "key": key}}}:
            yield {"secret": name, "key": key}
        case {"valueFrom": {"configMapKeyRef": {"name": name, "key": key}}}:
            yield {"configMap": name, "key": key}
        case {"valueFrom": {"fieldRef": {"fieldPath": field}}}:
            yield {"field": field}
        case {"name": _}:
            yield ""
        case _:
            pass


def _variables(items: Any, before: Any) -> Iterator[Candidate]:
    """All variables, where the container had none."""
    if before is ABSENT and isinstance(items, list):
        found = {each.get("name"): value for each in items if isinstance(each, dict) for value in _variable(each)}
        yield Candidate(("env",), found)


def _resources(more: list[Any], content: Mapping[str, Any], place: Place) -> Iterator[Candidate]:
    if more:
        yield Candidate(("resources", str(more[-1])), place.value)
    yield Candidate(("resources", *map(str, more)), place.value)
    yield Candidate(("resources",), content.get("resources"))


def _probe(probe: str, more: list[Any], place: Place) -> Iterator[Candidate]:
    match more:
        case ["httpGet", "path"]:
            yield Candidate(("health", probe), place.value)
            yield Candidate(("health", probe, "http"), place.value)
        case [str(field)] if field in PROBE_FIELDS:
            name = PROBE_FIELDS[field]
            value = f"{place.value}s" if name in SECONDS and place.value is not None else place.value
            yield Candidate(("health", probe, name), value)
        case _:
            pass


def of_port(field: str, place: Place) -> Iterator[Candidate]:
    """For a field of a port, by the name that the item of the list has."""
    node = keyed_items.value_at(place.edited, place.steps[:-1], field_types.of(place.kind))
    name = node.get("name") if isinstance(node, dict) else None
    if isinstance(name, str):
        yield Candidate(("ports", name), place.value)
        yield Candidate(("ports", name, field), place.value)


def of_port_item(number: str, place: Place, items: Any) -> Iterator[Candidate]:
    """For a port with another number, by its name: the number is the merge key, so one item is gone and one is new."""
    item = place.before if place.after is ABSENT else place.after
    name = item.get("name") if isinstance(item, dict) else None
    now = next((each for each in items or () if isinstance(each, dict) and each.get("name") == name), None)
    if isinstance(name, str):
        value = None if now is None else now.get(number)
        yield Candidate(("ports", name), value)
        yield Candidate(("ports", name, "port" if number == "port" else "targetPort"), value)
