"""Claims of a project that several of its components use, or seem to mean."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from generator.errors import Severity
from generator.kubernetes.workload import slot_finding
from generator.named_tuples import NamedTuple
from generator.source.finding import Finding, Path
from generator.spec.component import Volume
from generator.spec.project import Target
from generator.spec.release import SlotName

NEAR = 0.87
"""How similar names are that differ in one or two of some fifteen letters, as `difflib` measures it."""


class _Made(NamedTuple):
    """The component that makes a claim, and the volume for which it does."""

    target: Target
    volume: Volume


Names = Callable[[Target, Volume], str]
"""The name of the claim that a component makes for a volume."""


def problems(targets: Sequence[Target], names: Names) -> Iterator[tuple[Target, Finding]]:
    """Yield what is wrong with claims that components of one environment name, each with the target that names it."""
    made = {
        names(target, volume): _Made(target, volume)
        for target in targets
        for part in target.component.parts
        for volume in part.volumes
        if volume.size
    }
    for target in targets:
        for slot, component in target.slots.items():
            for path, part in component.written_parts:
                for volume in part.volumes:
                    if volume.claim:
                        place = (*path, "volumes", volume.path, "claim")
                        yield from ((target, each) for each in _named(target, slot, place, volume, made))


def _named(target: Target, slot: SlotName, path: Path, volume: Volume, made: Mapping[str, _Made]) -> Iterator[Finding]:
    owner = made.get(volume.claim)
    if owner is None:
        meant = _meant(volume.claim, made)
        if meant:
            fact = f'this project makes no claim "{volume.claim}", but one of nearly that name'
            hint = f'did you mean "{meant}"?'
            yield slot_finding(target, slot, path, fact=fact, hint=hint, code="unknown-claim")
    elif owner.volume.access == "once" and owner.target is not target:
        fact = f'"{volume.claim}" has access: once, and components.{owner.target.name} uses it too: only pods on one node can'
        hint = f"give it access: many there, volumes: {{{owner.volume.path}: {{access: many}}}}, or a claim to each of the two"
        yield slot_finding(target, slot, path, fact=fact, hint=hint, code="volume-access", severity=Severity.WARNING)


def _meant(name: str, made: Mapping[str, _Made]) -> str:
    """The claim of the project that was probably meant: it differs in a letter or two, not only in a number."""
    if not made:
        return ""
    import difflib  # slow to import, and few projects name claims beside those that they make

    near = next(iter(difflib.get_close_matches(name, made, n=1, cutoff=NEAR)), "")
    return "" if _without_numbers(near) == _without_numbers(name) else near


def _without_numbers(name: str) -> str:
    return name.strip("0123456789-")
