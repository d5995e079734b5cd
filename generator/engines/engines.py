"""The table of engines: who moves traffic between versions."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Protocol

from generator.engines import autoscalers, native
from generator.manifest.manifest import Draft
from generator.source import finding
from generator.source.finding import Finding
from generator.spec.project import Target


class Engine(Protocol):
    """One module that turns a service into objects."""

    def drafts(self, target: Target) -> Iterator[Draft]:
        """All objects that carry a service's pods and traffic."""
        ...


ENGINES: Mapping[str, Engine] = MappingProxyType({"native": native})


def problems(target: Target) -> Iterator[Finding]:
    """An engine that this version does not write, and what the autoscaler cannot do."""
    environment = target.environment
    if environment.engine not in ENGINES:
        node, mark = finding.at(environment.node, ("engine",), mark=environment.node.mark)
        fact = f'engine "{environment.engine}" is not written by this version'
        yield Finding(node, mark, ("engine",), fact, f"use {', '.join(ENGINES)}", "engine")
    yield from autoscalers.problems(target)


def drafts(target: Target) -> Iterator[Draft]:
    """What the environment's engine makes of a service."""
    return ENGINES[target.environment.engine].drafts(target)
