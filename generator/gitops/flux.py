"""GitOps tool `flux`: a Kustomization for each project and environment.

It prunes, and does not wait for health (`wait: false`): a broken version that never becomes healthy would otherwise block the
commit that aborts it, and Flux cannot read the health of a Rollout (argo-rollouts#4672). Only Canaries of Flagger, which rolls back
by itself, are reported as the health of the Kustomization. `healthCheckExprs` is written for Flux 2.5 and newer, `spec.ignore` for
2.9 and newer: an older Flux rejects fields that it does not know. An unset version counts as older.
"""

import re
from collections.abc import Sequence
from typing import Any

from generator.gitops import ownership
from generator.gitops.entry import Entry
from generator.kubernetes import object_kinds
from generator.manifest import gitops_paths
from generator.manifest.manifest import Draft

DEFAULT_SOURCE = {"kind": "GitRepository", "name": "flux-system", "namespace": "flux-system"}
"""The source that `flux bootstrap` creates, for platforms that name none."""

IN_PROGRESS_PHASES = ("Initializing", "Waiting", "Progressing", "WaitingPromotion", "Promoting", "Finalising")


def draft(entry: Entry) -> Draft:
    """Draft the Kustomization of an overlay."""
    settings = entry.environment.gitops.settings
    source = {**DEFAULT_SOURCE, **settings.get("source", {})}
    checks_health = ownership.flux_version(entry.environment) >= ownership.CHECKS_HEALTH
    canaries = [
        draft for _, drafts in entry.target_drafts for draft in drafts if draft.kind == "canary" and checks_health
    ]
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
        "running": ", ".join(f"'{phase}'" for phase in IN_PROGRESS_PHASES),
        "ignored": [rule._replace(name=re.escape(rule.name).replace("\\-", "-")) for rule in _ignored(entry)],
    }
    return Draft(template="gitops/kustomization.yaml", folder=gitops_paths.CLUSTERS, file=entry.name, values=values)


def _ignored(entry: Entry) -> list[ownership.Ignored]:
    supported = ownership.flux_version(entry.environment) >= ownership.IGNORES_FIELDS
    return entry.ignored if supported else []


def _timeout(canaries: Sequence[Draft]) -> str:
    """The timeout: at least 10 minutes, and as long as the longest analysis of the Canaries."""
    longest = max((draft.values["longest"] for draft in canaries), default=0)
    return f"{max(10, -(-longest // 60))}m"
