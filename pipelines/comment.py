"""Post a review as comments of a pull request: its own are updated, stale ones removed.

It is run as a script with nothing installed, since a job that may write should run as little code as possible. The text is data: it
may come from the pipeline of a fork, so the pull request is looked up by what GitHub says about that run, and not read from a file.

Where comments cannot be written, as with the token that a pull request from a fork has, the job summary has the review.
"""

import argparse
import json
import os
import re
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, Any, NamedTuple
from urllib import error, parse, request

LIMIT = 65_536
"""Characters of a comment (https://github.com/orgs/community/discussions/27190)."""
SUMMARY_LIMIT = 1024 * 1024
"""Bytes that a step may add to the job summary."""
MOST_PARTS = 50
PAGE = 100
PATIENCE = 300.0
"""Seconds that all waits together may take."""
TIMEOUT = 30.0
MARKER = re.compile(r"<!-- tidegate diff: part (?P<number>[0-9]{1,6}) of [0-9]{1,6} -->\r?\n")
"""As `tidegate diff --format markdown` writes it."""
CUT = "\n\nThe rest is cut: the artefact of the run has it.\n"
BUSY = frozenset({429, 500, 502, 503, 504})


class RefusedError(Exception):
    """Comments cannot be written with this token, or not now."""


class BusyError(Exception):
    """The server asks to wait, or gave no answer; `wait` is in seconds, None if it did not say."""

    def __init__(self, fact: str, wait: float | None) -> None:
        super().__init__(fact)
        self.wait = wait


class Comment(NamedTuple):
    """A comment of this program that is there already."""

    id: int
    number: int
    body: str


class _NoRedirect(request.HTTPRedirectHandler):
    """Follows no redirect: the token is for one host."""

    def redirect_request(
        self,
        req: request.Request,  # noqa: ARG002
        fp: IO[bytes],  # noqa: ARG002
        code: int,  # noqa: ARG002
        msg: str,  # noqa: ARG002
        headers: HTTPMessage,  # noqa: ARG002
        newurl: str,  # noqa: ARG002
    ) -> None:
        return None


class Comments:
    """The comments of one repository, by GitHub's REST API."""

    def __init__(self, api: str, repository: str, token: str) -> None:
        parts = parse.urlsplit(api)
        if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "localhost"}:
            raise RefusedError("the address of the API is not https")
        self._top = f"{api.rstrip('/')}/repos/{parse.quote(repository)}"
        self._token = token
        self._opener = request.build_opener(_NoRedirect)

    def ask(self, method: str, path: str, body: Mapping[str, str] | None = None) -> Any:
        """The answer of the API as JSON. Raises RefusedError and BusyError."""
        headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {self._token}",
            "Content-Type": "application/json",
            "User-Agent": "tidegate",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        data = None if body is None else json.dumps(body).encode()
        asked = request.Request(f"{self._top}{path}", data, headers, method=method)  # noqa: S310 - https or loopback
        what = f"{method} {path.partition('?')[0]}"
        try:
            with self._opener.open(asked, timeout=TIMEOUT) as response:
                content = response.read()
        except error.HTTPError as refusal:
            with refusal:
                raise _failure(refusal, what) from None
        except HTTPException as failure:
            raise BusyError(f"{what}: the answer cannot be read ({type(failure).__name__})", None) from None
        except OSError as failure:
            raise BusyError(f"the API is not reachable: {failure}", None) from None
        except ValueError:  # its text may have the token
            raise RefusedError(f"{what}: the address or the token has characters that HTTP does not allow") from None
        try:
            return json.loads(content) if content else None
        except ValueError:
            raise BusyError(f"{what}: the answer is no JSON", None) from None

    def all(self, path: str) -> Iterator[Mapping[str, Any]]:
        """The items of all pages of a list."""
        for page in range(1, 1000):
            items = self.ask("GET", f"{path}{'&' if '?' in path else '?'}per_page={PAGE}&page={page}")
            yield from items
            if len(items) < PAGE:
                return


def _failure(answer: error.HTTPError, what: str) -> Exception:
    """What an error status means: rate limits are 403 or 429, with a time (docs.github.com, best practices of the REST API)."""
    fact = f"{what}: status {answer.code}"
    after = answer.headers.get("Retry-After", "")
    if re.fullmatch(r"[0-9]{1,6}", after) and answer.code in {403, *BUSY}:
        return BusyError(fact, float(after))
    reset = answer.headers.get("X-RateLimit-Reset", "")
    limited = answer.headers.get("X-RateLimit-Remaining") == "0" and re.fullmatch(r"[0-9]{1,12}", reset)
    if limited and answer.code in {403, 429}:
        return BusyError(fact, max(float(reset) - time.time(), 0.0) + 1)
    return BusyError(fact, None) if answer.code in BUSY else RefusedError(fact)


