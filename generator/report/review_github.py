"""A review as annotations of GitHub: one for each changed place, with the headlines of the environments that it changes."""

from collections.abc import Iterator

from generator.errors import Mark
from generator.impact import headline
from generator.kubernetes.effects.effect import Effect, severity
from generator.report import problems
from generator.report.output import Output
from generator.review.review import Cause, Review

REFUSED = frozenset({Effect.IMMUTABLE, Effect.JUMP, Effect.DATA_LOSS})


def output(found: Review) -> Iterator[Output]:
    """The output of `diff` as annotations, the worst first: GitHub shows the first ten of each level."""
    yield Output(problems.lines(found.problems, "github"), coloured=True)
    places: dict[Mark, list[Cause]] = {}
    for cause in sorted(found.causes, key=lambda each: -severity(each.effect)):
        places.setdefault(cause.mark, []).append(cause)
    texts = {each.key: headline.of(each) for each in found.environments}
    lines = (_annotation(mark, causes, texts) for mark, causes in places.items())
    yield Output("".join(lines), coloured=True)


def _annotation(mark: Mark, causes: list[Cause], texts: dict[tuple[str, str, str], str]) -> str:
    worst = causes[0].effect
    message = "\n".join(dict.fromkeys(f"{each.key[2]}: {texts[each.key]}" for each in causes))
    return problems.annotation(_level(worst), mark, f"tidegate {worst}", message)


def _level(effect: Effect) -> str:
    if effect in REFUSED:
        return "error"
    return "warning" if severity(effect) >= severity(Effect.RESTART) else "notice"
