import os
import shutil
from pathlib import Path

import pytest

from generator import errors
from generator.git import revision
from tests.builders import folders, repositories
from tests.builders.repositories import git, identifier, put, save


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three commits: `one`, `two` (tagged) and `three`, each the content of a file; a link, an executable, other folders."""
    repositories.home(tmp_path / "home", monkeypatch)
    top = repositories.init(tmp_path / "top")
    put(top, "a/ml-project.yaml", b"one\r\n")
    put(top, "a b/ünï/ml-project.yaml")
    put(top, ".hidden/ml-project.yaml")
    put(top, "a/ml-project.yaml.bak")
    put(top, "ab/other", b"other")
    put(top, "run", b"#!/bin/sh\n")
    (top / "run").chmod(0o755)
    (top / "link").symlink_to("/etc")
    save(top, "one")
    put(top, "a/ml-project.yaml", b"two\n")
    save(top, "two")
    git(top, "tag", "--annotate", "v2", "--message", "two")
    put(top, "a/ml-project.yaml", b"three\n")
    save(top, "three")
    return top


@pytest.mark.parametrize(("name", "same"), [("v2", "main~1"), ("HEAD", "main"), ("main^", "main~1")])
def test_a_name_is_resolved_to_a_commit(top: Path, name: str, same: str) -> None:
    assert revision.resolve(str(top), name) == identifier(top, "rev-parse", same)


@pytest.mark.parametrize("name", ["nowhere", "", "--all", "-n", "main:run", "0" * 40, "main..v2", "a\nb"])
def test_a_name_of_nothing_is_a_mistake_of_usage(top: Path, name: str) -> None:
    with pytest.raises(errors.UsageError) as caught:
        revision.resolve(str(top), name)
    assert (caught.value.message, caught.value.hint) == (
        f'"{name}" is not a commit in this clone',
        "name a branch, a tag or a commit; git fetch gets those of others",
    )


def test_a_branch_that_only_a_remote_has_is_suggested(top: Path, tmp_path: Path) -> None:
    git(top, "branch", "side")
    git(tmp_path, "clone", "--quiet", str(top), "clone")
    with pytest.raises(errors.UsageError) as caught:
        revision.resolve(str(tmp_path / "clone"), "side")
    assert caught.value.hint == "perhaps you meant origin/side"


def test_a_shallow_clone_is_said_to_be_one(top: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{top}", "clone")
    with pytest.raises(errors.UsageError) as caught:
        revision.resolve(str(tmp_path / "clone"), "HEAD~1")
    assert caught.value.hint == (
        "this clone is shallow: fetch the rest with git fetch --unshallow (actions/checkout: fetch-depth: 0)"
    )


def test_without_a_repository_nothing_is_resolved(tmp_path: Path) -> None:
    with pytest.raises(errors.NotReadyError):
        revision.resolve(str(tmp_path), "HEAD")


def test_files_of_a_name_are_found_wherever_they_lay(top: Path) -> None:
    shutil.rmtree(top / "a")
    save(top, "gone")
    assert revision.files(str(top / "ab"), "v2", "ml-project.yaml") == ["a b/ünï/ml-project.yaml", "a/ml-project.yaml"]
    assert revision.files(str(top), "HEAD", "ml-project.yaml") == ["a b/ünï/ml-project.yaml"]


def test_a_link_is_no_file(top: Path) -> None:
    assert revision.files(str(top), "HEAD", "link") == []


def test_folders_and_files_are_written_as_they_were(top: Path, tmp_path: Path) -> None:
    revision.export(str(top), "main~2", ["a", "run", "nowhere"], str(tmp_path / "into"))
    assert folders.files(tmp_path / "into") == {
        "a/ml-project.yaml": b"one\r\n",
        "a/ml-project.yaml.bak": b"",
        "run": b"#!/bin/sh\n",
    }


def test_a_point_is_all_but_links(top: Path, tmp_path: Path) -> None:
    revision.export(str(top), "v2", ["."], str(tmp_path / "into"))
    assert folders.files(tmp_path / "into") == {
        "a b/ünï/ml-project.yaml": b"",
        "a/ml-project.yaml": b"two\n",
        "a/ml-project.yaml.bak": b"",
        ".hidden/ml-project.yaml": b"",
        "ab/other": b"other",
        "run": b"#!/bin/sh\n",
    }
    assert not (tmp_path / "into/link").is_symlink()


def test_no_path_is_nothing(top: Path, tmp_path: Path) -> None:
    revision.export(str(top), "v2", [], str(tmp_path / "into"))
    assert folders.files(tmp_path / "into") == {}


def test_attributes_and_settings_change_nothing(top: Path, tmp_path: Path) -> None:
    put(top, ".gitattributes", b"* export-subst eol=crlf\na export-ignore\n")
    put(top, "ab/other", b"$Format:%H$\n")
    save(top, "attributes")
    revision.export(str(top), "HEAD", ["a/", "ab"], str(tmp_path / "into"))
    assert folders.files(tmp_path / "into")["ab/other"] == b"$Format:%H$\n"
    assert "a/ml-project.yaml" in folders.files(tmp_path / "into")


def test_a_tree_made_to_lead_elsewhere_does_not(top: Path, tmp_path: Path) -> None:
    blob = identifier(top, "rev-parse", "HEAD:run")
    inner = identifier(top, "mktree", stdin=f"100644 blob {blob}\tevil\n".encode())
    tree = identifier(top, "mktree", stdin=f"040000 tree {inner}\t..\n100644 blob {blob}\tgood\n".encode())
    commit = identifier(top, "commit-tree", tree, "-m", "evil")
    revision.export(str(top), commit, ["."], str(tmp_path / "deep/into"))
    assert folders.files(tmp_path / "deep") == {"into/good": b"#!/bin/sh\n"}


def test_many_files_come_whole_and_in_their_places(top: Path, tmp_path: Path) -> None:
    wanted = {f"many/{number}.yaml": os.urandom(7 * number) + b"\n" for number in range(600)}
    for path, content in wanted.items():
        put(top, path, content)
    save(top, "many")
    revision.export(str(top), "HEAD", ["many"], str(tmp_path / "into"))
    assert folders.files(tmp_path / "into") == wanted


def test_a_content_that_the_clone_lacks_is_named(top: Path, tmp_path: Path) -> None:
    blob = identifier(top, "rev-parse", "HEAD:ab/other")
    (top / ".git/objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(errors.NotReadyError) as caught:
        revision.export(str(top), "HEAD", ["ab"], str(tmp_path / "into"))
    assert (caught.value.message, caught.value.hint) == (
        f"git object {blob} is missing",
        "fetch the missing objects with git fetch --unshallow, or check the clone with git fsck",
    )


def test_history_is_newest_first(top: Path) -> None:
    ids = git(top, "log", "--format=%H").split()
    contents = [b"three\n", b"two\n", b"one\r\n"]
    assert list(revision.history(str(top), "a/ml-project.yaml", 9)) == list(zip(ids, contents, strict=True))


def test_history_stops_at_its_limit_and_where_the_reader_does(top: Path) -> None:
    assert [content for _, content in revision.history(str(top / "ab"), "a/ml-project.yaml", 2)] == [
        b"three\n",
        b"two\n",
    ]
    assert next(revision.history(str(top), "a/ml-project.yaml", 9))[1] == b"three\n"


def test_a_merge_is_the_change_that_it_brought(top: Path) -> None:
    git(top, "switch", "--quiet", "--create", "side")
    for text in (b"four\n", b"five\n"):
        put(top, "a/ml-project.yaml", text)
        save(top, "side")
    git(top, "switch", "--quiet", "main")
    git(top, "merge", "--quiet", "--no-ff", "side")
    found = list(revision.history(str(top), "a/ml-project.yaml", 2))
    assert found[0] == (identifier(top, "rev-parse", "main"), b"five\n")
    assert found[1][1] == b"three\n"


def test_history_leaves_out_where_the_file_was_gone(top: Path) -> None:
    (top / "a/ml-project.yaml").unlink()
    save(top, "gone")
    put(top, "a/ml-project.yaml", b"back\n")
    save(top, "back")
    assert [text for _, text in revision.history(str(top), "a/ml-project.yaml", 9)] == [
        b"back\n",
        b"three\n",
        b"two\n",
        b"one\r\n",
    ]


def test_a_file_that_never_was_has_no_history(top: Path) -> None:
    assert list(revision.history(str(top), "nowhere", 9)) == []


LOST = "(team|name):"


def lost(top: Path, *paths: str) -> list[tuple[str, bytes]]:
    return list(revision.lost(str(top), paths, "ml-project.yaml", LOST))


@pytest.fixture
def named(top: Path) -> Path:
    """Files that were renamed and removed, in folders whose names are patterns, some of it not committed."""
    for path in (
        "a/ml-project.yaml",
        "[a]*/ml-project.yaml",
        ".hidden/ml-project.yaml",
        "other.yaml",
        "ml-project.yaml",
    ):
        put(top, path, f"name: {path}\nb: 1\n".encode())
    save(top, "named")
    put(top, "a/ml-project.yaml", b"name: other\nb: 1\n")
    put(top, "[a]*/ml-project.yaml", b"name: [a]*/ml-project.yaml\nb: 2\n")
    save(top, "renamed")
    git(top, "rm", "--quiet", "[[]a]*/ml-project.yaml", ".hidden/ml-project.yaml")
    save(top, "removed")
    put(top, "a/ml-project.yaml", b"name: third\nb: 1\n")
    (top / "ml-project.yaml").unlink()
    return top


def test_what_files_were_called_is_found_newest_first(named: Path) -> None:
    assert lost(named, ".") == [
        ("a/ml-project.yaml", b"name: other\nb: 1\n"),
        ("ml-project.yaml", b"name: ml-project.yaml\nb: 1\n"),
        ("[a]*/ml-project.yaml", b"name: [a]*/ml-project.yaml\nb: 2\n"),
        ("a/ml-project.yaml", b"name: a/ml-project.yaml\nb: 1\n"),
        ("a/ml-project.yaml", b"three\n"),
    ]


@pytest.mark.parametrize(
    ("path", "found"), [("[a]*", {"[a]*/ml-project.yaml"}), ("a", {"a/ml-project.yaml"}), ("a b", set())]
)
def test_only_what_is_named_is_looked_at(named: Path, path: str, found: set[str]) -> None:
    assert {path for path, _ in lost(named, path)} == found
    assert {path for path, _ in lost(named, f"{path}/ml-project.yaml")} == found


def test_a_merge_loses_what_it_took_from_its_branch(top: Path) -> None:
    put(top, "a/ml-project.yaml", b"name: one\n")
    save(top, "named")
    git(top, "checkout", "--quiet", "-b", "side")
    put(top, "a/ml-project.yaml", b"name: two\n")
    save(top, "renamed")
    git(top, "checkout", "--quiet", "main")
    git(top, "merge", "--quiet", "--no-ff", "side")
    assert ("a/ml-project.yaml", b"name: one\n") in lost(top, "a")


def test_without_a_commit_nothing_is_lost(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--template=")
    assert lost(tmp_path, ".") == []


def test_a_clone_of_a_part_says_so(top: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{top}", "part")
    assert [revision.shallow(str(top)), revision.shallow(str(tmp_path / "part"))] == [False, True]


def test_the_last_changes_of_some_paths_are_found_newest_first(top: Path) -> None:
    put(top, "d/x.txt", b"1")
    put(top, "b.txt", b"1")
    one = save(top)
    put(top, "c.txt", b"1")
    save(top)
    put(top, "b.txt", b"2")
    two = save(top)
    assert revision.changes(str(top), [f"{top}/d", f"{top}/b.txt", "/elsewhere"], 5) == [two, one]
    assert revision.changes(str(top), [f"{top}/d", f"{top}/b.txt"], 1) == [two]
    assert revision.changes(str(top), ["/elsewhere"], 5) == []
