"""The table of kinds: what a component can be. Its order is that of schemas and hints."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from generator.components import cronjob, job
from generator.components.service import kind as service
from generator.resolve import merge
from generator.resolve.merge import Fields

if TYPE_CHECKING:  # a Protocol costs half a millisecond of every start, and only types need it
    from generator.components.component_kind import ComponentKind

KINDS: "Mapping[str, ComponentKind]" = {"service": service, "job": job, "cronjob": cronjob}


def fields() -> Fields:
    """How fields are merged where the kind is not known, as in a platform's `defaults`."""
    return merge.union(kind.FIELDS for kind in KINDS.values())
