"""What Flux needs once: its source, a root Kustomization over the cluster's entries, and an account that applies them.

The account of `gitops.serviceAccount` lies beside the entries; in each project's namespace a Role says what it may write there.
Without that setting Flux applies as its controller, which may do anything. The root has an account of its own, which may write
entries alone. Whoever writes to `clusters/` decides what is synced: protect that folder as the cluster itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.environment.environment import Environment
from generator.gitops import permissions
from generator.gitops.bootstrap_site import Site, draft
from generator.gitops.flux import SOURCE
from generator.kubernetes import object_kinds
from generator.manifest.manifest import Draft


def drafts(site: Site) -> list[Draft]:
    """Account, Roles, source, root."""
    source = _source(site.environment)
    found = list(_tenancy(site, source["namespace"]))
    if site.repository:
        place = {"url": site.repository, "branch": site.branch, "secret": site.secret}
        found.append(draft("gitrepository", name=source["name"], namespace=source["namespace"], **place))
    root = {"path": f"./{site.path}", "source": source}
    found.append(draft("serviceaccount", name=site.root, namespace=source["namespace"]))
    entry = object_kinds.of("Kustomization")
    found += _allowed(site.root, source["namespace"], source["namespace"], ((entry.group, (entry.plural,)),))
    return [*found, draft("kustomization", name=site.root, namespace=source["namespace"], **root)]


def notes(site: Site) -> list[str]:
    """The source, where it must be there already; an account that is missing."""
    source = _source(site.environment)
    named = reads(site.environment)["source"]
    told = (
        [] if site.repository else [f"the source {named} has to be there; with --repo URL a GitRepository is printed"]
    )
    if source == SOURCE:
        told.append(f"where flux bootstrap syncs {site.path} already, leave out what is called {site.root}")
    if not site.environment.gitops.settings.get("serviceAccount"):
        told.append("gitops.serviceAccount is not set: Flux applies as its controller, which may do anything")
    return told


def reads(environment: Environment) -> Mapping[str, str]:
    """Which source Flux reads."""
    source = _source(environment)
    return {"source": f"{source['kind']} {source['namespace']}/{source['name']}"}


def home(environment: Environment) -> str:
    """The namespace of the source, of the entries and of the account that applies them."""
    return str(_source(environment)["namespace"])


def _source(environment: Environment) -> dict[str, Any]:
    return {**SOURCE, **environment.gitops.settings.get("source", {})}


def _tenancy(site: Site, home: str) -> Iterator[Draft]:
    account = site.environment.gitops.settings.get("serviceAccount", "")
    if not account:
        return
    yield draft("serviceaccount", name=account, namespace=home)
    rules = list(permissions.rules(site.environment))
    for namespace in site.namespaces:
        yield from _allowed(account, home, namespace, rules)


def _allowed(name: str, home: str, namespace: str, rules: Sequence[tuple[str, Sequence[str]]]) -> Iterator[Draft]:
    """What an account may write in a namespace."""
    yield draft("role", name=name, namespace=namespace, rules=rules)
    yield draft("rolebinding", name=name, namespace=namespace, account_namespace=home)
