"""Settled values and where they came from, as a table or as JSON."""

import json
from collections.abc import Iterator, Sequence

from generator.report.output import Output, note
from generator.validation.explain import Explanation, Row

WIDE = 60
HEADS = ("ENVIRONMENT", "FIELD", "VALUE", "FROM")


def explained(found: Explanation, field: str | None, form: str) -> Iterator[Output]:
    """What `explain` prints for a `field`, None for all of them."""
    if found.unset:
        yield note(f"{field} is not set")
    if form == "json":
        yield Output(json.dumps([_data(row) for row in found.rows], ensure_ascii=False, indent=2) + "\n")
    elif found.rows or field is None:
        yield Output(_table(found.rows))


def _data(row: Row) -> dict[str, object]:
    return {"environment": row.environment, "field": row.field, "value": row.value, "from": row.source}


def _table(rows: Sequence[Row]) -> str:
    lines = [HEADS, *((row.environment, row.field, _shown(row.value), row.source) for row in rows)]
    widths = [min(WIDE, max(len(line[i]) for line in lines)) for i in range(3)]
    padded = ([*(text.ljust(width) for text, width in zip(line, widths, strict=False)), line[3]] for line in lines)
    return "".join("  ".join(line) + "\n" for line in padded)


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = text.replace("\n", "\\n")
    return text if len(text) <= WIDE else text[: WIDE - 1] + "…"
