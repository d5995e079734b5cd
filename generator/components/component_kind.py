"""The interface of component kinds."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from generator.environment.environment import Machine
from generator.manifest.manifest import Draft
from generator.resolve import merge
from generator.resolve.kind import Place
from generator.source import nodes
from generator.source.finding import Finding, Path
from generator.spec.naming import DerivedName
from generator.spec.project import Target
from generator.validate.context import Rules
from generator.validate.policy import Pods


class ComponentKind(Protocol):
    """A module (or any object) with all facts about one kind that are not in its schema or templates.

    `schemas/kinds/<kind>.json` defines its fields, their defaults and `x-summary`, a short description.

    - `SYNONYMS`: what other tools call it, separated by spaces: these names are answered with the kind's name.
    - `SLOTS`: whether two versions run side by side during a release. Such a kind has a field `strategy`, its `kind_values` are
      a `Service`, and an engine moves its traffic. Else a version replaces the other in place.
    - `FOLDER`: the Component folder of its objects, by which its kind is known in a GitOps repository; empty for the kinds that use
      the folders of their strategies.
    - `HASHED`: whether names of its objects contain a hash of the fields in the project file; then `Component.written` is filled.
    - `FIELDS`: how its fields are merged, and their short forms; `field_rules.COMMON` if it has no special ones.
    - `RULES`: rules for merged components that its schema cannot express, in addition to those for all kinds.
    - `POLICY`: rules of an environment's policy, in addition to those for all kinds.
    - `SIZE`: the fields that `demand` reads.
    - `COUNTS`: the fields that say how many pods there are. What is too much is told at the first one that the project file has.
    - `GROUPS`: the fields of its groups of pods, each with a machine of its own, in the order in which its objects have them; one
      field may hold several groups by their names. Empty if all pods are alike.
    """

    SYNONYMS: str
    SLOTS: bool
    FOLDER: str
    HASHED: bool
    FIELDS: merge.Fields
    RULES: Rules
    POLICY: Rules
    SIZE: frozenset[str]
    COUNTS: tuple[Path, ...]
    GROUPS: tuple[str, ...]

    def names(self, base: str, /) -> tuple[DerivedName, ...]:
        """The names of objects whose length is limited; `base` is `<project>-<component>`."""
        ...

    def complete(self, merged: nodes.Mapping, *, place: Place, cache: nodes.NodeCache) -> nodes.Mapping:
        """The merged component with the defaults that depend on its other values.

        `place` is what its environment says. Results for the same nodes may be stored in `cache`. Values are
        validated later: those of a wrong type are left unchanged.
        """
        ...

    def kind_values(self, data: Mapping[str, Any], /) -> object:
        """Read the values that only this kind has into its own type: `Component.kind_values`."""
        ...

    def settled(self, target: Target, data: Mapping[str, Any], /) -> Target:
        """The target with the containers, variables and volumes that the kind derives from its fields, `data`, and its place.

        `kind.as_written` of `resolve` for a kind whose fields describe all of its containers.
        """
        ...

    def demand(self, versions: Sequence[Mapping[str, Any]], machines: Mapping[str, Machine], /) -> Sequence[Pods]:
        """The most pods that run at the same time; `versions` is the plain data of the running versions, the active one first."""
        ...

    def problems(self, target: Target, /) -> Iterator[Finding]:
        """Yield settings that the engine, an operator or the GitOps tool of the target's environment does not support."""
        ...

    def drafts(self, target: Target, /) -> Iterator[Draft]:
        """All objects of the component.

        `supporting_objects.drafts` gives the ServiceAccount, NetworkPolicy and claims, and `supporting_objects.config` the
        ConfigMap of the files. Pods come from `kubernetes/pod.py`. A workload that runs until it is replaced needs one autoscaler
        (`kubernetes/autoscaling.py`) and a PodDisruptionBudget.
        """
        ...
