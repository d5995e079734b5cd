"""Check the promotion order of `release` and `promote`, and pin tags and model aliases at release time."""

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
    """An image tag or model alias that could not be looked up and stays as written."""

    written: str
    reason: str


class Pinned(NamedTuple):
    """A request with its image and model pinned; `unresolved` could not be looked up, `skipped` were not, with --offline."""

    request: ReleaseRequest
    unresolved: tuple[Unresolved, ...] = ()
    skipped: tuple[str, ...] = ()


def pin(request: ReleaseRequest, *, offline: bool) -> Pinned:
    """Replace an image tag by its digest and a model alias by its version; what cannot be looked up stays as written."""
    image_name, model = image.parse(request.image) if request.image else None, request.model
    from generator.external import model_registry, registry  # slow to load, and only release looks up anything

    if offline:
        aliases = (model,) * model_registry.is_alias(model)
        tags = (request.image,) if image_name is not None and not image_name.digest else ()
        return Pinned(request, skipped=tags + aliases)
    unresolved: list[Unresolved] = []
    if image_name is not None and not image_name.digest:
        reference = image_name
        digest = _resolved(lambda: registry.digest(reference), request.image, unresolved)
        image_name = image_name._replace(digest=digest)
    if model and not model_registry.is_pinned(model):
        model = _resolved(lambda: model_registry.version(request.model), model, unresolved) or model
    pinned_image = str(image_name) if image_name is not None and image_name.digest else request.image
    return Pinned(replace(request, image=pinned_image, model=model), tuple(unresolved))


def _resolved(resolve: Callable[[], str], written: str, unresolved: list[Unresolved]) -> str:
    from generator.external.unresolved import UnresolvedError

    try:
        return resolve()
    except UnresolvedError as error:
        unresolved.append(Unresolved(written, error.message))
        return ""


def check(project: ProjectFile, request: ReleaseRequest) -> None:
    """Raise RefusedError if the environment promotes from another one, and the version is not the active one there."""
    checked, platform = project.read().checked, project.platform
    unit = transition.find(checked, platform, request.component, request.environment)
    source = unit.target.environment.promotes_from
    if not source:
        return
    declared = unit.target.project
    rule = f"{request.environment} takes only what {source} runs"
    is_deployed_there = source in declared.environments and source in platform.environments
    if not is_deployed_there or request.component not in targets.components(declared, platform.environments[source]):
        raise RefusedError(
            f"{rule}, and {request.component} does not go there", hint=f"add {source} to environments in {checked.file}"
        )
    source_version = transition.find(checked, platform, request.component, source).target.release.active
    if not is_same(source_version, request.version(unit.target.release.active)):
        artefacts = " with ".join(filter(None, (source_version.image, source_version.model)))
        hint = f"promote it: tidegate promote {request.component} --from {source} --to {request.environment}"
        raise RefusedError(f"{rule}: {artefacts}", hint=hint)


def is_same(version: Version, other: Version) -> bool:
    """Whether two versions are the same image and model; images are compared by digest if both have one, else as text."""
    if not (version.image and other.image):
        return version.image == other.image and version.model == other.model
    first, second = image.parse(version.image), image.parse(other.image)
    if first.digest and second.digest:
        same_image = (image.repository(first), first.digest) == (image.repository(second), second.digest)
    else:
        same_image = version.image == other.image
    return same_image and version.model == other.model
