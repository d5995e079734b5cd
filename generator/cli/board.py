"""`tidegate board`: all projects on one page."""

from pathlib import Path

import click

from generator.cli import choices, options
from generator.discovery import projects
from generator.report.output import Output
from generator.review import board
from generator.review.board import Board
from generator.validation import project_check

EPILOG = """\b
Examples:
  tidegate board --output board.html                        the nearest project
  tidegate board projects/ --output board.html              every project in a folder
  tidegate board --repo ../deploy --output board.html       a GitOps repository, as it is committed
  tidegate board projects/ --output - | less                on stdout

\b
Exit codes: 0 written; 2 the command line is wrong; 3 a project has problems: it is shown with them,
and the others are whole; 5 the file cannot be written, or DIR is in no Git repository.
"""


@click.command("board", epilog=EPILOG, short_help="write a page of all projects: what runs where, and what waits")
@options.paths
@click.option(
    "--output",
    "file",
    cls=choices.DescribedOption,
    missing="Name the page to write: --output board.html",
    metavar="FILE",
    shell_complete=choices.files,
    help="The page to write; - for stdout.",
)
@click.option(
    "--repo",
    "repository",
    metavar="DIR",
    shell_complete=choices.folders,
    help="Show what is committed in the GitOps repository in this folder, instead of projects.",
)
@options.platform
def command(paths: tuple[str, ...], file: str, repository: str | None, platform_option: str | None) -> None:
    """Write one HTML page about all projects: what each component runs in each environment, where releases stand, what waits.

    PATH is a project file, or a folder that is searched for files named ml-project.yaml. Without it, the nearest
    ml-project.yaml is used, in the current folder or one of its parents.
    """
    found = _of_projects(paths, platform_option) if repository is None else _of_repository(paths, repository)
    for each in found.projects:
        if each.invalid:
            options.show(each.problems, "text", err=True)
    from generator.report import board_html

    text = board_html.text(found)
    if file == "-":
        options.write([Output(text, coloured=True)])
    else:
        from generator.files import numbered

        numbered.write(Path(file), [text], stale=lambda _: False)
    raise click.exceptions.Exit(3 if found.invalid else 0)


def _of_projects(paths: tuple[str, ...], platform_option: str | None) -> Board:
    files = projects.find(paths)
    platform = options.load_platform("text", platform_option, *files)
    found = [board.of(project_check.check_file(each, platform), platform) for each in files]
    return board.ordered("from their files", found)


def _of_repository(paths: tuple[str, ...], repository: str) -> Board:
    if paths:
        raise click.UsageError("--repo shows all projects of a GitOps repository: name no PATH with it")
    from generator.review import deployed_board

    return deployed_board.read(repository)
