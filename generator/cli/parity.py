"""`tidegate parity`: what differs between the environments of a project."""

import sys

import click

from generator.cli import choices, options
from generator.discovery import projects
from generator.report import parities as report
from generator.review import parity
from generator.validation import platform as platforms
from generator.validation import project_check

EPILOG = """\b
Examples:
  tidegate parity                               all environments of the nearest project
  tidegate parity -e staging -e production      two of them
  tidegate parity projects/                     every project in a folder
  tidegate parity projects/fraud --format json

\b
Values that are not the same everywhere have a * behind them. FROM says who makes a field differ: the
team (ml-project.yaml), the platform (its files), or a default of tidegate.

\b
The state is read from files, not from a cluster. Differences are no error: exit code 0; 2 the command
line is wrong; 3 a project has problems: the others are shown.
"""


@click.command("parity", epilog=EPILOG, short_help="show what differs between the environments of a project")
@options.paths
@click.option(
    "-e",
    "--environment",
    "only",
    cls=choices.NamedOption,
    names=choices.environments,
    multiple=True,
    metavar="ENV",
    help="Compare this environment. Repeat it for each. Default: all of the project.",
)
@options.platform
@options.text_or_json
def command(paths: tuple[str, ...], only: tuple[str, ...], platform_option: str | None, form: str) -> None:
    """Show images, models, strategies, scale, machines and releases of each environment side by side, and which fields differ.

    PATH is a project file, or a folder that is searched for files named ml-project.yaml. Without it, the nearest
    ml-project.yaml is used, in the current folder or one of its parents.
    """
    files = projects.find(paths)
    platform = options.load_platform("text", platform_option, *files)
    for name in only:
        platforms.check_environment(platform, name)
    if len({*only}) == 1:
        raise click.UsageError(f"one environment is nothing to compare: name another, -e {only[0]} -e ENV")
    checked = [project_check.check_file(file, platform) for file in files]
    wrong = [each for each in checked if each.invalid]
    for each in wrong:
        options.show(each.problems, "text", err=True)
    found = [one for each in checked if (one := parity.of(each, platform, only)) is not None]
    options.write(report.parity(found, form, colour=options.coloured(sys.stdout)))
    raise click.exceptions.Exit(3 if wrong else 0)
