"""Read files at a revision, or the history of one file. Links and submodules are left out."""

import os
import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from generator import errors
from generator.files import writing
from generator.git import repository as repositories
from generator.git.repository import Repository

_FILES = frozenset({b"100644", b"100755"})


class _Entry(NamedTuple):
    path: str
    blob: str


def resolve(top: str, revision: str) -> str:
    """The full id of a revision's commit (`main`, `HEAD~1`, `v1.0`). Raises UsageError if there is no such commit."""
    repository = repositories.open(top)
    commit = find(repository, revision)
    if commit:
        return commit
    raise errors.UsageError(f'"{revision}" is not a commit in this clone', hint=_hint(repository, revision))


def files(top: str, revision: str, name: str) -> list[str]:
    """The sorted paths, below the repository's top, of all files named `name` at a revision; dot folders are skipped."""
    repository = repositories.open(top)
    paths = (entry.path.split("/") for entry in _entries(repository, resolve(top, revision)))
    return sorted(
        "/".join(parts) for parts in paths if parts[-1] == name and not any(part.startswith(".") for part in parts[:-1])
    )


def export(top: str, revision: str, paths: Sequence[str], into: str) -> None:
    """Write files and folders of a revision, as Git stores them, to the same paths below the folder `into`.

    `paths` are below the repository's top, `.` is all of it; those that do not exist at the revision are skipped.
    """
    repository = repositories.open(top)
    selected = {"" if path == "." else path.rstrip("/") for path in paths}
    entries = [entry for entry in _entries(repository, resolve(top, revision)) if _within(entry.path, selected)]
    writer = writing.Writer()
    blobs = repositories.blobs(repository, [entry.blob for entry in entries])
    for entry, content in zip(entries, blobs, strict=True):
        writer.write(os.path.join(into, entry.path), content)


def changes(top: str, paths: Sequence[str], limit: int) -> list[str]:
    """The last commits with a parent on HEAD's first-parent history that changed one of these paths, newest first."""
    repository = repositories.open(top)
    named = [os.path.relpath(os.path.realpath(each), os.path.realpath(top)) for each in paths]
    inside = [each for each in named if each.split("/")[0] != ".."]
    line = ("log", "--first-parent", "--min-parents=1", "--no-show-signature", "--format=%H", f"--max-count={limit}")
    return repository.output(*line, "HEAD", "--", *inside).decode().split() if inside else []


def history(top: str, path: str, limit: int) -> Iterator[tuple[str, bytes]]:
    """The commits on HEAD's first-parent history that changed a file, newest first, with its content after each.

    At most `limit` such commits are read; one that removed the file is left out. A merge counts as one change.
    """
    repository = repositories.open(top)
    plain = ("--raw", "-z", "--no-abbrev", "--no-renames", "--no-color", "--no-show-signature")
    line = ("-c", "log.follow=false", "log", "--first-parent", "-m", *plain)
    printed = repository.output(*line, "--format=%H", f"--max-count={limit}", "HEAD", "--", path)
    fields = printed.replace(b"\0\n:", b"\0:").split(b"\0")
    changes = []
    for name, change, _ in zip(fields[:-1:3], fields[1::3], fields[2::3], strict=True):
        _, mode, _, blob, _ = change.split(b" ")
        if mode in _FILES:
            changes.append((name.strip().decode(), blob.decode()))
    contents = repositories.blobs(repository, [blob for _, blob in changes])
    for (commit, _), content in zip(changes, contents, strict=True):
        yield commit, content


def lost(top: str, paths: Sequence[str], name: str, lines: str) -> Iterator[tuple[str, bytes]]:
    """Paths and contents of files before each change that removed or changed a line matching `lines`, newest first.

    `paths` are files of any name, and folders that are searched for files named `name` (`.` is the top; dot folders are
    skipped). Changes are those not yet committed and those on HEAD's first-parent history, as far as this clone has it.
    `lines` is a POSIX extended regular expression.
    """
    repository = repositories.open(top)
    if not find(repository, "HEAD"):
        return
    raw = ("--raw", "-z", "--no-abbrev", "--no-renames", "--diff-filter=MD", "--no-textconv", "--text", "-G", lines)
    walk = ("-c", "log.follow=false", "log", "--first-parent", "-m", "--no-color", "--no-show-signature", "--format=")
    specs = [_spec(top, path, name) for path in paths]
    changes = []
    for command in (("diff-index",), walk):
        printed = repository.output("--no-literal-pathspecs", *command, *raw, "HEAD", "--", *specs)
        fields = iter([field for field in printed.split(b"\0") if field.strip()])
        for change, path_bytes in zip(fields, fields, strict=True):
            mode, _, blob, _, _ = change.strip().removeprefix(b":").split(b" ")
            if mode in _FILES and not any(part.startswith(b".") for part in path_bytes.split(b"/")):
                changes.append((os.fsdecode(path_bytes), blob.decode()))
    for (path, _), content in zip(changes, repositories.blobs(repository, [blob for _, blob in changes]), strict=True):
        yield path, content


def shallow(top: str) -> bool:
    """Whether a clone has only a part of the history."""
    return repositories.open(top).run("rev-parse", "--is-shallow-repository").out.strip() == b"true"


def _spec(top: str, path: str, name: str) -> str:
    if not os.path.isdir(os.path.join(top, path)):
        return f":(top,literal){path}"
    escaped = "" if path == "." else re.sub(r"([*?\[\\])", r"\\\1", path) + "/"
    return f":(top,glob){escaped}**/{name}"


def find(repository: Repository, revision: str) -> str:
    """The full id of a revision's commit; empty if the repository has none of that name, or it names several."""
    name = f"{revision}^{{commit}}"
    commits = repository.run("rev-parse", "--verify", "--quiet", "--end-of-options", name).out.decode().split()
    # A range such as main..HEAD gives two commits
    return commits[0] if len(commits) == 1 else ""


def _hint(repository: Repository, revision: str) -> str:
    remotes = repository.run("remote").text.split("\n")
    for remote in filter(None, remotes):
        if find(repository, f"refs/remotes/{remote}/{revision}"):
            return f"perhaps you meant {remote}/{revision}"
    if shallow(repository.top):
        return "this clone is shallow: fetch the rest with git fetch --unshallow (actions/checkout: fetch-depth: 0)"
    return "name a branch, a tag or a commit; git fetch gets those of others"


def _entries(repository: Repository, commit: str) -> Iterator[_Entry]:
    listed = repository.output("ls-tree", "-r", "-z", "--full-tree", commit)
    for line in listed.split(b"\0")[:-1]:
        about, _, path = line.partition(b"\t")
        mode, _, blob = about.split(b" ")
        # A tree object made by hand may contain a path that leads out of it
        if mode in _FILES and {b"", b".", b"..", b".git"}.isdisjoint(path.split(b"/")):
            yield _Entry(os.fsdecode(path), blob.decode())


def _within(path: str, selected: Collection[str]) -> bool:
    if "" in selected or path in selected:
        return True
    return any(path[:path_bytes] in selected for path_bytes, letter in enumerate(path) if letter == "/")
