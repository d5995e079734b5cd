"""How an environment's GitOps tool is kept from overwriting fields that have another writer: omitted fields and ignore rules.

The fields and their writers are `writers` in `generator/kubernetes/object_kinds.py`; `object_kind.py` describes the guards.
"""

from collections.abc import Iterator, Sequence

from generator.environment.environment import Environment
from generator.kubernetes import object_kinds
from generator.kubernetes.object_kind import Applier, Guard, GuardMethod
from generator.manifest.manifest import Draft
from generator.named_tuples import NamedTuple
from generator.spec.project import Target

IGNORES_FIELDS = (2, 9)
"""The first version of Flux whose Kustomization has `spec.ignore`."""


PAUSE = "/metadata/annotations/autoscaling.keda.sh~1paused-replicas"
"""The field that pauses a ScaledObject."""


class Ignored(NamedTuple):
    """A rule for the tool: keep the live values at `paths` (JSON Pointers) and `queries` (jq paths) of this object."""

    group: str
    kind: str
    name: str
    paths: tuple[str, ...]
    queries: tuple[str, ...] = ()


def applier(environment: Environment) -> Applier:
    """The environment's tool and how it applies objects."""
    if environment.gitops.tool == "flux":
        return "flux"
    return "argocd-server-side" if environment.gitops.settings.get("serverSideApply") else "argocd"


def guards(target: Target, kind: str, method: GuardMethod) -> Iterator[Guard]:
    """The guards with this method for a target's objects of a kind; `kind` is case-insensitive."""
    writers = object_kinds.of(kind).writers
    tool = applier(target.environment) if writers else "flux"
    for writer in writers:
        guard = writer.guard(tool)
        if guard.method == method and writer.applies_to(target):
            yield guard


def is_written(target: Target, kind: str, field: str) -> bool:
    """Whether this field of the target's objects of a kind has another writer than Git."""
    return any(writer.field == field and writer.applies_to(target) for writer in object_kinds.of(kind).writers)


def omits(target: Target, kind: str, path: str) -> bool:
    """Whether Git omits this field of the target's objects because it has another writer."""
    return any(path in guard.paths for guard in guards(target, kind, "omitted"))


def ignored(target: Target, drafts: Sequence[Draft]) -> Iterator[Ignored]:
    """The ignore rules for a target's objects, one for each."""
    for draft in drafts:
        row = object_kinds.of(draft.kind)
        found = list(guards(target, draft.kind, "ignored")) if row.writers else []
        if not found:
            continue
        paths, queries = (tuple(each for guard in found for each in guard[part]) for part in (1, 2))
        if paths or queries:
            yield Ignored(row.group, row.kind, draft.name, paths, queries)


def version(environment: Environment) -> tuple[int, ...]:
    """The version of the GitOps tool as numbers; empty, hence lower than any version, if it is not set."""
    written = str(environment.gitops.settings.get("version", ""))
    return tuple(int(part) for part in written.split(".")) if written else ()
