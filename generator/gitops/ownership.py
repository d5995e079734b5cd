"""How an environment's GitOps tool is kept off fields that somebody else writes: omissions and ignore rules.

The fields and their writers are `writers` in `generator/kubernetes/object_kinds.py`; `object_kind.py` describes the guards.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from generator.environment.environment import Environment
from generator.kubernetes import object_kinds
from generator.kubernetes.object_kind import Applier, Guard, Word
from generator.manifest.manifest import Draft
from generator.spec.project import Target

IGNORES_FIELDS = (2, 9)
"""The first Flux whose Kustomization has `spec.ignore`."""
CHECKS_HEALTH = (2, 5)
"""The first Flux whose Kustomization has `spec.healthCheckExprs`."""


PAUSE = "/metadata/annotations/autoscaling.keda.sh~1paused-replicas"
"""The field that pauses a ScaledObject."""


class Ignored(NamedTuple):
    """One rule for the tool: these paths of this object are not Git's."""

    group: str
    kind: str
    name: str
    paths: tuple[str, ...]


def applier(environment: Environment) -> Applier:
    """How the environment's tool applies."""
    if environment.gitops.tool == "flux":
        return "flux"
    return "argocd-server-side" if environment.gitops.settings.get("serverSideApply") else "argocd"


def guards(target: Target, kind: str, word: Word) -> Iterator[Guard]:
    """The guards of this word that a target's objects of a kind (in any case of letters) have."""
    tool = applier(target.environment)
    for writer in object_kinds.of(kind).writers:
        guard = writer.guard(tool)
        if guard.word == word and writer.concerns(target):
            yield guard


def is_written(target: Target, kind: str, field: str) -> bool:
    """Whether somebody else than Git writes this field of the target's objects of a kind."""
    return any(writer.field == field and writer.concerns(target) for writer in object_kinds.of(kind).writers)


def omits(target: Target, kind: str, path: str) -> bool:
    """Whether Git leaves this field of the target's objects to its other writer."""
    return any(path in guard.paths for guard in guards(target, kind, "omitted"))


def ignored(target: Target, drafts: Sequence[Draft]) -> Iterator[Ignored]:
    """What the tool must be told of a target's objects."""
    for draft in drafts:
        row = object_kinds.of(draft.kind)
        for guard in guards(target, draft.kind, "ignored"):
            yield Ignored(row.group, row.kind, draft.name, guard.paths)


def flux_version(environment: Environment) -> tuple[int, ...]:
    """Flux's version as numbers; nothing where the platform does not say it, which is older than all."""
    written = str(environment.gitops.settings.get("version", ""))
    return tuple(int(part) for part in written.split(".")) if written else ()
