"""What each GitOps tool must be told: on an object itself, and in one of its own for each project and environment.

On an object, so that the tool neither prunes what is needed nor fights over a field.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Literal, Protocol

from generator.gitops import argocd, entry, flux, ownership
from generator.gitops.entry import Entry
from generator.kubernetes import object_kinds
from generator.manifest.manifest import Draft
from generator.source import finding
from generator.source.finding import Finding
from generator.spec.project import Target

Tool = Literal["flux", "argocd"]

KEPT_CONFIG: Mapping[Tool, Mapping[str, str]] = {
    "flux": {"kustomize.toolkit.fluxcd.io/prune": "disabled"},
    "argocd": {
        "argocd.argoproj.io/sync-options": "Prune=false",
        "argocd.argoproj.io/compare-options": "IgnoreExtraneous",
    },
}
"""Old hashed ConfigMaps outlive the pods that mount them; the guard must be there one release earlier, so it always is."""

KEPT_CLAIM: Mapping[Tool, Mapping[str, str]] = {
    "flux": {"kustomize.toolkit.fluxcd.io/prune": "disabled"},
    "argocd": {"argocd.argoproj.io/sync-options": "Prune=false,Delete=false"},
}
"""Data is not pruned with the file that asked for it."""

APPLIED_ONCE: Mapping[Tool, Mapping[str, str]] = {
    "flux": {"kustomize.toolkit.fluxcd.io/ssa": "IfNotPresent"},
    "argocd": {},
}
"""A Job's template is immutable, and one refused object stops the whole overlay on Flux. Argo CD is told in its Application."""

PAUSED = {"argocd.argoproj.io/ignore-healthcheck": "true"}
"""Flagger pauses the autoscaler of a Deployment that it keeps empty; Argo CD would call the whole project suspended."""

UNSELECTED = "No selector: Argo Rollouts writes it. With one, Flux would take its hash away and promote the next release at once."


class ToolModule(Protocol):
    """One module that tells its tool of an overlay."""

    def draft(self, entry: Entry, /) -> Draft:
        """The one object that makes the tool sync the overlay."""
        ...


TOOLS: Mapping[Tool, ToolModule] = MappingProxyType({"flux": flux, "argocd": argocd})


def draft(wanted: Entry) -> Draft:
    """What makes the environment's tool sync an overlay."""
    return TOOLS[wanted.environment.gitops.tool].draft(wanted)


def guarded(target: Target, draft: Draft) -> Draft:
    """A Draft of a service as its tool may have it: without what is another's, and kept where that other takes it over."""
    environment = target.environment
    if environment.engine in object_kinds.of(draft.kind).taken_over_by:
        guard = {**draft.values["annotations"], **KEPT_CONFIG[target.environment.gitops.tool]}
        return draft._replace(values={**draft.values, "annotations": guard})
    if environment.gitops.tool == "argocd" and ownership.is_written(target, draft.kind, ownership.PAUSE):
        return draft._replace(values={**draft.values, "annotations": {**draft.values["annotations"], **PAUSED}})
    if ownership.omits(target, draft.kind, "/spec/selector"):
        return draft._replace(values={**draft.values, "selector": {}}, note=UNSELECTED)
    return draft


def pairs(target: Target) -> Iterator[Finding]:
    """An engine and a tool that cannot work together, and the nearest pair that can."""
    environment, service = target.environment, target.component.service
    old = environment.gitops.tool == "flux" and ownership.flux_version(environment) < ownership.IGNORES_FIELDS
    strategy = service.strategy.type if service is not None else ""
    if old and strategy == "canary" and environment.engine == "argo-rollouts":
        node, mark = finding.locate(target.node, ("strategy", "type"), mark=target.key.mark)
        fact = f"before version 2.9 Flux would set back the weights of a canary by argo-rollouts ({environment.name})"
        hint = 'use blue-green, or ask the platform for gitops: {tool: flux, version: "2.9"}, or for engine: flagger'
        yield Finding(node=node, mark=mark, path=("strategy", "type"), fact=fact, hint=hint, code="engine")


def problems(target: Target) -> Iterator[Finding]:
    """A name that the tool could not use; a namespace that is too long is said already."""
    project, environment = target.project, target.environment.name
    named = entry.name(project.team, project.name, environment)
    if len(named) > entry.LIMIT >= len(target.namespace):
        key = project.environments[environment].key
        what = f'"{named}", its name for {target.environment.gitops.tool}'
        fact = f"{what}, has {len(named)} characters, at most {entry.LIMIT} are allowed"
        yield Finding(
            node=key,
            mark=key.mark,
            path=(),
            fact=fact,
            hint="shorten the name of the project or the team",
            code="name-length",
        )
