"""What Argo CD needs once: a root Application over the cluster's entries, and the AppProjects that limit it and them.

The AppProject of `gitops.project` lets Applications read the GitOps repository, go to the platform's namespaces (to those of known
projects where the pattern of their names fits anybody's) and hold the kinds that tidegate writes, for all environments that name
it. The root has a project of its own, which may write Applications alone. Whoever writes to `clusters/` decides what is synced:
protect that folder as the cluster itself.
"""

from collections.abc import Mapping
from fnmatch import fnmatchcase

from generator.environment.environment import Environment
from generator.gitops.argocd import HERE, HOME, TIP
from generator.gitops.bootstrap_site import Site, draft, pattern
from generator.kubernetes import object_kinds
from generator.manifest.manifest import Draft

UNLIMITED = "default"
"""Argo CD's own AppProject, which is there and allows everything."""

OTHERS = ("default", "kube-node-lease", "kube-public", "kube-system")
"""Namespaces of every cluster that are nobody's project."""


def drafts(site: Site) -> list[Draft]:
    """The AppProjects, then the root."""
    read = reads(site.environment)
    namespace, repository = read["namespace"], read["repository"]
    found = [] if _project(site.environment) == UNLIMITED else [_limits(site)]
    only = draft(
        "appproject",
        name=site.root,
        namespace=namespace,
        description=f"the entries of {site.path}",
        repositories=[repository],
        destinations=[{"server": HERE, "namespace": namespace}],
        kinds=[(object_kinds.of("Application").group, "Application")],
    )
    place = {"repository": repository, "revision": read["revision"], "path": site.path}
    return [*found, only, draft("application", name=site.root, namespace=namespace, server=HERE, **place)]


def reads(environment: Environment) -> Mapping[str, str]:
    """Which Argo CD reads what."""
    settings = environment.gitops.settings
    revision = settings.get("revision", TIP)
    return {"repository": settings["repository"], "revision": revision, "namespace": home(environment)}


def home(environment: Environment) -> str:
    """Argo CD's namespace."""
    return str(environment.gitops.settings.get("namespace", HOME))


def notes(site: Site) -> list[str]:
    """Limits that are missing, and what goes to another cluster."""
    told = []
    destination = site.environment.gitops.settings.get("destination", HERE)
    if _project(site.environment) == UNLIMITED:
        told.append(f'gitops.project is "{UNLIMITED}", which allows everything: name another one to have limits')
    elif _too_wide(site.environment):
        fact = f'"{pattern(site.environment)}" fits any namespace, so AppProject {_project(site.environment)}'
        told.append(f"{fact} allows those of the projects that are named: run this again with a new one")
    if destination != HERE and site.namespaces:
        told.append(f"apply the Namespaces to {destination}, all else to the cluster that runs Argo CD")
    return told


def _limits(site: Site) -> Draft:
    """The AppProject for all environments that name it: each command line prints the same one."""
    mine = (home(site.environment), _project(site.environment))
    sharing = [
        each for each in site.neighbours if each.gitops.tool == "argocd" and (home(each), _project(each)) == mine
    ]
    destinations = [place for each in sharing for place in _destinations(site, each)]
    return draft(
        "appproject",
        name=mine[1],
        namespace=mine[0],
        description="projects that tidegate writes",
        repositories=sorted({each.gitops.settings["repository"] for each in sharing}),
        destinations=[dict(place) for place in dict.fromkeys(tuple(place.items()) for place in destinations)],
        # Argo CD hides from everybody what an AppProject does not list (argo-cd#28564)
        kinds=[(each.group, each.kind) for each in object_kinds.shown_in(sharing)],
    )


def _destinations(site: Site, environment: Environment) -> list[Mapping[str, str]]:
    destination = environment.gitops.settings.get("destination", HERE)
    cluster = {"server" if "://" in destination else "name": destination}
    names = site.held[environment.name] if _too_wide(environment) else [pattern(environment)]
    return [{**cluster, "namespace": name} for name in names]


def _too_wide(environment: Environment) -> bool:
    """Whether the pattern of its namespaces fits others'; a `!` is no way out: Argo CD takes it to allow all but that one."""
    named = (environment.gateway, environment.ingress)
    others = {home(environment), environment.metrics_namespace, *(each.namespace for each in named if each is not None)}
    return any(fnmatchcase(name, pattern(environment)) for name in (*OTHERS, *others) if name)


def _project(environment: Environment) -> str:
    return str(environment.gitops.settings.get("project", UNLIMITED))
