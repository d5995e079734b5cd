"""One branch of a GitOps repository somewhere else: its tip fetched shallow and sparse, and commits pushed to it."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from generator.errors import NotReadyError
from generator.git import runner
from generator.git.clone import Clone
from generator.git.commit_store import CommitStore
from generator.git.runner import hidden

FIRST = "main"
SHA256 = 64
CONTACT = 90  # seconds
MOST_NAMED = 10
RACES = (
    *("fetch first", "non-fast-forward", "stale info", "needs force", "remote ref updated since checkout"),
    *("failed to update ref", "cannot lock ref", "failed to lock", "incorrect old value", "already exists"),
)
"""What a remote answers to a push that came second."""


class Rejected(NamedTuple):
    """Why a push was not taken; `race`: somebody else came first; `declined`: a hook there said no, perhaps not the next time."""

    words: str
    race: bool
    declined: bool


class Remote:
    """A repository's branch, and a folder that holds our part of its tip.

    `branch` is the repository's default branch where none is named, `aside` a branch to propose on, `identity` what a
    repository's own settings say of who commits (`user.name=Ada`).
    """

    def __init__(
        self, address: str, folder: Path, *, branch: str = "", aside: str = "", identity: Sequence[str] = ()
    ) -> None:
        self.shown = hidden(address)
        self.branch = branch
        self.aside = aside
        self.tip = ""
        self._proposed = ""
        self._address = os.path.abspath(address) if os.path.exists(address) else address
        self._folder = folder
        self._clone = Clone(folder=folder, shown=self.shown, settings=identity)

    def open(self, patterns: Sequence[str]) -> None:
        """Begin in an empty folder; only files that match the patterns will lie there. NotReadyError where it cannot be reached."""
        heads = self._heads()
        form = "sha256" if any(len(commit) == SHA256 for commit in heads.values()) else "sha1"
        self._clone.output("init", "--quiet", "--template=", f"--initial-branch={FIRST}", f"--object-format={form}")
        info = self._folder / ".git" / "info"
        info.mkdir(exist_ok=True)
        (info / "sparse-checkout").write_text("\n".join(patterns) + "\n", encoding="utf-8")
        # Our bytes are the repository's: what its attributes would make of them on this machine is nobody's wish
        (info / "attributes").write_text("* -text -filter -ident -working-tree-encoding\n", encoding="utf-8")
        self._take(heads)

    def fetch(self, *, clean: bool = False) -> bool:
        """Bring the folder to the branch's tip as it is now; whether that is another one than before.

        With `clean` files go that were written and not committed.
        """
        before = self.tip, self._proposed
        if clean:
            self._clone.output("clean", "--quiet", "--force", "-d", "-x")
        self._take(None if self.tip and not self.aside else self._heads())
        return (self.tip, self._proposed) != before

    def _heads(self) -> dict[str, str]:
        """The branches there and their commits."""
        listed = self._clone.remote_output(
            "ls-remote", "--symref", "--", self._address, "HEAD", "refs/heads/*", seconds=CONTACT
        )
        if not self.branch:
            found = re.search(r"^ref: refs/heads/(\S+)\tHEAD$", listed, re.MULTILINE)
            self.branch = found[1] if found else FIRST
        lines = (line.split("\t") for line in listed.splitlines() if not line.startswith("ref: "))
        return {name.removeprefix("refs/heads/"): commit for commit, name in lines if name.startswith("refs/heads/")}

    def _take(self, heads: dict[str, str] | None) -> None:
        """Fetch the tip and check it out; None for branches that are known to be there."""
        if heads is not None and self.branch not in heads:
            if heads or self.tip:
                raise self._without(heads)
            return
        proposed = [f"refs/heads/{self.aside}"] if self.aside and heads is not None and self.aside in heads else []
        depth = 2 if proposed else 1  # what a proposal was made on is its parent
        wanted = (f"--depth={depth}", "--no-tags", "--", self._address, f"refs/heads/{self.branch}", *proposed)
        self._clone.remote_output("fetch", "--quiet", *wanted)
        lines = (self._folder / ".git" / "FETCH_HEAD").read_text(encoding="utf-8", errors="replace").splitlines()
        commits = [line.split("\t")[0] for line in lines]
        if commits[0] != self.tip:
            self.tip = commits[0]
            self._clone.output("checkout", "--quiet", "--force", "--detach", self.tip)
        self._proposed = commits[1] if proposed else ""

    def _without(self, heads: dict[str, str]) -> NotReadyError:
        named = ", ".join(sorted(heads)[:MOST_NAMED]) + (", …" if len(heads) > MOST_NAMED else "")
        return NotReadyError(f"{self.shown} has no branch {self.branch}", hint=f"its branches: {named or 'none'}")

    def store(self) -> CommitStore:
        """The whole tip, files that are not in the folder included."""
        return CommitStore(self._clone, self.tip)

    def commit(self, message: str, paths: Sequence[str]) -> bool:
        """One commit of these files of the folder, removed ones included; False where nothing changed."""
        self._clone.output("update-index", "-z", "--add", "--remove", "--stdin", stdin="".join(f"{p}\0" for p in paths))
        arguments = ("commit", "--quiet", "--no-verify", "--no-status", "--file=-")
        answer = self._clone.run(*arguments, stdin=message)
        if answer.code == 1:
            return False
        if "identity unknown" in answer.words or "no email was given" in answer.words:
            hint = 'git config --global user.name "..." and user.email say it'
            raise NotReadyError("git does not know who commits", hint=hint)
        if answer.code != 0:
            raise runner.failed(arguments, answer)
        return True

    def proposes(self, paths: Sequence[str]) -> bool:
        """Whether the branch aside holds our commit's files below these paths already, made on files like the tip's."""
        pairs = ((self._proposed, "HEAD"), (f"{self._proposed}^", self.tip))
        return bool(self._proposed and self.tip) and all(
            self._clone.run("--no-literal-pathspecs", "diff", "--quiet", *pair, "--", *paths).code == 0
            for pair in pairs
        )

    def push(self) -> Rejected | None:
        """Push the commit to the branch, or over the branch aside; why it was not taken, NotReadyError where that is final."""
        target = f"refs/heads/{self.aside or self.branch}"
        lease = [f"--force-with-lease={target}:{self._proposed}"] if self.aside else []
        answer = self._clone.run("push", "--porcelain", *lease, "--", self._address, f"HEAD:{target}")
        if answer.code == 0:
            return None
        found = re.search(r"^!\t\S+\t(.*)$", answer.text, re.MULTILINE)
        if found is None:
            hint = "whoever runs this needs the right to push there"
            raise NotReadyError(f"{self.shown} cannot be pushed to: {answer.words}", hint=hint)
        reason = hidden(found[1])
        rejected = Rejected(
            f"{reason}: {answer.words}",
            any(word in reason for word in RACES),
            "hook declined" in reason and "protected" not in f"{reason} {answer.words}",
        )
        if not (rejected.race or rejected.declined):
            raise self.refusal(rejected)
        return rejected

    def refusal(self, rejected: Rejected) -> NotReadyError:
        """The error of a push that is not tried again."""
        aside = "" if self.aside else "; --pull-request-branch pushes to a branch of its own"
        return NotReadyError(
            f"{self.shown} does not take the push: {rejected.words}",
            hint=f"mend that, then run the command again{aside}",
        )
