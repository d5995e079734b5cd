"""`pipelines/comment.py` as a job runs it: against a stand-in of the comments API."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance import comments_api
from tests.acceptance.comments_api import Api, Failure

SCRIPT = Path(__file__).parents[2] / "pipelines" / "comment.py"
MARKER = "<!-- tidegate diff: part {} of {} -->\n"
NOTICE = "::notice::the review is in the job summary, as it could not be posted ({})\n"


@pytest.fixture
def api() -> Iterator[Api]:
    with comments_api.served() as api:
        yield api


class Job:
    """A folder with a review, and the job that posts it."""

    def __init__(self, folder: Path, api: Api) -> None:
        self.folder, self.api = folder / "review", api
        self.token = "token"
        self.summary = folder / "summary.md"
        self.folder.mkdir()

    def write(self, *bodies: str) -> list[str]:
        """The parts of a review, with their markers."""
        for file in self.folder.iterdir():
            file.unlink()
        texts = [MARKER.format(number, len(bodies)) + body for number, body in enumerate(bodies, 1)]
        for number, text in enumerate(texts, 1):
            name = "review.md" if number == 1 else f"review-{number}.md"
            self.folder.joinpath(name).write_text(text, encoding="utf-8")
        return texts

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "GITHUB_API_URL": self.api.address,
            "GITHUB_REPOSITORY": comments_api.REPOSITORY,
            "GITHUB_TOKEN": self.token,
            "GITHUB_STEP_SUMMARY": str(self.summary),
        }
        command = [sys.executable, "-I", str(SCRIPT), str(self.folder), *(arguments or ("--pull", "7"))]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    def post(self, *arguments: str) -> str:
        """What a run prints that ends well."""
        done = self.run(*arguments)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout


@pytest.fixture
def job(tmp_path: Path, api: Api) -> Job:
    return Job(tmp_path, api)


def test_the_first_run_creates_a_comment_for_each_part(job: Job, api: Api) -> None:
    parts = job.write("one", "two")
    assert job.post() == ""
    assert api.bodies(7) == parts
    assert api.tokens == {"Bearer token"}


def test_a_second_run_of_the_same_review_changes_nothing(job: Job, api: Api) -> None:
    job.write("one", "two")
    job.post()
    api.asked.clear()
    job.post()
    assert api.writes() == []


def test_a_comment_that_was_stored_with_other_line_ends_is_not_changed(job: Job, api: Api) -> None:
    (part,) = job.write("one\ntwo\n")
    api.add(7, part.strip().replace("\n", "\r\n"))
    job.post()
    assert api.writes() == []


def test_a_later_run_updates_its_comment_in_place(job: Job, api: Api) -> None:
    job.write("one")
    job.post()
    (changed,) = job.write("other")
    job.post()
    assert api.comments == {1: (7, comments_api.BOT, changed)}


def test_a_shorter_review_removes_stale_comments(job: Job, api: Api) -> None:
    job.write("one", "two", "three")
    job.post()
    parts = job.write("only")
    job.post()
    assert api.bodies(7) == parts


def test_a_longer_review_adds_comments(job: Job, api: Api) -> None:
    job.write("one")
    job.post()
    parts = job.write("one", "two")
    job.post()
    assert api.bodies(7) == parts


def test_a_part_that_is_there_twice_is_removed_once(job: Job, api: Api) -> None:
    parts = job.write("one")
    api.add(7, parts[0])
    api.add(7, parts[0])
    job.post()
    assert api.bodies(7) == parts


@pytest.mark.parametrize(
    ("body", "author"),
    [
        ("one\n", comments_api.BOT),
        (MARKER.format(1, 1) + "quoted", "mallory"),
        ("> " + MARKER.format(1, 1), comments_api.BOT),
    ],
)
def test_comments_of_others_stay_as_they_are(body: str, author: str, job: Job, api: Api) -> None:
    other = api.add(7, body, author)
    job.write("one")
    job.post()
    assert api.comments[other] == (7, author, body)


def test_own_comments_are_found_behind_many_others(job: Job, api: Api) -> None:
    for number in range(250):
        api.add(7, f"comment {number}", "ada")
    own = api.add(7, MARKER.format(1, 1) + "before")
    (changed,) = job.write("after")
    job.post()
    assert api.comments[own][2] == changed


def test_another_pull_request_is_left_alone(job: Job, api: Api) -> None:
    other = api.add(8, MARKER.format(1, 1) + "theirs")
    job.write("one")
    job.post()
    assert api.comments[other][2] == MARKER.format(1, 1) + "theirs"


def test_a_comment_of_another_login_is_updated_if_the_token_writes_as_it(job: Job, api: Api) -> None:
    own = api.add(7, MARKER.format(1, 1) + "before", "acme-bot")
    (changed,) = job.write("after")
    job.post("--pull", "7", "--author", "acme-bot")
    assert api.comments == {own: (7, "acme-bot", changed)}


@pytest.mark.parametrize("letter", ["x", "ü", "😀"])
def test_a_part_over_the_limit_is_cut_before_a_folded_block(letter: str, job: Job, api: Api) -> None:
    job.write(f"table\n<details>\n{letter * 40_000}\n</details>\n<details>\n{letter * 40_000}\n</details>\n")
    job.post()
    (body,) = api.bodies(7)
    assert len(body) <= comments_api.LIMIT
    assert body.endswith("</details>\n\nThe rest is cut: the artefact of the run has it.\n")


def test_one_line_over_the_limit_is_cut(job: Job, api: Api) -> None:
    job.write("x" * 70_000)
    job.post()
    assert [len(body) <= comments_api.LIMIT for body in api.bodies(7)] == [True]


def test_a_part_of_just_the_limit_is_not_cut(job: Job, api: Api) -> None:
    parts = job.write("x" * (comments_api.LIMIT - len(MARKER.format(1, 1))))
    job.post()
    assert api.bodies(7) == parts


@pytest.mark.parametrize(
    "failure",
    [
        Failure("POST", 403, {"Retry-After": "1"}),
        Failure("POST", 429, {"Retry-After": "0"}),
        Failure("POST", 403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1"}),
        Failure("GET", 429),
        Failure("GET", 502),
        Failure("POST", 503),
    ],
)
def test_a_busy_server_is_asked_again(failure: Failure, job: Job, api: Api) -> None:
    api.failures.append(failure)
    parts = job.write("one", "two")
    assert job.post() == ""
    assert api.bodies(7) == parts


@pytest.mark.parametrize("content", [b"<html>", b"\xff", b'[{"id"'])
def test_an_answer_that_is_no_json_is_asked_for_again(content: bytes, job: Job, api: Api) -> None:
    api.failures.append(Failure("GET", 200, content=content))
    parts = job.write("one")
    assert job.post() == ""
    assert api.bodies(7) == parts


def test_an_answer_that_ends_early_is_asked_for_again(job: Job, api: Api) -> None:
    api.failures.append(Failure("GET", 200, content=b"[]", more=10))
    parts = job.write("one")
    assert job.post() == ""
    assert api.bodies(7) == parts


def test_a_token_that_http_does_not_allow_is_not_shown(job: Job, api: Api) -> None:
    job.token = "secret\ntoken"
    job.write("one")
    fact = "GET /issues/7/comments: the address or the token has characters that HTTP does not allow"
    assert job.post() == NOTICE.format(fact)
    assert api.asked == []


def test_the_wait_that_the_server_asks_for_is_kept(job: Job, api: Api) -> None:
    api.failures.append(Failure("GET", 403, {"Retry-After": "2"}))
    job.write("one")
    begin = time.monotonic()
    job.post()
    assert time.monotonic() - begin >= 2


def test_a_longer_wait_than_a_job_has_time_for_gives_the_job_summary(job: Job, api: Api) -> None:
    api.failures.append(Failure("GET", 403, {"Retry-After": "3600"}))
    (part,) = job.write("one")
    fact = "GET /issues/7/comments: status 403, for more than 300 seconds"
    assert job.post() == NOTICE.format(fact)
    assert job.summary.read_text() == f"{part}\n"


@pytest.mark.parametrize("status", [401, 403, 404])
def test_without_the_right_to_write_the_job_summary_has_all_parts(status: int, job: Job, api: Api) -> None:
    api.failures.append(Failure("POST", status))
    parts = job.write("one", "two")
    assert job.post() == NOTICE.format(f"POST /issues/7/comments: status {status}")
    assert job.summary.read_text() == "".join(f"{part}\n" for part in parts)


def test_a_job_summary_keeps_to_its_own_limit(job: Job, api: Api) -> None:
    api.failures.append(Failure("POST", 403))
    job.write(*("ü" * 30_000 for _ in range(30)))
    job.post()
    assert 900_000 < job.summary.stat().st_size <= 1024 * 1024
    assert job.summary.read_text().endswith("The rest is cut: the artefact of the run has it.\n")


def test_a_redirect_does_not_get_the_token(job: Job, api: Api) -> None:
    with comments_api.served() as other:
        api.failures.append(Failure("GET", 301, {"Location": f"{other.address}/repos/acme/fraud/issues/7/comments"}))
        job.write("one")
        assert job.post() == NOTICE.format("GET /issues/7/comments: status 301")
        assert other.asked == []


def test_an_address_that_is_not_https_does_not_get_the_token(job: Job, api: Api) -> None:
    api.address = "http://api.example.com"
    job.write("one")
    assert job.post() == NOTICE.format("the address of the API is not https")


def _pull(number: int, label: str, commit: str) -> dict[str, object]:
    return {"number": number, "head": {"label": label, "sha": commit}}


FORK = ("--head", "ada:more & better", "--commit", "c0ffee")


def test_a_run_of_a_fork_is_posted_to_its_own_pull_request(job: Job, api: Api) -> None:
    api.pulls = [_pull(3, "ada:other", "c0ffee"), _pull(9, "ada:more & better", "c0ffee")]
    parts = job.write("one")
    assert job.post(*FORK) == ""
    assert (api.bodies(9), api.bodies(3)) == (parts, [])


@pytest.mark.parametrize("pull", [_pull(9, "ada:more & better", "decade"), _pull(9, "bob:more & better", "c0ffee")])
def test_a_run_that_belongs_to_no_pull_request_is_not_posted(pull: dict[str, object], job: Job, api: Api) -> None:
    api.pulls = [pull]
    job.write("one")
    fact = "no open pull request of ada:more & better is at commit c0ffee"
    assert job.post(*FORK) == NOTICE.format(fact)
    assert api.comments == {}


def test_a_link_in_an_artefact_is_not_followed(job: Job, api: Api, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(MARKER.format(1, 1) + "secret")
    job.folder.joinpath("review.md").symlink_to(secret)
    assert job.run().returncode == 5
    assert api.comments == {}


@pytest.mark.parametrize("text", [None, "", "what a fork wrote\n", " " + MARKER.format(1, 1)])
def test_a_folder_without_a_review_is_refused(text: str | None, job: Job, api: Api) -> None:
    if text is not None:
        job.folder.joinpath("review.md").write_text(text)
    done = job.run()
    expected = f"{job.folder}: no review.md that tidegate diff --format markdown has written\n"
    assert (done.returncode, done.stdout, done.stderr) == (5, "", expected)
    assert api.asked == []


def test_an_artefact_has_at_most_fifty_comments(job: Job, api: Api) -> None:
    job.write(*("part" for _ in range(60)))
    job.post()
    assert len(api.bodies(7)) == 50
