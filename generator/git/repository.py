"""A Git repository with its working tree: run Git commands on it, and read blobs."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO

from generator import errors
from generator.git import runner
from generator.git.runner import Result

# A separate index is made from HEAD alone, whatever the user's settings leave out of their index.
_ASIDE = ("core.fileMode=false", "core.safecrlf=false", "core.sparseCheckout=false", "core.splitIndex=false")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """The absolute paths of a working tree and of its Git folder.

    `folder` is the working tree's own Git folder: that of a linked worktree is inside its repository's. Git processes
    inherit the file descriptors `locks`, so that a process which outlives this one keeps the locks.
    """

    top: str
    folder: str
    locks: tuple[int, ...] = ()

    def run(
        self,
        *arguments: str,
        stdin: bytes = b"",
        index: str | None = None,
        tree: str | None = None,
        alone: bool = False,
    ) -> Result:
        """Run Git on this working tree; `index` is the path of another index file, `tree` another folder of files.

        With `alone` it runs in a session of its own, where signals to our process group do not reach it.
        """
        variables = {} if index is None else {"GIT_INDEX_FILE": index}
        if tree is not None:
            variables |= {"GIT_DIR": self.folder, "GIT_WORK_TREE": tree}
        return runner.run(
            arguments,
            folder=tree or self.top,
            settings=() if tree is None else _ASIDE,
            variables=variables,
            stdin=stdin,
            locks=self.locks,
            session=alone,
        )

    def output(self, *arguments: str, stdin: bytes = b"", index: str | None = None, tree: str | None = None) -> bytes:
        """Run Git, and return its stdout. Raises NotReadyError, with Git's message, if it fails."""
        result = self.run(*arguments, stdin=stdin, index=index, tree=tree)
        if result.code != 0:
            raise runner.failed(arguments, result)
        return result.out


def open(folder: str) -> Repository:  # noqa: A001 - read as repository.open
    """The repository with the working tree that contains the folder.

    Raises NotReadyError if there is none, ProgramError if Git is not installed.
    """
    if not os.path.isdir(folder):
        raise errors.NotReadyError(f"{folder}: is not a folder", hint="name a folder in a Git working tree")
    result = Repository(top=folder, folder="").run("rev-parse", "--absolute-git-dir", "--show-toplevel")
    if result.code != 0:
        raise runner.untrusted(folder, result) or errors.NotReadyError(
            f"{folder}: is not in a Git working tree: {result.words}",
            hint="run the command in a clone that has its files",
        )
    git, top = os.fsdecode(result.out).removesuffix("\n").split("\n")
    return Repository(top=top, folder=git)


def blobs(repository: Repository, names: Sequence[str]) -> Iterator[bytes]:
    """The contents of blobs by id, in order, one at a time in memory. Raises NotReadyError if one does not exist."""
    import tempfile

    with tempfile.TemporaryFile() as wanted:
        wanted.write("".join(f"{name}\n" for name in names).encode())
        wanted.seek(0)
        with runner.start(("cat-file", "--batch"), folder=repository.top, stdin=wanted) as process:
            assert process.stdout is not None  # noqa: S101 - it is a pipe
            for name in names:
                yield _blob(process.stdout, name)


def _blob(stream: IO[bytes], name: str) -> bytes:
    header = stream.readline().split()
    if len(header) != 3 or header[1] != b"blob":  # noqa: PLR2004 - id, type and size
        raise errors.NotReadyError(
            f"git object {name} is missing",
            hint="fetch the missing objects with git fetch --unshallow, or check the clone with git fsck",
        )
    size = int(header[2])
    content = stream.read(size + 1)
    if len(content) != size + 1:
        raise errors.NotReadyError(f"git object {name} cannot be read", hint="check the clone with: git fsck")
    return content[:-1]
