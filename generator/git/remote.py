"""A branch of a remote GitOps repository: fetch its tip (shallow and sparse), commit on it, and push."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from generator.errors import NotReadyError
from generator.git import runner
from generator.git.clone import Clone
from generator.git.commit_store import CommitStore
from generator.git.runner import without_secrets

DEFAULT_BRANCH = "main"
SHA256 = 64
CONTACT = 90  # seconds
MOST_NAMED = 10
RACES = (
    *("fetch first", "non-fast-forward", "stale info", "needs force", "remote ref updated since checkout"),
    *("failed to update ref", "cannot lock ref", "failed to lock", "incorrect old value", "already exists"),
)
"""Parts of a remote's messages which say that another push came first."""


class Rejected(NamedTuple):
    """A rejected push: `race` if another push came first, `declined` if a hook refused it, which may pass next time."""

    words: str
    race: bool
    declined: bool


class Remote:
    """A branch of the repository at `address`, and a local folder with the part of its tip that is checked out.

    `branch` defaults to the repository's default branch; `proposal_branch` is a branch for a pull request to push to
    instead; `identity` are Git settings of the author (`user.name=Ada`).
    """

    def __init__(
        self, address: str, folder: Path, *, branch: str = "", proposal_branch: str = "", identity: Sequence[str] = ()
    ) -> None:
        self.shown = without_secrets(address)
        self.branch = branch
        self.proposal_branch = proposal_branch
        self.tip = ""
        self._proposed = ""
        self._address = os.path.abspath(address) if os.path.exists(address) else address
        self._folder = folder
        self._clone = Clone(folder=folder, shown=self.shown, settings=identity)

    def open(self, patterns: Sequence[str]) -> None:
        """Clone into the empty folder, where only files that match the patterns are checked out.

        Raises NotReadyError if the repository cannot be reached.
        """
        heads = self._heads()
        form = "sha256" if any(len(commit) == SHA256 for commit in heads.values()) else "sha1"
        self._clone.output(
            "init", "--quiet", "--template=", f"--initial-branch={DEFAULT_BRANCH}", f"--object-format={form}"
        )
        info = self._folder / ".git" / "info"
        info.mkdir(exist_ok=True)
        (info / "sparse-checkout").write_text("\n".join(patterns) + "\n", encoding="utf-8")
        # Files are written to the repository byte by byte: its attributes must not convert them on checkout or commit
        (info / "attributes").write_text("* -text -filter -ident -working-tree-encoding\n", encoding="utf-8")
        self._take(heads)

    def fetch(self, *, clean: bool = False) -> bool:
        """Fetch and check out the current tip of the branch; returns whether it has changed.

        With `clean`, files that were written and not committed are removed.
        """
        before = self.tip, self._proposed
        if clean:
            self._clone.output("clean", "--quiet", "--force", "-d", "-x")
        self._take(None if self.tip and not self.proposal_branch else self._heads())
        return (self.tip, self._proposed) != before

    def _heads(self) -> dict[str, str]:
        """The remote's branches and their commits."""
        listed = self._clone.remote_output(
            "ls-remote", "--symref", "--", self._address, "HEAD", "refs/heads/*", seconds=CONTACT
        )
        if not self.branch:
            found = re.search(r"^ref: refs/heads/(\S+)\tHEAD$", listed, re.MULTILINE)
            self.branch = found[1] if found else DEFAULT_BRANCH
        lines = (line.split("\t") for line in listed.splitlines() if not line.startswith("ref: "))
        return {name.removeprefix("refs/heads/"): commit for commit, name in lines if name.startswith("refs/heads/")}

    def _take(self, heads: dict[str, str] | None) -> None:
        """Fetch the tip and check it out; `heads` is None if the branch is known to exist."""
        if heads is not None and self.branch not in heads:
            if heads or self.tip:
                raise self._without(heads)
            return
        proposed = (
            [f"refs/heads/{self.proposal_branch}"]
            if self.proposal_branch and heads is not None and self.proposal_branch in heads
            else []
        )
        depth = 2 if proposed else 1  # a proposal's parent is the tip that it was made on
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
        """All files of the tip, including those that are not checked out."""
        return CommitStore(self._clone, self.tip)

    def commit(self, message: str, paths: Sequence[str]) -> bool:
        """Commit these files of the folder, removed ones included; False if nothing changed."""
        self._clone.output("update-index", "-z", "--add", "--remove", "--stdin", stdin="".join(f"{p}\0" for p in paths))
        arguments = ("commit", "--quiet", "--no-verify", "--no-status", "--file=-")
        result = self._clone.run(*arguments, stdin=message)
        if result.code == 1:
            return False
        if "identity unknown" in result.words or "no email was given" in result.words:
            hint = "set user.name and user.email with: git config --global"
            raise NotReadyError("git does not know who commits", hint=hint)
        if result.code != 0:
            raise runner.failed(arguments, result)
        return True

    def proposes(self, paths: Sequence[str]) -> bool:
        """Whether the proposal branch already has our commit's files below these paths, and its base the tip's files there."""
        pairs = ((self._proposed, "HEAD"), (f"{self._proposed}^", self.tip))
        return bool(self._proposed and self.tip) and all(
            self._clone.run("--no-literal-pathspecs", "diff", "--quiet", *pair, "--", *paths).code == 0
            for pair in pairs
        )

    def push(self) -> Rejected | None:
        """Push the commit to the branch, or replace the proposal branch with it; the rejection, if trying again can help.

        Raises NotReadyError for any other failure.
        """
        target = f"refs/heads/{self.proposal_branch or self.branch}"
        lease = [f"--force-with-lease={target}:{self._proposed}"] if self.proposal_branch else []
        result = self._clone.run("push", "--porcelain", *lease, "--", self._address, f"HEAD:{target}")
        if result.code == 0:
            return None
        found = re.search(r"^!\t\S+\t(.*)$", result.text, re.MULTILINE)
        if found is None:
            hint = "check that you are allowed to push to it"
            raise NotReadyError(f"{self.shown} cannot be pushed to: {result.words}", hint=hint)
        reason = without_secrets(found[1])
        rejected = Rejected(
            f"{reason}: {result.words}",
            any(word in reason for word in RACES),
            "hook declined" in reason and "protected" not in f"{reason} {result.words}",
        )
        if not (rejected.race or rejected.declined):
            raise self.refusal(rejected)
        return rejected

    def refusal(self, rejected: Rejected) -> NotReadyError:
        """The error for a rejected push that is not tried again."""
        proposal_branch = "" if self.proposal_branch else "; --pull-request-branch pushes to a separate branch"
        return NotReadyError(
            f"{self.shown} rejected the push: {rejected.words}",
            hint=f"mend that, then run the command again{proposal_branch}",
        )
