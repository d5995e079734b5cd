"""`status --live`: whether the cluster is at the position in Git, and how many pods of each version are ready.

Three objects tell it: the one with the position in its annotation, the workload of each version, and what the GitOps tool keeps for
the overlay. The last one is often elsewhere, or closed to whoever asks; then its revision is not known, which is no error.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from generator.errors import ProgramError, UsageError
from generator.external.cluster import Cluster
from generator.gitops import gitops
from generator.gitops.entry import Entry
from generator.kubernetes import labels, object_kinds
from generator.manifest.manifest import Draft
from generator.manifest.object_fields import value_at
from generator.releases.positions import LiveState, Pods, Position
from generator.validation.environment_check import Unit
from generator.validation.project_check import CheckedProject


def asked(positions: Sequence[Position], projects: Sequence[CheckedProject], context: str | None) -> list[Position]:
    """The positions with what the cluster has of each.

    Raises UsageError if they are on several clusters, of which one context reaches one, and ProgramError if it does not answer.
    """
    units = {
        (checked.file, unit.target.environment.name, unit.target.name): unit
        for checked in projects
        for unit in checked.units
    }
    chosen = [units[each.file, each.environment, each.component] for each in positions]
    _check_clusters(chosen)
    cluster, revisions = Cluster(context), _Revisions()
    return [
        position._replace(
            live=LiveState(_synced(unit, cluster), revisions.of(unit, cluster), tuple(_pods(unit, cluster)))
        )
        for position, unit in zip(positions, chosen, strict=True)
    ]


def _check_clusters(units: Sequence[Unit]) -> None:
    environments = {unit.target.environment.cluster.name: unit.target.environment.name for unit in units}
    if len(environments) > 1:
        raise UsageError(
            f"--live asks one cluster, and these are on {len(environments)}: {', '.join(sorted(environments))}",
            hint=f"name an environment, such as -e {min(environments.values())}",
        )


def _synced(unit: Unit, cluster: Cluster) -> bool | None:
    for draft in unit.drafts:
        wanted = (draft.values.get("annotations") or {}).get(labels.POSITION)
        if wanted is not None:
            found = _read(draft, unit.target.namespace, cluster)
            return bool(value_at(found, ("metadata", "annotations", labels.POSITION)) == wanted)
    return None


def _pods(unit: Unit, cluster: Cluster) -> Iterator[Pods]:
    for draft in unit.drafts:
        workload = object_kinds.of(draft.kind).workload
        if workload is not None and workload.counts_ready_pods:
            slot = (draft.values.get("labels") or {}).get(labels.SLOT, "")
            pods = Pods(object_kinds.of(draft.kind).kind, draft.name, slot)
            found = _read(draft, unit.target.namespace, cluster)
            if found is not None:
                ready, desired = (value_at(found, path) for path in (("status", "readyReplicas"), ("spec", "replicas")))
                pods = pods._replace(ready=ready or 0, desired=1 if desired is None else desired)
            yield pods


def _read(draft: Draft, namespace: str, cluster: Cluster) -> Mapping[str, Any] | None:
    return cluster.read(object_kinds.of(draft.kind).kind, namespace, draft.name)


class _Revisions:
    """The commits that were applied last, each asked for once: all components of an overlay have the same."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def of(self, unit: Unit, cluster: Cluster) -> str:
        entry = _entry(unit)
        if entry.name not in self._known:
            found = None
            with suppress(ProgramError):  # who releases needs no rights there
                found = _read(entry, entry.values["namespace"], cluster)
            synced = value_at(found, ("status", "operationState", "syncResult", "revision"))
            self._known[entry.name] = str(value_at(found, ("status", "lastAppliedRevision")) or synced or "")
        return self._known[entry.name]


def _entry(unit: Unit) -> Draft:
    """What makes the GitOps tool sync the overlay."""
    target = unit.target
    return gitops.draft(
        Entry(
            team=target.project.team,
            project=target.project.name,
            environment=target.environment,
            namespace=target.namespace,
            target_drafts=(),
        )
    )
