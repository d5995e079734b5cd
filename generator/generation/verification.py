"""Verify rendered objects with kubeconform, and report each violation at the line of the project file that the object is from."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from generator.environment.environment import Cluster
from generator.errors import Mark, Problem, ProgramError
from generator.files import package_data
from generator.layout import tree
from generator.manifest.manifest import Overlay
from generator.validation.environment_check import Unit

if TYPE_CHECKING:
    from generator.external import kubeconform


class Origin(NamedTuple):
    """The position and the dotted path in the project file that an object is from."""

    mark: Mark
    where: str = ""


class VerificationInput(NamedTuple):
    """The objects of one overlay that no overlay before it has, as a YAML stream for kubeconform.

    `origins` are those of its components' objects by kind (in lower case) and name, which are unique in an overlay: it has
    one namespace on one cluster. Any other object is reported at the beginning of `file`.
    """

    file: str
    kubernetes: str
    stream: str
    objects: int
    origins: Mapping[tuple[str, str], Origin]


class VerificationProblem(NamedTuple):
    """A problem that kubeconform found; `project` is the index of the project in the call."""

    project: int
    problem: Problem


def of(
    overlays: Sequence[Overlay], units: Sequence[Unit], file: str, clusters: Mapping[str, Cluster]
) -> tuple[VerificationInput, ...]:
    """The input for kubeconform from the overlays of a project; `units` are all of its units, `clusters` those of environments.

    Most objects are the same in all environments: each is there once for each Kubernetes version, as in its file, to which
    Kustomize adds the namespace.
    """
    seen: set[tuple[str, int]] = set()
    inputs = []
    for overlay in overlays:
        kubernetes = clusters[overlay.environment].kubernetes
        new = tuple(each for each in overlay.manifests if (kubernetes, id(each.content)) not in seen)
        seen.update((kubernetes, id(each.content)) for each in new)
        inputs.append(_input(overlay._replace(manifests=new), units, file, kubernetes))
    return tuple(inputs)


def _input(overlay: Overlay, units: Sequence[Unit], file: str, kubernetes: str) -> VerificationInput:
    return VerificationInput(
        file=file,
        kubernetes=kubernetes,
        stream=tree.objects(overlay) + tree.entry(overlay),
        objects=len(overlay.manifests) + (overlay.entry is not None),
        origins={
            (draft.kind, draft.name): Origin(*unit.target.place)
            for unit in units
            if unit.target.environment.name == overlay.environment
            for draft in unit.drafts
        },
    )


def verify(projects: Sequence[Sequence[VerificationInput]]) -> Iterator[VerificationProblem]:
    """What kubeconform refuses in each project's overlays; it is run once for each Kubernetes version.

    Raises ProgramError if kubeconform is missing or does not check every object: then nothing counts as verified.
    """
    overlays_with_project = [
        (position, each) for position, overlays in enumerate(projects) for each in overlays if each.objects
    ]
    for version in sorted({each.kubernetes for _, each in overlays_with_project}):
        from generator.external import kubeconform

        same_version = [(position, each) for position, each in overlays_with_project if each.kubernetes == version]
        for invalid in kubeconform.check_streams(
            [each.stream for _, each in same_version],
            kubernetes=version,
            schemas=package_data.folder("schemas"),
            expected=sum(each.objects for _, each in same_version),
        ):
            if invalid.stream is None:
                raise ProgramError(f"Kubernetes {version}: {invalid.message}")
            position, overlay = same_version[invalid.stream]
            yield VerificationProblem(position, _problem(invalid, overlay))


def _problem(invalid: "kubeconform.InvalidObject", overlay: VerificationInput) -> Problem:
    mark, where = overlay.origins.get((invalid.kind.lower(), invalid.name), Origin(Mark(overlay.file, 1, 1)))
    fact = f'Kubernetes {overlay.kubernetes} refuses {invalid.kind} "{invalid.name}": {invalid.message}'
    hint = "print the object with: tidegate render; if none of your patches and templates causes this, report it"
    return Problem(mark=mark, where=where, fact=fact, hint=hint, code="kubeconform")
