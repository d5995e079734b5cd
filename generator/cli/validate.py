"""`tidegate validate`: judge project files; the report is the result."""

import sys
from typing import NoReturn

import click

from generator.cli import judge, many_projects, options
from generator.discovery import platform_folder, projects
from generator.generation import run
from generator.generation.execution import Execution
from generator.report import problems as report
from generator.report import runs
from generator.validation import platform as platforms

EPILOG = """\b
Examples:
  tidegate validate                         the nearest ml-project.yaml
  tidegate validate projects/ --jobs 4      every project in a folder
  tidegate validate - < ml-project.yaml     standard input, as an editor has it
  tidegate validate --rendered              also the rendered objects, with kubeconform
  tidegate validate --format github         annotations in a pull request
  tidegate validate --platform ../platform  in a folder without a project: the platform itself

\b
Exit codes: 0 no problem (warnings do not count); 3 a file is wrong; 4 refused by policy or quota;
6 kubeconform is missing or failed.
"""


@click.command("validate", epilog=EPILOG, short_help="check project files")
@options.paths
@options.platform
@click.option(
    "--rendered", is_flag=True, help="Also render the projects, and check every object with kubeconform -strict."
)
@options.form
@many_projects.execution
@many_projects.shard
def command(
    paths: tuple[str, ...],
    platform_option: str | None,
    form: report.Format,
    execution: Execution,
    sharding: many_projects.Sharding,
    *,
    rendered: bool,
) -> None:
    """Check project files and report all of their problems at once.

    PATH is a project file, or a folder that is searched for files named ml-project.yaml, or - for standard input. Without
    it, the nearest ml-project.yaml is used, in the current folder or one of its parents. Where there is none, the
    platform is checked by itself: its files, and a sample of each kind of component in every environment.
    """
    if not paths and projects.nearest() is None:
        folder = platform_folder.find(platform_option, ".")
        if folder is not None:
            _check_platform(folder, form)
    files = projects.find(paths, standard_input=True)
    platform = platforms.of_projects(platform_option, files)
    judge.of(platform)
    part = sharding.part(files)
    chosen, collected = files if part is None else part.paths, sharding.collected(part)
    seen = bool if collected is None else collected.add
    found = run.validate(
        chosen, platform, rendered=rendered, execution=execution, progress=options.Progress(), seen=seen
    )
    found = sharding.reported(found, collected, platform)
    options.write(runs.validated(found, form, colour=options.coloured(sys.stdout)))
    raise click.exceptions.Exit(found.exit_code)


def _check_platform(folder: str, form: report.Format) -> NoReturn:
    """Check a platform by itself, and exit."""
    from generator.generation import summary
    from generator.validation import platform_check  # renders: a cold start of validate counts

    judge.of_folder(folder)
    checked = platform_check.check(folder)
    found = summary.of((), files=checked.files, problems=checked.problems)
    options.write(runs.validated(found, form, colour=options.coloured(sys.stdout)))
    raise click.exceptions.Exit(found.exit_code)
