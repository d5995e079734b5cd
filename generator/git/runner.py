"""Git's plumbing as processes: without the caller's repository in `GIT_*`, without hooks, without a question to anybody."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from subprocess import Popen
from typing import IO, NamedTuple

from generator import errors

# Plumbing runs hooks too (reference-transaction, post-index-change), and fsmonitor is a program like them.
_SETTINGS = (f"core.hooksPath={os.devnull}", "core.fsmonitor=false")
# An index beside the user's is built from HEAD alone: whatever their settings leave out or put elsewhere, it does not.
_ASIDE = ("core.fileMode=false", "core.safecrlf=false", "core.sparseCheckout=false", "core.splitIndex=false")


KEPT = ("GIT_AUTHOR_", "GIT_COMMITTER_", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM")
"""How variables begin that say who commits and where the settings of a person and a machine lie; all others speak of the
caller's own repository, as hooks have them."""


class Answer(NamedTuple):
    """How a git process ended and what it said."""

    code: int
    out: bytes
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """A working tree with its repository, as absolute paths.

    `folder` is the working tree's own Git folder: a linked worktree has one below its repository's. Git processes
    inherit the file descriptors `locks`, so that one which outlives us still holds them.
    """

    top: str
    folder: str
    locks: tuple[int, ...] = ()

    def ask(
        self,
        *arguments: str,
        stdin: bytes = b"",
        index: str | None = None,
        tree: str | None = None,
        alone: bool = False,
    ) -> Answer:
        """Run git on this working tree, on another `index` file, or on another `tree` folder with its index.

        With `alone` a signal to our process group does not reach it.
        """
        variables = {} if index is None else {"GIT_INDEX_FILE": index}
        if tree is not None:
            variables |= {"GIT_DIR": self.folder, "GIT_WORK_TREE": tree}
        command = _command(arguments, () if tree is None else _ASIDE)
        with _started(command, tree or self.top, variables, locks=self.locks, alone=alone) as process:
            out, said = process.communicate(stdin)
        return Answer(process.returncode, out, _words(said))

    def tell(self, *arguments: str, stdin: bytes = b"", index: str | None = None, tree: str | None = None) -> bytes:
        """Run git and give what it prints; raises NotReadyError, with its words, where it fails."""
        answer = self.ask(*arguments, stdin=stdin, index=index, tree=tree)
        if answer.code != 0:
            raise failed(arguments[0], answer)
        return answer.out


def open(folder: str) -> Repository:  # noqa: A001 - read as runner.open
    """The repository whose working tree holds the folder; NotReadyError where there is none, ProgramError without Git."""
    if not os.path.isdir(folder):
        raise errors.NotReadyError(f"{folder}: is not a folder", hint="name a folder in a Git working tree")
    answer = Repository(top=folder, folder="").ask("rev-parse", "--absolute-git-dir", "--show-toplevel")
    if answer.code != 0:
        raise errors.NotReadyError(
            f"{folder}: is not in a Git working tree: {answer.words}",
            hint="run the command in a clone that has its files",
        )
    git, top = os.fsdecode(answer.out).removesuffix("\n").split("\n")
    return Repository(top=top, folder=git)


def failed(verb: str, answer: Answer) -> errors.NotReadyError:
    """The error for a git process that ended without doing its work: its own words."""
    return errors.NotReadyError(
        f"git {verb} failed: {answer.words or f'exit code {answer.code}'}",
        hint="mend that, then run the same command again",
    )


def blobs(repository: Repository, names: Sequence[str]) -> Iterator[bytes]:
    """The contents of blobs, by id and in order, one at a time in memory; raises NotReadyError for one that is not there."""
    import tempfile

    with tempfile.TemporaryFile() as wanted:
        wanted.write("".join(f"{name}\n" for name in names).encode())
        wanted.seek(0)
        command = _command(("cat-file", "--batch"))
        with _started(command, repository.top, {}, stdin=wanted) as process:
            assert process.stdout is not None  # noqa: S101 - it is a pipe
            for name in names:
                yield _blob(process.stdout, name)


def _blob(stream: IO[bytes], name: str) -> bytes:
    header = stream.readline().split()
    if len(header) != 3 or header[1] != b"blob":  # noqa: PLR2004 - id, type and size
        raise errors.NotReadyError(
            f"git object {name} is not there",
            hint="fetch what the clone lacks: git fetch --unshallow, or git fsck to see",
        )
    size = int(header[2])
    content = stream.read(size + 1)
    if len(content) != size + 1:
        raise errors.NotReadyError(f"git object {name} cannot be read", hint="see what is wrong with: git fsck")
    return content[:-1]


def _command(arguments: Sequence[str], settings: Sequence[str] = ()) -> list[str]:
    return ["git", *(part for setting in (*_SETTINGS, *settings) for part in ("-c", setting)), *arguments]


@contextmanager
def _started(
    command: Sequence[str],
    folder: str,
    variables: Mapping[str, str],
    *,
    stdin: IO[bytes] | None = None,
    locks: Sequence[int] = (),
    alone: bool = False,
) -> Iterator[Popen[bytes]]:
    import subprocess

    environment = {
        key: value for key, value in os.environ.items() if not key.startswith("GIT_") or key.startswith(KEPT)
    }
    environment |= {"LC_ALL": "C", "GIT_LITERAL_PATHSPECS": "1", **variables}
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE if stdin is None else stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if stdin is None else subprocess.DEVNULL,
            pass_fds=locks,
            start_new_session=alone,
        )
    except OSError as error:
        raise errors.ProgramError(
            f"git cannot be run: {error.strerror}", hint="install Git, and have it on PATH"
        ) from error
    with process:
        yield process


def _words(said: bytes) -> str:
    lines = said.decode(errors="replace").splitlines()
    return "; ".join(line.strip().removeprefix("fatal: ").removeprefix("error: ") for line in lines if line.strip())
