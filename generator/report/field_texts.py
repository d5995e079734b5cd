"""What fields are, as text for people: what `explain` prints above the values."""

import json
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from generator.validate import field_docs
from generator.validate.field_docs import Field
from generator.validation.field_lookup import COMPONENT, Topic

INDENT = "  "
LABELS = 10


def described(topics: Sequence[Topic], width: int | None) -> str:
    """All definitions of a field; lines are wrapped by words if there is a `width`."""
    return "".join(f"{line}\n" for topic in topics for line in _lines(topic, width))


def _lines(topic: Topic, width: int | None) -> Iterator[str]:
    field = topic.field
    condition = f" ({field.condition})" if field.condition else ""
    yield f"{path(field.path)}{condition}, in {topic.file}" if field.path else topic.file
    if field.description:
        yield from _wrapped(INDENT, field.description, width)
    for label, value in facts(field):
        yield from _wrapped(f"{INDENT}{label}:".ljust(LABELS + len(INDENT)), value, width)
    yield ""


def facts(field: Field) -> Iterator[tuple[str, str]]:
    """What is known of a field besides its description, each with a label."""
    if field.forms and not _is_whole(field):
        yield "forms", "; or ".join(field.forms)
    if field.required:
        yield "required", "yes"
    elif field.default is not None:
        yield "default", value(field.default)
    for example in field.examples:
        yield "example", f"{field.name}: {value(example)}" if _is_key(field) else value(example)
    if field.kinds and len(field.path) > 2:  # noqa: PLR2004 - components.<component>
        yield "kinds", ", ".join(field.kinds)
    below = list(dict.fromkeys(child.name for child in field.children if _is_key(child)))
    if below:
        yield "fields", ", ".join(below)


def path(of: Sequence[str]) -> str:
    """A path with dots, and brackets for the items of a list: `components.<component>.args[]`."""
    return ".".join(of).replace(f".{field_docs.ITEM}", field_docs.ITEM)


def value(plain: Any) -> str:
    """A value as it is written in YAML on one line."""
    if isinstance(plain, dict):
        return f"{{{', '.join(f'{_key(key)}: {value(each)}' for key, each in plain.items())}}}"
    if isinstance(plain, list):
        return f"[{', '.join(value(each) for each in plain)}]"
    return _key(plain) if isinstance(plain, str) else json.dumps(plain)


def _key(text: str) -> str:
    """A text in YAML, quoted if it would be read as something else, or would end the list or mapping that it is in."""
    from generator.source import splice_values  # what edits write

    return splice_values.scalar(text)


def _is_key(field: Field) -> bool:
    return not field.is_free and field.name != field_docs.ITEM


def _is_whole(field: Field) -> bool:
    """Whether it is a file or a component, whose form is all of its fields."""
    return field.path in {(), COMPONENT}


def _wrapped(first: str, text: str, width: int | None) -> list[str]:
    if width is None:
        return [f"{first}{text}"]
    return textwrap.wrap(
        text,
        max(width, len(first) + 20),
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )
