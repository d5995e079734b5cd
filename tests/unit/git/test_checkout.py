"""What Git makes of line ends and ignores, asked of real repositories."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from generator.git import checkout, runner
from tests.builders import repositories


def git(folder: Path, *arguments: str) -> str:
    return repositories.alone(folder, *arguments)


@pytest.fixture
def top(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main", "--template=")
    return tmp_path


def committed(top: Path, name: str, content: bytes) -> None:
    (top / name).write_bytes(content)
    git(top, "add", "-f", name)


@pytest.mark.parametrize(
    ("setting", "attributes", "in_git", "kept"),
    [
        ("true", "", b"a\n", b"a\n"),
        ("input", "", b"a\n", b"a\n"),
        ("false", "", b"a\n", b"a\r\n"),
        ("true", "* -text\n", b"a\n", b"a\r\n"),
        ("true", "", b"a\r\n", b"a\r\n"),
        ("false", "* text=auto\n", b"a\n", b"a\n"),
        ("false", "* text eol=crlf\n", b"a\n", b"a\n"),
    ],
)
def test_a_file_is_read_as_git_has_it(top: Path, setting: str, attributes: str, in_git: bytes, kept: bytes) -> None:
    git(top, "config", "core.autocrlf", "false")
    committed(top, "a b.txt", in_git)
    git(top, "config", "core.autocrlf", setting)
    (top / ".gitattributes").write_text(attributes)
    (top / "a b.txt").write_bytes(b"a\r\n")
    assert checkout.as_committed(str(top), {"a b.txt": b"a\r\n"}) == {"a b.txt": kept}


@pytest.mark.parametrize(("setting", "kept"), [("true", b"a\n"), ("false", b"a\r\n")])
def test_a_file_that_git_does_not_know_yet_is_read_as_it_would_be_added(top: Path, setting: str, kept: bytes) -> None:
    git(top, "config", "core.autocrlf", setting)
    (top / "new.txt").write_bytes(b"a\r\n")
    assert checkout.as_committed(str(top), {"new.txt": b"a\r\n"}) == {"new.txt": kept}


def test_all_files_of_a_working_tree_take_two_processes(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = top / "project" / "inner"
    inner.mkdir(parents=True)
    git(inner, "init", "-q", "-b", "main", "--template=")
    git(inner, "config", "core.autocrlf", "false")
    git(top, "config", "core.autocrlf", "true")
    paths = ["a.txt", "b/[c]*.txt", "b/d.txt", "inner/e.txt"]
    for path in paths:
        file = top / "project" / path
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"a\r\n")
    run: list[str] = []
    was = runner.run

    def counted(arguments: Sequence[str], **more: Any) -> runner.Result:
        run.append(arguments[0])
        return was(arguments, **more)

    monkeypatch.setattr(runner, "run", counted)
    kept = checkout.as_committed(f"{top}/project", dict.fromkeys([*paths, "f.txt"], b"a\r\n"))
    assert kept == {path: b"a\r\n" if path in {"inner/e.txt", "f.txt"} else b"a\n" for path in [*paths, "f.txt"]}
    assert run == ["ls-files", "config"] * 2


def test_outside_of_a_repository_nothing_is_converted_or_ignored(tmp_path: Path) -> None:
    assert checkout.as_committed(str(tmp_path), {"a": b"a\r\n"}) == {"a": b"a\r\n"}
    assert checkout.ignored(str(tmp_path), ["a"]) == []
    assert checkout.ignored(str(tmp_path / "missing"), ["a"]) == []


def test_what_is_ignored_has_a_rule(top: Path) -> None:
    (top / ".gitignore").write_text("# a\n*.key.yaml\n")
    for name in ("x.key.yaml", "y.yaml", "tracked.key.yaml"):
        (top / "projects").mkdir(exist_ok=True)
        (top / "projects" / name).write_text("")
    git(top, "add", "-f", "projects/tracked.key.yaml")
    assert checkout.ignored(str(top), ["projects"]) == ["projects/x.key.yaml"]
    assert checkout.rule(str(top), "projects/x.key.yaml") == ".gitignore:2: *.key.yaml"
    assert checkout.rule(str(top), "projects/y.yaml") == ""


def test_a_rule_is_told_with_the_colons_that_it_has(top: Path) -> None:
    (top / ".gitignore").write_text("a\tb:c.yaml\n")
    (top / "a\tb:c.yaml").write_text("")
    assert checkout.rule(str(top), "a\tb:c.yaml") == ".gitignore:1: a\tb:c.yaml"


def test_a_folder_that_is_ignored_itself_hides_nothing(top: Path) -> None:
    (top / ".gitignore").write_text("deploy/\n")
    (top / "deploy" / "projects").mkdir(parents=True)
    (top / "deploy" / "projects" / "x.yaml").write_text("")
    assert checkout.ignored(str(top / "deploy"), ["projects"]) == []
