"""`tidegate explain`: every settled value and where it came from."""

import json
import os
from collections.abc import Iterator
from typing import Any

import click

from generator.cli import options
from generator.discovery import projects
from generator.errors import UsageError
from generator.report import problems as report
from generator.spec import suggest
from generator.validation import explain, project_check
from generator.validation import platform as platforms

EPILOG = """\b
Examples:
  tidegate explain                              everything
  tidegate explain api.scale -e production      one field, one environment
  tidegate explain components.api.image --format json
"""
WIDE = 60


@click.command("explain", epilog=EPILOG, short_help="every settled value and where it came from")
@click.argument("field", required=False)
@click.argument("path", required=False)
@click.option("-e", "--environment", "only", metavar="ENV", help="Only this environment.")
@options.platform
@click.option(
    "--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True, help="A table, or JSON."
)
def command(field: str | None, path: str | None, only: str | None, named: str | None, form: report.Format) -> None:
    """Show what a FIELD is in each environment, and the file and line (or default) that says so."""
    if field is not None and path is None and (os.path.exists(field) or field.endswith(".yaml")):
        field, path = None, field
    files = projects.find([path] if path is not None else [])
    if len(files) != 1:
        raise click.UsageError(f"explain takes one project, {path} holds {len(files)}")
    platform: Any = options.or_report(form, lambda: project_check.platform(named, files[0]))
    platforms.known(platform, only)
    judged = project_check.judge(files[0], platform)
    if judged.bad:
        options.show(judged.problems, "text", err=True)
    every = list(explain.rows(judged.project, platform, only)) if judged.project is not None else []
    found = [row for row in every if field is None or explain.chosen(row, field)]
    if (
        field is not None
        and not found
        and judged.project is not None
        and explain.unset(platform, judged.project, field)
    ):
        options.note(f"{field} is not set")
    elif field is not None and not found and not judged.bad:
        known = sorted({above for row in every for above in _ways(row.field.removeprefix("components."))})
        raise UsageError(
            f'there is no field "{field}"', hint=suggest.hint(field, known) or "tidegate explain lists all of them"
        )
    if found or form == "json" or field is None:
        _show(found, form)
    raise click.exceptions.Exit(3 if judged.bad else 0)


def _ways(field: str) -> Iterator[str]:
    """A field and all above it: what may be asked for."""
    parts = field.split(".")
    return (".".join(parts[:i]) for i in range(1, len(parts) + 1))


def _show(rows: list[explain.Row], form: report.Format) -> None:
    if form == "json":
        listed = [{"environment": r.environment, "field": r.field, "value": r.value, "from": r.source} for r in rows]
        click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
        return
    table = [
        ("ENVIRONMENT", "FIELD", "VALUE", "FROM"),
        *((r.environment, r.field, _shown(r.value), r.source) for r in rows),
    ]
    widths = [min(WIDE, max(len(line[i]) for line in table)) for i in range(3)]
    for line in table:
        click.echo("  ".join([*(text.ljust(width) for text, width in zip(line, widths, strict=False)), line[3]]))


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = text.replace("\n", "\\n")
    return text if len(text) <= WIDE else text[: WIDE - 1] + "…"
