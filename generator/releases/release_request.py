"""The request of a release command."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.release.state_machine import Command
from generator.spec.release import Version


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRequest:
    """A command for a component in an environment, and for `release` the new version.

    Without an `image` or a `model`, the version keeps the active one's; if `exact`, it has no model then. `difference` are the
    fields that the version sets differently (`with`).
    """

    command: Command
    component: str
    environment: str
    image: str = ""
    model: str = ""
    exact: bool = False
    difference: Mapping[str, Any] = field(default_factory=dict)

    def version(self, active: Version) -> Version:
        """The version to release, where `active` is the present one."""
        return Version(image=self.image or active.image, model=self.model if self.exact else self.model or active.model)
