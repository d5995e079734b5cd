"""What a component kind is: everything that the program asks of one, in one place."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from generator.environment.environment import Machine
from generator.manifest.manifest import Draft
from generator.resolve import merge
from generator.source import nodes
from generator.source.finding import Finding
from generator.spec.naming import DerivedName
from generator.spec.project import Target
from generator.validate.context import Rules
from generator.validate.policy import Pods


class ComponentKind(Protocol):
    """A module (or any object) that says all there is to say about one kind, beside its schema and its templates.

    `schemas/kinds/<kind>.json` says which fields it has, their defaults and `x-summary`, a few words about what it is.

    - `SYNONYMS`: what other tools call it, in words separated by spaces: who writes one is told the kind's name.
    - `SLOTS`: whether two versions run side by side during a release. Such a kind has a field `strategy`, and an engine
      moves its traffic.
    - `HASHED`: whether names of its objects carry a hash of what the team wrote; then `Component.written` is filled.
    - `FIELDS`: how its fields are merged and what their short forms are; `merge.COMMON` where it has none of its own.
    - `RULES`: what its schema cannot say of a settled component, beside the rules for all kinds.
    - `POLICY`: what an environment's policy can refuse of it, beside what holds for all kinds.
    - `SIZE`: the fields that `demand` reads.
    """

    SYNONYMS: str
    SLOTS: bool
    HASHED: bool
    FIELDS: merge.Fields
    RULES: Rules
    POLICY: Rules
    SIZE: frozenset[str]

    def names(self, base: str, /) -> tuple[DerivedName, ...]:
        """Every name of an object that has a limit; `base` is `<project>-<component>`."""
        ...

    def complete(self, merged: nodes.Mapping, *, gpu: bool, cache: nodes.NodeCache) -> nodes.Mapping:
        """The settled component with the defaults that depend on its other values.

        `gpu` says whether a pod has one. What is made of the same nodes again may be kept in `cache`. Values may have any
        shape, since they are judged later: those of a wrong one are left as they are.
        """
        ...

    def kind_values(self, data: Mapping[str, Any], /) -> object:
        """The values that only this kind has, as its own type: `Component.kind_values`."""
        ...

    def demand(self, versions: Sequence[Mapping[str, Any]], machines: Mapping[str, Machine], /) -> Sequence[Pods]:
        """The pods that it has at most at the same time; `versions` are the plain data of those that run, the active first."""
        ...

    def problems(self, target: Target, /) -> Iterator[Finding]:
        """What its engine, operator or GitOps tool cannot do in the environment where it is to go."""
        ...

    def drafts(self, target: Target, /) -> Iterator[Draft]:
        """All its objects."""
        ...
