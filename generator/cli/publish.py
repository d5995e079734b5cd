"""`tidegate publish`: one commit to a GitOps repository, on its tip as it is at that moment."""

from typing import Any

import click

from generator.cli import options
from generator.cli.validate import finish
from generator.discovery import projects
from generator.errors import Mark, Problem, Severity
from generator.publishing import publish
from generator.report import problems as report
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


FACTS = {"new": "would be added", "changed": "would be changed", "removed": "would be removed"}


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
    asked = publish.Wanted(**wanted, scope=paths, jobs=jobs)
    outcome = publish.publish(files, platform, asked, progress=options.Progress())
    if form == "text":
        for line in (*(f"{word:8}{path}" for word, path in outcome.changes), *outcome.notes):
            click.echo(line)
    else:
        outcome.problems += [_change(word, path) for word, path in outcome.changes]
    finish(outcome, form)


def _change(word: str, path: str) -> Problem:
    """What a dry run would do, for a machine: nothing is wrong with it."""
    mark, severity = Mark(path, 1, 1), Severity.WARNING
    return Problem(mark=mark, where="", fact=FACTS[word], hint="", code=f"change-{word}", severity=severity)
