"""An InferenceService of KServe, and what stands beside it: account, network policy, files, claims and budget.

KServe makes Deployments or Knative Services, autoscalers and routes itself, so none of them is ours. It copies labels and
annotations of the InferenceService to its pods (`buildObjectMeta`): the position of a release would replace them at each step, so
it is at the PodDisruptionBudget.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from generator.components import supporting_objects
from generator.components.inference import kserve_runtimes, presets
from generator.engines import drafting
from generator.environment.operators import Operator
from generator.kubernetes import derived_names, exposure, labels, network, pod, probes
from generator.kubernetes.network import Ingress
from generator.kubernetes.workload import component_finding
from generator.manifest.manifest import Draft
from generator.source import nodes
from generator.source.finding import Finding
from generator.spec import model_uri, naming
from generator.spec.component import Component, Port, Variable
from generator.spec.naming import DerivedName
from generator.spec.project import Target
from generator.spec.release import SlotName

TEMPLATE = "inference/inferenceservice.yaml"


def operator(target: Target) -> Operator:
    """The operator that serves the models of a target."""
    found = target.environment.operators.of(target.component.kind)
    assert found is not None  # noqa: S101 - else there is no such target
    return found


def problems(target: Target, predictors: Mapping[str, str]) -> Iterator[Finding]:
    """Yield names that are too long, and what the platform does not allow.

    `predictors` are the names that KServe makes for them, by purpose.
    """
    hosts = [
        DerivedName(f"{name}-{target.namespace}", naming.LIMIT, f"first part of the host of the {purpose}")
        for purpose, name in predictors.items()
    ]
    yield from derived_names.problems(target, [*hosts, DerivedName(target.base, naming.LIMIT, "InferenceService")])
    yield from _initializer(target)
    yield from _host(target)


def _host(target: Target) -> Iterator[Finding]:
    """A host other than the one that KServe makes from its default `domainTemplate`."""
    domain = operator(target).settings.get("domain", "")
    made = f"{target.base}-{target.namespace}.{domain}"
    for claimed in exposure.claimed(target) if domain else ():
        if claimed.host != made:
            yield component_finding(
                target,
                claimed.position,
                fact=f'KServe makes the host "{made}", not "{claimed.host}"',
                hint=f"write host: {made}",
                code="operator",
                place=target.environment.name,
            )


def _initializer(target: Target) -> Iterator[Finding]:
    """Refuse that KServe's container downloads a model where pods are restricted, unless the platform says that it complies."""
    environment, served = target.environment, operator(target)
    scheme = model_uri.scheme(target.component.model)
    if environment.pod_security != "restricted" or served.restricted or scheme in kserve_runtimes.MOUNTED:
        return
    yield component_finding(
        target,
        ("model",),
        fact="KServe's storage initializer has no securityContext, which podSecurity: restricted refuses",
        hint="ask the platform team for a ClusterStorageContainer that runs restricted, and then for "
        f"operators: {{inference: {{api: {served.api}, restricted: true}}}}; or use a model on a claim: pvc://CLAIM/PATH",
        code="operator",
        place=environment.name,
    )


class Served(NamedTuple):
    """What an InferenceService has: `predictor` and `canary` are values of `inference/predictor.yaml`.

    `mode` is that of KServe, `ports` those of its pods that the gateway calls. `versions` are the values of the pods of each
    version, `configs` have the components whose files are ConfigMaps, by name.
    """

    mode: str
    predictor: Mapping[str, Any]
    ports: Sequence[int]
    versions: Mapping[str, Mapping[str, Any]]
    configs: Mapping[str, Component]
    canary: Mapping[str, Any] | None = None


