"""What `release` and `promote` may bring: promotion order, and tags and aliases pinned at release time."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from generator.errors import RefusedError
from generator.releases import transition
from generator.releases.release_request import Ask
from generator.resolve import target as targets
from generator.spec import image
from generator.spec.release import Version
from generator.validation.platform import Platform
from generator.validation.project_check import CheckedProject


class Pinned(NamedTuple):
    """An Ask with its artefacts pinned, what could not be, in words, and what was not asked for."""

    ask: Ask
    notes: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def pin(ask: Ask, *, offline: bool) -> Pinned:
    """Tags to digests and model aliases to versions where they can be reached; else as written, and said so."""
    written = image.parse(ask.image)
    from generator.external import model_registry, registry  # only a release asks anybody

    notes: list[str] = []
    if offline:
        return Pinned(ask, kept=(ask.image,) * (not written.digest) + (ask.model,) * model_registry.moves(ask.model))
    digest = written.digest or _try(lambda: registry.digest(written), ask.image, notes)
    model = ask.model
    if model and not model_registry.pinned(model):
        model = _try(lambda: model_registry.version(ask.model), ask.model, notes) or model
    named = str(replace(written, digest=digest)) if digest else ask.image
    return Pinned(replace(ask, image=named, model=model), tuple(notes))


def _try(resolve: Callable[[], str], written: str, notes: list[str]) -> str:
    from generator.external.unresolved import UnresolvedError

    try:
        return resolve()
    except UnresolvedError as error:
        notes.append(f'"{written}" stays as written: {error.message}')
        return ""


def promotion(checked: CheckedProject, platform: Platform, ask: Ask) -> None:
    """RefusedError where the environment takes only what another's active runs, and this is not it."""
    unit = transition.find(checked, platform, ask.component, ask.environment)
    source = unit.target.environment.promotes_from
    if not source:
        return
    project = unit.target.project
    rule = f"{ask.environment} takes only what {source} runs"
    goes = source in project.environments and source in platform.environments
    if not goes or ask.component not in targets.components(project, platform.environments[source]):
        raise RefusedError(
            f"{rule}, and {ask.component} does not go there", hint=f"add {source} to environments in {checked.file}"
        )
    runs = transition.find(checked, platform, ask.component, source).target.release.active
    if not same(runs, ask.version(unit.target.release.active)):
        shown = " with ".join(filter(None, (runs.image, runs.model)))
        hint = f"promote it: tidegate promote {ask.component} --from {source} --to {ask.environment}"
        raise RefusedError(f"{rule}: {shown}", hint=hint)


def same(one: Version, two: Version) -> bool:
    """Whether two versions are the same artefacts: by digest where both have one, by text otherwise."""
    first, second = image.parse(one.image), image.parse(two.image)
    if first.digest and second.digest:
        alike = (image.repository(first), first.digest) == (image.repository(second), second.digest)
    else:
        alike = one.image == two.image
    return alike and one.model == two.model
