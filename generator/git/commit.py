"""Change a few files and commit them in one transaction: if a run is killed, the next one finishes or discards its work.

    with commit.transaction(top) as transaction:
        if transaction.finished: ...            # the commit of a killed run: do not do the same again
        changes = ...                           # read and compute inside, so that no other commit comes in between
        transaction.commit(changes, message="...", trailer="Tidegate-Release: fraud/api production advance")

The commit is made with an index and copies of files of its own, and takes effect when the branch moves to it; then the files
and the index of the working tree are updated, while `index.lock` keeps other Git commands out. No hooks are run.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import NamedTuple

from generator import errors
from generator.files import reading, writing
from generator.git import journal, locks, preconditions, runner, working_files
from generator.git import repository as repositories
from generator.git.journal import Journal
from generator.git.preconditions import Head
from generator.git.repository import Repository

_AGAIN = "then run the same command again"


class Change(NamedTuple):
    """The new content of a file, and the content that the change was computed from; None stands for no file.

    `path` is below the repository's top, with `/`. Contents are as in the working tree, not as in Git's blobs: filters
    and line endings are applied as by `git add`.
    """

    path: str
    content: bytes | None
    before: bytes | None


class Committed(NamedTuple):
    """A commit and its branch; `repaired` if an earlier run made it, and this one finished that run's work."""

    commit: str
    branch: str
    repaired: bool
    trailer: str


@contextmanager
def transaction(top: str, *, wait: float = locks.WAIT, start_commit: str | None = None) -> Iterator["Transaction"]:
    """Lock the working tree that contains the folder `top` against other tidegate processes, and finish a killed run's work.

    Raises NotReadyError if there is no working tree, another process still has the lock after `wait` seconds, or HEAD is
    no longer at the commit `start_commit` (default: that of the call) when the lock is acquired.
    """
    repository = repositories.open(top)
    start_commit = preconditions.tip(repository) if start_commit is None else start_commit
    with locks.exclusive(repository, wait) as lock:
        repository = replace(repository, locks=(lock,))
        try:
            finished = _resume(repository, wait)
            if finished is None and preconditions.tip(repository) != start_commit:
                raise errors.NotReadyError(
                    f"{repository.top}: HEAD moved while this command ran", hint="run the same command again"
                )
            yield Transaction(repository=repository, wait=wait, finished=finished)
        finally:
            journal.tidy(repository)


def commit(top: str, changes: Sequence[Change], *, message: str, trailer: str, branch: str | None = None) -> Committed:
    """Commit changes that were computed before, in a transaction of their own.

    If that first finishes the work of a killed run, the changes are out of date and not committed: the result is the
    finished commit, with `repaired`.
    """
    with transaction(top) as opened:
        return opened.finished or opened.commit(changes, message=message, trailer=trailer, branch=branch)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """A locked working tree. `finished` is the commit of a killed run whose files have now been written."""

    repository: Repository
    wait: float
    finished: Committed | None

    def commit(self, changes: Sequence[Change], *, message: str, trailer: str, branch: str | None = None) -> Committed:
        """Commit the changes on top of HEAD: to its branch, and update the files, or only to a new `branch`.

        Files are updated in the order of `changes`, removals last; nothing else in the working tree or index changes.
        `trailer` is the message's last line and names the command with its arguments: if it is that of `finished`, or
        if the new branch has this very commit already, the work is done and nothing is committed.

        Raises NotReadyError, without any change, if a changed file differs from HEAD or from `before` or something else is
        at its path, if the branch moves, if a merge, rebase or the like is in progress, or if Git has no author.
        """
        if self.finished is not None and self.finished.trailer == trailer:
            return self.finished
        repository = self.repository
        effective = [change for change in changes if change.content != change.before]
        text = f"{message.rstrip()}\n\n{trailer}\n"
        preconditions.check_name(repository, branch)
        with nullcontext() if branch is not None else locks.index(repository, self.wait):
            base = preconditions.read(repository, branch)
            preconditions.check_quiet(repository)
            _check_files(repository, effective)
            preconditions.check_staged(repository, base, {change.path for change in effective})
            tree = _tree(repository, base, effective)
            if branch is not None:
                return _commit_to_branch(repository, base, tree, text, trailer, branch)
            entry = Journal(
                ref=base.ref,
                parent=base.id,
                commit=_make_commit(repository, base, tree, text),
                trailer=trailer,
                paths=tuple(change.path for change in effective),
            )
            journal.write(repository, entry)
            try:
                _move(repository, entry.ref, entry.commit, entry.parent, text)
            except errors.NotReadyError:
                journal.drop(repository, entry)
                raise
            journal.finish(repository, entry)
        journal.drop(repository, entry)
        return _committed(entry, repaired=False)


def _resume(repository: Repository, wait: float) -> Committed | None:
    locks.abandon(repository)
    entry = journal.read(repository)
    if entry is None:
        return None
    with locks.index(repository, wait):
        where = repository.run("rev-parse", "HEAD", "--symbolic-full-name", "HEAD")
        is_current = where.out.decode(errors="replace").split() == [entry.commit, entry.ref]
        if is_current:
            journal.finish(repository, entry)
    journal.drop(repository, entry)
    return _committed(entry, repaired=True) if is_current else None


