"""Options, output and progress bar that several commands share."""

import functools
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import click

from generator.cli import choices, judge
from generator.discovery import projects
from generator.errors import InputError, Problem, UsageError
from generator.report import problems as report
from generator.report import wrapping
from generator.report.output import Output

if TYPE_CHECKING:
    from generator.validation.platform import Platform

Decorated = Callable[..., Any]
Decorator = Callable[[Decorated], Decorated]
MIN_PROJECTS = 20
BAR_WIDTH = 30

platform = click.option(
    "--platform",
    "platform_option",
    metavar="DIR",
    shell_complete=choices.folders,
    help="Folder of the platform's files. Default: $TIDEGATE_PLATFORM, else the nearest parent folder with a "
    "tidegate-platform.yaml, else the environments that come with tidegate.",
)
form = click.option(
    "--format",
    "form",
    type=click.Choice(report.FORMATS),
    default="text",
    show_default=True,
    help="How problems are printed: text for people, json for programs, github for annotations in a pull request, gitlab for "
    "a Code Quality report, sarif for code scanning.",
)
text_or_json = click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="How the result is printed: text for people, json for programs.",
)


def live(asks: str) -> Decorator:
    """Give a command `live`, whose help is `asks`, and the `context` of the cluster, which is refused without it."""

    def decorate(function: Decorated) -> Decorated:
        @functools.wraps(function)
        def command(*, live: bool, context: str | None, **others: Any) -> Any:
            if context is not None and not live:
                raise UsageError("--context names the cluster that --live asks", hint="add --live, or leave it out")
            return function(live=live, context=context, **others)

        help_text = "With --live: context in the kubeconfig. Default: the current one."
        return click.option("--live", is_flag=True, help=asks)(
            click.option("--context", metavar="NAME", help=help_text)(command)
        )

    return decorate


def paths(function: Decorated) -> Decorated:
    """Give a command `paths`: those of its arguments and of --project."""

    @functools.wraps(function)
    def command(*, paths: tuple[str, ...], named: tuple[str, ...], **others: Any) -> Any:
        return function(paths=(*named, *paths), **others)

    return _named(multiple=True)(_paths(command))


def path(function: Decorated) -> Decorated:
    """Give a command of one project its `path`: that of its argument or of --project, None for the nearest one."""
    return _one("path", _named(), _path)(function)


def folder(function: Decorated) -> Decorated:
    """Give a command its `folder`: that of its argument or of --project, None for the current one."""
    from pathlib import Path  # a cold start counts

    settings: Any = {"type": click.Path(path_type=Path), "shell_complete": choices.folders}
    option = click.option("-p", "--project", "named", **settings, metavar="DIR", help="The same as the argument DIR.")
    return _one("folder", option, click.argument("folder", required=False, metavar="[DIR]", **settings))(function)


def _one(parameter: str, option: Decorator, argument: Decorator) -> Decorator:
    """Give a function the value of an argument or of --project as one parameter; they must not contradict each other."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def command(*, named: Any, **others: Any) -> Any:
            written = others[parameter]
            if written is not None and named is not None and written != named:
                raise click.UsageError(f"the project is named twice: {written}, and --project {named}")
            return function(**{**others, parameter: written if written is not None else named})

        return option(argument(command))

    return decorate


def check_order(first: str, path: str | None, what: str) -> None:
    """Raise UsageError if `first`, an argument that is `what`, is the path that belongs behind it.

    A name may be that of a folder, too: alone it is taken for a path only if no name can be written like that.
    """
    command = click.get_current_context().command_path
    if not os.path.exists(first) or (path is not None and os.path.lexists(path)):
        return
    if path is not None and os.sep not in path and not path.endswith(".yaml"):
        raise UsageError(f"{first} is a path, and {path} is not there", hint=f"swap them: {command} {path} {first}")
    if path is None and (os.curdir in first or os.sep in first):
        hint = f"write the {what} before it: {command} {what.upper()} {first}"
        raise UsageError(f"{first} is a path, not a {what}", hint=hint)


_paths = click.argument("paths", nargs=-1, metavar="[PATH]...", shell_complete=choices.files)
_path = click.argument("path", required=False, metavar="[PATH]", shell_complete=choices.files)


def _named(*, multiple: bool = False) -> Decorator:
    help_text = "Project file or its folder, the same as PATH."
    if multiple:
        help_text += " May be repeated."
    return click.option(
        "-p", "--project", "named", multiple=multiple, metavar="PATH", help=help_text, shell_complete=choices.files
    )


def environment(text: str, *declarations: str, required: bool = True, names: choices.Names | None = None) -> Decorator:
    """An option for the name of an environment; of the project, if no other `names` are given."""
    return click.option(
        *(declarations or ("-e", "--environment", "environment" if required else "only")),
        cls=choices.NamedOption,
        names=names or choices.environments,
        required=required,
        metavar="ENV",
        help=text,
    )


def coloured(stream: Any) -> bool:
    """Whether a stream gets colours: a terminal, or any with FORCE_COLOR; not with NO_COLOR, nor a terminal with TERM=dumb."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in {"", "0"}:
        return True
    return bool(stream.isatty()) and os.environ.get("TERM") != "dumb"


