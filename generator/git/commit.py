"""A few files and the branch's commit that holds them, in one step: Git is the transaction.

    with commit.transaction(top) as transaction:
        if transaction.finished: ...            # what a killed run had begun is done now: it must not be done twice
        changes = ...                           # read and computed inside: nobody else's commit comes between
        transaction.commit(changes, message="...", trailer="Tidegate-Release: fraud/api production advance")

A commit is made aside (own index, own copies) and takes effect when its branch moves; then the files and the index of
the working tree follow, while `index.lock` keeps other Git commands out. Hooks are not run and never touched.
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
    """What a file shall hold and what it held when that was computed; None is no file.

    `path` is below the repository's top, with `/`. Contents are those of the working tree: Git makes its blob of them
    as `git add` does.
    """

    path: str
    content: bytes | None
    before: bytes | None


class Committed(NamedTuple):
    """A commit and the branch that it is on; `repaired` says that an earlier run made it and was stopped."""

    commit: str
    branch: str
    repaired: bool
    trailer: str


@contextmanager
def transaction(top: str, *, wait: float = locks.WAIT, begun: str | None = None) -> Iterator["Transaction"]:
    """Keep other tidegates out of this working tree, and finish what a killed one left; `top` may lie inside it.

    Raises NotReadyError where there is no repository with files, another still holds it after `wait` seconds, or HEAD
    has moved since it was at `begun` (by default, since now) when it is ours: of two at once one wins.
    """
    repository = repositories.open(top)
    begun = preconditions.tip(repository) if begun is None else begun
    with locks.exclusive(repository, wait) as lock:
        repository = replace(repository, locks=(lock,))
        try:
            finished = _resume(repository, wait)
            if finished is None and preconditions.tip(repository) != begun:
                raise errors.NotReadyError(f"{repository.top}: HEAD moved meanwhile", hint="run the same command again")
            yield Transaction(repository=repository, wait=wait, finished=finished)
        finally:
            journal.tidy(repository)


def commit(top: str, changes: Sequence[Change], *, message: str, trailer: str, branch: str | None = None) -> Committed:
    """A transaction of one commit, for changes computed before it.

    Where it first finishes what a killed run left, the changes are out of date and not done: `repaired` says so.
    """
    with transaction(top) as begun:
        return begun.finished or begun.commit(changes, message=message, trailer=trailer, branch=branch)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """The right to commit. `finished` is the commit that a killed run had made and whose files now are in place."""

    repository: Repository
    wait: float
    finished: Committed | None

    def commit(self, changes: Sequence[Change], *, message: str, trailer: str, branch: str | None = None) -> Committed:
        """Commit the changes on top of HEAD: to its branch, whose files follow, or to a new `branch`, alone.

        The files take their places in the order of `changes`, removals last. `trailer` is the message's last line and
        names the command with its arguments: where it is that of `finished`, nothing is done again. A new branch that
        holds just this commit already is taken as done, too. Nothing else in the working tree or index changes.

        Raises NotReadyError, and has changed nothing, where a file of ours differs from HEAD or from `before`,
        something is in its way, the branch moves, Git is in the middle of something or knows no author.
        """
        if self.finished is not None and self.finished.trailer == trailer:
            return self.finished
        repository = self.repository
        wanted = [change for change in changes if change.content != change.before]
        text = f"{message.rstrip()}\n\n{trailer}\n"
        preconditions.check_name(repository, branch)
        with nullcontext() if branch is not None else locks.index(repository, self.wait):
            base = preconditions.read(repository, branch)
            preconditions.check_quiet(repository)
            _check_files(repository, wanted)
            preconditions.check_staged(repository, base, {change.path for change in wanted})
            tree = _tree(repository, base, wanted)
            if branch is not None:
                return _branched(repository, base, tree, text, trailer, branch)
            note = Journal(
                ref=base.ref,
                parent=base.id,
                commit=_made(repository, base, tree, text),
                trailer=trailer,
                paths=tuple(change.path for change in wanted),
            )
            journal.write(repository, note)
            try:
                _move(repository, note.ref, note.commit, note.parent, text)
            except errors.NotReadyError:
                journal.drop(repository, note)
                raise
            journal.finish(repository, note)
        journal.drop(repository, note)
        return _committed(note, repaired=False)


def _resume(repository: Repository, wait: float) -> Committed | None:
    locks.abandon(repository)
    note = journal.read(repository)
    if note is None:
        return None
    with locks.index(repository, wait):
        where = repository.run("rev-parse", "HEAD", "--symbolic-full-name", "HEAD")
        made = where.out.decode(errors="replace").split() == [note.commit, note.ref]
        if made:
            journal.finish(repository, note)
    journal.drop(repository, note)
    return _committed(note, repaired=True) if made else None


def _committed(note: Journal, *, repaired: bool) -> Committed:
    return Committed(note.commit, note.ref.removeprefix(preconditions.BRANCHES), repaired, note.trailer)


def _check_files(repository: Repository, changes: Sequence[Change]) -> None:
    """The working tree still is what the changes were computed from, and our files are files."""
    for change in changes:
        if "\0" in change.path or not {"", ".", "..", ".git"}.isdisjoint(change.path.split("/")):
            raise AssertionError(f"{change.path!r} is no path below the repository's top")
        with writing.refusal(change.path, "read"):
            fact = working_files.obstacle(repository.top, change.path)
            if fact:
                raise errors.NotReadyError(f"{change.path}: {fact}", hint=f"move it away, {_AGAIN}")
            if reading.content(os.path.join(repository.top, change.path)) != change.before:
                raise errors.NotReadyError(f"{change.path}: changed meanwhile", hint="run the same command again")


def _tree(repository: Repository, base: Head, changes: Sequence[Change]) -> str:
    """The tree with the changes, from an index of our own, where HEAD holds what they were computed from."""
    folder = journal.prepare(repository)
    index = os.path.join(folder, "index")
    with writing.refusal(folder, "written"):
        for change in changes:
            for side, content in (("before", change.before), ("after", change.content)):
                _fill(os.path.join(folder, side, change.path), content)
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
    # A partial clone would fetch what it lacks of our neighbours, only to see that it is there
    tree = repository.output("write-tree", "--missing-ok", index=index, tree=folder).decode().strip()
    if tree == base.tree:
        raise errors.NotReadyError(f"{repository.top}: there is nothing to commit", hint="nothing differs from HEAD")
    return tree


def _fill(path: str, content: bytes | None) -> None:
    if content is not None:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)


def _made(repository: Repository, base: Head, tree: str, text: str) -> str:
    # Plumbing does not read this setting by itself
    sign = repository.run("config", "--type=bool", "--get", "commit.gpgSign").out.strip() == b"true"
    names = ("-c", "user.useConfigOnly=true", "-c", "i18n.commitEncoding=UTF-8")
    arguments = (*names, "commit-tree", *["-S"] * sign, "-p", base.id, "-F", "-", tree)
    answer = repository.run(*arguments, stdin=text.encode(errors="surrogateescape"))
    if answer.code == 0:
        return answer.out.decode().strip()
    if any(repository.run(*names, "var", f"GIT_{who}_IDENT").code != 0 for who in ("AUTHOR", "COMMITTER")):
        raise errors.NotReadyError(
            "git does not know who commits",
            hint='tell it with: git config user.name "..." && git config user.email "...@..."',
        )
    raise runner.failed(arguments, answer)


def _branched(repository: Repository, base: Head, tree: str, text: str, trailer: str, branch: str) -> Committed:
    there = repository.run("rev-parse", "--verify", "--quiet", preconditions.BRANCHES + branch).out.decode().strip()
    if there:
        written = repository.output("log", "-1", "--no-show-signature", "--encoding=UTF-8", "--format=%T %P%n%B", there)
        if written.decode(errors="surrogateescape").rstrip() != f"{tree} {base.id}\n{text}".rstrip():
            raise errors.NotReadyError(f'branch "{branch}" is there already', hint="name a new one, or delete it")
    commit = there or _made(repository, base, tree, text)
    if not there:
        _move(repository, preconditions.BRANCHES + branch, commit, "0" * len(base.id), text)
    return Committed(commit, branch, bool(there), trailer)


def _move(repository: Repository, ref: str, commit: str, expected: str, text: str) -> None:
    # Alone: killed with us, it would leave its lock on the branch
    arguments = ("update-ref", "-m", f"tidegate: {text.splitlines()[0]}", ref, commit, expected)
    answer = repository.run(*arguments, alone=True)
    if answer.code != 0:
        now = repository.run("rev-parse", "--verify", "--quiet", ref).out.decode().strip()
        if now == commit:
            return
        if now != expected.strip("0"):
            raise errors.NotReadyError(
                f'branch "{ref.removeprefix(preconditions.BRANCHES)}" moved meanwhile',
                hint="run the same command again",
            )
        raise runner.failed(arguments, answer)
