"""Kind `service`: a server that answers requests.

It becomes what its environment's engine makes of it: Deployments, Services, autoscalers and, where it is exposed, a route.
"""

from collections.abc import Iterator

from generator.engines import engines
from generator.kinds import shared
from generator.manifest.manifest import Draft
from generator.source.finding import Finding
from generator.spec import naming
from generator.spec.project import Target


def problems(target: Target) -> Iterator[Finding]:
    """What the engine cannot do."""
    yield from engines.problems(target)


def drafts(target: Target) -> Iterator[Draft]:
    """All objects of a service."""
    yield from shared.drafts(target)
    for slot, component in target.slots.items():
        yield from shared.config(target, component, naming.slot(target.base, slot))
    yield from engines.drafts(target)
