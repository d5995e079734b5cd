"""The table of engines, which move traffic between the versions of a service."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from generator.engines.analysis import MetricCheck
from generator.kubernetes import autoscaling, pod_names
from generator.lazy_table import LazyTable
from generator.manifest.manifest import Draft
from generator.source.finding import Finding
from generator.spec.project import Target


class Engine(Protocol):
    """A module that drafts the objects of a service."""

    def problems(self, target: Target, /) -> Iterator[Finding]:
        """Yield the settings of the target that the engine does not support."""
        ...

    def metric_checks(self, target: Target, /) -> Sequence[MetricCheck]:
        """The metrics by which a new version is judged; none without analysis."""
        ...

    def drafts(self, target: Target, /) -> Iterator[Draft]:
        """All objects that run a service's pods and route its traffic."""
        ...


def _native() -> Engine:
    from generator.engines import native

    return native


def _argo_rollouts() -> Engine:
    from generator.engines import argo_rollouts

    return argo_rollouts


def _flagger() -> Engine:
    from generator.engines import flagger

    return flagger


ENGINES = LazyTable({"native": _native, "argo-rollouts": _argo_rollouts, "flagger": _flagger})


def problems(target: Target) -> Iterator[Finding]:
    """Yield the settings that the environment's engine and autoscaler do not support."""
    yield from ENGINES[target.environment.engine].problems(target)
    if analyses(target):
        yield from pod_names.problems(target)
    yield from autoscaling.problems(target)


def analyses(target: Target) -> bool:
    """Whether the environment's engine judges new versions of a service by metrics."""
    in_place = target.component.serving.strategy.in_place
    return not in_place and bool(ENGINES[target.environment.engine].metric_checks(target))


def controller_objects(target: Target) -> Iterator[tuple[str, str]]:
    """Kind (in lower case) and name of each object that the engine's controller creates for a service and that is not in Git."""
    if target.component.slots and target.engine == "flagger":
        from generator.engines import flagger  # imported late: most environments use another engine

        yield from flagger.controller_objects(target)


def drafts(target: Target) -> Iterator[Draft]:
    """The objects that the environment's engine drafts for a service."""
    return ENGINES[target.environment.engine].drafts(target)