def drafts(target: Target, served: Served) -> Iterator[Draft]:
    """All objects of a component."""
    yield from supporting_objects.drafts(target, _from_gateway(target, served.ports))
    for name, component in served.configs.items():
        yield from supporting_objects.config(target, component, name)
    own = {labels.DEPLOYMENT_MODE: served.mode, **AUTOSCALERS[served.mode]}
    annotations = labels.annotations(target, target.component, own)
    values = {"annotations": annotations, "predictor": served.predictor, "canary": served.canary}
    yield drafting.draft(target, TEMPLATE, target.base, values)._replace(versions=served.versions)
    budget = {"selector": labels.all_pods(target), "annotations": drafting.position_annotations(target)}
    yield drafting.draft(target, "native/poddisruptionbudget.yaml", target.base, budget)


def _from_gateway(target: Target, ports: Sequence[int]) -> Iterator[Ingress]:
    """The gateway reaches what is exposed, and versions side by side, between which KServe's route splits the traffic."""
    serving = target.component.serving
    if serving.routes or not serving.strategy.in_place:
        reached = [Port(name="", port=number, target=number) for number in ports]
        yield Ingress(network.entry_points(target.environment), reached)


AUTOSCALERS: Mapping[str, Mapping[str, str]] = {"Standard": {"serving.kserve.io/autoscalerClass": "hpa"}, "Knative": {}}
"""Annotations that say what scales the pods, by deployment mode."""


def predictor(target: Target, slot: SlotName, *, named: bool) -> dict[str, Any]:
    """The values of what serves the version in a slot, without its scale; `named`: the predictor has the name of the slot."""
    component = _served(target, target.slots[slot])
    config = pod.config(naming.slot(target.base, slot) if named else target.base, component)
    values = pod.values(target, component, slot if named else None, config)
    metadata = labels.annotations(target, component)
    name, _ = presets.chosen(target.slot_nodes[slot])
    runtime = kserve_runtimes.RUNTIMES.get(name)
    return {
        **values,
        "name": slot if named else "",
        "share": None,
        "scale_metric": "",
        "scale_target": None,
        "utilization": (),
        "replacement": {},
        "labels": {labels.SLOT: slot} if named else {},
        "annotations": {key: text for key, text in values["pod_annotations"].items() if metadata.get(key) != text},
        "pod_level": True,
        "probes": values["probes"] if _is_written(target.slot_nodes[slot], "health") else probes.NONE,
        "uri": component.model,
        "container": "" if runtime else kserve_runtimes.CONTAINER,
        "limits": _limits(values),
        "beside": [{**each, "name": kserve_runtimes.TRANSFORMER, "limits": _limits(each)} for each in values["beside"]],
        "runtime": None,
        **(_of_runtime(target, slot, runtime) if runtime else {}),
    }


def _served(target: Target, component: Component) -> Component:
    """The component whose container knows the path of its model, and of a custom server also tells KServe what to download."""
    _, runtime = presets.chosen(target.node)
    path = Variable(name=model_uri.PATH_VARIABLE, value=kserve_runtimes.FOLDER)
    uri = Variable(name=kserve_runtimes.STORAGE_VARIABLE, value=component.model)
    return component._replace(env=(*((uri, path) if runtime is None else ()), *component.env))


def _of_runtime(target: Target, slot: SlotName, runtime: kserve_runtimes.ServingRuntime) -> dict[str, Any]:
    """A model names its ClusterServingRuntime, which has image and ports."""
    chosen = target.slot_nodes[slot].get("format")
    text = chosen.text if isinstance(chosen, nodes.Scalar) else ""
    return {"runtime": {"format_name": text, "name": runtime.name, "protocol": runtime.protocol}, "ports": ()}


def _limits(container: Mapping[str, Any]) -> dict[str, str]:
    """Limits with one of CPU, without which a runtime or KServe's webhook has one of its own, which may be below the request."""
    requests = container["requests"]
    return {**({"cpu": requests["cpu"]} if "cpu" in requests else {}), **container["limits"]}


def _is_written(component: nodes.Mapping, field: str) -> bool:
    """Whether a file has the field, and not a default."""
    node = component.get(field)
    return node is not None and node.mark.line > 0
