"""The project file that a release command works on: read and judged once, and again only where it has changed meanwhile."""

from typing import NamedTuple

from generator.files import reading
from generator.validation import project_check
from generator.validation.platform import Platform
from generator.validation.project_check import CheckedProject


class Content(NamedTuple):
    """What a project file held when it was read, and what it was judged to be."""

    data: bytes
    checked: CheckedProject


class ProjectFile:
    """A project file and its platform."""

    def __init__(self, file: str, platform: Platform) -> None:
        self.file = file
        self.platform = platform
        self._known: Content | None = None

    def read(self) -> Content:
        """What the file holds now; judged anew where that is not what it held before. NotReadyError where it cannot be read."""
        data = reading.read(self.file)
        if self._known is None or self._known.data != data:
            self._known = Content(data, project_check.of(data, self.file, self.platform))
        return self._known
