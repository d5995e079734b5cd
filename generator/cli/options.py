"""What several commands share: their options, their reports, their progress."""

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from generator.discovery import projects
from generator.errors import InputError, Problem
from generator.report import problems as report
from generator.report.output import Output

if TYPE_CHECKING:
    from generator.validation.platform import Platform

Decorated = Callable[..., Any]
LONG = 20
WIDTH = 30

platform = click.option(
    "--platform",
    "named",
    metavar="DIR",
    help="Folder of the platform's files. Default: $TIDEGATE_PLATFORM, else the nearest parent folder with a "
    "tidegate-platform.yaml, else the environments that come with tidegate.",
)
form = click.option(
    "--format",
    "form",
    type=click.Choice(report.FORMATS),
    default="text",
    show_default=True,
    help="How problems are printed: text for people, json for programs, github for annotations in a pull request.",
)
jobs = click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    default=1,
    show_default=True,
    metavar="N",
    help="Number of projects processed in parallel.",
)
paths = click.argument("paths", nargs=-1, metavar="[PATH]...")


def coloured(stream: Any) -> bool:
    """Whether a stream is a terminal that wants colour."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def write(outputs: Iterable[Output]) -> None:
    """Print what a report gives."""
    for each in outputs:
        click.echo(each.text, nl=False, err=each.err, color=True if each.coloured else None)


def show(found: Sequence[Problem], form: report.Format, *, err: bool = False) -> None:
    """Print problems in a form; as text in colour where somebody looks."""
    stream = sys.stderr if err else sys.stdout
    click.echo(report.lines(found, form, colour=coloured(stream)), nl=False, err=err, color=True)


def note(text: str) -> None:
    """A line for people beside the results."""
    click.echo(text, err=True)


class Progress:
    """A bar on stderr for long runs, where stderr is a terminal; erased at the end."""

    def __init__(self) -> None:
        self._shown = False

    def __call__(self, done: int, total: int) -> None:
        """`done` projects of `total` are finished."""
        if total < LONG or not sys.stderr.isatty():
            return
        filled = WIDTH * done // total
        text = f"\r{'█' * filled}{'·' * (WIDTH - filled)} {done}/{total}" if done < total else "\r\x1b[K"
        self._shown = done < total
        click.echo(text, nl=False, err=True)


def single_project(command: str, path: str | None) -> str:
    """The one project file of a command: that at a path, or the nearest one upward."""
    files = projects.find([path] if path is not None else [])
    if len(files) != 1:
        raise click.UsageError(f"{command} takes one project, {path} holds {len(files)}")
    return files[0]


def load_platform(form: report.Format, named: str | None, file: str) -> "Platform":
    """The platform of a project; its problems are reported beside the results, and end the command."""
    from generator.validation import project_check

    try:
        return project_check.platform(named, file)
    except InputError as error:
        show(error.problems, form, err=True)
        raise click.exceptions.Exit(error.exit_code) from None
