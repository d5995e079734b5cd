import errno
import os
import stat
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from generator import errors
from generator.git import commit, locks
from generator.git.commit import Change, Committed
from generator.git.repository import Repository
from tests.builders import repositories
from tests.builders.repositories import git, save

OLD, NEW = b"step: 0\n", b"step: 1\n"
TRAILER = "Tidegate-Release: fraud/api production advance"
ADVANCE = (Change("ml-project.yaml", NEW, OLD),)


class Clock:
    """Time that passes only for who sleeps; what is to happen at which second."""

    def __init__(self) -> None:
        self.now = 0.0
        self.alarms: dict[float, Callable[[], None]] = {}

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        for second in [second for second in self.alarms if second <= self.now]:
            self.alarms.pop(second)()


def put(top: Path, path: str, content: bytes = OLD) -> Path:
    return repositories.put(top, path, content)


def made(top: Path, *options: str) -> Path:
    repositories.init(top, *options)
    put(top, "ml-project.yaml")
    put(top, "deploy/api.yaml", b"api\n")
    put(top, "other", b"other\n")
    save(top, "first")
    return top


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return repositories.home(tmp_path / "home", monkeypatch, '[protocol "file"]\n allow = always\n')


@pytest.fixture
def top(tmp_path: Path) -> Path:
    return made(tmp_path / "top")


def make(top: Path, changes: Sequence[Change] = ADVANCE, branch: str | None = None, wait: float = 5) -> Committed:
    with commit.transaction(str(top), wait=wait) as transaction:
        return transaction.commit(changes, message="advance fraud/api", trailer=TRAILER, branch=branch)


def state(top: Path) -> tuple[object, ...]:
    files = {str(path): path.read_bytes() for path in top.rglob("*") if path.is_file() and ".git" not in path.parts}
    refs = git(top, "for-each-ref"), git(top, "rev-parse", "--verify", "--quiet", "HEAD", check=False)
    return files, refs, git(top, "ls-files", "--stage"), git(top, "status", "--porcelain", "--ignored", check=False)


def refused(
    top: Path, changes: Sequence[Change] = ADVANCE, branch: str | None = None, wait: float = 5
) -> tuple[str, str]:
    """What it says; nothing is changed, and nothing of ours is left in the Git folder but the locks."""
    before = state(top)
    with pytest.raises(errors.NotReadyError) as caught:
        make(top, changes, branch, wait)
    assert state(top) == before
    return caught.value.message, caught.value.hint


def stopped(top: Path, changes: Sequence[Change], monkeypatch: pytest.MonkeyPatch, at: str) -> errors.NotReadyError:
    """The error of a run that could not put a file in its place when the branch had moved."""
    replace = os.replace

    def full(old: str, new: str) -> None:
        if new == str(top / at):
            raise OSError(errno.ENOSPC, "No space left on device")
        replace(old, new)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        with pytest.raises(errors.NotReadyError) as caught:
            make(top, changes)
    return caught.value


def test_a_commit_is_on_top_of_head_and_the_working_tree_is_clean(top: Path) -> None:
    parent = git(top, "rev-parse", "HEAD").strip()
    done = make(top)
    assert done == Committed(git(top, "rev-parse", "main").strip(), "main", repaired=False, trailer=TRAILER)
    assert git(top, "log", "-1", "--format=%P %an %ae %cn%n%B").strip() == (
        f"{parent} Ada ada@example.com Ada\nadvance fraud/api\n\n{TRAILER}"
    )
    assert ((top / "ml-project.yaml").read_bytes(), git(top, "status", "--porcelain")) == (NEW, "")


def test_the_trailer_is_one_to_git(top: Path) -> None:
    make(top)
    assert git(top, "log", "-1", "--format=%(trailers)").strip() == TRAILER


def test_plumbing_sees_no_difference_either(top: Path) -> None:
    make(top)
    assert git(top, "diff-index", "HEAD") == ""


