"""What a person's checkout does to generated files and to files beside the project: other line ends, ignored files."""

from pathlib import Path
from typing import Any

import pytest

from generator.cli import main
from tests.builders import repositories

PROJECT = """apiVersion: tidegate.dev/v1
name: fraud
team: risk
components:
  api: {kind: service, image: "ghcr.io/acme/api:1", ports: {http: 8080}, files: {/etc/a.yaml: {from: a.yaml}}}
environments: {dev: }
"""
FILES = "deploy/projects/risk/fraud/overlays/dev"


def git(folder: Path, *arguments: str) -> str:
    return repositories.alone(folder, *arguments)


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a project and, in `deploy`, what is generated from it; everything is committed."""
    made = tmp_path / "top"
    made.mkdir()
    git(made, "init", "-q", "-b", "main", "--template=")
    (made / "ml-project.yaml").write_text(PROJECT)
    (made / "a.yaml").write_text("threshold: 1\nmore: 2\n")
    monkeypatch.chdir(made)
    assert main.run(["generate", "--into", "deploy"]) == 0
    git(made, "add", "-A")
    git(made, "commit", "-qm", "x")
    return made


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Any:
    def check(*more: str) -> tuple[int, str]:
        capsys.readouterr()
        code = main.run(["generate", "--into", "deploy", *more])
        said = capsys.readouterr()
        return code, said.out + said.err

    return check


def checked_out(top: Path, *settings: str, attributes: str = "") -> None:
    """The same repository as somebody else's settings check it out."""
    for setting in settings:
        git(top, "config", *setting.split("="))
    if attributes:
        (top / ".gitattributes").write_text(attributes)
    for path in git(top, "ls-files", "-z").rstrip("\0").split("\0"):
        (top / path).unlink()
    git(top, "checkout", "-f", "--", ".")
    assert b"\r\n" in (top / "a.yaml").read_bytes()


@pytest.mark.parametrize(
    ("settings", "attributes"),
    [
        (["core.autocrlf=true"], ""),
        ([], "* text=auto eol=crlf\n"),
        ([], "*.yaml text eol=crlf\n"),
        (["core.eol=crlf"], "* text=auto\n"),
    ],
)
def test_line_ends_of_a_checkout_are_no_change(top: Path, check: Any, settings: list[str], attributes: str) -> None:
    checked_out(top, *settings, attributes=attributes)
    assert check("--check") == (0, "1 file, 0 problems\nplatform: bundled\n")
    code, said = check()
    assert (code, "0 written" in said) == (0, True)
    assert git(top, "status", "--porcelain", "--untracked-files=no") == ""


def test_a_new_file_is_read_as_it_would_be_committed(top: Path, check: Any) -> None:
    checked_out(top, "core.autocrlf=true")
    git(top, "rm", "-q", "--cached", "a.yaml")
    assert check("--check")[0] == 0


def test_line_ends_that_a_person_wrote_are_a_change(top: Path, check: Any) -> None:
    written = top / FILES / "kustomization.yaml"
    written.write_bytes(written.read_bytes().replace(b"\n", b"\r\n"))
    code, said = check("--check")
    assert (code, said.splitlines()[0]) == (1, f"changed {FILES.removeprefix('deploy/')}/kustomization.yaml")


def test_line_ends_in_git_arrive_as_they_are(top: Path, check: Any) -> None:
    (top / "a.yaml").write_bytes(b"threshold: 1\r\n")
    git(top, "commit", "-qam", "x")
    assert check("--check")[0] == 1


@pytest.mark.parametrize(
    ("rule", "count"),
    [
        ("*.configmap.yaml", 1),
        ("secrets/\nconfig/", 2),
        ("clusters", 1),
    ],
)
@pytest.mark.parametrize("folder", ["", "deploy"])
def test_a_generated_file_that_git_ignores_is_told(top: Path, check: Any, rule: str, count: int, folder: str) -> None:
    git(top, "rm", "-rq", "--cached", "deploy")
    git(top, "commit", "-qm", "x")
    (top / folder / ".gitignore").write_text(f"# mine\n{rule}\n")
    code, said = check("--check")
    told = next(line for line in said.splitlines() if "Git ignores" in line)
    assert (code, f"Git ignores {count} generated file" in told) == (5, True)
    assert ".gitignore:" in told
    lines = said.partition("each on a line: ")[2].splitlines()[0].split()
    (top / folder / ".gitignore").write_text("\n".join(["# mine", rule, *lines, ""]))
    assert check("--check")[0] == 0


def test_a_folder_that_git_ignores_as_a_whole_is_meant_to_be_ignored(top: Path, check: Any) -> None:
    git(top, "rm", "-rq", "--cached", "deploy")
    (top / ".gitignore").write_text("deploy\n")
    assert check("--check")[0] == 0


def test_files_that_are_tracked_all_the_same_are_in_the_commit(top: Path, check: Any) -> None:
    (top / ".gitignore").write_text("*.configmap.yaml\n")
    assert check("--check")[0] == 0
