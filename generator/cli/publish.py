"""`tidegate publish`: one commit to a GitOps repository, on its tip as it is at that moment."""

import sys
from typing import Any

import click

from generator.cli import options
from generator.discovery import projects
from generator.publishing import publish
from generator.report import problems as report
from generator.report import runs
from generator.validation import platform as platforms

EPILOG = """\b
Examples:
  tidegate publish --repo git@git.acme.dev:ml/deploy.git
  tidegate publish projects/ --repo https://git.acme.dev/ml/deploy --pull-request-branch
  tidegate publish --repo ../deploy.git --dry-run

\b
A workload or claim goes only with --allow-prune, and so does a project that was renamed
or removed: the history of the project files tells what lies there of it.
A rejected push is tried again on the new tip. A release that skips a transition since
what lies in the repository is refused (exit 4). Credentials and author are git's own:
nobody is asked. Killed at any moment, run it again: the branch holds the whole commit or
none of it, and at worst a folder tidegate-... stays behind among the temporary files.
"""


@click.command("publish", epilog=EPILOG, short_help="push the overlays to a GitOps repository")
@options.paths
@click.option("--repo", "repository", required=True, metavar="URL-OR-PATH", help="The GitOps repository.")
@click.option("--branch", metavar="B", help="Its branch; else its default branch.")
@click.option(
    "--pull-request-branch", "aside", is_flag=True, help="Push to a branch tidegate/... for a pull request instead."
)
@click.option("--dry-run", is_flag=True, help="Push nothing; say what would change.")
@click.option("--allow-prune", is_flag=True, help="Workloads and claims may go.")
@options.platform
@options.form
@options.jobs
def command(paths: tuple[str, ...], named: str | None, form: report.Format, jobs: int, **wanted: Any) -> None:
    """Generate the projects' overlays and push them as one commit."""
    files = projects.find(paths, some=False)
    platform = platforms.of(named, files or [f"{path}/" for path in paths])
    platforms.writable(platform)
    request = publish.PublishRequest(**wanted, scope=paths, jobs=jobs)
    found = publish.publish(files, platform, request, progress=options.Progress())
    options.write(runs.published(found, form, colour=options.coloured(sys.stdout)))
    raise click.exceptions.Exit(found.run.exit_code)
