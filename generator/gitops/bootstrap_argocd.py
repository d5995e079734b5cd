"""Bootstrap objects of Argo CD: a root Application that syncs the cluster's entries, and the AppProjects that limit what is synced.

The AppProject of `gitops.project` allows the GitOps repository as source, the platform's namespaces as destinations (only those of
the named projects if the pattern would match other namespaces too), and the kinds that tidegate writes. It covers all environments
that name it. The root has its own AppProject, which allows Applications only. Everybody who can write to `clusters/` decides what
is synced: protect that folder like the cluster itself.
"""

from collections.abc import Mapping

from generator.environment.environment import Environment
from generator.gitops import tool_namespace
from generator.gitops.argocd import DEFAULT_REVISION, IN_CLUSTER_SERVER, refreshes
from generator.gitops.bootstrap_site import Site, draft, pattern
from generator.kubernetes import object_kinds
from generator.manifest.manifest import Draft
from generator.spec import glob

DEFAULT_PROJECT = "default"
"""Argo CD's built-in AppProject, which allows everything."""

SYSTEM_NAMESPACES = ("default", "kube-node-lease", "kube-public", "kube-system")
"""Namespaces that every cluster has and that belong to no project."""


def drafts(site: Site) -> list[Draft]:
    """The AppProjects, then the root Application."""
    source = source_settings(site.environment)
    namespace, repository = source["namespace"], source["repository"]
    limits = [] if _project(site.environment) == DEFAULT_PROJECT else [_project_limits(site)]
    root_project = draft(
        "appproject",
        name=site.root,
        namespace=namespace,
        description=f"the entries of {site.path}",
        repositories=[repository],
        destinations=[{"server": IN_CLUSTER_SERVER, "namespace": namespace}],
        kinds=[(object_kinds.of("Application").group, "Application")],
    )
    reference = {"repository": repository, "revision": source["revision"], "path": site.path}
    options = {"server": IN_CLUSTER_SERVER, "refreshes": refreshes(site.environment)}
    return [
        *limits,
        root_project,
        draft("application", name=site.root, namespace=namespace, **options, **reference),
    ]


def source_settings(environment: Environment) -> Mapping[str, str]:
    """The repository and revision that Argo CD reads, and its namespace."""
    settings = environment.gitops.settings
    revision = settings.get("revision", DEFAULT_REVISION)
    return {"repository": settings["repository"], "revision": revision, "namespace": tool_namespace.of(environment)}


def notes(site: Site) -> list[str]:
    """Missing limits, and objects that belong to another cluster, one line each."""
    lines = []
    destination = site.environment.gitops.settings.get("destination", IN_CLUSTER_SERVER)
    if _project(site.environment) == DEFAULT_PROJECT:
        lines.append(f'gitops.project is "{DEFAULT_PROJECT}", which allows everything: name another one to have limits')
    elif _pattern_too_wide(site.environment):
        fact = f'"{pattern(site.environment)}" fits any namespace, so AppProject {_project(site.environment)}'
        lines.append(f"{fact} allows those of the projects that are named: run this again with a new one")
    if destination != IN_CLUSTER_SERVER and site.namespaces:
        lines.append(f"apply the Namespaces to {destination}, all else to the cluster that runs Argo CD")
    return lines


def _project_limits(site: Site) -> Draft:
    """The AppProject for all environments that name it, whichever of them is bootstrapped."""
    key = (tool_namespace.of(site.environment), _project(site.environment))
    sharing = [
        each
        for each in site.environments
        if each.gitops.tool == "argocd" and (tool_namespace.of(each), _project(each)) == key
    ]
    destinations = [destination for each in sharing for destination in _destinations(site, each)]
    return draft(
        "appproject",
        name=key[1],
        namespace=key[0],
        description="projects that tidegate writes",
        repositories=sorted({each.gitops.settings["repository"] for each in sharing}),
        destinations=[dict(items) for items in dict.fromkeys(tuple(each.items()) for each in destinations)],
        # Argo CD does not show objects of kinds that the AppProject does not list (argo-cd#28564).
        kinds=[(each.group, each.kind) for each in object_kinds.shown_in(sharing)],
    )


def _destinations(site: Site, environment: Environment) -> list[Mapping[str, str]]:
    destination = environment.gitops.settings.get("destination", IN_CLUSTER_SERVER)
    cluster = {"server" if "://" in destination else "name": destination}
    names = site.project_namespaces[environment.name] if _pattern_too_wide(environment) else [pattern(environment)]
    return [{**cluster, "namespace": name} for name in names]


def _pattern_too_wide(environment: Environment) -> bool:
    """Whether the namespace pattern matches other namespaces. Those cannot be excluded with `!`: Argo CD then allows all others."""
    named = (environment.gateway, environment.ingress)
    others = {
        tool_namespace.of(environment),
        environment.metrics_namespace,
        *(each.namespace for each in named if each is not None),
    }
    return any(glob.matches(pattern(environment), name) for name in (*SYSTEM_NAMESPACES, *others) if name)


def _project(environment: Environment) -> str:
    return str(environment.gitops.settings.get("project", DEFAULT_PROJECT))
