"""The table of kinds: what a component can be."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Protocol

from generator.components import cronjob, job, service
from generator.manifest.manifest import Draft
from generator.source.finding import Finding
from generator.spec.component import Kind
from generator.spec.project import Target


class KindModule(Protocol):
    """One module that turns a target of its kind into objects."""

    def problems(self, target: Target, /) -> Iterator[Finding]:
        """What cannot be done where it is to go."""
        ...

    def drafts(self, target: Target, /) -> Iterator[Draft]:
        """All its objects."""
        ...


KINDS: Mapping[Kind, KindModule] = MappingProxyType({"service": service, "job": job, "cronjob": cronjob})
