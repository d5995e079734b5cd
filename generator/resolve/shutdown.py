"""The field `shutdown`: how long a pod may take to end, and how much of it it still serves."""

from collections.abc import Mapping
from typing import Any

from generator.spec import component as spec
from generator.spec import duration

DRAIN_SECONDS = 10
"""The longest default drain: time for load balancers to stop sending requests."""


def settled(written: str | Mapping[str, Any]) -> spec.Shutdown:
    """The times of `shutdown`; `drain` is part of `grace`."""
    named = {"grace": written} if isinstance(written, str) else written
    grace = duration.parse(named.get("grace", spec.DEFAULT_GRACE))
    drain = duration.parse(named["drain"]) if "drain" in named else min(DRAIN_SECONDS, grace - 1)
    return spec.Shutdown(grace=grace, drain=drain)