def _committed(entry: Journal, *, repaired: bool) -> Committed:
    return Committed(entry.commit, entry.ref.removeprefix(preconditions.BRANCHES), repaired, entry.trailer)


def _check_files(repository: Repository, changes: Sequence[Change]) -> None:
    """Raise NotReadyError unless the working tree is as the changes were computed from, and their paths can be files."""
    for change in changes:
        if "\0" in change.path or not {"", ".", "..", ".git"}.isdisjoint(change.path.split("/")):
            raise AssertionError(f"{change.path!r} is no path below the repository's top")
        with writing.refusal(change.path, "read"):
            fact = working_files.obstacle(repository.top, change.path)
            if fact:
                raise errors.NotReadyError(f"{change.path}: {fact}", hint=f"move it away, {_AGAIN}")
            if reading.content(os.path.join(repository.top, change.path)) != change.before:
                raise errors.NotReadyError(
                    f"{change.path}: changed while this command ran", hint="run the same command again"
                )


def _tree(repository: Repository, base: Head, changes: Sequence[Change]) -> str:
    """The id of HEAD's tree with the changes, made in a separate index; NotReadyError if HEAD differs from their `before`."""
    folder = journal.prepare(repository)
    index = os.path.join(folder, "index")
    with writing.refusal(folder, "written"):
        for change in changes:
            for side, content in (("before", change.before), ("after", change.content)):
                _write_copy(os.path.join(folder, side, change.path), content)
    repository.output("read-tree", base.id, index=index, tree=folder)
    # Removals first, so that a file may take the place of a folder and a folder that of a file
    paths = b"".join(os.fsencode(c.path) + b"\0" for c in sorted(changes, key=lambda c: c.content is not None))
    add = ("update-index", "-z", "--add", "--remove", "--stdin")
    repository.output(*add, stdin=paths, index=index, tree=os.path.join(folder, "before"))
    differ = repository.output("diff-index", "--cached", "--name-status", "--no-renames", "-z", base.id, index=index)
    if differ:
        status, path, *_ = differ.split(b"\0")
        fact = "is not in Git yet" if status == b"A" else "has changes that are not committed"
        raise errors.NotReadyError(f"{os.fsdecode(path)}: {fact}", hint=f"commit or stash that, {_AGAIN}")
    repository.output(*add, stdin=paths, index=index, tree=os.path.join(folder, "after"))
    # Without this, a partial clone would fetch the missing blobs of other files only to check that they exist
    tree = repository.output("write-tree", "--missing-ok", index=index, tree=folder).decode().strip()
    if tree == base.tree:
        raise errors.NotReadyError(f"{repository.top}: there is nothing to commit", hint="nothing differs from HEAD")
    return tree


def _write_copy(path: str, content: bytes | None) -> None:
    if content is not None:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)


def _make_commit(repository: Repository, base: Head, tree: str, text: str) -> str:
    # git commit-tree does not read this setting by itself
    sign = repository.run("config", "--type=bool", "--get", "commit.gpgSign").out.strip() == b"true"
    names = ("-c", "user.useConfigOnly=true", "-c", "i18n.commitEncoding=UTF-8")
    arguments = (*names, "commit-tree", *["-S"] * sign, "-p", base.id, "-F", "-", tree)
    result = repository.run(*arguments, stdin=text.encode(errors="surrogateescape"))
    if result.code == 0:
        return result.out.decode().strip()
    if any(repository.run(*names, "var", f"GIT_{who}_IDENT").code != 0 for who in ("AUTHOR", "COMMITTER")):
        raise errors.NotReadyError(
            "git does not know who commits",
            hint='set it with: git config user.name "..." && git config user.email "...@..."',
        )
    raise runner.failed(arguments, result)


def _commit_to_branch(repository: Repository, base: Head, tree: str, text: str, trailer: str, branch: str) -> Committed:
    existing = repository.run("rev-parse", "--verify", "--quiet", preconditions.BRANCHES + branch).out.decode().strip()
    if existing:
        written = repository.output(
            "log", "-1", "--no-show-signature", "--encoding=UTF-8", "--format=%T %P%n%B", existing
        )
        if written.decode(errors="surrogateescape").rstrip() != f"{tree} {base.id}\n{text}".rstrip():
            raise errors.NotReadyError(f'branch "{branch}" exists already', hint="name a new one, or delete it")
    commit = existing or _make_commit(repository, base, tree, text)
    if not existing:
        _move(repository, preconditions.BRANCHES + branch, commit, "0" * len(base.id), text)
    return Committed(commit, branch, bool(existing), trailer)


def _move(repository: Repository, ref: str, commit: str, expected: str, text: str) -> None:
    # In its own process group: if it were killed with us, it would leave its lock on the branch
    arguments = ("update-ref", "-m", f"tidegate: {text.splitlines()[0]}", ref, commit, expected)
    result = repository.run(*arguments, alone=True)
    if result.code != 0:
        current = repository.run("rev-parse", "--verify", "--quiet", ref).out.decode().strip()
        if current == commit:
            return
        if current != expected.strip("0"):
            raise errors.NotReadyError(
                f'branch "{ref.removeprefix(preconditions.BRANCHES)}" moved while this command ran',
                hint="run the same command again",
            )
        raise runner.failed(arguments, result)
