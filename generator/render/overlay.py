"""Drafts of targets to the Manifests of one overlay, patches included."""

from collections.abc import Iterator, Sequence

from generator.manifest.manifest import Draft, Manifest
from generator.render import patches
from generator.render.templates import Templates
from generator.source.finding import Finding
from generator.spec.project import Target


def manifests(templates: Templates, drafts: Sequence[Draft]) -> Iterator[Manifest]:
    """One Manifest for each Draft."""
    for draft in drafts:
        yield Manifest(folder=draft.folder, file=draft.file, object=templates.render(draft), note=draft.note)


def of(templates: Templates, target: Target, drafts: Sequence[Draft]) -> patches.Patched:
    """A target's objects as they will be written, and what its patches got wrong."""
    rendered = list(manifests(templates, drafts))
    return patches.apply(target, rendered) if target.component.patches else patches.Patched(rendered, list[Finding]())
