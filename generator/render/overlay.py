"""Drafts of targets to the Manifests of one overlay, patches included."""

from collections.abc import Iterator, Sequence

from generator.errors import InputError, Mark, Problem
from generator.kubernetes import object_kinds
from generator.manifest.manifest import Draft, Manifest
from generator.render import patch_schema, patches
from generator.render.templates import Templates
from generator.source.finding import Finding
from generator.spec.project import Target


def manifests(templates: Templates, drafts: Sequence[Draft]) -> Iterator[Manifest]:
    """One Manifest for each Draft; a kind that the table of object kinds does not have is a bug: AssertionError."""
    for draft in drafts:
        found = templates.render(draft)
        if object_kinds.of(found.kind).confidential:
            raise InputError([_confidential(draft, found.kind)])
        yield Manifest(folder=draft.folder, file=draft.file, content=found, note=draft.note)


def _confidential(draft: Draft, kind: str) -> Problem:
    mark = Mark(f"overlays/{draft.template}", 1, 1)
    fact, hint = f"a {kind} is never written: what is in Git is known", "let an operator make it, and refer to it"
    return Problem(mark=mark, where=draft.template, fact=fact, hint=hint, code="secret")


def of(templates: Templates, target: Target, drafts: Sequence[Draft], schemas: patch_schema.Schemas) -> patches.Patched:
    """A target's objects as they will be written, and what its patches got wrong."""
    rendered = list(manifests(templates, drafts))
    if not target.component.patches:
        return patches.Patched(rendered, list[Finding]())
    return patches.apply(target, rendered, schemas)
