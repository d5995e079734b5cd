"""The fields of `spark` as its own type, how they are merged, and defaults that depend on other values."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from generator.components import pod_groups, runs
from generator.components.pod_groups import Group
from generator.components.runs import Run
from generator.resolve import field_rules
from generator.resolve.kind import Place
from generator.resolve.merge import Fields
from generator.source import nodes
from generator.source.finding import Path
from generator.spec.component import Component

FOLDER = "spark"
DRIVER, EXECUTORS = "driver", "executors"
LANGUAGES: Mapping[str, str] = {".py": "python", ".r": "r", ".jar": "java"}
"""The language of an application by the suffix of its main file; a JAR may be written in Scala, too, which is run alike."""
TYPES: Mapping[str, str] = {"python": "Python", "r": "R", "java": "Java", "scala": "Scala"}
JVM = ("java", "scala")
RESOURCES = {"cpu": "1", "memory": "2Gi"}
SIZES = {DRIVER: pod_groups.ONE, EXECUTORS: pod_groups.Sizes({"count": 3}, {"min": 1, "max": 4})}

FIELDS = field_rules.COMMON.with_own(
    Fields(forms={}, merges={DRIVER: pod_groups.merge_pod, EXECUTORS: pod_groups.merge_group})
)


class Spark(NamedTuple):
    """The values that only Spark has. `language` is one of TYPES."""

    main: str
    main_class: str
    arguments: tuple[str, ...]
    language: str
    version: str
    driver: Group
    executors: Group
    conf: Mapping[str, str]
    retries: int
    run: Run

    @property
    def dynamic(self) -> bool:
        """Whether Spark changes the number of executors while it runs."""
        return is_dynamic({EXECUTORS: self.executors})


def kind_values(data: Mapping[str, Any]) -> Spark:
    """Read the values that only Spark has."""
    return Spark(
        main=data["main"],
        main_class=data.get("mainClass", ""),
        arguments=tuple(data.get("arguments", ())),
        language=language(data),
        version=data["sparkVersion"],
        driver=data[DRIVER],
        executors=data[EXECUTORS],
        conf=data.get("conf", {}),
        retries=data["retries"],
        run=runs.settled(data),
    )


def of(component: Component) -> Spark:
    """The values that only Spark has."""
    return component.kind_values_as(Spark)


def language(data: Mapping[str, Any]) -> str:
    """The language of an application: as it is written, else by the suffix of its main file; empty if neither says it."""
    suffix = data["main"][data["main"].rfind(".") :].lower()
    return str(data.get("language", LANGUAGES.get(suffix, "")))


def groups(data: Mapping[str, Any]) -> Iterator[tuple[Path, Group]]:
    """The driver and the executors, each with its path."""
    yield from (((name,), data[name]) for name in (DRIVER, EXECUTORS))


def is_dynamic(data: Mapping[str, Any]) -> bool:
    """Whether the number of executors changes."""
    return "max" in data[EXECUTORS]


def complete(merged: nodes.Mapping, *, place: Place, cache: nodes.NodeCache) -> nodes.Mapping:  # noqa: ARG001 - as ComponentKind
    """The merged component with the resources and sizes of its groups and the defaults of a schedule."""
    return runs.complete(pod_groups.completed(merged, RESOURCES, SIZES))
