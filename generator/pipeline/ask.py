"""What a person asks of a release."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.release.machine import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a person asks: a command for a component in an environment, and what `release` brings."""

    command: Command
    component: str
    environment: str
    image: str = ""
    model: str = ""
    difference: Mapping[str, Any] = field(default_factory=dict)
