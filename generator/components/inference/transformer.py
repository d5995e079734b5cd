"""The container in front of a model server: what it has unless it is written, and what KServe and Knative want of it.

It is in the pod of the server on every form, so that each version has its own and a release moves both. The pods of KServe's
`spec.transformer` are others, which have no canary, and KServe sends the share of the predictor's canary past them
(`applyCanaryWeights` in `httproute_reconciler.go` of 0.20).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.components.inference import presets
from generator.environment.operators import TRAFFIC
from generator.errors import Mark
from generator.kubernetes import workload
from generator.resolve import defaults
from generator.source import nodes
from generator.source.finding import Finding
from generator.spec.component import TRANSFORMER, Component, Variable
from generator.spec.project import Target

PORT = 8090
"""No runtime of ours and no ClusterServingRuntime of KServe listens there."""
PREDICTOR = "PREDICTOR_HOST"
REASONS: Mapping[str, str] = {
    "ports": "a port that no model server uses",
    "args": "the arguments that KServe gives its transformers",
    PREDICTOR: "the port of the model server, in the same pod",
    presets.NAME: "clients ask for the model by the name of the component",
    "health": "it gets the requests of the pod",
}


def completed(component: nodes.Mapping, operator: str) -> nodes.Mapping:
    """The component whose transformer has its defaults; values of a wrong type are left unchanged."""
    entry = component.entries.get(TRANSFORMER)
    if entry is None or not isinstance(entry.value, nodes.Mapping):
        return component
    own = dict(entry.value.entries)
    own.setdefault("ports", _default("ports", {TRANSFORMER: {"port": PORT}}))
    if own.keys().isdisjoint(("args", "command")) and (number := _first(own["ports"].value)):
        own["args"] = _default("args", _args(number))
    if server := _first(component.get("ports")):
        own["env"] = _env(own.get("env"), server, named=operator in TRAFFIC or _has_name(component))
    name = next(iter(own["ports"].value.entries), "") if isinstance(own["ports"].value, nodes.Mapping) else ""
    own["health"] = _with(own.get("health") or _default("health", {}), {"ready": _default("health", {"tcp": name})})
    return component.copy_with({**component.entries, TRANSFORMER: entry.copy_with(entry.value.copy_with(own))})


def _args(port: str) -> list[str]:
    return [f"--model_name=$({presets.NAME})", f"--predictor_host=$({PREDICTOR})", f"--http_port={port}"]


def _has_name(component: nodes.Mapping) -> bool:
    """Whether the server has a variable with the name of its model, which its transformer then has, too."""
    env = component.get("env")
    return isinstance(env, nodes.Mapping) and presets.NAME in env.entries


def _env(written: nodes.Entry | None, server: str, *, named: bool) -> nodes.Entry:
    """Variables for the server's address and, unless it is `named` otherwise, for the name of the model."""
    values: dict[str, Any] = {PREDICTOR: {"value": f"localhost:{server}"}}
    if not named:
        values[presets.NAME] = {"field": presets.COMPONENT}
    given = {key: _default(key, value) for key, value in values.items()}
    return _with(written or _default(PREDICTOR, {}), given)


def _with(written: nodes.Entry, given: Mapping[str, nodes.Entry]) -> nodes.Entry:
    """A mapping with what it does not have itself."""
    if not isinstance(written.value, nodes.Mapping):
        return written
    return written.copy_with(written.value.copy_with({**given, **written.value.entries}))


def _first(ports: nodes.Node | None) -> str:
    """The number that the first of these ports has in its container; empty if there is none."""
    port = next(iter(ports.entries.values())).value if isinstance(ports, nodes.Mapping) and ports.entries else None
    number = (port.get("targetPort") or port.get("port")) if isinstance(port, nodes.Mapping) else port
    return number.text if isinstance(number, nodes.Scalar) else ""


def _default(field: str, value: Any) -> nodes.Entry:
    mark = Mark(f"default of a transformer: {REASONS[field]}", 0, 0)
    return defaults.entry(field, defaults.node(value, mark), mark)


def named(target: Target) -> Target:
    """The target whose transformers know the name that KServe gives the model: that of the InferenceService."""
    slots = {slot: _named(component, target) for slot, component in target.slots.items()}
    return target._replace(component=_named(target.component, target), slots=slots)


def _named(component: Component, target: Target) -> Component:
    """The component whose transformer has the name of the model, unless it or a server of the team's own has another one.

    KServe's runtimes do not read the variable of the server.
    """
    transformer = component.transformer
    if transformer is None:
        return component
    own = next((each for each in transformer.env if each.name == presets.NAME), None)
    is_custom = presets.chosen(target.node)[1] is None
    if own is not None and (is_custom or own not in component.env):
        return component
    env = (Variable(name=presets.NAME, value=target.base), *(each for each in transformer.env if each is not own))
    return component._replace(transformer=transformer._replace(env=env))


def problems(target: Target) -> Iterator[Finding]:
    """Yield the versions of a release of which one alone has a transformer: Services and routes lead to one port."""
    active = target.component.transformer is not None
    for slot, component in target.slots.items():
        other = component.transformer is not None
        if other == active:
            continue
        role = target.release.slots[slot]
        fact = f"the {role} has a transformer and the active version has none: requests would go past it"
        if active:
            fact = f"the active version has a transformer and the {role} has none: requests would reach nothing there"
        yield workload.slot_finding(
            target,
            slot,
            (TRANSFORMER,) if other else ("model",),
            fact=fact,
            hint="change the transformer of the component while no release is under way",
            code="position-misfit",
        )
