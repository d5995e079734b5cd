"""Kind `ray`: a Ray cluster that KubeRay runs.

With `entrypoint` it is a RayJob, whose cluster goes when the job ends, and a change makes another one; with `serve` a RayService,
which moves requests to a second cluster when a change needs one; with neither a RayCluster, which a change starts anew.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.components import operator_form
from generator.components.ray import fields, pods, rules
from generator.components.ray.forms import FORMS
from generator.environment.environment import Machine
from generator.kubernetes import network, object_kinds
from generator.manifest.manifest import Draft
from generator.source.finding import Finding, Path
from generator.spec.naming import DerivedName
from generator.spec.project import Target
from generator.validate.context import Rules
from generator.validate.policy import Pods

SYNONYMS = "rayjob rayservice raycluster kuberay rayserve raytrain anyscale"
SLOTS = False
FOLDER = fields.FOLDER
HASHED = True
FIELDS = fields.FIELDS
RULES = rules.RULES
POLICY: Rules = {}
SIZE = frozenset({"head", "workers", "entrypoint", "serve", *pods.BESIDE})
COUNTS: tuple[Path, ...] = (("workers",),)
GROUPS: tuple[str, ...] = ("head", "workers")

complete, kind_values, settled = fields.complete, fields.kind_values, pods.settled


def names(base: str) -> tuple[DerivedName, ...]:
    """The name of a cluster (`MaxRayClusterNameLength` of KubeRay); those of jobs and services are shorter, by the fields."""
    return (object_kinds.of("RayCluster").derived(base),)


def demand(versions: Sequence[Mapping[str, Any]], machines: Mapping[str, Machine]) -> Sequence[Pods]:
    """The head, all workers that there may be, and what KubeRay adds."""
    return list(pods.demand(versions[0], machines))


def problems(target: Target) -> Iterator[Finding]:
    """Yield settled values that KubeRay does not take, and warn where it cannot reach the pods."""
    yield from operator_form.chosen(target, FORMS).problems(target)
    yield from network.operator_problems(target, pods.connected(target).component.operator_ports)


def drafts(target: Target) -> Iterator[Draft]:
    """All objects of a Ray cluster."""
    return operator_form.drafts(target, pods.connected(target), FORMS, pods.ingress(target))
