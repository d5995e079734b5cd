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
  tidegate status projects/fraud --format json

\b
The state is read from ml-project.yaml, not from a cluster. Exits with 3 if the project has problems.
"""


@click.command("status", epilog=EPILOG, short_help="show the state of every release, and the next commands")
@click.argument("path", required=False)
@click.option(
    "-e", "--environment", "only", metavar="ENV", help="Show this environment only. Default: all of the project."
)
@options.platform
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="Output format.",
)
def command(path: str | None, only: str | None, platform_option: str | None, form: str) -> None:
    """Show which version runs in each environment, how far its release is, and which commands are possible next.

    PATH is the project file or its folder. Without it, the nearest ml-project.yaml is used, in the current folder or
    one of its parents.
    """
    file = options.single_project("status", path)
    platform = options.load_platform("text", platform_option, file)
    platforms.check_environment(platform, only)
    checked = project_check.check_file(file, platform)
    if checked.invalid:
        options.show(checked.problems, "text", err=True)
    options.write([report.status(positions.positions(checked, only), form)])
    raise click.exceptions.Exit(3 if checked.invalid else 0)
