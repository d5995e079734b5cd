"""What is left to do once a branch has moved: bring the working tree and the index up to date, killed in between or not.

The note is written before the branch moves and removed when all is done. It counts only while HEAD is its commit: so a
run that was killed before the branch moved has done nothing, and one that was killed after it is finished by the next.
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
    """A commit that became the branch's, or was about to; `paths` in the order in which the files take their places."""

    ref: str
    parent: str
    commit: str
    trailer: str
    paths: tuple[str, ...]


def work(repository: Repository) -> str:
    """The folder of what a commit needs while it lasts: `before`, `after` (files as they were and shall be), indexes."""
    return os.path.join(locks.folder(repository), "work")


def prepare(repository: Repository) -> str:
    """The work folder, empty."""
    folder = work(repository)
    with writing.refusal(folder, "written"):
        with suppress(FileNotFoundError):
            shutil.rmtree(folder)
        for side in ("before", "after"):
            os.makedirs(os.path.join(folder, side))
    return folder


def tidy(repository: Repository) -> None:
    """Remove the work folder, unless a note still needs it."""
    if not os.path.lexists(_note(repository)):
        with writing.refusal(work(repository), "removed"), suppress(FileNotFoundError):
            shutil.rmtree(work(repository))


def drop(repository: Repository, journal: Journal) -> None:
    """Remove the note, and what a killed run may have left beside the files: nothing is to be done any more."""
    for folder in {os.path.dirname(path) for path in journal.paths}:
        writing.sweep(os.path.join(repository.top, folder))
    with writing.refusal(_note(repository), "removed"):
        os.unlink(_note(repository))


def write(repository: Repository, journal: Journal) -> None:
    """Leave the note, whole or not at all."""
    content = json.dumps(asdict(journal)).encode("ascii")
    writing.Writer().write(_note(repository), content, beside=work(repository))


def read(repository: Repository) -> Journal | None:
    """The note that a run left which did not come to its end."""
    with writing.refusal(_note(repository), "read"):
        content = reading.content(_note(repository))
    if content is None:
        return None
    fields = json.loads(content)
    return Journal(**fields | {"paths": tuple(fields["paths"])})


def finish(repository: Repository, journal: Journal) -> None:
    """Give each file and index entry that is still the parent's what the commit has; what a person changed since is theirs.

    Only under `locks.index`; `drop` the note when that is released. Raises NotReadyError where the file system refuses:
    the note stays, for the next run.
    """
    writer = writing.Writer()
    for path in sorted(journal.paths, key=lambda path: not os.path.lexists(_kept(repository, "after", path))):
        with writing.refusal(path, "written"):
            _update(repository, path, writer)
    with writing.refusal(os.path.join(repository.folder, "index"), "written"):
        _index(repository, journal)


def _update(repository: Repository, path: str, writer: writing.Writer) -> None:
    if working_files.obstacle(repository.top, path):
        return
    target = os.path.join(repository.top, path)
    before, after = (reading.content(_kept(repository, side, path)) for side in ("before", "after"))
    now = reading.content(target)
    if after is None and now in {before, None}:
        working_files.remove(repository.top, path)
    elif after is not None and now == before:
        writer.write(target, after, shown=path)


def _index(repository: Repository, journal: Journal) -> None:
    """Work on a copy: the index itself is replaced in one step."""
    current, copy = os.path.join(repository.folder, "index"), os.path.join(work(repository), "next")
    for left in (copy, f"{copy}.lock"):  # by a git process that was killed with us
        with suppress(FileNotFoundError):
            os.unlink(left)
    with suppress(FileNotFoundError):
        # With its time: by that Git knows which files may have changed unseen since
        shutil.copy2(current, copy)
    staged = repository.output("diff-index", "--cached", "--name-only", "-z", journal.parent, index=copy).split(b"\0")
    changes = repository.output("diff-tree", "-r", "-z", "--no-renames", journal.parent, journal.commit)
    entries = [(entry, path) for entry, path in _entries(changes) if path not in staged]
    lines = b"".join(entry + b"\t" + path + b"\0" for entry, path in entries)
    repository.output("update-index", "-z", "--index-info", stdin=lines, index=copy)
    # A convenience for scripts that ask plumbing what has changed: nothing is lost where it fails
    there = b"".join(path + b"\0" for entry, path in entries if not entry.startswith(b"000000"))
    repository.run("add", "--refresh", "--pathspec-from-file=-", "--pathspec-file-nul", stdin=there, index=copy)
    os.replace(copy, current)


def _entries(changes: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Mode and object id, and path, of each change that diff-tree prints."""
    fields: Sequence[bytes] = changes.split(b"\0")
    for change, path in zip(fields[:-1:2], fields[1::2], strict=True):
        _, mode, _, blob, _ = change.split(b" ")
        yield mode + b" " + blob, path


def _kept(repository: Repository, side: str, path: str) -> str:
    return os.path.join(work(repository), side, path)


def _note(repository: Repository) -> str:
    return os.path.join(locks.folder(repository), "unfinished")
