"""The one way to run Git: which variables and settings a process gets, how long it may take, what it printed and reported.

Nobody is asked anything, no hook runs, and nothing that is shown holds what may be a secret in an address.
"""

import os
import re
from collections.abc import Mapping, Sequence
from typing import IO, TYPE_CHECKING, NamedTuple

from generator import errors

# Every search for project files comes this way, mostly without a process to start.
if TYPE_CHECKING:
    from subprocess import Popen

KEPT = (
    "GIT_CONFIG_",  # where settings lie (GLOBAL, SYSTEM, NOSYSTEM) and settings themselves (COUNT, KEY_n, VALUE_n, PARAMETERS)
    *("GIT_AUTHOR_", "GIT_COMMITTER_"),  # who commits
    *("GIT_SSH", "GIT_SSL_", "GIT_ASKPASS", "GIT_PROXY_", "GIT_HTTP_", "GIT_ALLOW_PROTOCOL"),  # how a remote is reached
    *("GIT_EXEC_PATH", "GIT_DISCOVERY_ACROSS_FILESYSTEM"),  # how the machine is set up
)
"""How variables of the caller begin that Git still gets: those that a person or a machine sets for all repositories.

All other `GIT_*` variables speak of one repository: a hook that runs tidegate has them for its own (`GIT_DIR`, `GIT_WORK_TREE`,
`GIT_INDEX_FILE`, `GIT_OBJECT_DIRECTORY`; `git rev-parse --local-env-vars` lists them), and Git would use that one instead of
the one that we mean. Settings count everywhere: `safe.directory`, `core.excludesFile` and `url.*.insteadOf` may stand there.
"""

VARIABLES = {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_LITERAL_PATHSPECS": "1", "GIT_OPTIONAL_LOCKS": "0"}
SETTINGS = (
    f"core.hooksPath={os.devnull}",  # plumbing runs hooks, too: reference-transaction, post-index-change
    "core.fsmonitor=false",  # a program like them
)
LONGEST = 600.0  # seconds
SILENT = "it said nothing"

_REFUSALS = ("dubious ownership", "unsafe repository")  # git 2.35.3 and later, 2.35.2


class Answer(NamedTuple):
    """How a Git process ended, what it printed, and what it reported, on one line."""

    code: int
    out: bytes
    words: str

    @property
    def text(self) -> str:
        """What it printed as text; for paths use `os.fsdecode`."""
        return self.out.decode(errors="replace")


class TimedOutError(errors.NotReadyError):
    """Git did not end in time; it was ended."""


def environment(variables: Mapping[str, str] | None = None) -> dict[str, str]:
    """The variables of every Git process: the caller's as far as they are kept, ours, and those of this process alone."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_") or key.startswith(KEPT)}
    return kept | VARIABLES | dict(variables or {})


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
    """A Git process in a folder. Raises ProgramError where there is no Git.

    Without a file as `stdin` its input is a pipe; with one, its messages are dropped. It inherits the file descriptors `locks`.
    In a `session` of its own it has no terminal, and a signal to our process group does not reach it.
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
            f"git cannot be run: {error.strerror}", hint="install Git, and have it on PATH"
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
) -> Answer:
    """Run Git to its end. Raises TimedOutError after so many seconds, ProgramError where there is no Git.

    With `kill` it ends, with all that it started, when we are interrupted; without, it is waited for.
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
    return Answer(process.returncode, out, words(reported.decode(errors="replace")))


def failed(arguments: Sequence[str], answer: Answer) -> errors.NotReadyError:
    """The error for a Git process that ended without doing its work, in its own words."""
    reported = f"exit code {answer.code}" if answer.words == SILENT else answer.words
    return errors.NotReadyError(
        f"git {verb(arguments)} failed: {reported}", hint="mend that, then run the same command again"
    )


def untrusted(folder: str, answer: Answer) -> errors.NotReadyError | None:
    """The error where Git does nothing in a repository because another user owns it; None for any other answer."""
    if answer.code == 0 or not any(words in answer.words for words in _REFUSALS):
        return None
    found = re.search(r"git config --global --add safe\.directory \S+", answer.words)
    trust = found[0] if found else f"git config --global --add safe.directory {os.path.abspath(folder)}"
    return errors.NotReadyError(
        f"{folder}: another user owns this Git repository, and Git refuses to read it",
        hint=f"if you trust it: {trust}",
    )


def verb(arguments: Sequence[str]) -> str:
    """The Git command among arguments that may begin with options: `log` of `-c log.follow=false log -1`."""
    left = iter(arguments)
    for argument in left:
        if argument == "-c":
            next(left, None)
        elif not argument.startswith("-"):
            return argument
    return ""


def hidden(text: str) -> str:
    """A text with addresses in it, without what may be a secret in them."""
    without = re.sub(r"://[^\s'\"]*@", "://", text)
    return re.sub(r"(://[^\s'\"?]*)\?[^\s'\"]*", r"\1", without)


def words(reported: str) -> str:
    """What a Git process reported, on one line."""
    lines = [
        re.sub(r"^((remote|fatal|error|hint|warning): *)+", "", line.strip()).strip() for line in reported.splitlines()
    ]
    return hidden("; ".join(dict.fromkeys(filter(None, lines))))[:500] or SILENT


def _kill(process: "Popen[bytes]", *, session: bool) -> None:
    import signal
    from contextlib import suppress

    with suppress(ProcessLookupError):
        if session:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
