"""A review as text: headlines first, worst first, then every object with its fields."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from generator.comparison.changes import ABSENT, FieldChange
from generator.impact import headline, totals_words
from generator.impact.environment_change import EnvironmentChange, PlacedChange
from generator.kubernetes.effects.effect import MEANINGS, Effect
from generator.layout import emitter
from generator.report import problems
from generator.report.output import Output, note
from generator.report.problems import BOLD, PLAIN, RED, YELLOW
from generator.review.review import Review

GREEN, DIM = "\x1b[32m", "\x1b[2m"
MOST_HEADLINES = 30
"""With more headlines, those of one environment and effect share a line, so that all are on one screen."""
HIDDEN = "(changed, not shown)"
SEVERITY = {effect: number for number, effect in enumerate(Effect)}


class Style(NamedTuple):
    """Whether text has colours."""

    coloured: bool

    def __call__(self, code: str, text: str) -> str:
        """A text in a colour."""
        return f"{code}{text}{PLAIN}" if self.coloured else text


def text(found: Review, *, colour: bool, unified: bool) -> Iterator[Output]:
    """The output of `diff` as text."""
    style = Style(colour)
    if found.chosen:
        yield note(found.chosen)
    ordered = worst_first(found.environments)
    yield Output("".join(f"{line}\n" for line in _headlines(ordered, style)), coloured=True)
    for each in ordered:
        yield Output("".join(f"{line}\n" for line in _environment(each, style, unified=unified)), coloured=True)
    yield from _closing(found, colour=colour)


def worst_first(environments: Sequence[EnvironmentChange]) -> list[EnvironmentChange]:
    """Environments by their effect, the worst first; equal ones stay in the order of team, project and promotion."""
    return sorted(environments, key=lambda each: -SEVERITY[each.effect])


def name(change: EnvironmentChange) -> str:
    """An environment of a project: `risk-ml/fraud production`."""
    team, project, environment = change.key
    return f"{team}/{project} {environment}"


def _closing(found: Review, *, colour: bool) -> Iterator[Output]:
    for each in found.skipped:
        team, project, environment = each.key
        yield note(
            f"tidegate: {team}/{project} {environment} is not compared: its input at the {each.side} has problems"
        )
    yield Output(problems.lines(found.problems, "text", colour=colour), coloured=True)
    if not found.environments and not found.problems:
        yield note("no differences")


def _headlines(ordered: Sequence[EnvironmentChange], style: Style) -> Iterator[str]:
    if len(ordered) <= MOST_HEADLINES:
        yield from (_headline(each, name(each), style) for each in ordered)
        return
    same: dict[tuple[str, str], list[EnvironmentChange]] = {}
    for each in ordered:
        same.setdefault((each.key[2], headline.of(each)), []).append(each)
    if len(same) <= MOST_HEADLINES:
        for group in same.values():
            yield _headline(group[0], _shared(group), style)
        return
    groups: dict[Effect, list[EnvironmentChange]] = {}
    for each in ordered:
        groups.setdefault(each.effect, []).append(each)
    for effect, group in groups.items():
        count = sum(len(each.objects) for each in group)
        line = f"{MEANINGS[effect]}; {count} objects, the first: {name(group[0])}: {headline.of(group[0])}"
        yield f"{style(BOLD, _shared(group))}: {style(_colour(effect), effect)}: {line}"


def _shared(group: Sequence[EnvironmentChange]) -> str:
    if len(group) == 1:
        return name(group[0])
    environments = {each.key[2] for each in group}
    return f"{', '.join(sorted(environments))} of {len({each.key[:2] for each in group})} projects"


def _headline(change: EnvironmentChange, shown: str, style: Style) -> str:
    return f"{style(BOLD, shown)}: {style(_colour(change.effect), change.effect)}: {headline.of(change)}"


def _colour(effect: Effect) -> str:
    if SEVERITY[effect] >= SEVERITY[Effect.UNKNOWN]:
        return RED
    return YELLOW if SEVERITY[effect] >= SEVERITY[Effect.RESTART] else GREEN


def _environment(change: EnvironmentChange, style: Style, *, unified: bool) -> Iterator[str]:
    yield ""
    yield style(BOLD, f"{name(change)} (cluster {change.cluster}, namespace {change.namespace})")
    for line in totals_words.lines(change.before, change.after, change.peak):
        yield f"  {line}"
    for image in change.images:
        places = ", ".join(image.places)
        yield f"  image {image.before or 'none'} -> {image.after or 'none'} ({places})"
    for left in change.leftovers:
        yield f"  stays in the cluster: {left.kind} {left.name} ({left.reason})"
    for each in sorted(change.objects, key=lambda one: -SEVERITY[one.change.effect]):
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
        yield from _unified(each, style)
        return
    for field in sorted(change.fields, key=lambda one: -SEVERITY[one.effect]):
        yield f"    {field.path}: {effects(field.effect, field.also)}: {field.reason}"
        for sign, code, value in (("-", RED, field.before), ("+", GREEN, field.after)):
            yield from (style(code, f"    {sign} {line}") for line in _value(field, value))


def effects(effect: Effect, also: Sequence[Effect]) -> str:
    """An effect, and those that come with it: `restart, access`."""
    return ", ".join((effect, *also))


def _value(field: FieldChange, value: Any) -> list[str]:
    if value is ABSENT:
        return []
    return [HIDDEN] if field.hidden else shown(value)


def shown(value: Any) -> list[str]:
    """A value in lines: a text as it is, a mapping as YAML, the items of a list one by one."""
    if isinstance(value, str):
        if "\n" in value:
            return value.splitlines()
        return [value if value.isprintable() and value == value.strip() and value else json.dumps(value)]
    if isinstance(value, dict) and value:
        return emitter.document(value).splitlines()
    if isinstance(value, list) and value:
        return [f"- {json.dumps(each, ensure_ascii=False)}" for each in value]
    return [json.dumps(value, ensure_ascii=False)]


def _unified(each: PlacedChange, style: Style) -> Iterator[str]:
    import difflib

    change = each.change
    if any(field.hidden for field in change.fields):
        yield f"    {HIDDEN}"
        return
    before, after = [
        emitter.document(dict(one)).splitlines() if one is not None else [] for one in (change.before, change.after)
    ]
    for line in list(difflib.unified_diff(before, after, lineterm="", n=3))[2:]:
        code = {"+": GREEN, "-": RED, "@": DIM}.get(line[:1], "")
        yield style(code, f"    {line}") if code else f"    {line}"
