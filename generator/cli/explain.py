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
  tidegate explain                              every field of every environment
  tidegate explain api.scale -e production      one field in one environment
  tidegate explain components.api.image projects/fraud --format json

\b
Exit codes: 2 there is no such field; 3 the project has problems. They are printed on stderr,
and the values that could be read are still shown.
"""


@click.command("explain", epilog=EPILOG, short_help="show the value of every field and where it is set")
@click.argument("field", required=False)
@options.path
@options.environment("Show this environment only. Default: all of the project.", required=False)
@options.platform
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="Output format.",
)
def command(field: str | None, path: str | None, only: str | None, platform_option: str | None, form: Format) -> None:
    """Show the value of every field, and the file and line, or the default, that sets it.

    FIELD is a dotted path such as api.scale.min; everything under it is shown, too. Without it, all fields are shown.

    PATH is the project file or its folder. Without it, the nearest ml-project.yaml is used, in the current folder or
    one of its parents. If only one argument is given and it is an existing path, it is PATH.
    """
    if field is not None and path is None and (os.path.exists(field) or field.endswith(".yaml")):
        field, path = None, field
    file = options.single_project("explain", path)
    platform = options.load_platform(form, platform_option, file)
    platforms.check_environment(platform, only)
    checked = project_check.check_file(file, platform)
    found = explain.explain(checked, platform, field, only)
    if checked.invalid:
        options.show(checked.problems, "text", err=True)
    options.write(report.explained(found, field, form))
    raise click.exceptions.Exit(3 if checked.invalid else 0)