def test_the_reflog_says_who_moved_the_branch(top: Path) -> None:
    make(top)
    assert git(top, "reflog", "-1", "--format=%gs").strip() == "tidegate: advance fraud/api"


def test_files_and_their_folders_come_and_go(top: Path) -> None:
    put(top, "deploy/old/deep/a.yaml")
    save(top)
    make(top, [Change("deploy/old/deep/a.yaml", None, OLD), Change("deploy/new/deep/a.yaml", NEW, None)])
    assert sorted(path.name for path in (top / "deploy").iterdir()) == ["api.yaml", "new"]
    assert git(top, "ls-tree", "-r", "--name-only", "HEAD", "deploy").split() == [
        "deploy/api.yaml",
        "deploy/new/deep/a.yaml",
    ]
    assert git(top, "status", "--porcelain") == ""


def test_a_folder_with_something_else_in_it_stays(top: Path) -> None:
    put(top, "deploy/notes.txt")
    make(top, [Change("deploy/api.yaml", None, b"api\n")])
    assert [path.name for path in (top / "deploy").iterdir()] == ["notes.txt"]


def test_other_changes_stay_as_they_were_staged_or_not(top: Path) -> None:
    put(top, "other", b"staged\n")
    git(top, "add", "other")
    put(top, "other", b"not staged\n")
    put(top, "untracked")
    make(top)
    assert git(top, "status", "--porcelain") == "MM other\n?? untracked\n"
    assert (git(top, "show", ":other"), git(top, "show", "HEAD:other")) == ("staged\n", "other\n")


def test_an_edit_that_git_has_not_looked_at_yet_is_still_seen(top: Path) -> None:
    put(top, "other", b"stagex\n")
    git(top, "add", "other")
    put(top, "other", b"stagey\n")
    make(top)
    assert git(top, "status", "--porcelain") == "MM other\n"


def test_the_mode_of_a_file_is_kept(top: Path) -> None:
    (top / "ml-project.yaml").chmod(0o750)
    save(top)
    make(top)
    assert stat.S_IMODE((top / "ml-project.yaml").stat().st_mode) == 0o750
    assert git(top, "ls-files", "--stage", "ml-project.yaml").startswith("100755 ")


@pytest.mark.parametrize(
    "path",
    [
        "a b/ c .yaml",
        "-n.yaml",
        "ünï/ö.yaml",
        "new\nline",
        'tab\t"quote"',
        ":(glob)*",
        "*.yaml",
        "!x",
        "#x",
        "back\\slash",
        "\udcff",
    ],
)
def test_any_name_is_only_a_name(top: Path, path: str) -> None:
    put(top, path)
    save(top)
    make(top, [Change(path, NEW, OLD)])
    assert (top / path).read_bytes() == NEW
    assert git(top, "status", "--porcelain") == ""
    assert git(top, "diff", "--shortstat", "HEAD~1", "HEAD") == " 1 file changed, 1 insertion(+), 1 deletion(-)\n"


@pytest.mark.parametrize("setting", ["true", "input", "false"])
def test_line_ends_in_git_are_what_git_would_make_of_them(top: Path, setting: str) -> None:
    put(top, "crlf", b"a\r\nb\r\n")
    save(top)
    git(top, "config", "core.autocrlf", setting)
    git(top, "config", "core.safecrlf", "true")
    put(top, "ml-project.yaml", b"step: 0\r\n" if setting == "true" else OLD)
    now = (top / "ml-project.yaml").read_bytes()
    make(top, [Change("ml-project.yaml", now.replace(b"0", b"1"), now), Change("crlf", b"a\r\nc\r\n", b"a\r\nb\r\n")])
    assert (top / "ml-project.yaml").read_bytes() == now.replace(b"0", b"1")
    assert git(top, "diff", "--numstat", "HEAD~1", "HEAD") == "1\t1\tcrlf\n1\t1\tml-project.yaml\n"
    assert git(top, "status", "--porcelain") == ""


