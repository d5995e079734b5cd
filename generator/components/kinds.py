"""The table of component kinds, in the order of schemas and hints."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from generator.components import cronjob, job
from generator.components.service import kind as service
from generator.resolve import merge
from generator.resolve.merge import Fields

if TYPE_CHECKING:  # only for types: importing a Protocol takes half a millisecond at every start
    from generator.components.component_kind import ComponentKind

KINDS: "Mapping[str, ComponentKind]" = {"service": service, "job": job, "cronjob": cronjob}


def fields() -> Fields:
    """How fields are merged if the kind is not known, as in a platform's `defaults`."""
    return merge.union(kind.FIELDS for kind in KINDS.values())
