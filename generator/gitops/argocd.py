"""GitOps tool `argocd`: an Application for each project and environment.

Automated, pruning and self-healing unless the platform says otherwise. `ignoreDifferences` names only fields that really have
another writer, and `RespectIgnoreDifferences` comes with it: without that a sync for another reason would still write them. Nothing
has a wave, a hook or `PruneLast`: a paused Rollout keeps a sync running for as long as anything comes after it.
"""

from typing import Any

from generator.gitops.entry import Entry
from generator.kubernetes import object_kinds
from generator.manifest import gitops_paths
from generator.manifest.manifest import Draft

HERE = "https://kubernetes.default.svc"
HOME = "argocd"
TIP = "HEAD"


def draft(entry: Entry) -> Draft:
    """The Application of an overlay."""
    settings = entry.environment.gitops.settings
    destination = settings.get("destination", HERE)
    ignored = _ignored(entry)
    options = ["ApplyOutOfSyncOnly=true"]
    options += ["ServerSideApply=true"] if settings.get("serverSideApply") else []
    options += ["RespectIgnoreDifferences=true"] if ignored else []
    values: dict[str, Any] = {
        "name": entry.name,
        "namespace": settings.get("namespace", HOME),
        "project": settings.get("project", "default"),
        "repository": settings["repository"],
        "revision": settings.get("revision", TIP),
        "path": entry.path,
        "destination": {"server" if "://" in destination else "name": destination, "namespace": entry.namespace},
        "ignored": ignored,
        "cascades": settings.get("prune", True),
        "automated": {"prune": settings.get("prune", True), "selfHeal": settings.get("selfHeal", True)},
        "options": options,
    }
    return Draft(template="gitops/application.yaml", folder=gitops_paths.CLUSTERS, file=entry.name, values=values)


def _ignored(entry: Entry) -> list[dict[str, Any]]:
    """Objects of an immutable kind (Jobs) by kind alone, since each version has a name of its own; all else by name."""
    rules: dict[tuple[str, str, str], dict[str, Any]] = {}
    for rule in entry.ignored:
        named = "" if object_kinds.of(rule.kind).immutable else rule.name
        rules.setdefault((rule.group, rule.kind, named), {**rule._asdict(), "name": named})
    return list(rules.values())
