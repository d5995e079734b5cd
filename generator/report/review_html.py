"""A review as one HTML page that needs no network, and no script to be read; a script only searches and filters."""

from collections.abc import Iterator, Sequence
from html import escape

from generator.comparison.changes import FieldChange
from generator.impact import headline, totals_words
from generator.impact.environment_change import EnvironmentChange, PlacedChange
from generator.kubernetes.effects.effect import Effect, severity
from generator.report import page, review_headlines, review_values
from generator.report.output import Output
from generator.review.review import Prune, Review


def output(found: Review) -> Iterator[Output]:
    """The output of `diff` as HTML."""
    yield Output("".join(_page(found)), coloured=True)


def _page(found: Review) -> Iterator[str]:
    ordered = review_headlines.worst_first(found.environments)
    title = review_headlines.title(found)
    about = f"{found.base[:12]} to {found.head[:12]}"
    yield from page.page(title, about, _body(found, ordered), searched=bool(ordered))


def _body(found: Review, ordered: Sequence[EnvironmentChange]) -> Iterator[str]:
    yield from _summary(found, ordered)
    if ordered:
        effects = {effect for change in ordered for effect in change.effects}
        choices: dict[str, Sequence[str]] = {
            "environment": list(dict.fromkeys(change.key[2] for change in ordered)),
            "effect": [effect for effect in reversed(Effect) if effect in effects],
        }
        yield from page.form("objects", choices)
    for number, change in enumerate(ordered):
        yield from _environment(change, number, found.pruned.get(change.key, ()))


def _summary(found: Review, ordered: Sequence[EnvironmentChange]) -> Iterator[str]:
    if ordered:
        yield '<section aria-labelledby="headlines"><h2 id="headlines">Headlines</h2>\n<ul class="headlines">\n'
        for number, change in enumerate(ordered):
            name = f'<a href="#e{number}">{escape(review_headlines.name(change))}</a>'
            yield f"<li><strong>{name}</strong> {_effect(change.effect)} <span>{escape(headline.of(change))}</span></li>\n"
        yield "</ul></section>\n"
    items = [review_headlines.not_compared(each) for each in found.skipped]
    items += page.told(found.problems)
    if items:
        yield '<section aria-labelledby="problems"><h2 id="problems">Problems</h2>\n'
        yield f"{page.items(items, kind='bad')}</section>\n"


def _environment(change: EnvironmentChange, number: int, pruned: Sequence[Prune]) -> Iterator[str]:
    name = escape(review_headlines.name(change))
    yield f'<details class="part" data-group="{name}" id="e{number}" open>'
    yield f"<summary><h2>{name}</h2> {_effect(change.effect)}</summary>\n"
    place = f"cluster {change.cluster}, namespace {change.namespace}"
    yield f'<div class="body"><p>{escape(headline.of(change))}</p>\n<p class="meta">{escape(place)}</p>\n'
    facts = [*totals_words.lines(change.before, change.after, change.peak)]
    facts += [
        f"image {image.before or 'none'} to {image.after or 'none'} ({', '.join(image.places)})"
        for image in change.images
    ]
    facts += [f"stays in the cluster: {each.kind} {each.name} ({each.reason})" for each in change.leftovers]
    facts += [f"would be pruned: {each.path} ({each.consent})" for each in pruned]
    yield page.items(facts)
    for each in sorted(change.objects, key=lambda one: -severity(one.change.effect)):
        yield from _object(each, change.key[2])
    yield "</div></details>\n"


def _object(each: PlacedChange, environment: str) -> Iterator[str]:
    change = each.change
    effects = " ".join((change.effect, *change.also))
    yield f'<article data-item data-environment="{escape(environment)}" data-effect="{effects}">\n'
    was = f" (was {escape(change.was)})" if change.was else ""
    shown = " ".join(map(_effect, (change.effect, *change.also)))
    yield f"<h3>{change.change} {escape(change.kind)} {escape(change.name)}{was}: {shown}</h3>\n"
    yield f'<p class="file"><code>{escape(each.file)}</code></p>\n'
    if change.reason:
        yield f"<p>{escape(change.reason)}{_source(change.source)}</p>\n"
    for field in sorted(change.fields, key=lambda one: -severity(one.effect)):
        yield from _field(field)
    yield "</article>\n"


def _field(field: FieldChange) -> Iterator[str]:
    shown = " ".join(map(_effect, (field.effect, *field.also)))
    yield f'<div class="field"><code>{escape(field.path)}</code>: {shown}: {escape(field.reason)}{_source(field.source)}\n'
    yield '<div class="pair">'
    for name, word, value in (("old", "before", field.before), ("new", "after", field.after)):
        lines = review_values.lines(field, value)
        text = escape("\n".join(lines)) if lines else '<span class="meta">none</span>'
        yield f'<pre class="{name}" role="group" aria-label="{word}">{text}</pre>'
    yield "</div></div>\n"


def _effect(effect: Effect) -> str:
    level = "bad" if severity(effect) >= severity(Effect.UNKNOWN) else "warn"
    return f'<span class="effect {level if severity(effect) >= severity(Effect.RESTART) else "good"}">{effect}</span>'


def _source(address: str) -> str:
    """A link to the page that a rule follows; addresses come from tables, and only those of pages are links."""
    return f' <a href="{escape(address)}">source</a>' if address.startswith("https://") else ""
