"""The steps of a pipeline: a pod for each, with the fields of a component and what Argo adds to it."""

from collections.abc import Mapping
from typing import Any

from generator.components.pipeline import artifacts, fields
from generator.components.training import single_node
from generator.environment.environment import Machine
from generator.kubernetes import argo_templates
from generator.resolve import component_builder, pod_requests, resources
from generator.source import nodes
from generator.spec.component import Component, Variable
from generator.spec.project import Target

SHARED = ("labels", "annotations", "files", "hostAliases", "model", "security", "serviceAccount")
"""Fields of the pipeline that all of its steps have."""


def settled(target: Target, data: Mapping[str, Any]) -> Target:
    """The target with the pods of its steps."""
    component = target.component
    pods = {name: _pod(target, data, step) for name, step in data[fields.STEPS].items()}
    component = component._replace(pods=pods)
    return target._replace(component=component, slots=dict.fromkeys(target.slots, component))


def _pod(target: Target, data: Mapping[str, Any], step: Mapping[str, Any]) -> Component:
    """What runs in the pod of a step; parameters are variables that those of the team may refer to."""
    shared = {key: data[key] for key in SHARED if key in data}
    pod = component_builder.component(
        target.component.kind, None, {**shared, **step}, {}, target.project.files, target.environment, slots=False
    )
    names = tuple(data.get("parameters", {}))
    parameters = tuple(Variable(name=name, value=argo_templates.parameter(name)) for name in names)
    used = (each for held in (artifacts.READ, artifacts.WRITTEN) for each in artifacts.settled(step.get(held, {})))
    keys = tuple(dict.fromkeys(key for each in used for key in artifacts.secrets(each)))
    pod = pod._replace(env=(*parameters, *pod.env), given_variables=names, credentials=keys)
    if not _is_training(target, step.get("component", "")):
        return pod
    return pod._replace(env=(*single_node.processes(pod), *pod.env), shared_memory=True)


def _is_training(target: Target, name: str) -> bool:
    """Whether a step names a component of kind training, whose processes share memory."""
    entry = target.project.components.get(name)
    kind = entry.value.get("kind") if entry is not None and isinstance(entry.value, nodes.Mapping) else None
    return isinstance(kind, nodes.Scalar) and kind.text == fields.TRAINING


def with_account(target: Target) -> Target:
    """The target with an account of its own that may report what its steps give."""
    component, account = target.component, target.component.account
    if not account.name:
        account = account._replace(permissions=(argo_templates.RIGHTS, *account.permissions))
    return target._replace(component=component._replace(account=account))


def requests(step: Mapping[str, Any], machines: Mapping[str, Machine]) -> Mapping[str, str]:
    """What the pod of a step requests: its container and the one of Argo beside it."""
    return resources.sum_of(pod_requests.total(step, machines), argo_templates.REQUESTS)
