"""What `release` and `promote` may bring: promotion order, and tags and aliases pinned at release time."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from generator.errors import RefusedError
from generator.releases import transition
from generator.releases.project_file import ProjectFile
from generator.releases.release_request import ReleaseRequest
from generator.resolve import target as targets
from generator.spec import image
from generator.spec.release import Version


class Unresolved(NamedTuple):
    """An artefact that stays as written since nobody could say what it is now."""

    written: str
    reason: str


class Pinned(NamedTuple):
    """A request with its artefacts pinned, those that could not be, and those that nobody was asked for."""

    request: ReleaseRequest
    unresolved: tuple[Unresolved, ...] = ()
    unasked: tuple[str, ...] = ()


def pin(request: ReleaseRequest, *, offline: bool) -> Pinned:
    """Tags to digests and model aliases to versions where they can be reached; else as written."""
    image_name, model = image.parse(request.image), request.model
    from generator.external import model_registry, registry  # only a release asks anybody

    if offline:
        moving = (model,) * model_registry.moves(model)
        return Pinned(request, unasked=(request.image,) * (not image_name.digest) + moving)
    unresolved: list[Unresolved] = []
    if not image_name.digest:
        digest = _resolved(lambda: registry.digest(image_name), request.image, unresolved)
        image_name = replace(image_name, digest=digest)
    if model and not model_registry.pinned(model):
        model = _resolved(lambda: model_registry.version(request.model), model, unresolved) or model
    named = str(image_name) if image_name.digest else request.image
    return Pinned(replace(request, image=named, model=model), tuple(unresolved))


def _resolved(resolve: Callable[[], str], written: str, unresolved: list[Unresolved]) -> str:
    from generator.external.unresolved import UnresolvedError

    try:
        return resolve()
    except UnresolvedError as error:
        unresolved.append(Unresolved(written, error.message))
        return ""


def check(project: ProjectFile, request: ReleaseRequest) -> None:
    """RefusedError where the environment takes only what another's active runs, and this is not it."""
    checked, platform = project.read().checked, project.platform
    unit = transition.find(checked, platform, request.component, request.environment)
    source = unit.target.environment.promotes_from
    if not source:
        return
    found = unit.target.project
    rule = f"{request.environment} takes only what {source} runs"
    goes = source in found.environments and source in platform.environments
    if not goes or request.component not in targets.components(found, platform.environments[source]):
        raise RefusedError(
            f"{rule}, and {request.component} does not go there", hint=f"add {source} to environments in {checked.file}"
        )
    runs = transition.find(checked, platform, request.component, source).target.release.active
    if not same(runs, request.version(unit.target.release.active)):
        shown = " with ".join(filter(None, (runs.image, runs.model)))
        hint = f"promote it: tidegate promote {request.component} --from {source} --to {request.environment}"
        raise RefusedError(f"{rule}: {shown}", hint=hint)


def same(one: Version, two: Version) -> bool:
    """Whether two versions are the same artefacts: by digest where both have one, by text otherwise."""
    first, second = image.parse(one.image), image.parse(two.image)
    if first.digest and second.digest:
        alike = (image.repository(first), first.digest) == (image.repository(second), second.digest)
    else:
        alike = one.image == two.image
    return alike and one.model == two.model
