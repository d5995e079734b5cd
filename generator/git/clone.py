"""Git in a folder of our own, for work with a repository somewhere else. Credentials come from Git's own helpers alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator.errors import NotReadyError
from generator.git import runner
from generator.git.runner import Answer

if TYPE_CHECKING:
    from subprocess import Popen

SETTINGS = (
    *("core.untrackedCache=false", "core.fileMode=false", "core.quotePath=false"),
    *("core.sparseCheckout=true", "core.sparseCheckoutCone=false", "index.sparse=false"),
    *("core.fsync=none", "fetch.unpackLimit=1"),  # a folder that we throw away: few files, and no wait for the disk
    *("gc.auto=0", "maintenance.auto=false", "fetch.writeCommitGraph=false", "submodule.recurse=false"),
    *("protocol.version=2", "user.useConfigOnly=true", "commit.cleanup=whitespace", "advice.detachedHead=false"),
    *("http.lowSpeedLimit=1", "http.lowSpeedTime=60"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clone:
    """The folder, the repository as it may be shown, and settings of Git's beside ours."""

    folder: Path
    shown: str
    settings: Sequence[str] = ()

    def output(self, *arguments: str, stdin: str = "") -> str:
        """What Git prints. Raises NotReadyError, in its words, where it fails."""
        answer = self.run(*arguments, stdin=stdin)
        if answer.code != 0:
            raise runner.failed(arguments, answer)
        return answer.text

    def remote_output(self, *arguments: str, seconds: float = runner.LONGEST) -> str:
        """What Git prints when it asks the remote. Raises NotReadyError where that cannot be reached."""
        answer = self.run(*arguments, seconds=seconds)
        if answer.code != 0:
            raise NotReadyError(f"{self.shown} cannot be reached: {answer.words}", hint=self._hint)
        return answer.text

    def run(self, *arguments: str, stdin: str = "", seconds: float = runner.LONGEST) -> Answer:
        """Run Git to its end, or NotReadyError after so many seconds; whatever it started ends with it.

        In a session of its own it has no terminal: neither Git nor ssh can ask anybody.
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
        """A Git process to talk with, in a session of its own. Raises ProgramError where there is no Git."""
        settings = (*SETTINGS, *self.settings)
        return runner.start(
            arguments, folder=str(self.folder), settings=settings, variables=self._variables, session=True
        )

    @property
    def _hint(self) -> str:
        return f"this has to work without a question: git ls-remote {self.shown}"

    @property
    def _variables(self) -> dict[str, str]:
        return {"GIT_CEILING_DIRECTORIES": str(self.folder.parent)}
