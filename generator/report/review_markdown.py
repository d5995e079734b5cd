"""A review as Markdown for comments of a pull request: headlines first, details folded, in parts that GitHub and GitLab take.

Each part begins with a marker, by which a later run finds its own comments, updates them and removes those that it no longer needs.
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence

from generator.errors import Problem, Severity
from generator.impact import totals_words
from generator.impact.environment_change import EnvironmentChange, PlacedChange
from generator.impact.transitions import Transition
from generator.kubernetes.effects.effect import severity
from generator.release import state_machine
from generator.release.state_machine import State
from generator.report import review_headlines, review_values
from generator.report.output import Output
from generator.report.problems import ordered as ordered_problems
from generator.report.reviews import effects
from generator.review.review import Prune, Review
from generator.spec.release import Release

LIMIT = 65_000
"""Bytes of a part: a comment has at most 65,536 characters (https://github.com/orgs/community/discussions/27190)."""
_RESERVE = 2_000
MARKER = "<!-- tidegate diff: part {} of {} -->"
_SPECIAL = str.maketrans(
    {**{sign: f"\\{sign}" for sign in "\\`*_[]|~"}, "<": "&lt;", ">": "&gt;", "&": "&amp;", "@": "&#64;", "#": "&#35;"}
)
_TICKS = re.compile(r"`{3,}")


def parts(found: Review) -> list[str]:
    """The comments, each with its marker in the first line."""
    ordered = review_headlines.worst_first(found.environments)
    bodies = [_head(found, ordered)]
    pruned = found.pruned
    for each in ordered:
        for block in _folded(each, pruned.get(each.key, ())):
            if _size(bodies[-1]) + _size(block) > LIMIT - _RESERVE:
                bodies.append("")
            bodies[-1] += block
    return [f"{MARKER.format(number, len(bodies))}\n{body}" for number, body in enumerate(bodies, 1)]


def output(found: Review) -> Iterator[Output]:
    """The output of `diff` as Markdown, one text for each part."""
    yield from (Output(part, coloured=True) for part in parts(found))


def escaped(text: str) -> str:
    """Text that Markdown shows as it is: nobody is mentioned, nothing is linked, no HTML."""
    return " ".join(text.translate(_SPECIAL).split())


def _size(text: str) -> int:
    return len(text.encode())


def _head(found: Review, ordered: Sequence[EnvironmentChange]) -> str:
    """Everything that is not folded; it fits into one part."""
    title = f"### {review_headlines.title(found)}\n\n"
    rows = [
        f"| {escaped(each.subject)} | {each.effect} | {escaped(each.text)} |\n" for each in review_headlines.of(ordered)
    ]
    table = ["| environment | effect | what happens |\n|---|---|---|\n", *rows] if rows else []
    skipped = [f"- {escaped(review_headlines.not_compared(each))}\n" for each in found.skipped]
    problems = [
        f"- {_code(f'{each.mark.file}:{each.mark.line}')} {_warning(each)}{escaped(each.fact)}"
        f"{f' ({escaped(each.hint)})' if each.hint else ''}\n"
        for each in ordered_problems(found.problems)
    ]
    lines = [title, *table, "\n", *skipped, *problems, "\n" if skipped or problems else ""]
    return "".join(_cut(lines, LIMIT - _RESERVE, "tidegate diff"))


def _warning(problem: Problem) -> str:
    return "warning: " if problem.severity is Severity.WARNING else ""


def _cut(lines: Iterable[str], limit: int, command: str) -> Iterator[str]:
    """Lines up to a size; then one that names the command which shows the rest."""
    left = limit
    for line in lines:
        left -= _size(line)
        if left < 0:
            yield f"\nThe rest is cut: `{command}` shows it.\n\n"
            return
        yield line


def _folded(change: EnvironmentChange, pruned: Sequence[Prune]) -> Iterator[str]:
    """The details of an environment, in folded blocks that are each complete."""
    name = review_headlines.name(change)
    number = len(change.objects)
    summary = f"{html.escape(name)}: {change.effect}, {number} object{'s' * (number != 1)}"
    objects = ["".join(_facts(change)), *map(_prune, pruned), "\n" if pruned else ""]
    objects += [_object(each, change) for each in sorted(change.objects, key=lambda one: -severity(one.change.effect))]
    body, part = "", 0
    for text in objects:
        if body and _size(body) + _size(text) > LIMIT - 2 * _RESERVE:
            yield _details(summary, body, part)
            body, part = "", part + 1
        body += text
    if body:
        yield _details(summary, body, part)


def _details(summary: str, body: str, part: int) -> str:
    more = " (continued)" if part else ""
    return f"<details><summary>{summary}{more}</summary>\n\n{body}\n</details>\n\n"


def _facts(change: EnvironmentChange) -> Iterator[str]:
    """Totals, releases, images, and what stays behind."""
    for each in change.transitions:
        yield _drawing(each)
    totals = list(totals_words.lines(change.before, change.after, change.peak))
    yield from (f"- {escaped(line)}\n" for line in totals)
    for image in change.images:
        places = escaped(", ".join(image.places))
        yield f"- image {_code(image.before or 'none')} → {_code(image.after or 'none')} ({places})\n"
    for left in change.leftovers:
        yield f"- stays in the cluster: {_code(f'{left.kind} {left.name}')} ({escaped(left.reason)})\n"
    yield "\n"


def _prune(each: Prune) -> str:
    return f"- would be pruned: {_code(each.path)} ({escaped(each.consent)})\n"


def _object(each: PlacedChange, environment: EnvironmentChange) -> str:
    change = each.change
    was = f" (was {_code(change.was)})" if change.was else ""
    head = f"**{change.change} {_code(f'{change.kind} {change.name}')}**{was}: {effects(change.effect, change.also)}"
    reason = f": {escaped(change.reason)}" if change.reason else ""
    lines = [f"{head}{reason}\n", f"{_code(each.file)}\n\n"]
    values = [
        line
        for field in sorted(change.fields, key=lambda one: -severity(one.effect))
        for line in (
            f"@@ {field.path}: {effects(field.effect, field.also)}: {field.reason} @@",
            *(f"- {line}" for line in review_values.lines(field, field.before)),
            *(f"+ {line}" for line in review_values.lines(field, field.after)),
        )
    ]
    if not values:
        return "".join(lines)
    command = f"tidegate diff -e {environment.key[2]}"
    limit = LIMIT - 3 * _RESERVE - _size("".join(lines))
    shown: list[str] = []
    left = limit
    for line in values:
        left -= _size(line) + 1
        if left < 0:
            return "".join([*lines, _fenced(shown), f"The rest is cut: `{command}` shows it.\n\n"])
        shown.append(line)
    return "".join([*lines, _fenced(shown)])


def _fenced(lines: Sequence[str]) -> str:
    """Lines in a block of code, between more ticks than any of them has."""
    body = "\n".join(lines)
    fence = "`" * max((len(each) + 1 for each in _TICKS.findall(body)), default=3)
    return f"{fence}diff\n{body}\n{fence}\n\n"


def _code(text: str) -> str:
    """Text as code on one line, also if it has ticks."""
    plain = " ".join(text.split())
    if "`" not in plain:
        return f"`{plain}`"
    fence = "`" * (max(map(len, re.findall(r"`+", plain))) + 1)
    return f"{fence} {plain} {fence}"


def _drawing(transition: Transition) -> str:
    """A drawing of the positions of a release, with the one before and the one after."""
    release = max(transition.before, transition.after, key=lambda each: len(each.steps))
    last = "100 %, previous warm" if transition.mode in state_machine.SLOTTED else "100 %"
    names = ["steady", *(f"{share} %" for share in (0, *release.steps)), last, "finished"]
    was, now = _number(transition.before, release), _number(transition.after, release)
    if now == 0 and was > 0:
        now = len(names) - 1 if was == len(names) - 2 else 0
    lines = ["```mermaid", "flowchart LR"]
    lines += [f'  p{number}["{name}"]' for number, name in enumerate(names)]
    lines += [f"  p{number} --> p{number + 1}" for number in range(len(names) - 1)]
    lines += [f'  p{was} -. "{transition.command or "not one command"}" .-> p{now}'] if was != now else []
    lines += ["  classDef before stroke-dasharray: 5 5", "  classDef after stroke-width: 4px"]
    lines += [f"  class p{was} before", f"  class p{now} after", "```"]
    return "".join(f"{line}\n" for line in (f"Release of {_code(transition.component)}:", "", *lines, ""))


def _number(position: Release, steps: Release) -> int:
    """Which of the positions in the drawing a release has."""
    match state_machine.state(position):
        case State.STEADY:
            return 0
        case State.CANDIDATE:
            return 1 + position.step
        case State.PREVIOUS:
            return 2 + len(steps.steps)
