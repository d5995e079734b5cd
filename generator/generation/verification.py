"""Rendered objects of a run to what kubeconform refuses of them, told where each object was asked for."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from generator.errors import Mark, Problem, ProgramError
from generator.files import package_data
from generator.layout import tree
from generator.manifest.manifest import Overlay
from generator.validation.environment_check import Unit

if TYPE_CHECKING:
    from generator.external import kubeconform


class Origin(NamedTuple):
    """Where in a project file an object is asked for, and the dotted path of that field."""

    mark: Mark
    where: str = ""


class VerificationInput(NamedTuple):
    """The objects of one overlay as kubeconform reads them.

    `origins` are those of its components' objects by kind (in lower case) and name: an overlay has one namespace on one
    cluster, so these two are an object's identity there. Whatever else it holds comes from `file`.
    """

    file: str
    kubernetes: str
    stream: str
    objects: int
    origins: Mapping[tuple[str, str], Origin]


class Refused(NamedTuple):
    """What kubeconform refuses of a project; `project` is its position among those that were given."""

    project: int
    problem: Problem


def of(overlay: Overlay, units: Sequence[Unit], file: str, kubernetes: str) -> VerificationInput:
    """An overlay for kubeconform; `units` are all of its project's."""
    return VerificationInput(
        file=file,
        kubernetes=kubernetes,
        stream=tree.stream(overlay) + tree.entry(overlay),
        objects=len(overlay.manifests) + (overlay.entry is not None),
        origins={
            (draft.kind, draft.name): Origin(unit.target.key.mark, f"components.{unit.target.name}")
            for unit in units
            if unit.target.environment.name == overlay.environment
            for draft in unit.drafts
        },
    )


def verify(projects: Sequence[Sequence[VerificationInput]]) -> Iterator[Refused]:
    """What is refused of each project's overlays, one call for each Kubernetes version.

    ProgramError where kubeconform is missing or does not see every object: then nothing is verified.
    """
    every = [(position, each) for position, overlays in enumerate(projects) for each in overlays if each.objects]
    for version in sorted({each.kubernetes for _, each in every}):
        from generator.external import kubeconform

        given = [(position, each) for position, each in every if each.kubernetes == version]
        for found in kubeconform.check_streams(
            [each.stream for _, each in given],
            kubernetes=version,
            schemas=package_data.folder("schemas"),
            expected=sum(each.objects for _, each in given),
        ):
            if found.stream is None:
                raise ProgramError(f"Kubernetes {version}: {found.message}")
            position, overlay = given[found.stream]
            yield Refused(position, _problem(found, overlay))


def _problem(found: "kubeconform.InvalidObject", overlay: VerificationInput) -> Problem:
    mark, where = overlay.origins.get((found.kind.lower(), found.name), Origin(Mark(overlay.file, 1, 1)))
    fact = f'Kubernetes {overlay.kubernetes} refuses {found.kind} "{found.name}": {found.message}'
    hint = "see the object with: tidegate render; if no patch or template of yours made it so, report it"
    return Problem(mark=mark, where=where, fact=fact, hint=hint, code="kubeconform")
