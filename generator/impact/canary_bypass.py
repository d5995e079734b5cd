"""A change that replaces the pods with the traffic, although new versions of the component have a slot of their own."""

import json
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.comparison.changes import ABSENT, FieldChange
from generator.impact import state
from generator.impact.environment_change import EnvironmentChange
from generator.impact.replacements import Replacement

_CONTAINER = ("spec", "template", "spec", "containers")
_RESOURCES: Mapping[tuple[Any, ...], str] = {
    ("resources", "requests", "cpu"): "resources.cpu",
    ("resources", "requests", "memory"): "resources.memory",
}
_PLAIN = re.compile(r"[A-Za-z0-9][\w./:@%+-]*(?<!:)")
"""A text that YAML reads as itself."""
UNKNOWN = "FIELD=VALUE"


def way_out(each: Replacement, change: EnvironmentChange) -> str:
    """The release command that brings the change to the empty slot; empty if the pods had no traffic, or there is no slot."""
    component, slot = each.workload.owner
    found = change.positions.get(component)
    if found is None or not found.slotted or slot != found.release.slot or found.release.in_progress:
        return ""
    fields = [
        field
        for placed in change.objects
        if state.identity(placed.change.object) == each.workload.identity
        for field in placed.change.fields
    ]
    options = list(dict.fromkeys(_options(fields))) or [UNKNOWN]
    image = shlex.quote(found.release.active.image)
    command = f"tidegate release {component} -e {change.key[2]} --image {image} {' '.join(f'--set {each}' for each in options)}"
    return f"in place, round the canary: slot {slot} has the traffic; use {command}"


def _options(fields: Sequence[FieldChange]) -> Iterator[str]:
    """What `--set` takes for each changed field of the main container."""
    for field in fields:
        if field.steps[:4] != _CONTAINER or len(field.steps) < 6:  # noqa: PLR2004 - a container and a field of it
            continue
        inside = field.steps[5:]
        match inside:
            case ("env", (str(name),), "value"):
                yield _option(f"env.{name}", field)
            case ("command" | "args" as name, *_):
                yield f"{name}=VALUE"
            case _:
                if inside in _RESOURCES:
                    yield _option(_RESOURCES[inside], field)


def _option(path: str, field: FieldChange) -> str:
    if field.hidden:
        return f"{path}=VALUE"
    if field.after is ABSENT:
        return f"{path}=null"
    value = field.after
    text = value if isinstance(value, str) and _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)
    return shlex.quote(f"{path}={text}")
