"""Rendering of Drafts to the Manifests of an overlay, patches included."""

from collections.abc import Iterator, Sequence

from generator.errors import InputError, Mark, Problem
from generator.kubernetes import object_kinds
from generator.manifest.manifest import Draft, Manifest
from generator.render import api_limits, patch_schema, patches
from generator.render.templates import Templates
from generator.source.finding import Finding
from generator.spec.project import Target


def manifests(templates: Templates, drafts: Sequence[Draft]) -> Iterator[Manifest]:
    """Yield a Manifest for each Draft. Raises InputError for a confidential kind, AssertionError for an unknown one."""
    for draft in drafts:
        content = templates.render(draft)
        if object_kinds.of(content.kind).confidential:
            raise InputError([_confidential(draft, content.kind)])
        yield Manifest(folder=draft.folder, file=draft.file, content=content, note=draft.note)


def _confidential(draft: Draft, kind: str) -> Problem:
    mark = Mark(f"overlays/{draft.template}", 1, 1)
    fact, hint = f"a {kind} is never written: what is in Git is known", "let an operator make it, and refer to it"
    return Problem(mark=mark, where=draft.template, fact=fact, hint=hint, code="secret")


def render_target(
    templates: Templates, target: Target, drafts: Sequence[Draft], schemas: patch_schema.Schemas
) -> patches.Patched:
    """Render a target's objects and apply its patches; the findings are about the patches and the size of what came out."""
    patched = patches.Patched(list(manifests(templates, drafts)), list[Finding]())
    if target.component.patches:
        patched = patches.apply(target, patched.manifests, schemas)
    return patched._replace(findings=[*patched.findings, *api_limits.findings(target, patched.manifests)])
