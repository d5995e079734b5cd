"""The objects that a platform applies once by hand, before its GitOps tool can sync an environment.

They are Namespaces with the environment's Pod Security Standard, the tool's permissions in them, and one root object that syncs
`clusters/<cluster>/`, where each project has an entry. There must be only one root: a second one for the same folder, or an
ApplicationSet that creates the same Applications, would be a second writer.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Protocol

from generator.environment.environment import Environment
from generator.errors import Mark
from generator.gitops import bootstrap_argocd, bootstrap_flux
from generator.gitops.bootstrap_site import Site, draft
from generator.gitops.entry import NAME_LIMIT
from generator.gitops.gitops import Tool
from generator.manifest.manifest import Draft
from generator.source import finding, nodes
from generator.source.finding import Finding, Path

STANDARD: Path = ("podSecurity",)


class BootstrapModule(Protocol):
    """A module that drafts the bootstrap objects of one GitOps tool."""

    def drafts(self, site: Site, /) -> list[Draft]:
        """The objects, in the order in which to apply them."""
        ...

    def notes(self, site: Site, /) -> list[str]:
        """What the platform has to do or check itself, one line each."""
        ...

    def source_settings(self, environment: Environment, /) -> Mapping[str, str]:
        """What the root reads, by the key of `gitops` that sets it."""
        ...


MODULES: Mapping[Tool, BootstrapModule] = MappingProxyType({"flux": bootstrap_flux, "argocd": bootstrap_argocd})


def drafts(site: Site) -> list[Draft]:
    """All bootstrap objects, in the order in which to apply them."""
    environment = site.environment
    labels = {"kubernetes": environment.cluster.kubernetes, "pod_security": environment.pod_security}
    namespaces = [draft("namespace", name=name, **labels) for name in site.namespaces]
    return [*namespaces, *MODULES[site.environment.gitops.tool].drafts(site)]


def notes(site: Site) -> list[str]:
    """What the platform has to do or check itself, one line each."""
    lines = [] if site.namespaces else ["no project is named: those that are get their namespaces, too"]
    return lines + MODULES[site.environment.gitops.tool].notes(site)


def problems(site: Site) -> Iterator[Finding]:
    """Yield roots of other environments over the same folder, and names that the root cannot have."""
    for other in site.environments:
        if other.name != site.environment.name and other.cluster.name == site.environment.cluster.name:
            yield from _second_root(site, other)
            yield from _second_standard(site, other)
    for key, kind in (("project", "AppProject"), ("serviceAccount", "ServiceAccount")):
        if site.environment.gitops.settings.get(key) == site.root:
            path: Path = ("gitops", key)
            fact = f'"{site.root}" is the name of the root\'s own {kind}'
            hint = "name another one for what projects may do"
            yield _found(site, path, fact=fact, hint=hint, code="taken")
    if len(site.root) > NAME_LIMIT:
        path = ("cluster", "name")
        fact = f'"{site.root}", the name of the root, has {len(site.root)} characters, at most {NAME_LIMIT} are allowed'
        yield _found(site, path, fact=fact, hint="shorten the name of the cluster", code="name-length")


def _second_root(site: Site, other: Environment) -> Iterator[Finding]:
    """A folder has one root, so the environments of a cluster must have the same tool with the same source."""
    mine, its = _source_settings(site.environment), _source_settings(other)
    key = next((key for key, text in mine.items() if its[key] != text), "")
    if key:
        path = ("gitops", key)
        there = _at(other, path)[1]
        so = f"and so would {its[key]} of {other.name} ({there.file}:{there.line}): two writers"
        same = "use one tool for both" if key == "tool" else "let both read the same"
        hint = f"{same}, or give one of them a cluster.name of its own"
        fact = f"{mine[key]} would sync {site.path}, {so}"
        yield _found(site, path, fact=fact, hint=hint, code="two-roots")


def _second_standard(site: Site, other: Environment) -> Iterator[Finding]:
    """A namespace of the named projects enforces one Pod Security Standard, also where the patterns of namespaces differ."""
    shared = sorted({*site.namespaces} & {*site.project_namespaces.get(other.name, ())})
    if shared and other.pod_security != site.environment.pod_security:
        there = _at(other, STANDARD)[1]
        standards = (
            f"{site.environment.pod_security}, but {other.name} has {other.pod_security} ({there.file}:{there.line})"
        )
        fact = f'podSecurity is {standards}, and both have the namespace "{shared[0]}"'
        hint = "give both the same, or one of them its own namespace: a namespace enforces one standard"
        yield _found(site, STANDARD, fact=fact, hint=hint, code="pod-security")


def _source_settings(environment: Environment) -> dict[str, str]:
    tool = environment.gitops.tool
    settings = MODULES[tool].source_settings(environment)
    return {"tool": tool, **{key: f'{tool} with {key} "{text}"' for key, text in settings.items()}}


def _at(environment: Environment, path: Path) -> tuple[nodes.Node, Mark]:
    return finding.locate(environment.node, path, mark=Mark(environment.documents[0].file, 1, 1))


def _found(site: Site, path: Path, *, fact: str, hint: str, code: str) -> Finding:
    node, mark = _at(site.environment, path)
    return Finding(node=node, mark=mark, path=path, fact=fact, hint=hint, code=code)
