"""The command line: one module per command, each imported only when it is called."""

import gc
import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from generator import __version__
from generator.cli import judge
from generator.errors import NotReadyError, TidegateError
from generator.report import problems, wrapping

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMMANDS = {
    "abort": "take all traffic from the candidate; at step 0, remove it",
    "advance": "give the candidate its next share of the traffic",
    "board": "write a page of all projects: what runs where, and what waits",
    "bootstrap": "print the objects that a cluster needs before an environment syncs",
    "combine": "check what concerns projects of several shards",
    "diff": "show what a change does to each environment",
    "explain": "show the value of every field and where it is set",
    "finish": "remove the previous version",
    "generate": "write the overlays into a GitOps repository",
    "init": "write a first ml-project.yaml, or a platform, and its editor schema",
    "parity": "show what differs between the environments of a project",
    "promote": "release the version that is active in another environment",
    "publish": "push the overlays to a GitOps repository",
    "release": "start the release of a new version, without traffic",
    "render": "print the objects of one environment",
    "rollback": "return all traffic to the previous version",
    "schema": "print the JSON Schema of ml-project.yaml or of platform files for editors",
    "status": "show the state of every release, and the next commands",
    "validate": "check project files, or a platform",
}
EPILOG = """\b
Examples:
  tidegate init fraud --team risk-ml                       write a first project file
  tidegate validate                                        check it
  tidegate render -e production | less                     look at the result
  tidegate generate projects/ --into ../deploy --verify    write it for Flux or Argo CD

\b
Shell completion in bash (zsh_source and fish_source for the other shells):
  eval "$(_TIDEGATE_COMPLETE=bash_source tidegate)"

\b
Exit codes:
  0   done
  1   --check found differences
  2   the command line is wrong
  3   a project or platform file is wrong
  4   refused by policy or quota, because a release would skip a step, or because a removal
      needs allowPrune or --allow-prune
  5   a repository, a file or a folder is not ready
  6   a program that is needed is missing or failed
  70  a bug in tidegate; please report it
"""
BUG = 70
INTERRUPTED = 130


class LazyGroup(click.Group):
    """A group whose commands are modules of this package, imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands by name."""
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command; its module is imported here."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"generator.cli.{cmd_name}").command
        assert isinstance(command, click.Command)  # noqa: S101 - what every module of this folder has
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command to run; for an unknown name, UsageError with a similar command."""
        name = args[0] if args else ""
        if name not in COMMANDS and not name.startswith("-"):
            from generator.spec import suggest

            similar = suggest.closest(name, tuple(COMMANDS))
            raise click.UsageError(
                f'there is no command "{name}"' + (f', did you mean "{similar}"?' if similar else ""), ctx
            )
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """The commands that begin so, with their descriptions; their modules are not imported."""
        from click.shell_completion import CompletionItem

        names = [
            CompletionItem(name, help=text) for name, text in sorted(COMMANDS.items()) if name.startswith(incomplete)
        ]
        return names or click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands in the help; their modules are not imported."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.command(cls=LazyGroup, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tidegate", message="%(prog)s %(version)s")
@click.option("--debug", is_flag=True, help="Print the traceback if tidegate itself fails (exit code 70).")
def tidegate(debug: bool) -> None:
    """Generate Kustomize overlays for Flux or Argo CD from ml-project.yaml files.

    A team describes its services, models, training and jobs in one ml-project.yaml. tidegate checks it, writes the
    Kubernetes objects of each environment into a GitOps repository, and moves releases step by step, each step a Git
    commit.

    Run "tidegate COMMAND --help" for the options and examples of a command.
    """
    del debug


def main() -> None:
    """Run the command and end the process with its exit code; no input gives a traceback."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the parent process
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115 - until the process ends
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    code = run(sys.argv[1:])
    gc.freeze()  # the interpreter's last search for cycles finds nothing that has to be closed
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run a command line and return its exit code; errors are printed to stderr, and the platform of the run at last."""
    try:
        return _run(arguments)
    finally:
        with suppress(OSError):  # a closed pipe
            judge.show()


def _run(arguments: list[str]) -> int:
    try:
        code: Any = tidegate.main(args=arguments, prog_name="tidegate", standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt) as error:
        return _interrupted(error)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except TidegateError as error:
        print_error(error, _form(arguments))
        return error.exit_code
    except OSError as error:
        return _os_error(error, _form(arguments))
    except Exception as error:  # noqa: BLE001 - the outermost handler: any other error is a bug
        return _bug(arguments, error)
    return code if isinstance(code, int) else 0


def _interrupted(error: BaseException) -> int:
    """The exit code for an interrupt (Ctrl-C), after a line that says where the command stopped."""
    from generator.cli import options
    from generator.report import interruption

    cause = error.__cause__ or error.__context__ or error
    options.note(interruption.message(cause.__traceback__, options.Progress.reached))
    return INTERRUPTED


def _form(arguments: list[str]) -> problems.Format:
    """The value of --format, for errors before the command has parsed it; the last one counts, as in click."""
    form_found: problems.Format = "text"
    for option, value in zip(arguments, [*arguments[1:], ""], strict=True):
        name, _, joined = option.partition("=")
        text = joined or value
        if name == "--format" and text in problems.FORMATS:
            form_found = text
    return form_found


def print_error(error: TidegateError, form: problems.Format = "text") -> None:
    """An expected error and the way out, on stderr; on stdout where a machine reads it."""
    if form != "text":
        click.echo(problems.error_data(error, form), nl=False)
    else:
        from generator.cli import options

        click.echo(wrapping.wrapped(problems.error(error), options.width(sys.stderr)), nl=False, err=True)


def _os_error(error: OSError, form: problems.Format) -> int:
    """The exit code for an OSError: a closed pipe is no error; any other is printed with the system's message."""
    if isinstance(error, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    subject = error.filename or ("the current folder" if isinstance(error, FileNotFoundError) else "the output")
    converted = NotReadyError(f"{subject}: {error.strerror or error}", hint="mend this and run the command again")
    with suppress(OSError):  # the output itself may be what failed
        print_error(converted, form)
    return NotReadyError.exit_code


def _bug(arguments: list[str], error: Exception) -> int:
    if "--debug" in arguments:
        import traceback

        traceback.print_exception(error)
    first_line = str(error).splitlines()[0] if str(error) else ""
    description = f"{type(error).__name__}: {first_line}"[:300]
    import shlex  # a cold start counts

    command = ascii(f"tidegate --debug {shlex.join(arguments)}")[1:-1]
    click.echo(
        f"tidegate: a bug in tidegate ({description}); report it with tidegate {__version__} and: {command}", err=True
    )
    return BUG


if __name__ == "__main__":
    main()
