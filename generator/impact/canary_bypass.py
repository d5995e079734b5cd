"""A change that replaces the pods with the traffic, although new versions of the component have a slot of their own."""

import json
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.comparison.changes import ABSENT, FieldChange
from generator.impact import state, words
from generator.impact.environment_change import EnvironmentChange
from generator.impact.replacements import Replacement
from generator.kubernetes import labels
from generator.manifest.object_fields import items, value_at
from generator.spec.component import TRANSFORMER
from generator.spec.release import Version

_POD = ("spec", "template", "spec")
_MAIN = (*_POD, "containers", ("main",))
_PREFIXES: Mapping[Any, str] = {("main",): "", (TRANSFORMER,): f"{TRANSFORMER}."}
"""Where the component has the fields of a container."""
_NOTES = frozenset({"cluster-autoscaler.kubernetes.io", "kubectl.kubernetes.io", "tidegate.dev"})
"""Domains of the annotations that follow from other fields of a pod."""
_OF_VERSIONS = frozenset(
    {
        *("affinity", "containers", "initContainers", "nodeSelector", "priorityClassName", "resourceClaims"),
        *("runtimeClassName", "securityContext", "tolerations", "volumes"),
    }
)
"""Fields of pods that a version can have for itself (`with`), by its machine, files or other containers."""
_OF_MACHINES = (
    *("affinity", "nodeSelector", "priorityClassName", "resourceClaims", "runtimeClassName", "tolerations"),
)
"""Fields of pods that come with a machine, so that `resources` in its place would take them away."""
_PLAIN = re.compile(r"[A-Za-z0-9][\w./:@%+-]*(?<!:)")
"""A text that YAML reads as itself."""
UNKNOWN = "FIELD=VALUE"


def way_out(each: Replacement, change: EnvironmentChange) -> str:
    """The release command that brings the change to the empty slot; empty if the pods had no traffic, or there is no slot."""
    component, slot = each.workload.owner
    found = change.positions.get(component)
    if found is None or found.mode != "slots" or slot != found.release.slot or found.release.in_progress:
        return ""
    fields = [
        field
        for placed in change.objects
        if state.identity(placed.change.object) == each.workload.identity
        for field in placed.change.fields
    ]
    fact = f"in place, round the canary: slot {slot} has the traffic"
    fixed = sorted({name for name in map(_fixed, fields) if name})
    if fixed:
        return f"{fact}, and no release brings {words.listed(fixed)}"
    command = f"tidegate release {component} -e {change.key[2]}"
    options = _version(found.release.active, fields)
    options += [f"--set {each}" for each in dict.fromkeys(_options(fields, found.release.active, each.workload.pod))]
    return f"{fact}; use {command} {' '.join(options)}"


def _fixed(field: FieldChange) -> str:
    """What of the pods all versions of a component share; empty for what a version can have for itself."""
    match field.steps[2:]:
        case _ if field.steps[:2] != _POD[:2] or _is_derived(field):
            return ""
        case ("metadata", *_):
            return "labels or annotations of the pods"
        case ("spec", "containers", _, "ports", *_) | ("spec", "containers", (_,)):
            return "ports"
        case ("spec", "containers", container, "env", (str(name),)) if field.after is ABSENT:
            return f"the removal of {_PREFIXES.get(container, '')}env.{name}"
        case ("spec", name, *_) if name not in _OF_VERSIONS:
            return str(name)
        case _:
            return ""


def _is_derived(field: FieldChange) -> bool:
    """Whether a field follows from others: notes on volumes, containers and the model, and the HOME that no `env` sets."""
    if field.steps == (*_MAIN, "env", ("HOME",)):
        return field.after is ABSENT
    return field.steps[:3] == (*_POD[:2], "metadata") and str(field.steps[-1]).partition("/")[0] in _NOTES


def _version(active: Version, fields: Sequence[FieldChange]) -> list[str]:
    model = [f"--model {shlex.quote(active.model)}"] if active.model and any(map(_is_model, fields)) else []
    return [*([f"--image {shlex.quote(active.image)}"] if active.image else []), *model]


def _is_model(field: FieldChange) -> bool:
    return field.steps[-1:] == (labels.MODEL,)


def _options(fields: Sequence[FieldChange], active: Version, pod: Mapping[str, Any]) -> Iterator[str]:
    """What `--set` takes for each changed field of the pods; `UNKNOWN` for what only people can write as fields of the project.

    `pod` is the new one.
    """
    for field in fields:
        if field.steps[:3] != _POD or field.steps == (*_MAIN, "image") or _is_derived(field):
            continue
        prefix = _PREFIXES.get(field.steps[4]) if field.steps[3:4] == ("containers",) else None
        inside = field.steps[5:] if prefix is not None else ()
        match inside:
            case ("env", (str(name),), *rest) if rest in ([], ["value"]):
                value = field.after.get("value", ABSENT) if isinstance(field.after, Mapping) else field.after
                if value is ABSENT:
                    yield UNKNOWN
                elif value != active.model or not active.model:
                    yield _option(f"{prefix}env.{name}", field._replace(after=value))
            case ("image",):
                yield _option(f"{prefix}image", field)
            case ("env", (str(),), "name"):
                continue
            case ("resources", *_):
                yield from _resources(f"{prefix}resources", pod, field.steps[4])
            case ("command" | "args" as name, *_):
                yield f"{prefix}{name}=VALUE"
            case _:
                yield UNKNOWN


def _resources(path: str, pod: Mapping[str, Any], name: Any) -> Iterator[str]:
    """All of a container's resources, also what does not change: a version that has some takes the place of the whole machine."""
    container = next((each for each in items(pod, "containers") if (each.get("name"),) == name), {})
    requests, limits = (value_at(container, ("resources", each)) or {} for each in ("requests", "limits"))
    memory = requests.get("memory")
    if requests.keys() != {"cpu", "memory"} or limits != {"memory": memory} or any(map(pod.get, _OF_MACHINES)):
        yield UNKNOWN
        return
    yield _set(f"{path}.cpu", requests["cpu"])
    yield _set(f"{path}.memory", memory)


def _option(path: str, field: FieldChange) -> str:
    return f"{path}=VALUE" if field.hidden else _set(path, field.after)


def _set(path: str, value: Any) -> str:
    text = (
        value if isinstance(value, str) and _PLAIN.fullmatch(value) else _visible(json.dumps(value, ensure_ascii=False))
    )
    return shlex.quote(f"{path}={text}")


def _visible(text: str) -> str:
    """A JSON text in which characters that nobody sees, or that turn the direction of others, are escaped."""
    return "".join(each if each.isprintable() else json.dumps(each)[1:-1] for each in text)
