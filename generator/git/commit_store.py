"""The files of a commit as a `Store` for `GitOpsIndex`, including those that are not checked out."""

from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Self

from generator.errors import NotReadyError
from generator.git.clone import Clone

if TYPE_CHECKING:
    from subprocess import Popen


class CommitStore:
    """The files of a commit, none for an empty id. It uses at most two Git processes, which end with the `with` block."""

    def __init__(self, clone: Clone, commit: str) -> None:
        self._clone = clone
        self._commit = commit
        self._process: Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            with self._process:
                pass  # leaving closes its stdin, which ends it
            self._process = None

    @cached_property
    def _ids(self) -> dict[str, str]:
        """The blob id of each file by path; empty for links and submodules."""
        listed = self._clone.output("ls-tree", "-r", "-z", self._commit) if self._commit else ""
        found = {}
        for line in filter(None, listed.split("\0")):
            about, _, path = line.partition("\t")
            mode, _, blob = about.split(" ")
            found[path] = blob if mode.startswith("100") else ""
        return found

    @cached_property
    def _folders(self) -> dict[str, tuple[set[str], set[str]]]:
        found: dict[str, tuple[set[str], set[str]]] = {"": (set(), set())}
        for path in self._ids:
            folder, _, name = path.rpartition("/")
            self._members(found, folder)[1].add(name)
        return found

    def _members(self, found: dict[str, tuple[set[str], set[str]]], path: str) -> tuple[set[str], set[str]]:
        """The names of the folders and of the files in a folder, which is also added to its parent folder."""
        members = found.get(path)
        if members is None:
            members = found[path] = (set(), set())
            above, _, name = path.rpartition("/")
            self._members(found, above)[0].add(name)
        return members

    def folders(self, path: str) -> list[str]:
        """The names of the folders in a folder."""
        return sorted(self._folders[path][0]) if path in self._folders else []

    def files(self, path: str) -> list[str]:
        """The names of the files in a folder, including links and submodules: no folder can be made there either."""
        return sorted(self._folders[path][1]) if path in self._folders else []

    def read(self, path: str) -> str:
        """The text of a file; empty if it does not exist."""
        blob = self._ids.get(path)
        if not blob:
            return ""
        if self._process is None:
            self._process = self._clone.start("cat-file", "--batch")
        process = self._process
        assert process.stdin is not None  # noqa: S101 - both are pipes
        assert process.stdout is not None  # noqa: S101
        process.stdin.write(f"{blob}\n".encode())
        process.stdin.flush()
        header = process.stdout.readline().split()
        if len(header) != 3:  # noqa: PLR2004 - id, type and size
            raise NotReadyError(f"git object {blob} of {path} cannot be read", hint="run the command again")
        return process.stdout.read(int(header[2]) + 1)[:-1].decode(errors="replace")
