"""The main Service and the route of a component without slots, for the kinds `worker`, `store` and `multinode`.

Its pods need no Service for each slot, and no release moves its traffic: route or Ingress lead to the main Service.
"""

from collections.abc import Iterator, Mapping

from generator.engines import drafting
from generator.kubernetes import labels, services
from generator.manifest.manifest import Draft
from generator.spec import naming
from generator.spec.project import Target

ALL = 100


def drafts(target: Target, *, folder: str = "", pods: Mapping[str, str] | None = None) -> Iterator[Draft]:
    """The Service of a component with ports and, if it is exposed, its routes, in the folder of its strategy or in `folder`.

    `pods` are further labels of the pods that answer, where not all of them do.
    """
    service = target.component.serving
    if service.ports:
        annotations = labels.annotations(target, target.component, services.annotations(target))
        values = {
            **services.main(target),
            "selector": {**labels.selector(target), **(pods or {})},
            "annotations": annotations,
        }
        yield drafting.draft(target, "native/service.yaml", target.base, values, folder=folder)
    yield from drafting.routes(target, [(target.base, ALL)], folder=folder)


def budget(target: Target, *, folder: str = "") -> Draft:
    """The PodDisruptionBudget of all of its pods."""
    selector = {"selector": labels.selector(target)}
    return drafting.draft(target, "native/poddisruptionbudget.yaml", target.base, selector, folder=folder)


def headless(target: Target, *, folder: str) -> Draft:
    """The Service that gives each pod a name, `<pod>.<base>-headless`, before it is ready, too."""
    values = {**services.ports(target.component.serving), "selector": labels.selector(target)}
    return drafting.draft(target, "store/service.yaml", naming.headless(target.base), values, folder=folder)
