"""What fields are, resolved values and where they are set, as text or as JSON."""

import json
from collections.abc import Iterator, Sequence

from generator.report import field_texts
from generator.report.output import Output, note
from generator.validation.explain import Explanation
from generator.validation.explained_rows import Row
from generator.validation.field_values import MachineRow

COLUMN_WIDTH = 60
HEADER = ("ENVIRONMENT", "FIELD", "VALUE", "FROM")
MACHINES = ("MACHINE", "CPU", "MEMORY", "DEVICES", "UP TO", "HOURLY COST", "ENVIRONMENTS", "FROM")


def explained(found: Explanation, field: str | None, form: str, width: int | None) -> Iterator[Output]:
    """The output of `explain` for a `field`, or for all fields (None); `form` is `text` or `json`.

    `width` is that of the terminal, None for a pipe, where no line is wrapped and nothing is shortened.
    """
    if found.template:
        yield note(found.template)
    if form == "json":
        if found.unset:
            yield note(f"{field} is not set")
        yield Output(json.dumps([_data(row) for row in found.rows], ensure_ascii=False, indent=2) + "\n")
        return
    yield Output(field_texts.described(found.topics, width))
    if found.machines:
        yield Output(_table([MACHINES, *(_machine(each) for each in found.machines)]))
    elif found.rows or field is None:
        yield Output(
            _table([HEADER, *(_line(row, shortened=field is None and width is not None) for row in found.rows)])
        )
    elif found.unset:
        yield note(f"{field} is not set")


def _data(row: Row) -> dict[str, object]:
    return {"environment": row.environment, "field": row.field, "value": row.value, "from": row.source}


def _line(row: Row, *, shortened: bool) -> tuple[str, ...]:
    text = row.value if isinstance(row.value, str) else json.dumps(row.value, ensure_ascii=False)
    text = text.replace("\n", "\\n")
    if shortened and len(text) > COLUMN_WIDTH:
        text = text[: COLUMN_WIDTH - 1] + "…"
    return row.environment, row.field, text, row.source


def _machine(each: MachineRow) -> tuple[str, ...]:
    names = ", ".join(each.environments)
    return each.name, each.cpu, each.memory, each.devices, each.largest, each.cost, names, each.source


def _table(lines: Sequence[Sequence[str]]) -> str:
    """Lines in columns, of which one longer than COLUMN_WIDTH moves only its own line."""
    widths = [min(COLUMN_WIDTH, max(len(line[i]) for line in lines)) for i in range(len(lines[0]) - 1)]
    padded = ([*(text.ljust(width) for text, width in zip(line, widths, strict=False)), line[-1]] for line in lines)
    return "".join("  ".join(line) + "\n" for line in padded)
