"""A branch somewhere else: what of it lies in our folder, and how its answers are taken."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from generator import errors
from generator.git import runner
from generator.git.remote import Remote
from tests.builders import repositories
from tests.builders.repositories import git

OURS = "projects/risk/fraud/overlays/dev/kustomization.yaml"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repositories.home(tmp_path / "home", monkeypatch)


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """A repository with three commits of 2,000 files of other projects and one of ours."""
    folder = tmp_path / "deploy.git"
    repositories.init(folder, "--bare")
    paths = [f"projects/team/p{number}/overlays/dev/x.yaml" for number in range(2000)]
    for number in range(3):
        commit(folder, dict.fromkeys([*paths, OURS, "README.md"], f"{number}\n"))
    return folder


def commit(folder: Path, files: dict[str, str], branch: str = "main") -> None:
    """One more commit by somebody else."""
    known = git(folder, "for-each-ref", f"refs/heads/{branch}")
    lines = [f"commit refs/heads/{branch}", "committer Bob <bob@example.com> 0 +0000", "data 3", "bob"]
    lines += [f"from refs/heads/{branch}^0"] if known else []
    for path, text in files.items():
        lines += [f"M 100644 inline {path}", f"data {len(text)}", text]
    git(folder, "fast-import", "--quiet", stdin="\n".join(lines) + "\n")


def opened(
    there: Path,
    tmp_path: Path,
    *,
    branch: str = "",
    proposal_branch: str = "",
    patterns: Sequence[str] = ("/projects/risk/fraud/",),
) -> Remote:
    folder = tmp_path / "ours"
    folder.mkdir()
    remote = Remote(there.as_uri(), folder, branch=branch, proposal_branch=proposal_branch)
    remote.open(patterns)
    return remote


def lying(tmp_path: Path) -> list[str]:
    top = tmp_path / "ours"
    return sorted(p.relative_to(top).as_posix() for p in top.rglob("*") if p.is_file() and ".git" not in p.parts)


def test_only_our_files_of_the_last_commit_are_there(there: Path, tmp_path: Path) -> None:
    remote = opened(there, tmp_path)
    assert (remote.branch, lying(tmp_path)) == ("main", [OURS])
    assert git(tmp_path / "ours", "rev-list", "--all", "HEAD").splitlines() == [remote.tip]
    assert git(tmp_path / "ours", "rev-parse", "--is-shallow-repository") == "true\n"


def test_the_whole_tip_can_be_read(there: Path, tmp_path: Path) -> None:
    with opened(there, tmp_path).store() as tip:
        assert len(tip.folders("projects/team")) == 2000
        assert (tip.folders(""), tip.files("")) == (["projects"], ["README.md"])
        assert tip.files("projects/team/p7/overlays/dev") == ["x.yaml"]
        assert (tip.read("projects/team/p7/overlays/dev/x.yaml"), tip.read(OURS)) == ("2\n", "2\n")
        assert (tip.read("nowhere"), tip.read("projects"), tip.files("nowhere"), tip.folders(OURS)) == ("", "", [], [])


def test_a_commit_has_only_the_paths_that_it_is_told(there: Path, tmp_path: Path) -> None:
    remote = opened(there, tmp_path)
    (tmp_path / "ours" / OURS).write_text("new\n")
    (tmp_path / "ours" / "projects/risk/fraud/other").write_text("new\n")
    assert remote.commit("ours", [OURS])
    assert remote.push() is None
    assert git(there, "diff", "--name-only", "main^", "main") == f"{OURS}\n"
    assert not remote.commit("again", [OURS])


def test_a_file_that_is_gone_is_gone_in_the_commit(there: Path, tmp_path: Path) -> None:
    remote = opened(there, tmp_path)
    (tmp_path / "ours" / OURS).unlink()
    remote.commit("ours", [OURS])
    remote.push()
    assert git(there, "diff", "--name-status", "main^", "main") == f"D\t{OURS}\n"


def test_a_lost_race_is_told_as_one_and_won_on_the_new_tip(there: Path, tmp_path: Path) -> None:
    remote = opened(there, tmp_path)
    (tmp_path / "ours" / OURS).write_text("new\n")
    remote.commit("ours", [OURS])
    commit(there, {"README.md": "theirs\n"})
    rejected = remote.push()
    assert rejected is not None
    assert (rejected.race, rejected.declined) == (True, False)
    assert remote.fetch()
    assert (tmp_path / "ours" / OURS).read_text() == "2\n"
    (tmp_path / "ours" / OURS).write_text("new\n")
    remote.commit("ours", [OURS])
    assert remote.push() is None
    assert git(there, "log", "-2", "--format=%s") == "ours\nbob\n"
    assert git(there, "show", "main:README.md") == "theirs\n"


def test_a_tip_that_stood_still_keeps_the_commit(there: Path, tmp_path: Path) -> None:
    remote = opened(there, tmp_path)
    (tmp_path / "ours" / OURS).write_text("new\n")
    remote.commit("ours", [OURS])
    assert not remote.fetch()
    assert remote.push() is None


def test_files_that_were_not_committed_go(there: Path, tmp_path: Path) -> None:
    remote = opened(there, tmp_path)
    (tmp_path / "ours/projects/risk/fraud/left").write_text("half\n")
    remote.fetch(clean=True)
    assert lying(tmp_path) == [OURS]


def test_two_first_commits_of_an_empty_repository(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--bare", "--template=", "empty.git")
    remote = opened(tmp_path / "empty.git", tmp_path)
    (tmp_path / "ours" / "projects").mkdir()
    (tmp_path / "ours" / "projects" / "a").write_text("ours\n")
    remote.commit("ours", ["projects/a"])
    commit(tmp_path / "empty.git", {"README.md": "theirs\n"})
    rejected = remote.push()
    assert rejected is not None
    assert rejected.race
    assert remote.fetch()
    assert (remote.tip != "", lying(tmp_path)) == (True, [])


def test_a_branch_that_is_gone_meanwhile(there: Path, tmp_path: Path) -> None:
    remote = opened(there, tmp_path, proposal_branch="tidegate/x")
    git(there, "update-ref", "-d", "refs/heads/main")
    with pytest.raises(errors.NotReadyError) as caught:
        remote.fetch()
    assert (caught.value.message, caught.value.hint) == (
        f"{there.as_uri()} has no branch main",
        "its branches: none",
    )


def test_a_branch_aside_that_somebody_else_moved_is_not_overwritten(there: Path, tmp_path: Path) -> None:
    remote = opened(there, tmp_path, proposal_branch="tidegate/risk.fraud")
    (tmp_path / "ours" / OURS).write_text("new\n")
    remote.commit("ours", [OURS])
    commit(there, {"README.md": "theirs\n"}, branch="tidegate/risk.fraud")
    rejected = remote.push()
    assert rejected is not None
    assert rejected.race
    assert git(there, "log", "--format=%s", "tidegate/risk.fraud") == "bob\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://ada:s3cret@git.acme.dev/deploy.git", "https://git.acme.dev/deploy.git"),
        ("https://ada:s3@cr/et@git.acme.dev/deploy", "https://git.acme.dev/deploy"),
        ("unable to access 'https://token@git.acme.dev/': no", "unable to access 'https://git.acme.dev/': no"),
        ("https://git.acme.dev/deploy?access_token=s3cret#x", "https://git.acme.dev/deploy"),
        ("git@git.acme.dev:ml/deploy.git", "git@git.acme.dev:ml/deploy.git"),
        ("/srv/deploy.git", "/srv/deploy.git"),
    ],
)
def test_addresses_are_shown_without_secrets(text: str, shown: str) -> None:
    assert runner.without_secrets(text) == shown


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("", "it printed nothing"),
        ("remote: error: not on Fridays\nremote:\nerror: failed\n", "not on Fridays; failed"),
        ("fatal: same\nerror: same\n", "same"),
    ],
)
def test_what_git_says_is_one_line(said: str, words: str) -> None:
    assert runner.words(said) == words
