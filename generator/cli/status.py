"""`tidegate status`: where every release stands."""

import json
from typing import Any

import click

from generator.cli import options
from generator.discovery import projects
from generator.release import snapshot
from generator.report import positions as report
from generator.validation import platform as platforms
from generator.validation import project_check

EPILOG = """\b
Examples:
  tidegate status
  tidegate status -e production
  tidegate status --format json
"""


@click.command("status", epilog=EPILOG, short_help="where every release stands")
@click.argument("path", required=False)
@click.option("-e", "--environment", "only", metavar="ENV", help="Only this environment.")
@options.platform
@click.option(
    "--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True, help="A table, or JSON."
)
def command(path: str | None, only: str | None, named: str | None, form: str) -> None:
    """Show every component's position in every environment, and what is legal next."""
    files = projects.find([path] if path is not None else [])
    if len(files) != 1:
        raise click.UsageError(f"status takes one project, {path} holds {len(files)}")
    platform: Any = options.or_report("text", lambda: project_check.platform(named, files[0]))
    platforms.known(platform, only)
    judged = project_check.judge(files[0], platform)
    if judged.bad:
        options.show(judged.problems, "text", err=True)
    held = [
        report.Position(
            environment=unit.target.environment.name,
            component=unit.target.name,
            strategy=unit.target.component.service.strategy.type
            if unit.target.component.service is not None
            else unit.target.component.kind,
            mode=snapshot.mode(unit.target),
            release=unit.target.release,
            steps=unit.target.component.service.strategy.steps if unit.target.component.service is not None else (),
        )
        for unit in judged.units
        if only in {None, unit.target.environment.name}
    ]
    if form == "json":
        click.echo(json.dumps(report.data(held), ensure_ascii=False, indent=2))
    else:
        click.echo(report.table(held) + report.drawings(held), nl=False)
    raise click.exceptions.Exit(3 if judged.bad else 0)
