"""Whether entries of `allowPrune` come with the removals that they allow: a comparison with the base revision.

An entry that stays in the file would allow later removals, which nobody has reviewed (docs/output.md#prune-consent).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from generator.environment.environment import Environment
from generator.errors import Problem, Severity
from generator.files import gitops_folder
from generator.generation import prune_consent, work
from generator.generation.prune_consent import Consent, Removal
from generator.generation.results import RenderedFiles
from generator.manifest import gitops_paths
from generator.spec.project import Project
from generator.validation import project_render
from generator.validation.platform import Platform
from generator.validation.project_check import CheckedProject

Side = tuple[CheckedProject, Platform]
"""A project and its platform."""


class Entries(NamedTuple):
    """The entries of `allowPrune` of a project, those that the base revision has `old`, and where none consents (`closed`)."""

    consents: tuple[Consent, ...]
    old: Collection[str]
    closed: Collection[str]

    def allowing(self, removal: Removal) -> Consent | None:
        """The entry that allows a removal: one that is new since the base revision."""
        if removal.environment in self.closed:
            return None
        return next((each for each in self.consents if each.covers(removal) and each.text not in self.old), None)


def entries(project: Project, old: Project | None, environments: Mapping[str, Environment]) -> Entries:
    """The entries of a project; `old` is the project at the base revision."""
    known = old.allow_prune if old is not None else ()
    return Entries(tuple(work.consents(project)), known, prune_consent.closed(environments))


def judge(now: Side, before: Side | None, consented: Sequence[Removal]) -> Iterator[Problem]:
    """A warning for each entry that allows nothing, and refusals of removals that the entries must not allow.

    These are removals for which an entry stood in the file `before` already, and those of files of the GitOps repository that the
    base revision does not make. `before` is None for a new project; `consented` are the removals of the run that entries allow.
    """
    new_project, platform = now
    project = new_project.project
    if new_project.invalid or project is None:
        return
    found = tuple(removals(_files(*now), _files(*before))) if before is not None else ()
    written = entries(project, None if before is None else before[0].project, platform.environments)
    yield from prune_consent.unused(written.consents, found, closed=written.closed)
    yield from outlived(written, found)
    known = {removal.path for removal in found}
    for removal in consented:
        if removal.path not in known and _belongs(removal.path, project):
            yield _unknown_at_base(next(each for each in written.consents if each.covers(removal)), removal)


def removals(new: RenderedFiles, old: RenderedFiles) -> Iterator[Removal]:
    """The files that the base revision renders and this one does not, and whose removal needs consent."""
    stale = [path for path in sorted(old.tree) if path not in new.tree]
    for path in gitops_folder.protected(stale, new.tree, new.emptied):
        yield prune_consent.removal(path, old.tree[path].decode())


def outlived(written: Entries, removals: Iterable[Removal]) -> Iterator[Problem]:
    """A refusal for each entry that stood in the file before the removal that it covers, if no new one allows that."""
    open_ones = [each for each in removals if each.environment not in written.closed]
    for consent in written.consents:
        covered = [each for each in open_ones if consent.covers(each)]
        if consent.text in written.old and covered and written.allowing(covered[0]) is None:
            yield _outlived(consent, covered[0])


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


def _files(checked: CheckedProject, platform: Platform) -> RenderedFiles:
    rendered = project_render.render(checked, platform)
    return work.files(rendered.checked, rendered.overlays)
