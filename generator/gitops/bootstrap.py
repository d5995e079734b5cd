"""What a platform applies once by hand, before its GitOps tool can sync an environment.

Namespaces with Pod Security `restricted`, what the tool may do in them, and one root over `clusters/<cluster>/`, which then finds
every project's entry as it comes. One root alone: a second one over the same folder, or an ApplicationSet that makes the same
Applications, would be a second writer.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from generator.gitops import bootstrap_argocd, bootstrap_flux
from generator.gitops.bootstrap_site import Site, draft
from generator.gitops.gitops import Tool
from generator.manifest.manifest import Draft


class Module(Protocol):
    """One module that knows what its tool needs once."""

    def drafts(self, site: Site, /) -> list[Draft]:
        """Its objects, in the order in which they are applied."""
        ...

    def notes(self, site: Site, /) -> list[str]:
        """What is left to the platform, a line each."""
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
