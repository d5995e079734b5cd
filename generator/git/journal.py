"""The journal of a commit: after the branch has moved, it is used to update the working tree and the index.

The journal is written before the branch moves and removed when all is done. It counts only while HEAD is at its commit: a
run that was killed before the branch moved has changed nothing, and one that was killed after it is finished by the next.
"""

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass

from generator.files import reading, writing
from generator.git import locks, working_files
from generator.git.repository import Repository


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """A commit that `ref` moves to from `parent`; `paths` are its files in the order in which they are updated."""

    ref: str
    parent: str
    commit: str
    trailer: str
    paths: tuple[str, ...]


def work(repository: Repository) -> str:
    """The folder with the temporary files of a commit: `before` and `after` (old and new files), and indexes."""
    return os.path.join(locks.folder(repository), "work")


def prepare(repository: Repository) -> str:
    """Empty the work folder, and return it."""
    folder = work(repository)
    with writing.refusal(folder, "written"):
        with suppress(FileNotFoundError):
            shutil.rmtree(folder)
        for side in ("before", "after"):
            os.makedirs(os.path.join(folder, side))
    return folder


def tidy(repository: Repository) -> None:
    """Remove the work folder, unless there is a journal, which needs it."""
    if not os.path.lexists(_path(repository)):
        with writing.refusal(work(repository), "removed"), suppress(FileNotFoundError):
            shutil.rmtree(work(repository))


def drop(repository: Repository, journal: Journal) -> None:
    """Remove the journal, and temporary files that a killed run may have left next to the files."""
    for folder in {os.path.dirname(path) for path in journal.paths}:
        writing.sweep(os.path.join(repository.top, folder))
    with writing.refusal(_path(repository), "removed"):
        os.unlink(_path(repository))


def write(repository: Repository, journal: Journal) -> None:
    """Write the journal in one step."""
    content = json.dumps(asdict(journal)).encode("ascii")
    writing.Writer().write(_path(repository), content, temporary_folder=work(repository))


def read(repository: Repository) -> Journal | None:
    """The journal of an unfinished run; None if there is none."""
    with writing.refusal(_path(repository), "read"):
        content = reading.content(_path(repository))
    if content is None:
        return None
    fields = json.loads(content)
    return Journal(**fields | {"paths": tuple(fields["paths"])})


def finish(repository: Repository, journal: Journal) -> None:
    """Update each file and index entry that is still as in the parent commit; files that users changed since are kept.

    Call it only under `locks.index`, and `drop` the journal after that is released. Raises NotReadyError if the file
    system refuses: then the journal stays for the next run.
    """
    writer = writing.Writer()
    for path in sorted(journal.paths, key=lambda path: not os.path.lexists(_side_path(repository, "after", path))):
        with writing.refusal(path, "written"):
            _update(repository, path, writer)
    with writing.refusal(os.path.join(repository.folder, "index"), "written"):
        _index(repository, journal)


def _update(repository: Repository, path: str, writer: writing.Writer) -> None:
    if working_files.obstacle(repository.top, path):
        return
    target = os.path.join(repository.top, path)
    before, after = (reading.content(_side_path(repository, side, path)) for side in ("before", "after"))
    current = reading.content(target)
    if after is None and current in {before, None}:
        working_files.remove(repository.top, path)
    elif after is not None and current == before:
        writer.write(target, after, shown=path)


def _index(repository: Repository, journal: Journal) -> None:
    """Update a copy of the index, and replace the index with it in one step."""
    current, copy = os.path.join(repository.folder, "index"), os.path.join(work(repository), "next")
    for leftover in (copy, f"{copy}.lock"):  # of a Git process that was killed with us
        with suppress(FileNotFoundError):
            os.unlink(leftover)
    with suppress(FileNotFoundError):
        # With its modification time: Git compares it to those of files to find files that may have changed since
        shutil.copy2(current, copy)
    staged = repository.output("diff-index", "--cached", "--name-only", "-z", journal.parent, index=copy).split(b"\0")
    changes = repository.output("diff-tree", "-r", "-z", "--no-renames", journal.parent, journal.commit)
    entries = [(entry, path) for entry, path in _entries(changes) if path not in staged]
    lines = b"".join(entry + b"\t" + path + b"\0" for entry, path in entries)
    repository.output("update-index", "-z", "--index-info", stdin=lines, index=copy)
    # Refresh the index for scripts that use plumbing such as git diff-files; it may fail without harm
    present = b"".join(path + b"\0" for entry, path in entries if not entry.startswith(b"000000"))
    repository.run("add", "--refresh", "--pathspec-from-file=-", "--pathspec-file-nul", stdin=present, index=copy)
    os.replace(copy, current)


def _entries(changes: bytes) -> Iterator[tuple[bytes, bytes]]:
    """For each change that git diff-tree prints: the new mode and object id, and the path."""
    fields: Sequence[bytes] = changes.split(b"\0")
    for change, path in zip(fields[:-1:2], fields[1::2], strict=True):
        _, mode, _, blob, _ = change.split(b" ")
        yield mode + b" " + blob, path


def _side_path(repository: Repository, side: str, path: str) -> str:
    return os.path.join(work(repository), side, path)


def _path(repository: Repository) -> str:
    return os.path.join(locks.folder(repository), "unfinished")
