"""The output of `bootstrap`: what was written, and what the platform's owners must do by hand."""

from collections.abc import Iterator, Sequence

from generator.report.output import Output, note


def written(objects: int, folder: str) -> Output:
    """The number of objects written to a folder, and the command that applies them."""
    return Output(f"wrote {objects} objects; apply them once: kubectl apply -k {folder}\n")


def notes(lines: Sequence[str]) -> Iterator[Output]:
    """What the platform's owners must do by hand, as notes."""
    for line in lines:
        yield note(f"note: {line}")
