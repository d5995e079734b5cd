"""Run Git in a temporary folder of our own that works with a remote repository. Only Git's helpers give credentials."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator.errors import NotReadyError
from generator.git import runner
from generator.git.runner import Result

if TYPE_CHECKING:
    from subprocess import Popen

SETTINGS = (
    *("core.untrackedCache=false", "core.fileMode=false", "core.quotePath=false"),
    *("core.sparseCheckout=true", "core.sparseCheckoutCone=false", "index.sparse=false"),
    *("core.fsync=none", "fetch.unpackLimit=1"),  # the folder is temporary: few files, and no sync to disk
    *("gc.auto=0", "maintenance.auto=false", "fetch.writeCommitGraph=false", "submodule.recurse=false"),
    *("protocol.version=2", "user.useConfigOnly=true", "commit.cleanup=whitespace", "advice.detachedHead=false"),
    *("http.lowSpeedLimit=1", "http.lowSpeedTime=60"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clone:
    """A folder with a clone; `shown` is the address without secrets, `settings` are Git settings besides `SETTINGS`."""

    folder: Path
    shown: str
    settings: Sequence[str] = ()

    def output(self, *arguments: str, stdin: str = "") -> str:
        """Git's stdout as text. Raises NotReadyError, with Git's message, if it fails."""
        result = self.run(*arguments, stdin=stdin)
        if result.code != 0:
            raise runner.failed(arguments, result)
        return result.text

    def remote_output(self, *arguments: str, seconds: float = runner.LONGEST) -> str:
        """Git's stdout for a command that contacts the remote. Raises NotReadyError if that cannot be reached."""
        result = self.run(*arguments, seconds=seconds)
        if result.code != 0:
            raise NotReadyError(f"{self.shown} cannot be reached: {result.words}", hint=self._hint)
        return result.text

    def run(self, *arguments: str, stdin: str = "", seconds: float = runner.LONGEST) -> Result:
        """Run Git until it ends, for at most `seconds`, then NotReadyError; processes that it started end with it.

        It runs in a session of its own, without a terminal, so that neither Git nor ssh can prompt.
        """
        try:
            return runner.run(
                arguments,
                folder=str(self.folder),
                settings=(*SETTINGS, *self.settings),
                variables=self._variables,
                stdin=stdin.encode(),
                seconds=seconds,
                session=True,
                kill=True,
            )
        except runner.TimedOutError as error:
            fact = f"{self.shown} did not answer within {seconds:g} seconds"
            raise NotReadyError(fact, hint=self._hint) from error

    def start(self, *arguments: str) -> "Popen[bytes]":
        """Start a Git process with pipes, in a session of its own. Raises ProgramError if Git is not installed."""
        settings = (*SETTINGS, *self.settings)
        return runner.start(
            arguments, folder=str(self.folder), settings=settings, variables=self._variables, session=True
        )

    @property
    def _hint(self) -> str:
        return f"check that this works without a prompt: git ls-remote {self.shown}"

    @property
    def _variables(self) -> dict[str, str]:
        return {"GIT_CEILING_DIRECTORIES": str(self.folder.parent)}
