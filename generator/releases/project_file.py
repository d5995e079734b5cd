"""The project file that a release command works on: read and checked once, and again only if it has changed since."""

from typing import NamedTuple

from generator.files import reading
from generator.validation import project_check
from generator.validation.platform import Platform
from generator.validation.project_check import CheckedProject


class Content(NamedTuple):
    """The content of a project file, and the result of checking it."""

    data: bytes
    checked: CheckedProject


class ProjectFile:
    """A project file with its platform."""

    def __init__(self, file: str, platform: Platform) -> None:
        self.file = file
        self.platform = platform
        self._last: Content | None = None

    def read(self) -> Content:
        """The current content; it is checked again only if it has changed. Raises NotReadyError if it cannot be read."""
        data = reading.read(self.file)
        if self._last is None or self._last.data != data:
            self._last = Content(data, project_check.check(data, self.file, self.platform))
        return self._last
