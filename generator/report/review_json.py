"""A review as JSON: the format that docs/review.md describes."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from generator.comparison.changes import ABSENT, FieldChange
from generator.impact import headline, totals_words
from generator.impact.environment_change import EnvironmentChange, PlacedChange
from generator.report import problems
from generator.report.output import Output
from generator.review.review import Prune, Review

VERSION = 1


def output(found: Review) -> Iterator[Output]:
    """The output of `diff` as JSON."""
    yield Output(json.dumps(data(found), ensure_ascii=False, indent=2) + "\n", coloured=True)


def data(found: Review) -> dict[str, Any]:
    """A review as plain data; environments are in the order of team, project and promotion."""
    pruned = found.pruned
    return {
        "version": VERSION,
        "base": found.base,
        "head": found.head,
        "effect": found.effect.value,
        "environments": [_environment(each, pruned.get(each.key, ())) for each in found.environments],
        "problems": [problems.fields(each) for each in problems.ordered(found.problems)],
    }


def _environment(change: EnvironmentChange, pruned: Sequence[Prune]) -> dict[str, Any]:
    team, project, environment = change.key
    totals = {"before": change.before, "after": change.after, "peak": change.peak}
    more: dict[str, Any] = {}
    if change.images:
        more["images"] = [
            {"before": each.before or None, "after": each.after or None, "where": list(each.places)}
            for each in change.images
        ]
    if change.leftovers:
        more["staysBehind"] = [each._asdict() for each in change.leftovers]
    if pruned:
        more["prunes"] = [
            {"file": each.path, "component": each.component or None, "allowedBy": each.entry} for each in pruned
        ]
    return {
        "team": team,
        "project": project,
        "environment": environment,
        "cluster": change.cluster,
        "namespace": change.namespace,
        "effect": change.effect.value,
        "headline": headline.of(change),
        "totals": {name: totals_words.data(each) for name, each in totals.items()},
        "objects": [_object(each) for each in change.objects],
        **more,
    }


def _object(each: PlacedChange) -> dict[str, Any]:
    change, (component, slot) = each.change, each.owner
    data: dict[str, Any] = {
        "change": change.change,
        "apiVersion": str(change.object.get("apiVersion", "")),
        "kind": change.kind,
        "name": change.name,
        "was": change.was,
        "component": component or None,
        "slot": slot or None,
        "file": each.file,
        "effect": change.effect.value,
    }
    if change.also:
        data["also"] = [effect.value for effect in change.also]
    if change.change in {"added", "removed"}:
        return {**data, "reason": change.reason, "source": change.source}
    return {**data, "fields": [_field(field) for field in change.fields]}


def _field(field: FieldChange) -> dict[str, Any]:
    data: dict[str, Any] = {"path": field.path}
    if field.hidden:
        data["hidden"] = True
    else:
        data |= {
            name: value for name, value in (("before", field.before), ("after", field.after)) if value is not ABSENT
        }
    data["effect"] = field.effect.value
    if field.also:
        data["also"] = [effect.value for effect in field.also]
    return {**data, "reason": field.reason, "source": field.source}
