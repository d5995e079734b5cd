"""GitOps tool `argocd`: an Application for each project and environment.

It syncs automatically, prunes and self-heals unless the platform's settings disable that. `ignoreDifferences` lists only fields
that have another writer, together with `RespectIgnoreDifferences`, without which a sync for another reason would overwrite them. No
object has a sync wave, a hook or `PruneLast`: a sync stays running while a Rollout is paused and anything comes after it
(argo-cd#25054, argo-rollouts#3765).

`manifest-generate-paths: .` says that an Application depends on its own folder alone: a commit for other projects then renders
nothing. `allowEmpty` lets it prune the last objects of a folder, as Flux does. `retry.refresh`, which Argo CD knows from 3.2 on,
makes a sync that fails go on with the newest commit: without it a commit that takes a refused one back waits for all of its
retries. An unset version counts as older.
"""

from typing import Any

from generator.environment.environment import Environment
from generator.gitops import ownership, tool_namespace
from generator.gitops.entry import Entry
from generator.kubernetes import object_kinds
from generator.manifest import gitops_paths
from generator.manifest.manifest import Draft

IN_CLUSTER_SERVER = "https://kubernetes.default.svc"
DEFAULT_REVISION = "HEAD"
REFRESHES_RETRIES = (3, 2)
"""The first version of Argo CD whose Application has `syncPolicy.retry.refresh`."""


def draft(entry: Entry) -> Draft:
    """Draft the Application of an overlay."""
    settings = entry.environment.gitops.settings
    destination = settings.get("destination", IN_CLUSTER_SERVER)
    ignored, prunes = _ignored(entry), settings.get("prune", True)
    options = ["ApplyOutOfSyncOnly=true"]
    options += ["ServerSideApply=true"] if settings.get("serverSideApply") else []
    options += ["RespectIgnoreDifferences=true"] if ignored else []
    values: dict[str, Any] = {
        "name": entry.name,
        "namespace": tool_namespace.of(entry.environment),
        "project": settings.get("project", "default"),
        "repository": settings["repository"],
        "revision": settings.get("revision", DEFAULT_REVISION),
        "path": entry.path,
        "destination": {"server" if "://" in destination else "name": destination, "namespace": entry.namespace},
        "ignored": ignored,
        "cascades": prunes,
        "automated": {
            "prune": prunes,
            "selfHeal": settings.get("selfHeal", True),
            **({"allowEmpty": True} if prunes else {}),
        },
        "refreshes": refreshes(entry.environment),
        "options": options,
    }
    return Draft(template="gitops/application.yaml", folder=gitops_paths.CLUSTERS, file=entry.name, values=values)


def refreshes(environment: Environment) -> bool:
    """Whether Argo CD can retry a failed sync with the newest commit."""
    return ownership.version(environment) >= REFRESHES_RETRIES


def _ignored(entry: Entry) -> list[dict[str, Any]]:
    """The ignore rules: by kind for immutable kinds (Jobs), whose names change with each version, else by kind and name."""
    rules: dict[tuple[str, str, str], dict[str, Any]] = {}
    for rule in entry.ignored:
        name = "" if object_kinds.of(rule.kind).immutable else rule.name
        rules.setdefault((rule.group, rule.kind, name), {**rule._asdict(), "name": name})
    return list(rules.values())