def width(stream: Any) -> int | None:
    """The columns of a terminal; None for a pipe or a file, where no line is wrapped or shortened."""
    if not stream.isatty():
        return None
    import shutil  # a cold start counts

    return shutil.get_terminal_size().columns


def write(outputs: Iterable[Output]) -> None:
    """Print the output of a report."""
    for each in outputs:
        text = each.text
        if each.prose:
            text = wrapping.wrapped(text, width(sys.stderr if each.err else sys.stdout))
        click.echo(text, nl=False, err=each.err, color=True if each.coloured else None)


def show(found: Sequence[Problem], form: report.Format, *, err: bool = False) -> None:
    """Print problems in a format; text has colours on a terminal."""
    stream = sys.stderr if err else sys.stdout
    text = report.lines(found, form, colour=coloured(stream))
    click.echo(wrapping.wrapped(text, width(stream) if form == "text" else None), nl=False, err=err, color=True)


def new_folder(into: "os.PathLike[str] | None", *, compared: bool = False) -> str:
    """The note that the folder of --into is not there yet, since its name may be a slip; empty if it is there.

    It is for people who typed the name; where the folder is only `compared`, the note is for everybody.
    """
    if into is None or os.path.lexists(into) or not (compared or sys.stderr.isatty()):
        return ""
    return "tidegate: the folder of --into was not there yet: all of its files are new"


def note(text: str) -> None:
    """Print a line to stderr, apart from the results."""
    click.echo(wrapping.wrapped(text, width(sys.stderr)), err=True)


class Progress:
    """A progress bar on stderr for long runs, if stderr is a terminal; it is erased at the end."""

    reached: ClassVar[tuple[int, int] | None] = None
    """How many projects the command has finished, and of how many; None if it does not count them."""

    def __init__(self) -> None:
        self._shown = False
        self._is_terminal = sys.stderr.isatty()
        Progress.reached = None

    def __call__(self, done: int, total: int) -> None:
        """`done` projects of `total` are finished."""
        Progress.reached = (done, total)
        if total < MIN_PROJECTS or not self._is_terminal:
            return
        filled = BAR_WIDTH * done // total
        text = f"\r{'█' * filled}{'·' * (BAR_WIDTH - filled)} {done}/{total}" if done < total else "\r\x1b[K"
        self._shown = done < total
        click.echo(text, nl=False, err=True)


def single_project(command: str, path: str | None, *, standard_input: bool = False) -> str:
    """The project file at a path, or the nearest one in a parent folder; UsageError if a path has several."""
    files = projects.find([path] if path is not None else [], standard_input=standard_input)
    if len(files) != 1:
        raise click.UsageError(f"{command} takes one project, {path} holds {len(files)}")
    return files[0]


def judging_platform(platform_option: str | None, start: str) -> "Platform":
    """The platform for a folder, which the last line names; InputError if it has problems."""
    from generator.discovery import platform_folder
    from generator.validation import platform

    judge.of_folder(platform_folder.find(platform_option, start))
    return platform.load(platform_option, start)


def load_platform(form: report.Format, platform_option: str | None, *files: str) -> "Platform":
    """The platform of these projects; if it has problems, they are printed to stderr and the command exits."""
    from generator.discovery import platform_folder
    from generator.validation import project_check

    judge.of_folder(platform_folder.find(platform_option, os.path.dirname(files[0] if files else "") or "."))
    try:
        return project_check.platform(platform_option, *files)
    except InputError as error:
        show(error.problems, form, err=True)
        raise click.exceptions.Exit(error.exit_code) from None
