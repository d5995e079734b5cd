"""Kind `service`: a server that answers requests.

It becomes what its environment's engine makes of it: Deployments, Services, autoscalers and, where it is exposed, a route.
"""

from collections.abc import Iterator

from generator.components import supporting_objects
from generator.engines import engines
from generator.errors import Severity
from generator.gitops import gitops
from generator.manifest.manifest import Draft
from generator.resolve import project as projects
from generator.source.finding import Finding
from generator.spec import naming
from generator.spec.project import Target


def problems(target: Target) -> Iterator[Finding]:
    """What the engine, the autoscaler or the GitOps tool cannot do."""
    yield from engines.problems(target)
    yield from gitops.pairs(target)
    yield from _unread(target)


def _unread(target: Target) -> Iterator[Finding]:
    """Parts of a release that have no meaning where a controller moves the traffic: the file stays the same for every engine."""
    environment, name = target.environment, target.name
    entry = projects.release(target.project, environment.name, name)
    moved = target.project.releases[environment.name].get(name, {})
    if entry is None or environment.engine == "native":
        return
    for role in ("candidate", "previous"):
        if role in moved:
            fact = f'"{role}" is not read in {environment.name}: {environment.engine} moves the traffic itself'
            hint = "release sets active alone there"
            yield Finding(
                node=entry.value,
                mark=entry.key.mark,
                path=(role,),
                fact=fact,
                hint=hint,
                code="position",
                severity=Severity.WARNING,
            )


def drafts(target: Target) -> Iterator[Draft]:
    """All objects of a service."""
    yield from supporting_objects.drafts(target)
    for slot, component in target.slots.items():
        name = naming.slot(target.base, slot) if target.environment.engine == "native" else target.base
        yield from supporting_objects.config(target, component, name)
    yield from (gitops.guarded(target, draft) for draft in engines.drafts(target))
