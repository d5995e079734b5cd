"""GitOps tool `flux`: a Kustomization for each project and environment.

It prunes, and does not wait for health (`wait: false`, no `healthChecks`): while Flux waits it applies no other commit, so a broken
version that never becomes healthy, or a Canary under analysis, would block the commit that takes it back. Flux cannot read the
health of a Rollout either (argo-rollouts#4672). `spec.ignore` is written for Flux 2.9 and newer: an older one rejects fields that
it does not know. An unset version counts as older.
"""

import re
from typing import Any

from generator.gitops import ownership
from generator.gitops.entry import Entry
from generator.gitops.tool_namespace import DEFAULT_SOURCE
from generator.manifest import gitops_paths
from generator.manifest.manifest import Draft


def draft(entry: Entry) -> Draft:
    """Draft the Kustomization of an overlay."""
    settings = entry.environment.gitops.settings
    source = {**DEFAULT_SOURCE, **settings.get("source", {})}
    values: dict[str, Any] = {
        "name": entry.name,
        "namespace": source["namespace"],
        "target_namespace": entry.namespace,
        "interval": settings.get("interval", "30m"),
        "path": f"./{entry.path}",
        "source": source,
        "account": settings.get("serviceAccount", ""),
        "ignored": [rule._replace(name=re.escape(rule.name).replace("\\-", "-")) for rule in _ignored(entry)],
    }
    return Draft(template="gitops/kustomization.yaml", folder=gitops_paths.CLUSTERS, file=entry.name, values=values)


def _ignored(entry: Entry) -> list[ownership.Ignored]:
    supported = ownership.version(entry.environment) >= ownership.IGNORES_FIELDS
    return entry.ignored if supported else []
