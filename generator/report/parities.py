"""What differs between the environments of projects, as tables or as JSON."""

import json
from collections.abc import Iterator, Sequence

from generator.release import state_machine
from generator.report import positions
from generator.report.output import Output, note
from generator.report.problems import PLAIN, YELLOW
from generator.review.parity import Cell, ComponentParity, Field, ProjectParity
from generator.spec.release import Release

COLUMNS = {
    "IMAGE": ("image",),
    "MODEL": ("model",),
    "STRATEGY": ("strategy",),
    "SCALE": ("scale",),
    "MACHINE": ("machine", "resources"),
    "RELEASE": ("release",),
}
"""The columns of the table, and what of a cell they show."""
MARK = " *"
WIDTH = 40


def parity(found: Sequence[ProjectParity], form: str, *, colour: bool) -> Iterator[Output]:
    """The output of `parity`; with `colour`, what differs is yellow besides its mark."""
    for each in found:
        if each.missing:
            yield note(f"tidegate: {each.team}/{each.project} does not run in {', '.join(each.missing)}")
    if form == "json":
        yield Output(json.dumps([_data(each) for each in found], ensure_ascii=False, indent=2) + "\n")
    else:
        yield from _tables([each for each in found if each.environments], colour=colour)
    compared = [each for each in found if len(each.environments) > 1]
    if compared and not any(differs(one) for each in compared for one in each.components):
        yield note("no differences")


def _tables(found: Sequence[ProjectParity], *, colour: bool) -> Iterator[Output]:
    for number, each in enumerate(found):
        lines = [f"{each.team}/{each.project}", *_cells(each), *_fields(each)]
        text = "".join(f"{line}\n" for line in _coloured(lines, colour=colour))
        yield Output("\n" * (number > 0) + text, coloured=True)


def differs(each: ComponentParity) -> bool:
    """Whether anything of a component is not the same in all environments."""
    return bool(each.differing or each.fields) or not each.is_everywhere


def _coloured(lines: Sequence[str], *, colour: bool) -> Iterator[str]:
    for line in lines:
        yield f"{YELLOW}{line}{PLAIN}" if colour and MARK in line else line


def _cells(project: ProjectParity) -> Iterator[str]:
    rows = [("COMPONENT", "ENVIRONMENT", *COLUMNS)]
    for each in project.components:
        for environment, cell in each.cells.items():
            rows.append((each.name, environment, *_columns(cell, each)))
    yield from _table(rows)


def _columns(cell: Cell | None, component: ComponentParity) -> Iterator[str]:
    if cell is None:
        yield f"not there{MARK}"
        yield from [""] * (len(COLUMNS) - 1)
        return
    for text, names in zip(_texts(cell), COLUMNS.values(), strict=True):
        yield text + MARK * (not {*names}.isdisjoint(component.differing))


def _texts(cell: Cell) -> Iterator[str]:
    yield positions.short(cell.image)
    yield cell.model or "-"
    yield cell.strategy
    yield scale(cell)
    yield machine(cell)
    yield _release(cell.release)


def scale(cell: Cell) -> str:
    """The bounds of the scale: `2-4`, or `3` if they are equal."""
    return "-" if cell.scale is None else "-".join(map(str, dict.fromkeys(cell.scale)))


def machine(cell: Cell) -> str:
    """The machine and what it has: `cpu-small (cpu 500m, memory 1Gi)`."""
    amounts = ", ".join(f"{name} {amount}" for name, amount in cell.resources.items())
    return f"{cell.machine} ({amounts})" if cell.machine and amounts else cell.machine or amounts or "-"


def _release(release: Release) -> str:
    """The position in words: `candidate 1.5.0, step 1/2, 10 %`."""
    if release.candidate is not None:
        step = f", step {release.step}/{len(release.steps)}" if release.steps else ""
        return f"candidate {positions.named(release.candidate)}{step}, {release.share} %"
    if release.previous is not None:
        return f"100 %, previous {positions.named(release.previous)} warm"
    return "steady"


def _fields(project: ProjectParity) -> Iterator[str]:
    """The fields that differ, with a column for each environment."""
    rows = [
        (f"{each.name}.{field.name}", *(value(field, name) for name in project.environments), ", ".join(field.origins))
        for each in project.components
        for field in each.fields
    ]
    if rows:
        yield ""
        yield from _table([("FIELD", *project.environments, "FROM"), *rows])


def value(field: Field, environment: str) -> str:
    """The value of a field in an environment, on one line and shortened; `-` where it has none."""
    if environment not in field.values:
        return "-"
    found = field.values[environment]
    text = (found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)).replace("\n", "\\n")
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…"


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()


def _data(project: ProjectParity) -> dict[str, object]:
    return {
        "team": project.team,
        "project": project.project,
        "file": project.file,
        "environments": list(project.environments),
        "components": [
            {
                "component": each.name,
                "environments": {name: None if cell is None else _cell(cell) for name, cell in each.cells.items()},
                "differing": list(each.differing),
                "fields": [
                    {"field": field.name, "values": dict(field.values), "from": list(field.origins)}
                    for field in each.fields
                ],
            }
            for each in project.components
        ],
    }


def _cell(cell: Cell) -> dict[str, object]:
    release, scale = cell.release, cell.scale
    return {
        "image": cell.image,
        "model": cell.model or None,
        "strategy": cell.strategy,
        "scale": None if scale is None else {"min": scale[0], "max": scale[1]},
        "machine": cell.machine or None,
        "resources": dict(cell.resources),
        "release": {
            "state": str(state_machine.state(release)),
            "slot": release.slot,
            "step": release.step,
            "steps": list(release.steps),
            "share": release.share,
            "candidate": None if release.candidate is None else release.candidate.image,
            "previous": None if release.previous is None else release.previous.image,
        },
    }
