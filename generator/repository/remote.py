"""A GitOps repository somewhere else: its tip fetched shallow and sparse into a folder of our own, and pushed to.

Credentials come from git's own helpers alone, nobody is asked, and no address is shown with what stands before its `@`.
"""

import os
import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from generator.errors import NotReadyError

KEPT = (
    *("GIT_SSH", "GIT_SSH_COMMAND", "GIT_ASKPASS", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "GIT_SSL_CAINFO"),
    *("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"),
)
SETTINGS = (
    f"core.hooksPath={os.devnull}",
    "core.autocrlf=false",
    "core.fsmonitor=false",
    "gc.auto=0",
    "protocol.version=2",
)
LONGEST = 600
FIRST = "main"


class Said(NamedTuple):
    """How a git process ended, what it printed and what it said, without secrets."""

    code: int
    out: str
    words: str


class Tip:
    """The files of a commit, as a store that `Neighbours` reads."""

    def __init__(self, remote: "Remote", commit: str) -> None:
        self._remote = remote
        self._commit = commit

    @cached_property
    def _folders(self) -> dict[str, tuple[set[str], set[str]]]:
        held: dict[str, tuple[set[str], set[str]]] = {}
        listed = self._remote.tell("ls-tree", "-r", "-z", "--name-only", self._commit) if self._commit else ""
        for path in filter(None, listed.split("\0")):
            parts = path.split("/")
            for depth in range(len(parts)):
                folders, files = held.setdefault("/".join(parts[:depth]), (set(), set()))
                (files if depth == len(parts) - 1 else folders).add(parts[depth])
        return held

    def folders(self, path: str) -> list[str]:
        """Names of the folders in a folder."""
        return sorted(self._folders.get(path, (set(), set()))[0])

    def files(self, path: str) -> list[str]:
        """Names of the files in a folder."""
        return sorted(self._folders.get(path, (set(), set()))[1])

    def read(self, path: str) -> str:
        """A file's text, empty where it is not there."""
        said = self._remote.ask("cat-file", "blob", f"{self._commit}:{path}")
        return said.out if said.code == 0 else ""


