"""What GitOps tools have to be told: annotations on objects, and an entry for each project and environment.

The annotations keep a tool from pruning objects that are still needed and from overwriting fields that have another writer.
"""

from collections.abc import Iterator, Mapping
from typing import Literal, Protocol

from generator.gitops import entry, ownership
from generator.gitops.entry import Entry
from generator.kubernetes import object_kinds
from generator.lazy_table import LazyTable
from generator.manifest.manifest import Draft
from generator.source import finding
from generator.source.finding import Finding
from generator.spec.project import Target

Tool = Literal["flux", "argocd"]

IGNORE_EXTRANEOUS = {"argocd.argoproj.io/compare-options": "IgnoreExtraneous"}
"""Without it an object that stays when its file is removed keeps the Application out of sync, which then syncs again and again."""

CONFIG_MAP_ANNOTATIONS: Mapping[Tool, Mapping[str, str]] = {
    "flux": {"kustomize.toolkit.fluxcd.io/prune": "disabled"},
    "argocd": {
        "argocd.argoproj.io/sync-options": "Prune=false",
        **IGNORE_EXTRANEOUS,
    },
}
"""A ConfigMap with a hash in its name must stay while old pods mount it (kustomize-controller#1180), so each has the annotation."""

CLAIM_ANNOTATIONS: Mapping[Tool, Mapping[str, str]] = {
    "flux": {"kustomize.toolkit.fluxcd.io/prune": "disabled"},
    "argocd": {"argocd.argoproj.io/sync-options": "Prune=false,Delete=false", **IGNORE_EXTRANEOUS},
}
"""A claim and its data stay when its file is removed."""

JOB_ANNOTATIONS: Mapping[Tool, Mapping[str, str]] = {
    "flux": {"kustomize.toolkit.fluxcd.io/ssa": "IfNotPresent"},
    "argocd": {},
}
"""A Job's template is immutable, and a rejected object fails the whole overlay on Flux. On Argo CD the Application ignores it."""

IGNORE_HEALTH = {"argocd.argoproj.io/ignore-healthcheck": "true"}
"""Flagger pauses the ScaledObject of a Deployment that it scaled to 0; Argo CD would report the whole project as suspended."""

# The comment in the generated file (argo-rollouts#3437, argo-rollouts#4750).
NO_SELECTOR_NOTE = (
    "No selector: Argo Rollouts writes it. "
    "With one, Flux would take its hash away and promote the next release at once."
)


class ToolModule(Protocol):
    """A module that drafts the entries of one GitOps tool."""

    def draft(self, entry: Entry, /) -> Draft:
        """Draft the object that makes the tool sync the overlay."""
        ...


def _flux() -> ToolModule:
    from generator.gitops import flux

    return flux


def _argocd() -> ToolModule:
    from generator.gitops import argocd

    return argocd


TOOLS = LazyTable({"flux": _flux, "argocd": _argocd})


def draft(overlay_entry: Entry) -> Draft:
    """Draft the object that makes the environment's tool sync an overlay."""
    return TOOLS[overlay_entry.environment.gitops.tool].draft(overlay_entry)


def adjusted(target: Target, draft: Draft) -> Draft:
    """A Draft without fields that have another writer, and protected from pruning if the engine takes the object over."""
    environment = target.environment
    taken_over = environment.engine in object_kinds.of(draft.kind).taken_over_by and draft.name == target.base
    if target.component.slots and taken_over:
        annotations = {**draft.values["annotations"], **CONFIG_MAP_ANNOTATIONS[target.environment.gitops.tool]}
        return draft._replace(values={**draft.values, "annotations": annotations})
    if environment.gitops.tool == "argocd" and ownership.is_written(target, draft.kind, ownership.PAUSE):
        return draft._replace(values={**draft.values, "annotations": {**draft.values["annotations"], **IGNORE_HEALTH}})
    if ownership.omits(target, draft.kind, "/spec/selector"):
        return draft._replace(values={**draft.values, "selector": {}}, note=NO_SELECTOR_NOTE)
    return draft


def engine_conflicts(target: Target) -> Iterator[Finding]:
    """Yield an engine and a GitOps tool that do not work together, with a combination that does as hint."""
    environment, service = target.environment, target.component.service
    old = environment.gitops.tool == "flux" and ownership.version(environment) < ownership.IGNORES_FIELDS
    strategy = service.strategy.type if service is not None else ""
    if old and strategy == "canary" and environment.engine == "argo-rollouts":
        node, mark = finding.locate(target.node, ("strategy", "type"), mark=target.key.mark)
        fact = "before version 2.9 Flux would set back the weights of a canary by argo-rollouts"
        hint = 'use blue-green, or ask the platform for gitops: {tool: flux, version: "2.9"}, or for engine: flagger'
        yield Finding(
            node=node, mark=mark, path=("strategy", "type"), fact=fact, hint=hint, code="engine", place=environment.name
        )


def problems(target: Target) -> Iterator[Finding]:
    """Yield a name that is too long for the tool, unless a namespace that is too long is reported already."""
    project, environment = target.project, target.environment.name
    name = entry.name(project.team, project.name, environment)
    if len(name) > entry.NAME_LIMIT >= len(target.namespace):
        key = project.environments[environment].key
        what = f'"{name}", its name for {target.environment.gitops.tool}'
        fact = f"{what}, has {len(name)} characters, at most {entry.NAME_LIMIT} are allowed"
        yield Finding(
            node=key,
            mark=key.mark,
            path=(),
            fact=fact,
            hint="shorten the name of the project or the team",
            code="name-length",
        )
