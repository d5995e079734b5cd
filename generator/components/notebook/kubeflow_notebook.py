"""The form `notebook`: a Notebook of Kubeflow, whose controller makes the StatefulSet and the Service.

The controller knows the state of a notebook by the container of its name, gives labels and annotations of the Notebook to the
pod, and stops it by an annotation that is not in Git, so that neither Flux nor Argo CD starts what somebody stopped.
"""

from collections.abc import Iterator

from generator.components import endpoints
from generator.components.notebook import kubeflow_server, server
from generator.engines import drafting
from generator.kubernetes import exposure, labels, network, pod
from generator.kubernetes.workload import component_finding
from generator.manifest.manifest import Draft
from generator.source.finding import Finding, Path
from generator.spec.project import Target

SELECTOR = "statefulset"
"""The label by which the StatefulSet and the Service of the controller choose the pod."""


def problems(target: Target) -> Iterator[Finding]:
    """Yield routes that do not lead to the server, names that are the controller's, and a culler that is kept out."""
    yield from _routes(target)
    for key in {**target.project.labels, **target.component.labels}.keys() & {SELECTOR}:
        fact = f'Kubeflow\'s controller gives labels of the Notebook to its pod, and knows it by its own label "{key}"'
        yield _finding(target, ("labels", key), fact, "use another key", "reserved-key")
    if target.base in {each.name for each in target.component.init}:
        fact = f'"{target.base}" is the name of the container with the server, by which Kubeflow\'s controller knows it'
        yield _finding(target, ("init", target.base), fact, "give it another name", "container-name")
    yield from network.operator_problems(target, target.component.operator_ports)


def _routes(target: Target) -> Iterator[Finding]:
    below = f"{kubeflow_server.prefix(target)}/"
    for route in exposure.routes(target):
        if not below.startswith(f"{route.path.rstrip('/')}/"):
            fact = f"the server answers below {below} alone, which Kubeflow's controller decides"
            yield _finding(target, (*route.position, "path"), fact, 'remove it: "path" is / then', "operator")


def _finding(target: Target, path: Path, fact: str, hint: str, code: str) -> Finding:
    return component_finding(target, path, fact=fact, hint=hint, code=code, place=target.environment.name)


def drafts(target: Target) -> Iterator[Draft]:
    """The Notebook, its budget and its routes; the controller makes the Service."""
    component = target.component
    pods = pod.values(target, component, None, pod.config(target.base, component))
    values = {
        # Metadata of the pod: those of the Notebook are all that the controller gives it.
        "annotations": {**pods["pod_annotations"], **labels.annotations(target, component, labels.description(target))},
        "main": target.base,
        # Its pod template is of Kubernetes 1.23, which has no `sleep`; nothing waits for the one pod either.
        "drain": 0,
    }
    yield drafting.draft(
        target, "notebook/notebook.yaml", target.base, values, pods={**pods, **values}, folder=server.FOLDER
    )
    yield endpoints.budget(target, folder=server.FOLDER)
    yield from drafting.routes(target, [(target.base, endpoints.ALL)], folder=server.FOLDER)
