"""What the command line asks of a release."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.release.state_machine import Command
from generator.spec.release import Version


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRequest:
    """A command for a component in an environment, and what `release` brings.

    Without a `model` it keeps that of what is active, unless image and model are `exact`: then there is none.
    """

    command: Command
    component: str
    environment: str
    image: str = ""
    model: str = ""
    exact: bool = False
    difference: Mapping[str, Any] = field(default_factory=dict)

    def version(self, active: Version) -> Version:
        """What `release` brings over what is active."""
        return Version(image=self.image, model=self.model if self.exact else self.model or active.model)
