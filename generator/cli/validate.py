"""`tidegate validate`: judge project files; the report is the result."""

import sys

import click

from generator.cli import options
from generator.discovery import projects
from generator.generation import run
from generator.report import problems as report
from generator.report import runs
from generator.validation import platform as platforms

EPILOG = """\b
Examples:
  tidegate validate                         the nearest ml-project.yaml upward
  tidegate validate projects/ --jobs 4      every project in a folder
  tidegate validate --rendered              what it renders to, too, with kubeconform
  tidegate validate --format github         annotations in a pull request
"""


@click.command("validate", epilog=EPILOG, short_help="judge project files")
@options.paths
@options.platform
@click.option("--rendered", is_flag=True, help="Render, too, and check every object with kubeconform -strict.")
@options.form
@options.jobs
def command(paths: tuple[str, ...], named: str | None, form: report.Format, jobs: int, *, rendered: bool) -> None:
    """Judge ml-project.yaml files: all problems of all files in one run."""
    files = projects.find(paths)
    platform = platforms.of(named, files)
    found = run.validate(files, platform, rendered=rendered, jobs=jobs, progress=options.Progress())
    options.write(runs.validated(found, form, colour=options.coloured(sys.stdout)))
    raise click.exceptions.Exit(found.exit_code)
