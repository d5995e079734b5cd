"""GitOps tool `flux`: a Kustomization for each project and environment.

It prunes, and waits for nothing: no health check stands between a commit and the next, or the gate that a broken version fails
would block its abort. Only Flagger, which goes back by itself, has its Canaries' phase reported as the Kustomization's health.
`healthCheckExprs` is written from Flux 2.5 on and `spec.ignore` from 2.9, where a field has two writers: an older one, or one whose
version the platform does not say, refuses what it does not know.
"""

import re
from collections.abc import Sequence
from typing import Any

from generator.gitops import ownership
from generator.gitops.entry import Entry
from generator.kubernetes import object_kinds
from generator.manifest import gitops_paths
from generator.manifest.manifest import Draft

SOURCE = {"kind": "GitRepository", "name": "flux-system", "namespace": "flux-system"}
"""What `flux bootstrap` makes, where the platform names no source."""

RUNNING = ("Initializing", "Waiting", "Progressing", "WaitingPromotion", "Promoting", "Finalising")


def draft(entry: Entry) -> Draft:
    """The Kustomization of an overlay."""
    settings = entry.environment.gitops.settings
    source = {**SOURCE, **settings.get("source", {})}
    checked = ownership.flux_version(entry.environment) >= ownership.CHECKS_HEALTH
    canaries = [draft for _, drafts in entry.held for draft in drafts if draft.kind == "canary" and checked]
    values: dict[str, Any] = {
        "name": entry.name,
        "namespace": source["namespace"],
        "target_namespace": entry.namespace,
        "interval": settings.get("interval", "30m"),
        "timeout": _timeout(canaries),
        "path": f"./{entry.path}",
        "source": source,
        "account": settings.get("serviceAccount", ""),
        "canaries": [draft.name for draft in canaries],
        "canary": object_kinds.of("Canary").api_version,
        "running": ", ".join(f"'{phase}'" for phase in RUNNING),
        "ignored": [rule._replace(name=re.escape(rule.name).replace("\\-", "-")) for rule in _ignored(entry)],
    }
    return Draft(template="gitops/kustomization.yaml", folder=gitops_paths.CLUSTERS, file=entry.name, values=values)


def _ignored(entry: Entry) -> list[ownership.Ignored]:
    able = ownership.flux_version(entry.environment) >= ownership.IGNORES_FIELDS
    return entry.ignored if able else []


def _timeout(canaries: Sequence[Draft]) -> str:
    """Longer than the longest analysis, where one is waited for."""
    longest = max((draft.values["longest"] for draft in canaries), default=0)
    return f"{max(10, -(-longest // 60))}m"