def test_attributes_count_as_they_do_for_git(top: Path) -> None:
    put(top, ".gitattributes", b"*.yaml text eol=crlf\n")
    save(top)
    put(top, "ml-project.yaml", b"step: 0\r\n")
    make(top, [Change("ml-project.yaml", b"step: 1\r\n", b"step: 0\r\n")])
    assert git(top, "cat-file", "blob", "HEAD:ml-project.yaml") == "step: 1\n"
    assert git(top, "status", "--porcelain") == ""


def test_a_folder_inside_and_a_link_to_the_top_lead_to_the_top(top: Path) -> None:
    (top.parent / "link").symlink_to(top)
    assert make(top.parent / "link/deploy").branch == "main"
    assert git(top, "status", "--porcelain") == ""


def test_a_linked_worktree_has_its_own_branch_and_files(top: Path) -> None:
    linked = top.parent / "linked tree"
    git(top, "worktree", "add", "-q", "-b", "side", str(linked))
    assert make(linked).branch == "side"
    assert ((linked / "ml-project.yaml").read_bytes(), (top / "ml-project.yaml").read_bytes()) == (NEW, OLD)
    assert (git(linked, "status", "--porcelain"), git(top, "status", "--porcelain")) == ("", "")


def test_a_submodule_is_a_repository_of_its_own(top: Path, tmp_path: Path) -> None:
    above = made(tmp_path / "above")
    git(above, "submodule", "--quiet", "add", str(top), "sub")
    save(above)
    make(above / "sub")
    assert git(above / "sub", "log", "--format=%s") == "advance fraud/api\nfirst\n"
    assert git(above, "status", "--porcelain") == " M sub\n"


@pytest.mark.parametrize(
    "settings",
    [("core.splitIndex", "true"), ("index.version", "4"), ("core.untrackedCache", "true"), ("core.fileMode", "false")],
    ids=lambda settings: settings[0],
)
def test_an_index_of_another_make_stays_one(top: Path, settings: tuple[str, str]) -> None:
    git(top, "config", *settings)
    git(top, "update-index", "--really-refresh", "--split-index" if settings[0] == "core.splitIndex" else "--refresh")
    put(top, "other", b"staged\n")
    git(top, "add", "other")
    make(top)
    assert git(top, "status", "--porcelain") == "M  other\n"
    assert git(top, "fsck", "--strict") == ""


def test_what_a_sparse_checkout_leaves_out_stays_in_git(top: Path) -> None:
    git(top, "sparse-checkout", "set", "--no-cone", "/ml-project.yaml")
    make(top)
    assert git(top, "ls-tree", "-r", "--name-only", "HEAD").split() == ["deploy/api.yaml", "ml-project.yaml", "other"]
    assert git(top, "status", "--porcelain") == ""


def test_a_repository_of_sha_256_has_longer_names(tmp_path: Path) -> None:
    top = made(tmp_path / "sha256", "--object-format=sha256")
    assert len(make(top).commit) == 64
    assert len(make(top, [Change("other", None, b"other\n")], branch="side").commit) == 64


def test_a_partial_clone_fetches_nothing(top: Path, tmp_path: Path) -> None:
    git(top, "config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--no-checkout", "--filter=blob:none", f"file://{top}", str(clone))
    git(clone, "checkout", "--quiet", "main", "--", "ml-project.yaml")
    git(clone, "read-tree", "HEAD")
    top.rename(tmp_path / "gone")
    make(clone)
    assert git(clone, "log", "--format=%s") == "advance fraud/api\nfirst\n"