class Remote:
    """One branch of a repository, and a working folder that holds our part of its tip."""

    def __init__(self, address: str, folder: Path, branch: str | None) -> None:
        self.shown = hidden(address)
        self._address = os.path.abspath(address) if os.path.isdir(address) else address
        self._folder = folder
        self.branch = branch or ""
        self.tip = ""

    def open(self, patterns: Sequence[str]) -> None:
        """Begin in an empty folder; only files that match the patterns will lie there. NotReadyError where it cannot be reached."""
        self.tell("init", "--quiet", "--template=", ".")
        self.tell("remote", "add", "origin", self._address)
        self.tell("sparse-checkout", "set", "--no-cone", "--stdin", stdin="\n".join(patterns) + "\n")
        self.fetch()

    def fetch(self) -> None:
        """Bring the folder to the branch's tip as it is now; an empty repository has none yet."""
        heads = self._heads()
        name = f"refs/heads/{self.branch}"
        if name not in heads:
            if heads:
                raise NotReadyError(
                    f"{self.shown} has no branch {self.branch}", hint="name one of its branches with --branch"
                )
            self.tip = ""
            return
        self._reach("fetch", "--quiet", "--depth=1", "--no-tags", "origin", f"+{name}:refs/remotes/origin/tip")
        self.tip = self.tell("rev-parse", "refs/remotes/origin/tip").strip()
        self.tell("checkout", "--quiet", "--force", "--detach", self.tip)
        self.tell("clean", "--quiet", "--force", "-d", "-x")

    def _heads(self) -> set[str]:
        listed = self._reach("ls-remote", "--symref", "origin", "HEAD", "refs/heads/*")
        if not self.branch:
            found = re.search(r"^ref: refs/heads/(\S+)\tHEAD$", listed, re.MULTILINE)
            self.branch = found[1] if found else FIRST
        return {
            line.partition("\t")[2]
            for line in listed.splitlines()
            if "\trefs/heads/" in line and not line.startswith("ref:")
        }

    def store(self) -> Tip:
        """The whole tip, files that are not in the folder included."""
        return Tip(self, self.tip)

    def commit(self, message: str) -> bool:
        """One commit of everything that changed in the folder; False where nothing did."""
        self.tell("add", "--all", ".")
        if (
            self.ask("diff", "--cached", "--quiet", *(["HEAD"] if self.tip else ["--", "."])).code == 0
            and self._staged_nothing()
        ):
            return False
        said = self.ask("commit", "--quiet", "--no-verify", "--file=-", stdin=message)
        if said.code != 0:
            hint = 'git config --global user.name "..." and user.email say who commits'
            raise NotReadyError(f"git commit failed: {said.words}", hint=hint)
        return True

    def _staged_nothing(self) -> bool:
        return bool(self.tip) or not self.tell("ls-files", "--cached").strip()

    def push(self, to: str = "") -> str:
        """Push the commit to the branch, or over the branch `to`; the remote's words where it rejects it, empty when done."""
        target = f"refs/heads/{to or self.branch}"
        lease = [f"--force-with-lease={target}:{self._held(target)}"] if to else []
        said = self.ask("push", "--porcelain", *lease, "origin", f"HEAD:{target}")
        if said.code == 0:
            return ""
        rejected = re.search(r"^!\t\S+\t(.*)$", said.out, re.MULTILINE)
        if rejected is None:
            raise NotReadyError(f"{self.shown} cannot be pushed to: {said.words}", hint="see that git push works there")
        return rejected[1]

    def _held(self, target: str) -> str:
        listed = self._reach("ls-remote", "origin", target)
        return listed.partition("\t")[0]

    def _reach(self, *arguments: str) -> str:
        said = self.ask(*arguments)
        if said.code != 0:
            raise NotReadyError(
                f"{self.shown} cannot be reached: {said.words}", hint="see that git ls-remote works there"
            )
        return said.out

    def tell(self, *arguments: str, stdin: str = "") -> str:
        """What git prints; NotReadyError with its words where it fails."""
        said = self.ask(*arguments, stdin=stdin)
        if said.code != 0:
            raise NotReadyError(f"git {arguments[0]} failed: {said.words}", hint="mend that and run the command again")
        return said.out

    def ask(self, *arguments: str, stdin: str = "") -> Said:
        """Run git in the folder."""
        import subprocess

        command = ["git", *(part for setting in SETTINGS for part in ("-c", setting)), *arguments]
        held = {key: value for key, value in os.environ.items() if not key.startswith("GIT_") or key in KEPT}
        held |= {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_CEILING_DIRECTORIES": str(self._folder.parent)}
        try:
            run = subprocess.run(
                command,
                cwd=self._folder,
                env=held,
                input=stdin.encode(),
                capture_output=True,
                check=False,
                timeout=LONGEST,
            )
        except OSError as error:
            raise NotReadyError(
                f"git cannot be run: {error.strerror}", hint="install Git, and have it on PATH"
            ) from error
        except subprocess.TimeoutExpired as error:
            raise NotReadyError(
                f"{self.shown} did not answer", hint="try again, or see that git fetch works there"
            ) from error
        return Said(run.returncode, run.stdout.decode(errors="replace"), _words(run.stderr.decode(errors="replace")))


def hidden(address: str) -> str:
    """An address without what may be a secret in it."""
    return re.sub(r"://[^/@\s]*@", "://", address)


def _words(said: str) -> str:
    lines = [
        line.strip().removeprefix("fatal: ").removeprefix("error: ").removeprefix("remote: ")
        for line in said.splitlines()
    ]
    return hidden("; ".join(filter(None, lines)))[:500] or "it said nothing"
