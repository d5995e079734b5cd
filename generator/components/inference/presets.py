"""What the runtime of a model settles: fields that the component does not write, each with the reason that `explain` shows."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.components.inference import runtimes
from generator.components.inference.runtimes import Runtime
from generator.errors import SCHEMA, Mark
from generator.resolve import defaults
from generator.source import nodes
from generator.spec import model_uri

NAME = "MODEL_NAME"
COMPONENT = "metadata.labels['app.kubernetes.io/component']"
FOLDER = "/models"
IN_POD = "file"
"""The scheme of a model that is on a volume already."""
NAMED = Mark("default: clients ask for the model by the name of the component", 0, 0)
BY_ENTRY = frozenset({"env", "health"})
BY_DEFAULT = frozenset({"resources", "security"})
"""Fields that have a default for all kinds, of which those of the runtime take the place."""


def chosen(component: nodes.Mapping) -> tuple[str, Runtime | None]:
    """The name of a component's runtime, and the runtime; empty and None if the format is custom or unknown."""
    format_name = _text(component.get("format"))
    served = runtimes.SERVED.get(format_name, ())
    name = _text(component.get("runtime")) or next(iter(served), "")
    return name, runtimes.of(name, format_name) if served else None


def applied(component: nodes.Mapping, *, gpu: bool) -> tuple[nodes.Mapping, bool]:
    """The component with what its runtime settles, and whether its pods have a GPU then."""
    name, runtime = chosen(component)
    if runtime is None:
        return _with_model(component, None, ""), gpu
    values = dict(runtime.values)
    format_name = _text(component.get("format"))
    if is_default(component.entries.get("resources")):
        gpu = gpu or "gpu" in values["resources"]
    if gpu and runtime.gpu_image:
        values["image"] = runtime.gpu_image
    if "command" in component.entries:
        values.pop("args", None)
    values["env"] = dict(_env(runtime, format_name))
    entries = dict(component.entries)
    for field, value in values.items():
        why = reason(name, runtime, field)
        if (merged := entry(field, entries.get(field), value, why)) is not None:
            entries[field] = merged
    return _with_model(component.copy_with(entries), runtime, name), gpu


def _env(runtime: Runtime, format_name: str) -> Iterator[tuple[str, Any]]:
    yield NAME, {"field": COMPONENT}
    if format_name in runtimes.IMPLEMENTATIONS:
        yield "MLSERVER_MODEL_IMPLEMENTATION", {"value": runtimes.IMPLEMENTATIONS[format_name]}
    yield from runtime.values.get("env", {}).items()


def entry(field: str, written: nodes.Entry | None, value: Any, mark: Mark) -> nodes.Entry | None:
    """The entry of a field with a settled value; None if the component has it as it is."""
    if written is None:
        if field in BY_DEFAULT:
            return None
        written = defaults.entry(field, nodes.Mapping({}, mark), mark) if field in BY_ENTRY else None
        if written is None:
            return defaults.entry(field, defaults.node(value, mark), mark)
    if not isinstance(written.value, nodes.Mapping) or field not in BY_ENTRY | BY_DEFAULT:
        return None
    own = dict(written.value.entries)
    whole = field != "resources" or is_default(written)
    for key, each in value.items():
        if own[key].value.mark == SCHEMA if key in own else whole and _fits(own, key):
            place = NAMED if key == NAME else mark
            own[key] = defaults.entry(key, defaults.node(each, place), place)
    return written.copy_with(_ordered(written.value, own))


def _fits(own: Mapping[str, nodes.Entry], key: str) -> bool:
    """Whether a start-up probe has a way of asking: not where the component says that a pod is ready at once."""
    ready = own["ready"].value if "ready" in own else None
    return not (key == "startup" and isinstance(ready, nodes.Scalar))


def _ordered(written: nodes.Mapping, own: dict[str, nodes.Entry]) -> nodes.Mapping:
    """The settled entries before those that are written, which may refer to them."""
    settled = {key: entry for key, entry in own.items() if key not in written.entries}
    return written.copy_with({**settled, **{key: own[key] for key in written.entries}})


def _with_model(component: nodes.Mapping, runtime: Runtime | None, name: str) -> nodes.Mapping:
    """The component whose model is downloaded, or whose path is said where it is on a volume already."""
    entry = component.entries.get("model")
    model = entry.value if entry is not None else None
    if entry is None or not isinstance(model, nodes.Mapping):
        return component
    mark = reason(name, runtime, "model") if runtime is not None else Mark("default: where the model is", 0, 0)
    uri = _text(model.get("uri"))
    if model_uri.scheme(uri) == IN_POD:
        return _with_path(component, uri.partition("://")[2], mark)
    own = dict(model.entries)
    if runtime is not None:
        own.setdefault("download", defaults.entry("download", defaults.node(FOLDER, mark), mark))
        own.setdefault("longest", defaults.entry("longest", defaults.node(runtime.longest, mark), mark))
        volumes = component.get("volumes")
        held = dict.fromkeys(volumes.entries) if isinstance(volumes, nodes.Mapping) else {}
        if not model_uri.holder(_text(own["download"].value), held):
            own.setdefault("size", defaults.entry("size", defaults.node(runtime.size, mark), mark))
    return component.copy_with({**component.entries, "model": entry.copy_with(model.copy_with(own))})


def _with_path(component: nodes.Mapping, path: str, mark: Mark) -> nodes.Mapping:
    env = component.entries.get("env") or defaults.entry("env", nodes.Mapping({}, mark), mark)
    if not isinstance(env.value, nodes.Mapping) or model_uri.PATH_VARIABLE in env.value.entries:
        return component
    own = {model_uri.PATH_VARIABLE: defaults.entry(model_uri.PATH_VARIABLE, defaults.node({"value": path}, mark), mark)}
    value = env.value.copy_with({**own, **env.value.entries})
    return component.copy_with({**component.entries, "env": env.copy_with(value)})


def reason(name: str, runtime: Runtime, field: str) -> Mark:
    """The place of a settled value: no line of a file, but the runtime and the reason."""
    why = runtime.reasons.get(field, "")
    return Mark(f"default of {name}: {why}" if why else f"default of {name}", 0, 0)


def is_default(held: nodes.Entry | None) -> bool:
    """Whether a mapping is as the schema says it, with nothing that anyone has written."""
    if held is None or not isinstance(held.value, nodes.Mapping):
        return False
    return all(each.value.mark == SCHEMA for each in held.value.entries.values())


def _text(node: nodes.Node | None) -> str:
    return node.text if isinstance(node, nodes.Scalar) else ""
