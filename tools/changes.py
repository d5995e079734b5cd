"""Write docs/changes.md: edits of project files and what comes of them, from `tests/acceptance/changes.yaml`.

Usage: `python tools/changes.py [FILE]`, default `docs/changes.md`. `tests/acceptance/test_changes.py` runs every edit.
"""

import sys
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "tests" / "acceptance" / "changes.yaml"
TARGET = ROOT / "docs" / "changes.md"
HEAD = """# Changes by kind

What an edit of `ml-project.yaml` does in the cluster, for each kind that operators run and for each of its operators, on Flux.
`tools/changes.py` writes this page from `tests/acceptance/changes.yaml`, of which a test makes every edit in a repository and
compares what [`tidegate diff`](review.md) says. The effects are [those of the fields](effects.md) that the edit changes: the worst
of them, with its reason and the page that says so. An edit that is refused changes nothing: it is told at its line, before
anything is written.
"""
COLUMNS = "\n| operator | edit | effect | what happens |\n|---|---|---|---|\n"


def main(arguments: list[str]) -> int:
    """Write the page into the file of the arguments; replace it if it exists."""
    target = Path(arguments[0]) if arguments else TARGET
    target.write_text(page(yaml.safe_load(TABLE.read_text(encoding="utf-8"))), encoding="utf-8")
    return 0


def page(table: Mapping[str, Any]) -> str:
    """The page as Markdown."""
    sections = groupby(table["changes"], key=lambda change: str(change["kind"]))
    return HEAD + "".join(
        f"\n## {kind}\n\n{_base(kind, table['kinds'][kind])}{COLUMNS}{''.join(map(_row, changes))}"
        for kind, changes in sections
    )


def _base(kind: str, fields: Mapping[str, Any]) -> str:
    held = "".join(f"{name}: {_flow(value)}\n" for name, value in {"kind": kind, **fields}.items())
    return f"```yaml\n{held}```\n"


def _row(change: Mapping[str, Any]) -> str:
    cells = (
        change["operator"],
        "<br>".join(_edit(change)),
        f"`{change.get('effect', 'refused')}`",
        "; ".join(_says(change)),
    )
    return f"| {' | '.join(cells)} |\n"


def _edit(change: Mapping[str, Any]) -> Iterator[str]:
    """The fields that are edited, after those that the component has before."""
    before = change.get("from", {})
    if before:
        yield f"with {_fields(before)}:"
    yield _fields(change["edit"])


def _fields(fields: Mapping[str, Any]) -> str:
    written = (f"`{name}: {_flow(value)}`" if value is not None else f"no `{name}`" for name, value in fields.items())
    return ", ".join(written)


def _flow(value: Any) -> str:
    return yaml.safe_dump(value, default_flow_style=True, width=10**6, sort_keys=False).removesuffix("...\n").strip()


def _says(change: Mapping[str, Any]) -> Iterator[str]:
    if "effect" in change:
        yield f"{change['object']}: {_text(change['why'])} ([source]({change['source']}))"
    if "refused" in change:
        told = _text(change["refused"])
        yield f"refused: {told}" if "effect" in change else told


def _text(words: str) -> str:
    return words.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
