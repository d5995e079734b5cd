"""Whether entries of `allowPrune` come with the removals that they allow: a comparison with the base revision.

An entry that stays in the file would allow later removals, which nobody has reviewed (docs/output.md#prune-consent).
"""

from collections.abc import Collection, Iterator, Sequence

from generator.errors import Problem, Severity
from generator.files import gitops_folder
from generator.generation import prune_consent, work
from generator.generation.prune_consent import Consent, Removal
from generator.generation.results import RenderedFiles
from generator.manifest import gitops_paths
from generator.spec.project import Project
from generator.validation import project_check, project_render
from generator.validation.platform import Platform
from generator.validation.project_check import CheckedProject

Side = tuple[str, Platform]
"""A project file and its platform."""


def judge(now: Side, before: Side | None, consented: Sequence[Removal]) -> Iterator[Problem]:
    """A warning for each entry that allows nothing, and refusals of removals that the entries must not allow.

    These are removals for which an entry stood in the file `before` already, and those of files of the GitOps repository that the
    base revision does not make. `before` is None for a new project; `consented` are the removals of the run that entries allow.
    """
    new_project = project_check.check_file(*now)
    project, platform = new_project.project, now[1]
    if new_project.invalid or project is None:
        return
    old_project = None if before is None else project_check.check_file(*before)
    removals = (
        () if before is None or old_project is None else tuple(_removals(new_project, platform, old_project, before[1]))
    )
    old_entries = old_project.project.allow_prune if old_project is not None and old_project.project is not None else ()
    closed = frozenset(name for name, each in platform.environments.items() if not each.policy.allow_prune)
    consents = tuple(work.consents(project))
    yield from prune_consent.unused(consents, removals, closed=closed)
    for consent in consents:
        covered = [each for each in removals if consent.covers(each) and each.environment not in closed]
        if consent.text in old_entries and covered and not _is_allowed(covered[0], consents, old_entries):
            yield _outlived(consent, covered[0])
    known = {removal.path for removal in removals}
    for removal in consented:
        if removal.path not in known and _belongs(removal.path, project):
            yield _unknown_at_base(next(each for each in consents if each.covers(removal)), removal)


def _is_allowed(removal: Removal, consents: Sequence[Consent], old_entries: Collection[str]) -> bool:
    """Whether an entry that is new since the base revision allows a removal."""
    return any(each.covers(removal) and each.text not in old_entries for each in consents)


def _belongs(path: str, project: Project) -> bool:
    parsed = gitops_paths.parse(path)
    return parsed is not None and (parsed.overlay.team, parsed.overlay.project) == (project.team, project.name)


def _unknown_at_base(consent: Consent, removal: Removal) -> Problem:
    fact = f"{removal.path} would be removed, which the base revision does not make"
    hint = "compare with the revision that made it, or let it be removed by --allow-prune"
    return _refusal(consent, fact, hint)


def _outlived(consent: Consent, removal: Removal) -> Problem:
    fact = f'"{consent.text}" was written for an earlier removal, not for that of {removal.path}'
    hint = f"write an entry for this one instead: allowPrune: [{removal.entry}]"
    if removal.entry == consent.text:
        hint = "merge a change that takes this entry out first, then write it together with the removal"
    return _refusal(consent, fact, hint)


def _refusal(consent: Consent, fact: str, hint: str) -> Problem:
    return Problem(
        mark=consent.mark, where=consent.where, fact=fact, hint=hint, code="prune", severity=Severity.REFUSAL
    )


def _removals(
    new_project: CheckedProject, platform: Platform, old_project: CheckedProject, base_platform: Platform
) -> Iterator[Removal]:
    """The files that the base revision renders and this one does not, and whose removal needs consent."""
    old, new = _files(old_project, base_platform), _files(new_project, platform)
    stale = [path for path in sorted(old.tree) if path not in new.tree]
    for path in gitops_folder.protected(stale, new.tree, new.emptied):
        yield prune_consent.removal(path, old.tree[path].decode())


def _files(checked: CheckedProject, platform: Platform) -> RenderedFiles:
    rendered = project_render.render(checked, platform)
    return work.files(rendered.checked, rendered.overlays)
