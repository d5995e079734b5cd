"""One environment of a project as it would be generated with some edits of its file, in memory."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from generator.errors import Mark, Severity
from generator.files import reading
from generator.generation.hand_edits import Setting
from generator.manifest.manifest import Overlay
from generator.manifest.object_template import KubernetesObject
from generator.source import document, nodes, splice
from generator.source.splice import CannotEdit, Put, Source, Value
from generator.validation import project_check, project_render
from generator.validation.environment_check import Unit
from generator.validation.platform import Platform
from generator.validation.project_check import CheckedProject

Objects = Mapping[str, KubernetesObject]
"""Objects by the path of their file."""


class Outcome(NamedTuple):
    """What is generated; nothing, and the first problem, if the file is refused."""

    objects: Objects = MappingProxyType({})
    problem: str = ""
    units: tuple[Unit, ...] = ()
    overlays: tuple[Overlay, ...] = ()


class Trial:
    """Generates an environment with edits."""

    def __init__(self, file: str, platform: Platform, environment: str) -> None:
        self._platform = platform
        self.environment = environment
        self._document = document.parse(reading.read(file), file)

    def run(self, settings: Iterable[Setting]) -> Outcome:
        """The environment with these settings, applied in this order as `release --set` does. Others are not looked at."""
        try:
            text = self._text(settings)
        except CannotEdit as error:
            return Outcome(problem=error.fact)
        return generated(text, self._document.file, self._platform, self.environment)

    def conflict(self, settings: Iterable[Setting]) -> str:
        """Why settings with which the environment can be generated are refused beside the other environments; empty if not."""
        checked = project_check.check(self._text(settings), self._document.file, self._platform, self.environment)
        return _refusal(checked)

    def _text(self, settings: Iterable[Setting]) -> bytes:
        puts = [Put(each.path, _value(each.value)) for each in settings]
        return (splice.edit(self._document, puts) if puts else self._document.text).encode()


def generated(content: bytes, file: str, platform: Platform, environment: str) -> Outcome:
    """The objects of one environment of a project file with this content."""
    checked = project_check.check(content, file, platform, environment, alone=True)
    overlays: tuple[Overlay, ...] = ()
    if not checked.invalid:
        checked, overlays = project_render.render(checked, platform, environment)
    refused = _refusal(checked)
    if refused:
        return Outcome(problem=refused)
    objects: dict[str, KubernetesObject] = {}
    for overlay in overlays:
        objects |= {f"{overlay.folder}/{each.path}": each.object for each in overlay.manifests}
    return Outcome(objects, units=checked.units, overlays=overlays)


def _refusal(checked: CheckedProject) -> str:
    """The first problem of a project, empty if it has only warnings."""
    return next((each.fact for each in checked.problems if each.severity is not Severity.WARNING), "")


def _value(plain: Any) -> Value:
    """A value to write; null and fractions, which are no `Value`, as they are spelled."""
    match plain:
        case None:
            return _spelled("null")
        case float():
            return _spelled(repr(plain))
        case dict():
            return {key: _value(value) for key, value in plain.items()}
        case list():
            return [_value(value) for value in plain]
        case _:
            value: Value = plain
            return value


def _spelled(text: str) -> Source:
    return Source(nodes.Scalar(text, plain=True, mark=Mark("", 1, 1)))
