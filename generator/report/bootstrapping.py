"""What `bootstrap` has written, and what is left to the platform."""

from collections.abc import Iterator, Sequence

from generator.report.output import Output, note


def written(objects: int, folder: str) -> Output:
    """How many objects a folder has now, and how they are applied."""
    return Output(f"wrote {objects} objects; apply them once: kubectl apply -k {folder}\n")


def notes(lines: Sequence[str]) -> Iterator[Output]:
    """What is left to the platform."""
    for line in lines:
        yield note(f"note: {line}")
