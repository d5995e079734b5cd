"""Git in a folder of our own, for work with a repository somewhere else.

Credentials come from git's own helpers alone, nobody is asked, and no address is shown with what stands before its `@`.
"""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from typing import NamedTuple

from generator.errors import NotReadyError, ProgramError

KEPT = (
    *("GIT_SSH", "GIT_SSL_", "GIT_ASKPASS", "GIT_PROXY_", "GIT_HTTP_", "GIT_ALLOW_PROTOCOL", "GIT_EXEC_PATH"),
    *("GIT_CONFIG_", "GIT_AUTHOR_", "GIT_COMMITTER_"),
)
"""How variables begin that say how a remote is reached and who commits; all others speak of the caller's own repository."""

SETTINGS = (
    f"core.hooksPath={os.devnull}",
    *("core.fsmonitor=false", "core.untrackedCache=false", "core.fileMode=false", "core.quotePath=false"),
    *("core.sparseCheckout=true", "core.sparseCheckoutCone=false", "index.sparse=false"),
    *("core.fsync=none", "fetch.unpackLimit=1"),  # a folder that we throw away: few files, and no wait for the disk
    *("gc.auto=0", "maintenance.auto=false", "fetch.writeCommitGraph=false", "submodule.recurse=false"),
    *("protocol.version=2", "user.useConfigOnly=true", "commit.cleanup=whitespace", "advice.detachedHead=false"),
    *("http.lowSpeedLimit=1", "http.lowSpeedTime=60"),
)
LONGEST = 600  # seconds


class Said(NamedTuple):
    """How a git process ended, what it printed and what it said, without secrets."""

    code: int
    out: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clone:
    """The folder, the repository as it may be shown, and settings of git's beside ours."""

    folder: Path
    shown: str
    settings: Sequence[str] = ()

    def tell(self, *arguments: str, stdin: str = "") -> str:
        """What git prints; NotReadyError with its words where it fails."""
        said = self.ask(*arguments, stdin=stdin)
        if said.code != 0:
            raise NotReadyError(f"git {arguments[0]} failed: {said.words}", hint="mend that and run the command again")
        return said.out

    def reach(self, *arguments: str, seconds: float = LONGEST) -> str:
        """What git prints when it asks the remote; NotReadyError where that cannot be reached."""
        said = self.ask(*arguments, seconds=seconds)
        if said.code != 0:
            raise NotReadyError(f"{self.shown} cannot be reached: {said.words}", hint=self._hint)
        return said.out

    def ask(self, *arguments: str, stdin: str = "", seconds: float = LONGEST) -> Said:
        """Run git to its end, or NotReadyError after so many seconds; whatever it started ends with it."""
        from subprocess import TimeoutExpired

        with self.start(*arguments) as process:
            try:
                out, said = process.communicate(stdin.encode(), timeout=seconds)
            except TimeoutExpired as error:
                _kill(process)
                fact = f"{self.shown} did not answer within {seconds:g} seconds"
                raise NotReadyError(fact, hint=self._hint) from error
            except BaseException:
                _kill(process)
                raise
        return Said(process.returncode, out.decode(errors="replace"), words(said.decode(errors="replace")))

    def start(self, *arguments: str) -> Popen[bytes]:
        """A git process; ProgramError where there is no git.

        In a session of its own it has no terminal: neither git nor ssh can ask anybody, and it is ended with all its children.
        """
        import subprocess

        settings = (*SETTINGS, *self.settings)
        command = ["git", *(part for setting in settings for part in ("-c", setting)), *arguments]
        try:
            return subprocess.Popen(
                command,
                cwd=self.folder,
                env=self._variables(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as error:
            raise ProgramError(
                f"git cannot be run: {error.strerror}", hint="install Git, and have it on PATH"
            ) from error

    @property
    def _hint(self) -> str:
        return f"this has to work without a question: git ls-remote {self.shown}"

    def _variables(self) -> dict[str, str]:
        held = {key: value for key, value in os.environ.items() if not key.startswith("GIT_") or key.startswith(KEPT)}
        return held | {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_CEILING_DIRECTORIES": str(self.folder.parent)}


def hidden(text: str) -> str:
    """A text with addresses in it, without what may be a secret in them."""
    without = re.sub(r"://[^\s'\"]*@", "://", text)
    return re.sub(r"(://[^\s'\"?]*)\?[^\s'\"]*", r"\1", without)


def words(said: str) -> str:
    """What a git process said, on one line."""
    lines = [
        re.sub(r"^((remote|fatal|error|hint|warning): *)+", "", line.strip()).strip() for line in said.splitlines()
    ]
    return hidden("; ".join(dict.fromkeys(filter(None, lines))))[:500] or "it said nothing"


def _kill(process: Popen[bytes]) -> None:
    import signal
    from contextlib import suppress

    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
