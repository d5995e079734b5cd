"""Bootstrap objects of Flux: its source, a root Kustomization that syncs the cluster's entries, and the accounts that apply them.

The account of `gitops.serviceAccount` is in the namespace of the entries; a Role in each project's namespace has its rights.
Without that setting Flux applies with the rights of its controller, which may do anything. The root has its own account, which may
write entries only. Everybody who can write to `clusters/` decides what is synced: protect that folder like the cluster itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.environment.environment import Environment, Permission
from generator.gitops import permissions
from generator.gitops.bootstrap_site import Site, draft
from generator.gitops.tool_namespace import DEFAULT_SOURCE
from generator.kubernetes import object_kinds
from generator.manifest.manifest import Draft


def drafts(site: Site) -> list[Draft]:
    """The account of projects with its Roles, the source, then the root with its account."""
    source = _source(site.environment)
    objects = list(_project_permissions(site, source["namespace"]))
    if site.repository:
        reference = {"url": site.repository, "branch": site.branch, "secret": site.secret}
        objects.append(draft("gitrepository", name=source["name"], namespace=source["namespace"], **reference))
    root = {"path": f"./{site.path}", "source": source}
    objects.append(draft("serviceaccount", name=site.root, namespace=source["namespace"]))
    entry = object_kinds.of("Kustomization")
    objects += _role(site.root, source["namespace"], source["namespace"], ((entry.group, (entry.plural,)),))
    return [*objects, draft("kustomization", name=site.root, namespace=source["namespace"], **root)]


def notes(site: Site) -> list[str]:
    """A source that must exist already, and a missing account, one line each."""
    source = _source(site.environment)
    source_name = source_settings(site.environment)["source"]
    lines = (
        []
        if site.repository
        else [f"the source {source_name} has to be there; with --repo URL a GitRepository is printed"]
    )
    if source == DEFAULT_SOURCE:
        lines.append(f"where flux bootstrap syncs {site.path} already, leave out what is called {site.root}")
    if not site.environment.gitops.settings.get("serviceAccount"):
        lines.append("gitops.serviceAccount is not set: Flux applies as its controller, which may do anything")
    return lines


def source_settings(environment: Environment) -> Mapping[str, str]:
    """The source that Flux reads."""
    source = _source(environment)
    return {"source": f"{source['kind']} {source['namespace']}/{source['name']}"}


def _source(environment: Environment) -> dict[str, Any]:
    return {**DEFAULT_SOURCE, **environment.gitops.settings.get("source", {})}


def _project_permissions(site: Site, account_namespace: str) -> Iterator[Draft]:
    account = site.environment.gitops.settings.get("serviceAccount", "")
    if not account:
        return
    yield draft("serviceaccount", name=account, namespace=account_namespace)
    rules, grants = list(permissions.rules(site.environment)), permissions.grants(site.environment)
    for namespace in site.namespaces:
        yield from _role(account, account_namespace, namespace, rules, grants)


def _role(
    name: str,
    account_namespace: str,
    namespace: str,
    rules: Sequence[tuple[str, Sequence[str]]],
    grants: Sequence[Permission] = (),
) -> Iterator[Draft]:
    """A Role in a namespace, bound to the account `name` in `account_namespace`."""
    yield draft("role", name=name, namespace=namespace, rules=rules, grants=grants)
    yield draft("rolebinding", name=name, namespace=namespace, account_namespace=account_namespace)
