"""Drafts of targets to the Manifests of one overlay, patches included."""

from collections.abc import Iterator, Sequence

from generator.errors import InputError, Mark, Problem
from generator.manifest.manifest import Draft, Manifest
from generator.render import patch_schema, patches
from generator.render.templates import Templates
from generator.source.finding import Finding
from generator.spec.project import Target


def manifests(templates: Templates, drafts: Sequence[Draft]) -> Iterator[Manifest]:
    """One Manifest for each Draft."""
    for draft in drafts:
        found = templates.render(draft)
        if found.kind == "Secret":
            raise InputError([_secret(draft)])
        yield Manifest(folder=draft.folder, file=draft.file, content=found, note=draft.note)


def _secret(draft: Draft) -> Problem:
    mark = Mark(f"overlays/{draft.template}", 1, 1)
    fact, hint = "a Secret is never written: what is in Git is known", "let an operator make it, and refer to it"
    return Problem(mark=mark, where=draft.template, fact=fact, hint=hint, code="secret")


def of(templates: Templates, target: Target, drafts: Sequence[Draft], schemas: patch_schema.Schemas) -> patches.Patched:
    """A target's objects as they will be written, and what its patches got wrong."""
    rendered = list(manifests(templates, drafts))
    if not target.component.patches:
        return patches.Patched(rendered, list[Finding]())
    return patches.apply(target, rendered, schemas)
