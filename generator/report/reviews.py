"""A review as text: headlines first, worst first, then every object with its fields."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from generator.impact import totals_words
from generator.impact.environment_change import EnvironmentChange, PlacedChange
from generator.kubernetes.effects.effect import Effect, severity
from generator.report import problems, review_headlines, review_values
from generator.report.output import Output
from generator.report.problems import BOLD, PLAIN, RED, YELLOW
from generator.report.review_headlines import Headline
from generator.review.review import Prune, Review

GREEN, DIM = "\x1b[32m", "\x1b[2m"


class Style(NamedTuple):
    """Whether text has colours."""

    coloured: bool

    def __call__(self, code: str, text: str) -> str:
        """A text in a colour."""
        return f"{code}{text}{PLAIN}" if self.coloured else text


def text(found: Review, *, colour: bool, unified: bool) -> Iterator[Output]:
    """The output of `diff` as text."""
    style = Style(colour)
    ordered = review_headlines.worst_first(found.environments)
    headlines = _headlines(review_headlines.of(ordered), style)
    yield Output("".join(f"{line}\n" for line in headlines), coloured=True)
    pruned = found.pruned
    for each in ordered:
        lines = _environment(each, pruned.get(each.key, ()), style, unified=unified)
        yield Output("".join(f"{line}\n" for line in lines), coloured=True)
    yield Output(problems.lines(found.problems, "text", colour=colour), coloured=True)


def _headlines(found: Sequence[Headline], style: Style) -> Iterator[str]:
    for each in found:
        yield f"{style(BOLD, each.subject)}: {style(_colour(each.effect), each.effect)}: {each.text}"


def _colour(effect: Effect) -> str:
    if severity(effect) >= severity(Effect.UNKNOWN):
        return RED
    return YELLOW if severity(effect) >= severity(Effect.RESTART) else GREEN


def _environment(change: EnvironmentChange, pruned: Sequence[Prune], style: Style, *, unified: bool) -> Iterator[str]:
    yield ""
    yield style(BOLD, f"{review_headlines.name(change)} (cluster {change.cluster}, namespace {change.namespace})")
    for line in totals_words.lines(change.before, change.after, change.peak):
        yield f"  {line}"
    for image in change.images:
        places = ", ".join(image.places)
        yield f"  image {image.before or 'none'} -> {image.after or 'none'} ({places})"
    for left in change.leftovers:
        yield f"  stays in the cluster: {left.kind} {left.name} ({left.reason})"
    for prune in pruned:
        yield f"  would be pruned: {prune.path} ({style(GREEN if prune.entry else RED, prune.consent)})"
    for each in sorted(change.objects, key=lambda one: -severity(one.change.effect)):
        yield from _object(each, style, unified=unified)


def _object(each: PlacedChange, style: Style, *, unified: bool) -> Iterator[str]:
    change = each.change
    sign, code = {"added": ("+", GREEN), "removed": ("-", RED)}.get(change.change, ("~", YELLOW))
    was = f" (was {change.was})" if change.was else ""
    yield style(code, f"{sign} {change.kind} {change.name}{was}: {effects(change.effect, change.also)}")
    if change.reason:
        yield f"    {change.reason}"
    yield style(DIM, f"    {each.file}")
    if unified:
        for line in review_values.unified(change):
            code = {"+": GREEN, "-": RED, "@": DIM}.get(line[:1], "")
            yield style(code, f"    {line}") if code else f"    {line}"
        return
    for field in sorted(change.fields, key=lambda one: -severity(one.effect)):
        yield f"    {field.path}: {effects(field.effect, field.also)}: {field.reason}"
        for sign, code, value in (("-", RED, field.before), ("+", GREEN, field.after)):
            yield from (style(code, f"    {sign} {line}") for line in review_values.lines(field, value))


def effects(effect: Effect, also: Sequence[Effect]) -> str:
    """An effect, and those that come with it: `restart, access`."""
    return ", ".join((effect, *also))
