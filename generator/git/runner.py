"""Run Git processes: with which environment and settings, for how long, and with which output and messages.

Git never prompts, no hook is run, and secrets in addresses are removed from messages.
"""

import os
import re
from collections.abc import Mapping, Sequence
from typing import IO, TYPE_CHECKING

from generator import errors
from generator.named_tuples import NamedTuple

# Imported in functions: every search for project files loads this module, but few start a process.
if TYPE_CHECKING:
    from subprocess import Popen

PASSED_ON = (
    "GIT_CONFIG_",  # paths of settings (GLOBAL, SYSTEM, NOSYSTEM) and settings themselves (COUNT, KEY_n, VALUE_n, PARAMETERS)
    *("GIT_AUTHOR_", "GIT_COMMITTER_"),  # who commits
    *("GIT_SSH", "GIT_SSL_", "GIT_ASKPASS", "GIT_PROXY_", "GIT_HTTP_", "GIT_ALLOW_PROTOCOL"),  # how a remote is reached
    *("GIT_EXEC_PATH", "GIT_DISCOVERY_ACROSS_FILESYSTEM"),  # how the machine is set up
)
"""Prefixes of the caller's variables that are passed on to Git: those that apply to all repositories.

All other `GIT_*` variables are about one repository: if a hook runs tidegate, they name the hook's (`GIT_DIR`, `GIT_WORK_TREE`,
`GIT_INDEX_FILE`, `GIT_OBJECT_DIRECTORY`; `git rev-parse --local-env-vars` lists them), and Git would use that repository.
Of that list, only settings (`GIT_CONFIG_COUNT`, `GIT_CONFIG_PARAMETERS`) are passed on, since they may contain `safe.directory`,
`core.excludesFile` and `url.*.insteadOf`.
"""

VARIABLES = {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_LITERAL_PATHSPECS": "1", "GIT_OPTIONAL_LOCKS": "0"}
SETTINGS = (
    f"core.hooksPath={os.devnull}",  # plumbing runs hooks, too: reference-transaction, post-index-change
    "core.fsmonitor=false",  # a program that Git runs, like hooks
)
LONGEST = 600.0  # seconds
SILENT = "it printed nothing"

_REFUSALS = ("dubious ownership", "unsafe repository")  # git 2.35.3 and later, 2.35.2


class Result(NamedTuple):
    """The exit code of a Git process, its stdout, and its messages from stderr on one line."""

    code: int
    out: bytes
    words: str

    @property
    def text(self) -> str:
        """The stdout as text; for paths use `os.fsdecode` on `out`."""
        return self.out.decode(errors="replace")


class TimedOutError(errors.NotReadyError):
    """Git did not end in time and was killed."""


def environment(variables: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a Git process: the caller's without variables about one repository, `VARIABLES`, and `variables`."""
    inherited = {
        key: value for key, value in os.environ.items() if not key.startswith("GIT_") or key.startswith(PASSED_ON)
    }
    return inherited | VARIABLES | dict(variables or {})


def start(
    arguments: Sequence[str],
    *,
    folder: str,
    settings: Sequence[str] = (),
    variables: Mapping[str, str] | None = None,
    stdin: IO[bytes] | None = None,
    locks: Sequence[int] = (),
    session: bool = False,
) -> "Popen[bytes]":
    """Start a Git process in a folder. Raises ProgramError if Git is not installed.

    Without `stdin`, its input is a pipe; with a file as `stdin`, its stderr is dropped. It inherits the file descriptors
    `locks`. With `session`, it gets a session of its own: no terminal, and no signals to our process group.
    """
    import subprocess

    options = (part for setting in (*SETTINGS, *settings) for part in ("-c", setting))
    try:
        return subprocess.Popen(
            ["git", *options, *arguments],  # noqa: S607 - Git is found on PATH, as users find it
            cwd=folder,
            env=environment(variables),
            stdin=subprocess.PIPE if stdin is None else stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if stdin is None else subprocess.DEVNULL,
            pass_fds=locks,
            start_new_session=session,
        )
    except OSError as error:
        raise errors.ProgramError(
            f"git cannot be run: {error.strerror}", hint="install Git and put it on PATH"
        ) from error


def run(
    arguments: Sequence[str],
    *,
    folder: str,
    settings: Sequence[str] = (),
    variables: Mapping[str, str] | None = None,
    stdin: bytes = b"",
    seconds: float = LONGEST,
    locks: Sequence[int] = (),
    session: bool = False,
    kill: bool = False,
) -> Result:
    """Run Git until it ends. Raises TimedOutError after `seconds`, ProgramError if Git is not installed.

    With `kill`, an interrupt of this process also kills Git and what it started; without, Git is waited for.
    """
    from subprocess import TimeoutExpired

    started = start(arguments, folder=folder, settings=settings, variables=variables, locks=locks, session=session)
    with started as process:
        try:
            out, reported = process.communicate(stdin, timeout=seconds)
        except TimeoutExpired as error:
            _kill(process, session=session)
            fact = f"git {verb(arguments)} did not end within {seconds:g} seconds"
            raise TimedOutError(fact, hint="run the command again") from error
        except BaseException:
            if kill:
                _kill(process, session=session)
            raise
    return Result(process.returncode, out, words(reported.decode(errors="replace")))


def failed(arguments: Sequence[str], result: Result) -> errors.NotReadyError:
    """The error for a Git process that failed, with its messages or its exit code."""
    reported = f"exit code {result.code}" if result.words == SILENT else result.words
    return errors.NotReadyError(
        f"git {verb(arguments)} failed: {reported}", hint="mend that, then run the same command again"
    )


def untrusted(folder: str, result: Result) -> errors.NotReadyError | None:
    """The error if Git refused to work in a repository that another user owns; None for any other result."""
    if result.code == 0 or not any(words in result.words for words in _REFUSALS):
        return None
    found = re.search(r"git config --global --add safe\.directory \S+", result.words)
    trust = found[0] if found else f"git config --global --add safe.directory {os.path.abspath(folder)}"
    return errors.NotReadyError(
        f"{folder}: another user owns this Git repository, and Git refuses to read it",
        hint=f"if you trust it: {trust}",
    )


def verb(arguments: Sequence[str]) -> str:
    """The Git command in a list of arguments: `log` for `-c log.follow=false log -1`."""
    left = iter(arguments)
    for argument in left:
        if argument == "-c":
            next(left, None)
        elif not argument.startswith("-"):
            return argument
    return ""


def without_secrets(text: str) -> str:
    """A text without the user, password and query of URLs in it, which may be secret."""
    without = re.sub(r"://[^\s'\"]*@", "://", text)
    return re.sub(r"(://[^\s'\"?]*)\?[^\s'\"]*", r"\1", without)


def words(reported: str) -> str:
    """The messages that a Git process wrote to stderr, on one line, without prefixes and secrets."""
    lines = [
        re.sub(r"^((remote|fatal|error|hint|warning): *)+", "", line.strip()).strip() for line in reported.splitlines()
    ]
    return without_secrets("; ".join(dict.fromkeys(filter(None, lines))))[:500] or SILENT


def _kill(process: "Popen[bytes]", *, session: bool) -> None:
    import signal
    from contextlib import suppress

    with suppress(ProcessLookupError):
        if session:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
