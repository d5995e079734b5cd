"""Values of changed fields as lines of text, without secrets and without characters that a terminal would obey."""

import json
from typing import Any

from generator.comparison import hidden, matching
from generator.comparison.changes import ABSENT, FieldChange, ObjectChange
from generator.layout import emitter

HIDDEN = "(changed, not shown)"
CONTEXT = 3


def lines(field: FieldChange, value: Any) -> list[str]:
    """A value of a field in lines; none where there is no value."""
    if value is ABSENT:
        return []
    if field.hidden:
        return [HIDDEN]
    found = shown(value)
    other = field.after if value is field.before else field.before
    # Two texts may differ in what lines do not show, such as an end of line
    return found if other is ABSENT or found != shown(other) else [exact(value)]


def shown(value: Any) -> list[str]:
    """A text as it is, the items of a list one by one, and other values as JSON."""
    if isinstance(value, str):
        text = value.removesuffix("\n") if "\n" in value else value
        parts = text.split("\n")
        is_plain = all(part.isprintable() for part in parts) and text == text.strip() and text != ""
        return parts if is_plain else [exact(value)]
    if isinstance(value, list) and value:
        return [f"- {exact(each)}" for each in value]
    return [exact(value)]


def exact(value: Any) -> str:
    """A value as JSON, with escapes for what cannot be seen."""
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isprintable() else json.dumps(value)


def unified(change: ObjectChange) -> list[str]:
    """The lines of an object's YAML that differ, with some around them; one that says so if either side holds a secret."""
    import difflib

    sides = (change.before, change.after)
    # Lines that did not change are shown, too: what is hidden in them counts as much
    if any(one is not None and hidden.holds_secrets(matching.known_kind(one), one) for one in sides):
        return [HIDDEN]
    before, after = ([] if one is None else emitter.document(dict(one)).splitlines() for one in sides)
    return list(difflib.unified_diff(before, after, lineterm="", n=CONTEXT))[2:]
