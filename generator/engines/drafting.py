"""Drafts of a service's objects: in the folder of its strategy, with its labels and annotations."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from generator.kubernetes import deployment_strategy, exposure, labels, pod, services
from generator.manifest.manifest import Draft
from generator.spec.component import Component
from generator.spec.networking import Route
from generator.spec.project import Target
from generator.spec.release import SlotName


def draft(
    target: Target,
    template: str,
    name: str,
    values: dict[str, Any],
    *,
    component: Component | None = None,
    slot: SlotName | None = None,
    file: str = "",
    folder: str = "",
    pods: Mapping[str, Any] | None = None,
) -> Draft:
    """Draft an object of the target's service.

    `component` and `slot` are set for an object of one slot, `file` for an object whose name contains a hash, `folder` for one of a
    kind that has a folder of its own. `pods` are the values of a workload's pod template: changing them replaces the pods, changing
    `values` does not.
    """
    chosen = component or target.component
    return Draft(
        template=template,
        folder=folder or target.component.serving.strategy.type,
        file=file or name,
        values={
            "name": name,
            "labels": labels.metadata(target, chosen, slot),
            "annotations": labels.annotations(target, chosen),
            **(pods or {}),
            **values,
        },
        pods=pods,
    )


def deployment(
    target: Target,
    name: str,
    *,
    component: Component | None = None,
    slot: SlotName | None = None,
    annotations: Mapping[str, str] | None = None,
    folder: str = "",
) -> Draft:
    """Draft a Deployment of the target, or of one of its slots. `annotations` are its own, besides those of the component."""
    chosen = component or target.component
    values = {
        "annotations": labels.annotations(target, chosen, annotations or {}),
        "selector": labels.selector(target, slot),
        "deadline": pod.deadline(chosen),
        "min_ready": chosen.serving.min_ready,
        **deployment_strategy.values(chosen, target.component.serving.strategy),
    }
    pods = pod.values(target, chosen, slot, pod.config(name, chosen))
    template = "native/deployment.yaml"
    return draft(target, template, name, values, component=component, slot=slot, pods=pods, folder=folder)


def routes(
    target: Target,
    backends: Sequence[tuple[str, int]],
    named: Callable[[Target, Route], str] = exposure.name,
    *,
    folder: str = "",
) -> Iterator[Draft]:
    """The route of each entry of `expose`, all with the same backends and weights, or an Ingress to the main Service.

    `named` gives the name of a route's object; its file is named by `exposure.name`.
    """
    for route in exposure.routes(target):
        file = exposure.name(target, route)
        if target.environment.traffic == "ingress":
            own = labels.annotations(target, target.component, exposure.ingress_annotations(target, route))
            values = {**exposure.ingress(target, route), "annotations": own}
            yield draft(target, "native/ingress.yaml", file, values, folder=folder)
        else:
            own = labels.annotations(target, target.component, route.annotations)
            values = {**exposure.gateway_route(target, route, backends), "annotations": own}
            template = f"native/{exposure.ROUTE_KINDS[route.protocol]}.yaml"
            yield draft(target, template, named(target, route), values, file=file, folder=folder)


def main_service(target: Target) -> dict[str, Any]:
    """The values of the main Service, except its selector."""
    return {**services.main(target), "annotations": position_annotations(target)}


def position_annotations(target: Target) -> dict[str, str]:
    """The annotations of the main Service: its own, the position of the release and the description of the component."""
    own = {**services.annotations(target), labels.POSITION: target.release.position(), **labels.description(target)}
    return labels.annotations(target, target.component, own)