def read(folder: Path) -> list[str]:
    """The parts of a review: `review.md`, `review-2.md` and so on, each a regular file that begins with the marker."""
    found = []
    for number in range(1, MOST_PARTS + 1):
        file = folder / ("review.md" if number == 1 else f"review-{number}.md")
        if file.is_symlink() or not file.is_file():
            break
        text = file.read_text(encoding="utf-8", errors="replace")
        if not MARKER.match(text):
            break
        found.append(shortened(text))
    return found


def shortened(text: str) -> str:
    """A text that fits into a comment, cut before a folded block or at the end of a line."""
    if len(text) <= LIMIT:
        return text
    room = LIMIT - len(CUT)
    end = max(text.rfind("\n<details>", 0, room), 0) or max(text.rfind("\n", 0, room), 0) or room
    return text[:end] + CUT


def own(comments: Comments, pull: int, author: str) -> list[Comment]:
    """The comments of earlier runs. Whoever else begins a comment with the marker keeps it."""
    found = []
    for item in comments.all(f"/issues/{pull}/comments"):
        body = item.get("body") or ""
        marker = MARKER.match(body)
        if marker and (item.get("user") or {}).get("login") == author:
            found.append(Comment(item["id"], int(marker["number"]), body))
    return sorted(found)


def synchronise(comments: Comments, pull: int, author: str, parts: Sequence[str]) -> None:
    """Make the comments those of the parts. It looks at what is there first, so it may be repeated after any failure."""
    there: dict[int, Comment] = {}
    stale = []
    for each in own(comments, pull, author):
        if each.number in there or not 1 <= each.number <= len(parts):
            stale.append(each)
        else:
            there[each.number] = each
    for number, text in enumerate(parts, 1):
        known = there.get(number)
        if known is None:
            comments.ask("POST", f"/issues/{pull}/comments", {"body": text})
        elif known.body.replace("\r\n", "\n").strip() != text.strip():
            comments.ask("PATCH", f"/issues/comments/{known.id}", {"body": text})
    for each in stale:
        comments.ask("DELETE", f"/issues/comments/{each.id}")


def pull_of(comments: Comments, head: str, commit: str) -> int:
    """The open pull request of a branch (`owner:branch`) whose last commit is the one that was reviewed. Raises RefusedError."""
    for item in comments.all(f"/pulls?state=open&head={parse.quote(head, safe='')}"):
        if item["head"]["sha"] == commit:
            return int(item["number"])
    raise RefusedError(f"no open pull request of {head} is at commit {commit}")


def patiently(comments: Comments, wanted: argparse.Namespace, parts: Sequence[str]) -> None:
    """Post the parts, again after each wait that the server asks for. Raises RefusedError."""
    left, pause = PATIENCE, 1.0
    while True:
        try:
            pull = wanted.pull or pull_of(comments, wanted.head, wanted.commit)
            return synchronise(comments, pull, wanted.author, parts)
        except BusyError as busy:
            wait = pause if busy.wait is None else busy.wait
            pause *= 2
            left -= max(wait, 1.0)
            if left < 0:
                raise RefusedError(f"{busy}, for more than {PATIENCE:.0f} seconds") from None
        time.sleep(wait)


def summarise(parts: Sequence[str]) -> None:
    """Write the parts to the job summary, as many as it takes; without one, to stdout."""
    file = os.environ.get("GITHUB_STEP_SUMMARY")
    text, size = "", len(CUT)
    for part in parts:
        size += len(part.encode()) + 1
        if size > SUMMARY_LIMIT:
            text += CUT
            break
        text += f"{part}\n"
    if not file:
        sys.stdout.write(text)
        return
    with Path(file).open("a", encoding="utf-8") as summary:
        summary.write(text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Post the review in a folder; exit code 5 if there is none."""
    parser = argparse.ArgumentParser(description="Post a review of tidegate as comments of a pull request.")
    parser.add_argument("folder", type=Path, help="folder with review.md, review-2.md and so on")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--pull", type=int, help="number of the pull request")
    which.add_argument("--head", help="owner:branch of the pull request, with --commit")
    parser.add_argument("--commit", default="", help="commit that was reviewed")
    parser.add_argument("--author", default="github-actions[bot]", help="login that the token writes as")
    wanted = parser.parse_args(arguments)
    parts = read(wanted.folder)
    if not parts:
        sys.stderr.write(f"{wanted.folder}: no review.md that tidegate diff --format markdown has written\n")
        return 5
    environment = os.environ
    try:
        comments = Comments(
            environment["GITHUB_API_URL"], environment["GITHUB_REPOSITORY"], environment["GITHUB_TOKEN"]
        )
        patiently(comments, wanted, parts)
    except RefusedError as refusal:
        sys.stdout.write(f"::notice::the review is in the job summary, as it could not be posted ({refusal})\n")
        summarise(parts)
    return 0


if __name__ == "__main__":
    sys.exit(main())
