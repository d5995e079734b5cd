"""`tidegate status`: where every release stands."""

import click

from generator.cli import options
from generator.discovery import projects
from generator.releases import positions
from generator.report import positions as report
from generator.validation import platform as platforms
from generator.validation import project_check

EPILOG = """\b
Examples:
  tidegate status
  tidegate status -e production
  tidegate status projects/                     every project in a folder
  tidegate status projects/fraud --format json
  tidegate status -e production --live          what the cluster has of it
  tidegate status -e production --live --context prod-eu

\b
The state is read from ml-project.yaml. With --live the cluster is asked, too, with kubectl: how many pods of
each version are ready, out of how many, and whether it is at the position that ml-project.yaml says.

\b
Exit codes: 3 a project has problems; 6 --live could not ask the cluster.
"""


@click.command("status", epilog=EPILOG, short_help="show the state of every release, and the next commands")
@options.paths
@options.environment("Show this environment only. Default: all of the project.", required=False)
@options.live("Ask the cluster, too: ready pods, and what is synced.")
@options.platform
@options.text_or_json
def command(
    paths: tuple[str, ...], only: str | None, context: str | None, platform_option: str | None, form: str, *, live: bool
) -> None:
    """Show which version runs in each environment, how far its release is, and which commands are possible next.

    PATH is a project file, or a folder that is searched for files named ml-project.yaml. Without it, the nearest
    ml-project.yaml is used, in the current folder or one of its parents.
    """
    files = projects.find(paths)
    platform = options.load_platform("text", platform_option, *files)
    platforms.check_environment(platform, only)
    checked = [project_check.check_file(file, platform) for file in files]
    wrong = [each for each in checked if each.invalid]
    for each in wrong:
        options.show(each.problems, "text", err=True)
    found = [position for each in checked for position in positions.positions(each, only)]
    if live:
        from generator.releases import live_status

        found = live_status.asked(found, checked, context)
    options.write([report.status(found, form)])
    raise click.exceptions.Exit(3 if wrong else 0)
