"""`tidegate status`: where every release stands."""

import click

from generator.cli import options
from generator.releases import positions
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
    file = options.single_project("status", path)
    platform = options.load_platform("text", named, file)
    platforms.known(platform, only)
    checked = project_check.judge(file, platform)
    if checked.bad:
        options.show(checked.problems, "text", err=True)
    options.write([report.status(positions.positions(checked, only), form)])
    raise click.exceptions.Exit(3 if checked.bad else 0)
