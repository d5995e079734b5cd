"""`tidegate board`: all projects on one page."""

from pathlib import Path

import click

from generator.cli import choices, options
from generator.discovery import projects
from generator.report.output import Output
from generator.review import board
from generator.validation import project_check

EPILOG = """\b
Examples:
  tidegate board --output board.html                        the nearest project
  tidegate board projects/ --output board.html              every project in a folder
  tidegate board projects/ --output - | less                on stdout

\b
Exit codes: 0 written; 2 the command line is wrong; 3 a project has problems: it is shown with them,
and the others are whole; 5 the file cannot be written.
"""


@click.command("board", epilog=EPILOG, short_help="write a page of all projects: what runs where, and what waits")
@options.paths
@click.option(
    "--output",
    "file",
    cls=choices.DescribedOption,
    missing="Name the page to write: --output board.html",
    metavar="FILE",
    help="The page to write; - for stdout.",
)
@options.platform
def command(paths: tuple[str, ...], file: str, platform_option: str | None) -> None:
    """Write one HTML page about all projects: what each component runs in each environment, where releases stand, what waits.

    PATH is a project file, or a folder that is searched for files named ml-project.yaml. Without it, the nearest
    ml-project.yaml is used, in the current folder or one of its parents.
    """
    files = projects.find(paths)
    platform = options.load_platform("text", platform_option, *files)
    checked = [project_check.check_file(each, platform) for each in files]
    for each in checked:
        if each.invalid:
            options.show(each.problems, "text", err=True)
    found = board.ordered("from their files", [board.of(each, platform) for each in checked])
    from generator.report import board_html

    text = board_html.text(found)
    if file == "-":
        options.write([Output(text, coloured=True)])
    else:
        from generator.files import numbered

        numbered.write(Path(file), [text], stale=lambda _: False)
    raise click.exceptions.Exit(3 if found.invalid else 0)
