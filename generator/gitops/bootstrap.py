"""What a platform applies once by hand, before its GitOps tool can sync an environment.

Namespaces with Pod Security `restricted`, what the tool may do in them, and one root over `clusters/<cluster>/`, which then finds
every project's entry as it comes. One root alone: a second one over the same folder, or an ApplicationSet that makes the same
Applications, would be a second writer.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Protocol

from generator.environment.environment import Environment
from generator.errors import Mark
from generator.gitops import bootstrap_argocd, bootstrap_flux
from generator.gitops.bootstrap_site import Site, draft
from generator.gitops.entry import LIMIT
from generator.gitops.gitops import Tool
from generator.manifest.manifest import Draft
from generator.source import finding, nodes
from generator.source.finding import Finding, Path

SYSTEM = "kube-"
"""How the names of Kubernetes' own namespaces begin."""


class Module(Protocol):
    """One module that knows what its tool needs once."""

    def drafts(self, site: Site, /) -> list[Draft]:
        """Its objects, in the order in which they are applied."""
        ...

    def notes(self, site: Site, /) -> list[str]:
        """What is left to the platform, a line each."""
        ...

    def reads(self, environment: Environment, /) -> Mapping[str, str]:
        """What the root reads, by the key of `gitops` that says it."""
        ...

    def home(self, environment: Environment, /) -> str:
        """The tool's own namespace."""
        ...


MODULES: Mapping[Tool, Module] = MappingProxyType({"flux": bootstrap_flux, "argocd": bootstrap_argocd})


def drafts(site: Site) -> list[Draft]:
    """Every object, in the order in which they are applied."""
    kubernetes = site.environment.cluster.kubernetes
    spaces = [draft("namespace", name=name, kubernetes=kubernetes) for name in site.namespaces]
    return [*spaces, *MODULES[site.environment.gitops.tool].drafts(site)]


def notes(site: Site) -> list[str]:
    """What is left to the platform, a line each."""
    told = [] if site.namespaces else ["no project is named: those that are get their namespaces, too"]
    return told + MODULES[site.environment.gitops.tool].notes(site)


def reserved(environment: Environment, namespace: str) -> str:
    """Whose a namespace is that no project may have, empty for any other."""
    if namespace.startswith(SYSTEM):
        return "Kubernetes"
    return environment.gitops.tool if namespace == MODULES[environment.gitops.tool].home(environment) else ""


def faults(site: Site) -> Iterator[Finding]:
    """A second root over the cluster's folder, and names that the root cannot have."""
    for other in site.neighbours:
        if other.name != site.environment.name and other.cluster.name == site.environment.cluster.name:
            yield from _rival(site, other)
    for key, kind in (("project", "AppProject"), ("serviceAccount", "ServiceAccount")):
        if site.environment.gitops.settings.get(key) == site.root:
            path: Path = ("gitops", key)
            fact = f'"{site.root}" is the name of the root\'s own {kind}'
            hint = "name another one for what projects may do"
            yield _found(site, path, fact=fact, hint=hint, code="taken")
    if len(site.root) > LIMIT:
        path = ("cluster", "name")
        fact = f'"{site.root}", the name of the root, has {len(site.root)} characters, at most {LIMIT} are allowed'
        yield _found(site, path, fact=fact, hint="shorten the name of the cluster", code="name-length")


def _rival(site: Site, other: Environment) -> Iterator[Finding]:
    """One folder has one root: the environments of a cluster have the same tool, and it reads the same for each."""
    mine, its = _reads(site.environment), _reads(other)
    key = next((key for key, text in mine.items() if its[key] != text), "")
    if key:
        path = ("gitops", key)
        there = _at(other, path)[1]
        so = f"and so would {its[key]} of {other.name} ({there.file}:{there.line}): two writers"
        same = "use one tool for both" if key == "tool" else "let both read the same"
        hint = f"{same}, or give one of them a cluster.name of its own"
        fact = f"{mine[key]} would sync {site.path}, {so}"
        yield _found(site, path, fact=fact, hint=hint, code="two-roots")


def _reads(environment: Environment) -> dict[str, str]:
    tool = environment.gitops.tool
    read = MODULES[tool].reads(environment)
    return {"tool": tool, **{key: f'{tool} with {key} "{text}"' for key, text in read.items()}}


def _at(environment: Environment, path: Path) -> tuple[nodes.Node, Mark]:
    return finding.locate(environment.node, path, mark=Mark(environment.documents[0].file, 1, 1))


def _found(site: Site, path: Path, *, fact: str, hint: str, code: str) -> Finding:
    node, mark = _at(site.environment, path)
    return Finding(node=node, mark=mark, path=path, fact=fact, hint=hint, code=code)
