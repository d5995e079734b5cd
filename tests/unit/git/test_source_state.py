"""What a repository says of the files that are published: is all committed, on which branch, from where."""

from pathlib import Path

import pytest

from generator.errors import NotReadyError
from generator.git import source_state
from tests.builders import repositories
from tests.builders.repositories import git, put


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    repositories.home(tmp_path / "home", monkeypatch)
    monkeypatch.delenv("CI_DEFAULT_BRANCH", raising=False)
    top = repositories.init(tmp_path / "top")
    put(top, "fraud/ml-project.yaml", b"a")
    put(top, "README.md", b"a")
    git(top, "add", "--all")
    git(top, "commit", "--quiet", "--message=x")
    return top


def changed(top: Path, *read: str) -> tuple[str, ...]:
    return tuple(source_state.changed(str(top), [str(top / path) for path in read]))


def test_a_commit_is_clean(top: Path) -> None:
    assert changed(top, "fraud/ml-project.yaml") == ()


@pytest.mark.parametrize("staged", [False, True])
def test_every_tracked_file_counts(top: Path, *, staged: bool) -> None:
    (top / "README.md").write_text("b")
    (top / "fraud/ml-project.yaml").unlink()
    if staged:
        git(top, "add", "--all")
    assert changed(top) == ("README.md", "fraud/ml-project.yaml")


def test_of_the_others_only_those_that_are_read_count(top: Path) -> None:
    put(top, "report.json")
    put(top, "fraud/notes.txt")
    put(top, "fraud/rules.yaml")
    put(top, "platform/environments/dev.yaml")
    put(top, "platforms/dev.yaml")
    assert changed(top, "fraud/ml-project.yaml", "fraud/rules.yaml", "platform") == (
        "fraud/rules.yaml",
        "platform/environments/dev.yaml",
    )


def test_a_repository_without_a_commit_has_everything_left_to_commit(tmp_path: Path, top: Path) -> None:
    assert top.is_dir()
    fresh = repositories.init(tmp_path / "fresh")
    put(fresh, "ml-project.yaml")
    assert changed(fresh, "ml-project.yaml") == ("ml-project.yaml",)


def cloned(top: Path, *options: str) -> Path:
    git(top.parent, "clone", "--quiet", *options, f"file://{top}", "clone")
    return top.parent / "clone"


def test_the_default_branch_is_that_of_the_remote(top: Path) -> None:
    git(top, "branch", "--move", "trunk")
    assert source_state.default_branch(str(cloned(top))) == "trunk"


def test_a_remote_that_was_only_fetched_from_is_asked(top: Path, tmp_path: Path) -> None:
    git(top, "branch", "--move", "trunk")
    fetched = repositories.init(tmp_path / "fetched")
    git(fetched, "remote", "add", "upstream", f"file://{top}")
    assert source_state.default_branch(str(fetched)) == "trunk"


def test_a_pipeline_names_it(top: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fetched = repositories.init(tmp_path / "fetched")
    git(fetched, "remote", "add", "origin", str(tmp_path / "gone"))
    assert source_state.default_branch(str(fetched)) == ""
    monkeypatch.setenv("CI_DEFAULT_BRANCH", "develop")
    assert source_state.default_branch(str(fetched)) == "develop"
    assert source_state.default_branch(str(top)) == "main"


@pytest.mark.parametrize(
    ("branches", "default"),
    [(["main", "x"], "main"), (["master", "x"], "master"), (["trunk"], "trunk"), (["a", "b"], "")],
)
def test_without_a_remote_it_is_the_usual_or_the_only_one(top: Path, branches: list[str], default: str) -> None:
    git(top, "branch", "--move", branches[0])
    for name in branches[1:]:
        git(top, "branch", name)
    assert source_state.default_branch(str(top)) == default


def test_of_several_remotes_none_is_guessed(top: Path) -> None:
    for name in ("ada", "bob"):
        git(top, "remote", "add", name, f"file://{top}")
    assert source_state.default_branch(str(top)) == ""


def checked_out(top: Path, *, asked: str) -> Path:
    """A clone as `actions/checkout` makes it: branches are fetched, but not which one is the default."""
    clone = repositories.init(top.parent / "clone")
    git(clone, "remote", "add", "origin", f"file://{top}")
    git(clone, "fetch", "--quiet", "origin")
    git(clone, "remote", "set-url", "origin", asked)
    return clone


def test_a_remote_is_asked_before_a_usual_name_is_taken(top: Path) -> None:
    git(top, "checkout", "--quiet", "-b", "develop")
    assert source_state.default_branch(str(checked_out(top, asked=f"file://{top}"))) == "develop"


def test_of_a_remote_that_does_not_answer_it_is_the_usual_name(top: Path) -> None:
    git(top, "checkout", "--quiet", "-b", "develop")
    assert source_state.default_branch(str(checked_out(top, asked="file:///gone"))) == "main"


def is_on_default(top: Path) -> bool:
    at = source_state.place(str(top))
    assert at.branch == ""
    return source_state.is_on(str(top), at, source_state.default_branch(str(top)))


def test_a_detached_head_is_on_the_default_branch_if_that_holds_its_commit(top: Path) -> None:
    clone = cloned(top)
    git(clone, "checkout", "--quiet", "--detach")
    assert is_on_default(clone)
    git(clone, "commit", "--quiet", "--allow-empty", "--message=y")
    assert not is_on_default(clone)


def test_a_shallow_clone_of_the_tip_is_on_the_default_branch(top: Path) -> None:
    clone = cloned(top, "--depth=1")
    git(clone, "checkout", "--quiet", "--detach")
    assert is_on_default(clone)


def test_trailers_tell_what_is_not_committed(top: Path) -> None:
    commit = git(top, "rev-parse", "HEAD").strip()
    author = ("Co-authored-by", "Ada <ada@example.com>")
    assert source_state.trailers(str(top)) == [("Source-Commit", commit), author]
    (top / "README.md").write_text("b")
    assert source_state.trailers(str(top)) == [("Source-Commit", f"{commit}-dirty"), author]


def test_no_trailers_without_a_commit(tmp_path: Path, top: Path) -> None:
    assert top.is_dir()
    assert source_state.trailers(str(repositories.init(tmp_path / "fresh"))) == []


def test_files_that_cannot_be_compared_are_not_taken_for_committed(top: Path) -> None:
    (top / ".git" / "index").write_bytes(b"damaged")
    with pytest.raises(NotReadyError, match=r"git status failed: .*index"):
        source_state.trailers(str(top))


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("git@git.acme.dev:ml/fraud.git", "git@git.acme.dev:ml/fraud.git"),
        ("https://ada:s3cret@git.acme.dev/fraud?token=x", "https://git.acme.dev/fraud"),
    ],
)
def test_the_address_has_no_secrets(top: Path, address: str, shown: str) -> None:
    assert source_state.address(str(top)) == ""
    git(top, "remote", "add", "origin", address)
    assert source_state.address(str(top)) == shown