def test_the_callers_git_variables_do_not_count(top: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.setenv(name, str(tmp_path / "nowhere"))
    make(top)
    assert git(top, "log", "-1", "--format=%an") == "Ada\n"


def test_who_commits_may_stand_in_the_environment(top: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Eve")
    put(tmp_path, "settings", b"[user]\n name = Bob\n email = bob@acme.dev\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "settings"))
    make(top)
    assert git(top, "log", "-1", "--format=%an %ae %cn") == "Eve bob@acme.dev Eve\n"


def test_of_two_at_once_the_second_finds_another_head(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exclusive = locks.exclusive

    def after_another(repository: Repository, wait: float) -> AbstractContextManager[int]:
        monkeypatch.setattr(locks, "exclusive", exclusive)
        make(top)
        return exclusive(repository, wait)

    monkeypatch.setattr(locks, "exclusive", after_another)
    with pytest.raises(errors.NotReadyError) as caught:
        make(top, [Change("other", b"mine\n", b"other\n")])
    assert (caught.value.message, caught.value.hint) == (
        f"{top}: HEAD moved while this command ran",
        "run the same command again",
    )
    assert git(top, "log", "--format=%s") == "advance fraud/api\nfirst\n"


def test_a_new_branch_leaves_everything_else_alone(top: Path) -> None:
    before = git(top, "rev-parse", "HEAD").strip()
    done = make(top, branch="release/1")
    assert done == Committed(git(top, "rev-parse", "release/1").strip(), "release/1", repaired=False, trailer=TRAILER)
    assert git(top, "show", "release/1:ml-project.yaml") == "step: 1\n"
    assert (git(top, "rev-parse", "release/1~1").strip(), git(top, "symbolic-ref", "HEAD")) == (
        before,
        "refs/heads/main\n",
    )
    assert ((top / "ml-project.yaml").read_bytes(), git(top, "status", "--porcelain")) == (OLD, "")


def test_a_new_branch_may_start_where_head_is_on_none(top: Path) -> None:
    git(top, "switch", "--quiet", "--detach")
    assert make(top, branch="side").branch == "side"


def test_a_branch_that_holds_just_this_commit_is_done(top: Path) -> None:
    first = make(top, branch="side")
    assert make(top, branch="side") == first._replace(repaired=True)


def test_a_branch_that_holds_something_else_is_refused(top: Path) -> None:
    git(top, "branch", "side")
    assert refused(top, branch="side") == ('branch "side" exists already', "name a new one, or delete it")


def test_a_branch_below_another_is_refused_in_gits_words(top: Path) -> None:
    message, _ = refused(top, branch="main/1")
    assert message.startswith("git update-ref failed: ")
    assert message.endswith("'refs/heads/main' exists; cannot create 'refs/heads/main/1'")


@pytest.mark.parametrize("name", ["", "-d", "a..b", "HEAD", "a b", "a.lock", "@{-1}"])
def test_a_name_that_git_would_not_have_is_a_mistake_of_usage(top: Path, name: str) -> None:
    with pytest.raises(errors.UsageError) as caught:
        make(top, branch=name)
    assert (caught.value.message, caught.value.hint) == (
        f'"{name}" is not a valid branch name',
        "use letters, digits and - . _ /",
    )


def test_an_edit_that_is_not_committed_is_refused(top: Path) -> None:
    put(top, "ml-project.yaml", b"mine\n")
    assert refused(top, [Change("ml-project.yaml", NEW, b"mine\n")]) == (
        "ml-project.yaml: has changes that are not committed",
        "commit or stash that, then run the same command again",
    )


def test_an_edit_that_is_not_committed_is_refused_for_a_new_branch_too(top: Path) -> None:
    put(top, "ml-project.yaml", b"mine\n")
    message, _ = refused(top, [Change("ml-project.yaml", NEW, b"mine\n")], branch="side")
    assert message == "ml-project.yaml: has changes that are not committed"


def test_an_edit_that_git_was_told_not_to_look_at_is_refused(top: Path) -> None:
    git(top, "update-index", "--assume-unchanged", "ml-project.yaml")
    put(top, "ml-project.yaml", b"mine\n")
    message, _ = refused(top, [Change("ml-project.yaml", NEW, b"mine\n")])
    assert message == "ml-project.yaml: has changes that are not committed"


def test_an_edit_that_is_staged_alone_is_refused(top: Path) -> None:
    put(top, "ml-project.yaml", b"mine\n")
    git(top, "add", "ml-project.yaml")
    put(top, "ml-project.yaml")
    assert refused(top) == (
        "ml-project.yaml: has changes in the index that are not committed",
        "commit, stash or unstage them, then run the same command again",
    )


def test_a_file_that_git_does_not_have_yet_is_refused(top: Path) -> None:
    put(top, "deploy/new.yaml")
    assert refused(top, [*ADVANCE, Change("deploy/new.yaml", NEW, OLD)]) == (
        "deploy/new.yaml: is not in Git yet",
        "commit or stash that, then run the same command again",
    )


def test_a_file_that_is_gone_but_committed_is_refused(top: Path) -> None:
    (top / "ml-project.yaml").unlink()
    message, _ = refused(top, [Change("ml-project.yaml", NEW, None)])
    assert message == "ml-project.yaml: has changes that are not committed"


def test_a_file_that_changed_since_it_was_read_is_refused(top: Path) -> None:
    put(top, "ml-project.yaml", b"mine\n")
    assert refused(top) == ("ml-project.yaml: changed while this command ran", "run the same command again")


@pytest.mark.parametrize(
    ("path", "fact"),
    [
        ("link", "is a link, not a file"),
        ("deploy", "is a folder, not a file"),
        ("pipe", "is a special file, not a file"),
        ("to-deploy/new.yaml", "to-deploy is a link, not a folder"),
        ("other/new.yaml", "other is a file, not a folder"),
        ("nested/deep/new.yaml", "nested is another repository"),
    ],
)
def test_what_is_in_the_way_is_refused(top: Path, path: str, fact: str) -> None:
    (top / "link").symlink_to("other")
    (top / "to-deploy").symlink_to("deploy")
    os.mkfifo(top / "pipe")
    made(top / "nested")
    assert refused(top, [Change(path, NEW, None)]) == (
        f"{path}: {fact}",
        "move it away, then run the same command again",
    )


def test_something_staged_below_a_file_of_ours_is_refused(top: Path) -> None:
    put(top, "new/below")
    git(top, "add", "new")
    (top / "new/below").unlink()
    (top / "new").rmdir()
    message, _ = refused(top, [Change("new", NEW, None)])
    assert message == "new/below: has changes in the index that are not committed"


def test_nothing_to_commit_is_refused(top: Path) -> None:
    assert refused(top, [Change("other", OLD, OLD)]) == (
        f"{top}: there is nothing to commit",
        "nothing differs from HEAD",
    )


@pytest.mark.parametrize("path", ["/etc/x", "../x", "a//b", "a/./b", ".git/config", "", "a\0b"])
def test_a_path_that_is_none_below_the_top_is_our_mistake(top: Path, path: str) -> None:
    with pytest.raises(AssertionError):
        make(top, [Change(path, NEW, None)])


def diverged(top: Path) -> None:
    git(top, "switch", "--quiet", "--create", "side")
    put(top, "other", b"theirs\n")
    save(top)
    git(top, "switch", "--quiet", "main")
    put(top, "other", b"ours\n")
    save(top)


@pytest.mark.parametrize(("command", "deed"), [("merge", "merge"), ("cherry-pick", "cherry-pick")])
def test_in_the_middle_of_something_it_is_refused(top: Path, command: str, deed: str) -> None:
    diverged(top)
    git(top, command, "side", check=False)
    assert refused(top) == (f"{top}: a {deed} is in progress", "finish or abort it, then run the same command again")


def test_in_the_middle_of_a_rebase_a_new_branch_is_refused_too(top: Path) -> None:
    diverged(top)
    git(top, "rebase", "side", check=False)
    assert refused(top, branch="new")[0] == f"{top}: a rebase is in progress"


def test_head_on_no_branch_is_refused(top: Path) -> None:
    git(top, "switch", "--quiet", "--detach")
    assert refused(top) == (f"{top}: HEAD is on no branch", "switch to one, or name a new one with --branch")


def test_a_branch_without_a_commit_is_refused(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "unborn")
    put(tmp_path / "unborn", "ml-project.yaml")
    assert refused(tmp_path / "unborn") == (
        f"{tmp_path}/unborn: HEAD is at no commit yet",
        "make the first commit, with the project files",
    )


def test_without_a_repository_it_is_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.NotReadyError) as caught:
        make(tmp_path)
    assert (caught.value.message, caught.value.hint) == (
        f"{tmp_path}: is not in a Git working tree: not a git repository (or any of the parent directories): .git",
        "run the command in a clone that has its files",
    )


def test_a_repository_without_files_is_refused(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--bare", "bare")
    with pytest.raises(errors.NotReadyError) as caught:
        make(tmp_path / "bare")
    assert caught.value.message == (
        f"{tmp_path}/bare: is not in a Git working tree: this operation must be run in a work tree"
    )


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.NotReadyError) as caught:
        make(tmp_path / "nowhere")
    assert caught.value.message == f"{tmp_path}/nowhere: is not a folder"


def test_without_git_it_is_refused(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(errors.ProgramError) as caught:
        make(top)
    assert (caught.value.message, caught.value.hint) == (
        "git cannot be run: No such file or directory",
        "install Git and put it on PATH",
    )


def test_without_an_author_it_says_how_to_name_one(top: Path, home: Path) -> None:
    (home / ".gitconfig").unlink()
    assert refused(top) == (
        "git does not know who commits",
        'set it with: git config user.name "..." && git config user.email "...@..."',
    )


def test_a_branch_that_moves_meanwhile_is_refused(top: Path) -> None:
    put(top, ".gitattributes", b"*.yaml filter=racing\n")
    save(top)
    # While Git reads our file, somebody takes the last commit back
    git(top, "config", "filter.racing.clean", "git update-ref refs/heads/main main~1 2>/dev/null; cat")
    tip = git(top, "rev-parse", "main~1")
    with pytest.raises(errors.NotReadyError) as caught:
        make(top)
    assert (caught.value.message, caught.value.hint) == (
        'branch "main" moved while this command ran',
        "run the same command again",
    )
    assert (git(top, "rev-parse", "main"), (top / "ml-project.yaml").read_bytes()) == (tip, OLD)
    assert sorted(path.name for path in (top / ".git/tidegate").iterdir()) == ["index.lock", "lock"]


SIGNS = r"""#!/bin/sh
cat > /dev/null
printf '\n[GNUPG:] SIG_CREATED D\n' >&2
printf -- '-----BEGIN PGP SIGNATURE-----\n\nnone\n-----END PGP SIGNATURE-----\n'
"""


def test_a_commit_is_signed_where_the_users_own_are(top: Path, tmp_path: Path) -> None:
    program = put(tmp_path, "signs", SIGNS.encode())
    program.chmod(0o755)
    git(top, "config", "gpg.program", str(program))
    git(top, "config", "commit.gpgSign", "true")
    make(top)
    assert "BEGIN PGP SIGNATURE" in git(top, "cat-file", "commit", "HEAD")


def test_a_commit_that_cannot_be_signed_is_not_made(top: Path) -> None:
    git(top, "config", "gpg.program", "false")
    git(top, "config", "commit.gpgSign", "true")
    message, hint = refused(top)
    assert message.startswith("git commit-tree failed: gpg failed to sign the data")
    assert hint == "mend that, then run the same command again"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("generator.git.locks.time", clock)
    return clock


def test_another_git_command_at_work_is_waited_for(top: Path, clock: Clock) -> None:
    lock = put(top, ".git/index.lock", b"")
    clock.alarms[4] = lock.unlink
    assert make(top).branch == "main"
    assert 4 <= clock.now < 5


def test_another_git_command_that_stays_at_work_is_refused_and_its_lock_left(top: Path, clock: Clock) -> None:
    lock = put(top, ".git/index.lock", b"")
    assert refused(top, wait=3) == (
        f"{lock}: another git command is running in this working tree",
        "wait for it, or remove the file if none is, then run the same command again",
    )
    assert (lock.exists(), 3 <= clock.now < 4) == (True, True)


def test_another_tidegate_that_stays_at_work_is_refused(top: Path, clock: Clock) -> None:
    with commit.transaction(str(top)):
        message, hint = refused(top, wait=3)
    assert (message, hint) == (
        f"{top}: another tidegate process is running in this working tree",
        "wait for it, then run the same command again",
    )
    assert 3 <= clock.now < 4


def test_a_run_that_was_stopped_is_finished_by_the_same_command(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changes = [*ADVANCE, Change("deploy/api.yaml", b"new\n", b"api\n")]
    error = stopped(top, changes, monkeypatch, "deploy/api.yaml")
    assert (error.message, error.hint) == (
        "deploy/api.yaml: cannot be written: No space left on device",
        "free some space, then run the same command again: until then every file is whole, old or new",
    )
    done = make(top, [Change("ml-project.yaml", b"step: 2\n", NEW)])
    assert done == Committed(git(top, "rev-parse", "main").strip(), "main", repaired=True, trailer=TRAILER)
    assert (git(top, "log", "--format=%s"), git(top, "status", "--porcelain")) == ("advance fraud/api\nfirst\n", "")


def test_a_run_that_was_stopped_is_finished_before_another_command(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped(top, ADVANCE, monkeypatch, "ml-project.yaml")
    with commit.transaction(str(top)) as transaction:
        assert (transaction.finished is not None, (top / "ml-project.yaml").read_bytes()) == (True, NEW)
        transaction.commit([Change("ml-project.yaml", OLD, NEW)], message="abort", trailer="Tidegate-Release: abort")
    assert (git(top, "log", "--format=%s"), git(top, "status", "--porcelain")) == (
        "abort\nadvance fraud/api\nfirst\n",
        "",
    )


def test_what_a_person_changed_since_a_run_was_stopped_is_theirs(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changes = [*ADVANCE, Change("deploy/api.yaml", b"new\n", b"api\n"), Change("other", b"new\n", b"other\n")]
    stopped(top, changes, monkeypatch, "ml-project.yaml")
    put(top, "other", b"staged since\n")
    git(top, "add", "other")
    put(top, "deploy/api.yaml", b"edited since\n")
    with commit.transaction(str(top)):
        pass
    assert git(top, "status", "--porcelain") == " M deploy/api.yaml\nM  other\n"
    assert [(top / path).read_bytes() for path in ("deploy/api.yaml", "other")] == [
        b"edited since\n",
        b"staged since\n",
    ]


def test_a_stopped_run_that_a_person_has_put_aside_is_forgotten(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped(top, ADVANCE, monkeypatch, "ml-project.yaml")
    git(top, "reset", "--quiet", "--hard", "HEAD~1")
    with commit.transaction(str(top)) as transaction:
        assert transaction.finished is None
    assert make(top).repaired is False
    assert git(top, "log", "--format=%s") == "advance fraud/api\nfirst\n"


def test_a_commit_computed_before_a_repair_is_not_made(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped(top, ADVANCE, monkeypatch, "ml-project.yaml")
    changes = [Change("other", b"new\n", b"other\n")]
    assert commit.commit(str(top), changes, message="abort", trailer="Tidegate-Release: abort").repaired
    assert not commit.commit(str(top), changes, message="abort", trailer="Tidegate-Release: abort").repaired
