"""The table of engines: who moves traffic between versions."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Protocol

from generator.engines import argo_rollouts, flagger, native
from generator.kubernetes import autoscaling
from generator.manifest.manifest import Draft
from generator.source.finding import Finding
from generator.spec.project import Target


class Engine(Protocol):
    """One module that turns a service into objects."""

    def problems(self, target: Target, /) -> Iterator[Finding]:
        """What it cannot do of the target."""
        ...

    def drafts(self, target: Target, /) -> Iterator[Draft]:
        """All objects that carry a service's pods and traffic."""
        ...


ENGINES: Mapping[str, Engine] = MappingProxyType({"native": native, "argo-rollouts": argo_rollouts, "flagger": flagger})


def problems(target: Target) -> Iterator[Finding]:
    """What the environment's engine and autoscaler cannot do."""
    yield from ENGINES[target.environment.engine].problems(target)
    yield from autoscaling.problems(target)


def makes(target: Target) -> Iterator[tuple[str, str]]:
    """Kind (in lower case) and name of objects that the engine's controller makes of a service, and Git has not."""
    if target.component.service is not None and target.environment.engine == "flagger":
        yield from flagger.makes(target)


def drafts(target: Target) -> Iterator[Draft]:
    """What the environment's engine makes of a service."""
    return ENGINES[target.environment.engine].drafts(target)
