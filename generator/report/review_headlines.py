"""The headlines of a review, worst first, few enough for one screen."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from generator.errors import Severity
from generator.impact import headline
from generator.impact.environment_change import EnvironmentChange
from generator.kubernetes.effects.effect import MEANINGS, Effect, severity
from generator.review.review import Review, Skipped

MOST = 30
"""With more headlines, those that say the same, and then those of one effect, share a line."""


class Headline(NamedTuple):
    """A headline, and the environments that it is about in words."""

    subject: str
    effect: Effect
    text: str


def worst_first(environments: Sequence[EnvironmentChange]) -> list[EnvironmentChange]:
    """Environments by their effect, the worst first; equal ones stay in the order of team, project and promotion."""
    return sorted(environments, key=lambda each: -severity(each.effect))


def title(found: Review) -> str:
    """What a report says first: `tidegate diff: restart, 1 environment not compared, 2 problems`."""
    severe = [each for each in found.problems if each.severity is not Severity.WARNING]
    parts = [
        *([str(found.effect)] if found.environments else []),
        *_counted(len(found.skipped), "environment", " not compared"),
        *_counted(len(severe), "problem"),
    ]
    return f"tidegate diff: {', '.join(parts) or 'no differences'}"


def _counted(number: int, noun: str, more: str = "") -> Iterator[str]:
    if number:
        yield f"{number} {noun}{'s' * (number != 1)}{more}"


def name(about: EnvironmentChange | Skipped) -> str:
    """An environment of a project: `risk-ml/fraud production`."""
    team, project, environment = about.key
    return f"{team}/{project} {environment}"


def not_compared(each: Skipped) -> str:
    """Why an environment is left out."""
    return f"{name(each)} is not compared: its input at the {each.side} has problems"


def of(ordered: Sequence[EnvironmentChange]) -> list[Headline]:
    """The headlines of environments in their order, `MOST` at most."""
    texts = [headline.of(each) for each in ordered]
    if len(ordered) <= MOST:
        return [Headline(name(each), each.effect, text) for each, text in zip(ordered, texts, strict=True)]
    same: dict[tuple[str, Effect, str], list[EnvironmentChange]] = {}
    for each, text in zip(ordered, texts, strict=True):
        same.setdefault((each.key[2], each.effect, text), []).append(each)
    if len(same) <= MOST:
        return [Headline(_shared(group), effect, text) for (_, effect, text), group in same.items()]
    return list(_by_effect(ordered))


def lines(environments: Sequence[EnvironmentChange]) -> Iterator[str]:
    """The headlines as lines of text, the worst first: `risk-ml/fraud production: restart: 1 rolling restart`."""
    for each in of(worst_first(environments)):
        yield f"{each.subject}: {each.effect}: {each.text}"


def _by_effect(ordered: Sequence[EnvironmentChange]) -> Iterator[Headline]:
    groups: dict[Effect, list[EnvironmentChange]] = {}
    for each in ordered:
        groups.setdefault(each.effect, []).append(each)
    for effect, group in groups.items():
        count = sum(len(each.objects) for each in group)
        first = f"the first is {name(group[0])}: {headline.of(group[0])}"
        yield Headline(_shared(group), effect, f"{MEANINGS[effect]}; {count} objects, {first}")


def _shared(group: Sequence[EnvironmentChange]) -> str:
    """Several environments in words: `dev and production of 12 projects`."""
    if len(group) == 1:
        return name(group[0])
    environments = sorted({each.key[2] for each in group})
    shown = f"{len(environments)} environments" if len(environments) > 3 else ", ".join(environments)  # noqa: PLR2004 - still short
    projects = len({each.key[:2] for each in group})
    return f"{shown} of {projects} project{'s' * (projects != 1)}"
