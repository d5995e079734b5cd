"""The table of engines, which move traffic between the versions of a service."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Protocol

from generator.engines import argo_rollouts, flagger, native
from generator.kubernetes import autoscaling
from generator.manifest.manifest import Draft
from generator.source.finding import Finding
from generator.spec.project import Target


class Engine(Protocol):
    """A module that drafts the objects of a service."""

    def problems(self, target: Target, /) -> Iterator[Finding]:
        """Yield the settings of the target that the engine does not support."""
        ...

    def drafts(self, target: Target, /) -> Iterator[Draft]:
        """All objects that run a service's pods and route its traffic."""
        ...


ENGINES: Mapping[str, Engine] = MappingProxyType({"native": native, "argo-rollouts": argo_rollouts, "flagger": flagger})


def problems(target: Target) -> Iterator[Finding]:
    """Yield the settings that the environment's engine and autoscaler do not support."""
    yield from ENGINES[target.environment.engine].problems(target)
    yield from autoscaling.problems(target)


def controller_objects(target: Target) -> Iterator[tuple[str, str]]:
    """Kind (in lower case) and name of each object that the engine's controller creates for a service and that is not in Git."""
    if target.component.service is not None and target.environment.engine == "flagger":
        yield from flagger.controller_objects(target)


def drafts(target: Target) -> Iterator[Draft]:
    """The objects that the environment's engine drafts for a service."""
    return ENGINES[target.environment.engine].drafts(target)
