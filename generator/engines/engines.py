"""The table of engines: who moves traffic between versions."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Protocol

from generator.engines import native
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
AUTOSCALERS: tuple[str, ...] = ("hpa",)


def problems(target: Target) -> Iterator[Finding]:
    """Engines and autoscalers that this version does not write."""
    environment = target.environment
    for key, chosen, known in (
        ("engine", environment.engine, tuple(ENGINES)),
        ("autoscaler", environment.autoscaler, AUTOSCALERS),
    ):
        if chosen not in known:
            node, mark = finding.at(environment.node, (key,), mark=environment.node.mark)
            yield Finding(
                node, mark, (key,), f'{key} "{chosen}" is not written by this version', f"use {', '.join(known)}", key
            )


def drafts(target: Target) -> Iterator[Draft]:
    """What the environment's engine makes of a service."""
    return ENGINES[target.environment.engine].drafts(target)
