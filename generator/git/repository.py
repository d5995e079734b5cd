"""A Git repository with its working tree: Git commands on it, and the contents of its objects."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO

from generator import errors
from generator.git import runner
from generator.git.runner import Answer

# An index beside the user's is built from HEAD alone: whatever their settings leave out or put elsewhere, it does not.
_ASIDE = ("core.fileMode=false", "core.safecrlf=false", "core.sparseCheckout=false", "core.splitIndex=false")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """A working tree with its repository, as absolute paths.

    `folder` is the working tree's own Git folder: a linked worktree has one below its repository's. Git processes
    inherit the file descriptors `locks`, so that one which outlives us still holds them.
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
    ) -> Answer:
        """Run Git on this working tree, on another `index` file, or on another `tree` folder with its index.

        With `alone` a signal to our process group does not reach it.
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
        """Run Git and give what it prints. Raises NotReadyError, in its words, where it fails."""
        answer = self.run(*arguments, stdin=stdin, index=index, tree=tree)
        if answer.code != 0:
            raise runner.failed(arguments, answer)
        return answer.out


def open(folder: str) -> Repository:  # noqa: A001 - read as repository.open
    """The repository whose working tree holds the folder. Raises NotReadyError where there is none, ProgramError without Git."""
    if not os.path.isdir(folder):
        raise errors.NotReadyError(f"{folder}: is not a folder", hint="name a folder in a Git working tree")
    answer = Repository(top=folder, folder="").run("rev-parse", "--absolute-git-dir", "--show-toplevel")
    if answer.code != 0:
        raise runner.untrusted(folder, answer) or errors.NotReadyError(
            f"{folder}: is not in a Git working tree: {answer.words}",
            hint="run the command in a clone that has its files",
        )
    git, top = os.fsdecode(answer.out).removesuffix("\n").split("\n")
    return Repository(top=top, folder=git)


def blobs(repository: Repository, names: Sequence[str]) -> Iterator[bytes]:
    """The contents of blobs, by id and in order, one at a time in memory. Raises NotReadyError for one that is not there."""
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
            f"git object {name} is not there",
            hint="fetch what the clone lacks: git fetch --unshallow, or git fsck to see",
        )
    size = int(header[2])
    content = stream.read(size + 1)
    if len(content) != size + 1:
        raise errors.NotReadyError(f"git object {name} cannot be read", hint="see what is wrong with: git fsck")
    return content[:-1]
