"""`tidegate explain`: every settled value and where it came from."""

import os

import click

from generator.cli import options
from generator.report import explanations as report
from generator.report.problems import Format
from generator.validation import explain, project_check
from generator.validation import platform as platforms

EPILOG = """\b
Examples:
  tidegate explain                              everything
  tidegate explain api.scale -e production      one field, one environment
  tidegate explain components.api.image --format json
"""


@click.command("explain", epilog=EPILOG, short_help="every settled value and where it came from")
@click.argument("field", required=False)
@click.argument("path", required=False)
@click.option("-e", "--environment", "only", metavar="ENV", help="Only this environment.")
@options.platform
@click.option(
    "--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True, help="A table, or JSON."
)
def command(field: str | None, path: str | None, only: str | None, named: str | None, form: Format) -> None:
    """Show what a FIELD is in each environment, and the file and line (or default) that says so."""
    if field is not None and path is None and (os.path.exists(field) or field.endswith(".yaml")):
        field, path = None, field
    file = options.single_project("explain", path)
    platform = options.load_platform(form, named, file)
    platforms.known(platform, only)
    checked = project_check.judge(file, platform)
    found = explain.explain(checked, platform, field, only)
    if checked.bad:
        options.show(checked.problems, "text", err=True)
    options.write(report.explained(found, field, form))
    raise click.exceptions.Exit(3 if checked.bad else 0)
