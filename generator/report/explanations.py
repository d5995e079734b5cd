"""Resolved values and where they are set, as a table or as JSON."""

import json
from collections.abc import Iterator, Sequence

from generator.report.output import Output, note
from generator.validation.explain import Explanation, Row

COLUMN_WIDTH = 60
HEADER = ("ENVIRONMENT", "FIELD", "VALUE", "FROM")


def explained(found: Explanation, field: str | None, form: str) -> Iterator[Output]:
    """The output of `explain` for a `field`, or for all fields (None); `form` is `text` or `json`."""
    if found.unset:
        yield note(f"{field} is not set")
    if form == "json":
        yield Output(json.dumps([_data(row) for row in found.rows], ensure_ascii=False, indent=2) + "\n")
    elif found.rows or field is None:
        yield Output(_table(found.rows))


def _data(row: Row) -> dict[str, object]:
    return {"environment": row.environment, "field": row.field, "value": row.value, "from": row.source}


def _table(rows: Sequence[Row]) -> str:
    lines = [HEADER, *((row.environment, row.field, _text(row.value), row.source) for row in rows)]
    widths = [min(COLUMN_WIDTH, max(len(line[i]) for line in lines)) for i in range(3)]
    padded = ([*(text.ljust(width) for text, width in zip(line, widths, strict=False)), line[3]] for line in lines)
    return "".join("  ".join(line) + "\n" for line in padded)


def _text(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = text.replace("\n", "\\n")
    return text if len(text) <= COLUMN_WIDTH else text[: COLUMN_WIDTH - 1] + "…"
