"""How often a release command reads: its platform once, its file as it is once, and once as it will be.

For the headline both are rendered, in the environment that it changes.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from generator.cli import main
from generator.validation import platform as platforms
from generator.validation import project_check, project_render
from tests.builders.repositories import alone as git

PROJECT = """\
apiVersion: tidegate.dev/v1
name: fraud
team: risk
components:
  api:
    kind: service
    image: ghcr.io/acme/api:1
    ports: {http: 8080}
    strategy: blue-green
environments:
  dev:
  staging:
"""
READ = ["platform", "project", "project"]
HEADLINE = ["objects", "objects"]
RELEASE = "release api -e dev --offline --image ghcr.io/acme/api:2"


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a project and its overlays, all committed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TIDEGATE_PLATFORM", raising=False)
    monkeypatch.setenv("TIDEGATE_CACHE", "")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "config", "user.name", "Ada")
    git(tmp_path, "config", "user.email", "ada@example.org")
    Path("ml-project.yaml").write_text(PROJECT, encoding="utf-8")
    assert main.run(["generate", "--into", "deploy"]) == 0
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", "begin")
    return tmp_path


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is read, judged and rendered, in order."""
    made: list[str] = []

    def count(module: Any, name: str, word: str) -> None:
        real: Callable[..., Any] = getattr(module, name)

        def counted(*arguments: Any) -> Any:
            made.append(word)
            return real(*arguments)

        monkeypatch.setattr(module, name, counted)

    count(platforms, "read", "platform")
    count(project_check, "check", "project")
    count(project_render, "render", "objects")
    return made


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (f"{RELEASE} --commit --into deploy", [*READ, "objects", *HEADLINE]),
        (f"{RELEASE} --into deploy", [*READ, "objects", *HEADLINE]),
        (RELEASE, [*READ, *HEADLINE]),
        ("promote api --from staging --to dev", [*READ, *HEADLINE]),
    ],
)
def test_a_release_reads_its_platform_once_and_its_file_as_it_is_and_as_it_will_be(
    top: Path, calls: list[str], command: str, expected: Sequence[str]
) -> None:
    assert main.run(command.split()) == 0
    assert calls == expected
    assert top.is_dir()


@pytest.mark.parametrize("command", ["advance", "abort"])
def test_so_do_the_commands_that_move_it(top: Path, calls: list[str], command: str) -> None:
    assert main.run(RELEASE.split()) == 0
    git(top, "commit", "--quiet", "--all", "--message", "release")
    calls.clear()
    assert main.run([command, "api", "-e", "dev", "--commit"]) == 0
    assert calls == [*READ, *HEADLINE]


@pytest.mark.parametrize("commit", [(), ("--commit",), ("--into", "../deploy"), ("--commit", "--into", "deploy")])
def test_an_interrupt_while_the_headline_is_made_leaves_the_release_where_it_is(
    top: Path, monkeypatch: pytest.MonkeyPatch, commit: tuple[str, ...]
) -> None:
    from generator.review import release_change

    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    before = git(top, "rev-parse", "HEAD")
    monkeypatch.setattr(release_change, "of", interrupted)
    assert main.run([*(word for word in RELEASE.split() if word != "--commit"), *commit]) == 130
    assert (git(top, "status", "--porcelain"), git(top, "rev-parse", "HEAD")) == ("", before)


def test_a_file_that_changed_while_a_registry_was_asked_is_judged_as_it_is_now(
    top: Path, calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from generator.releases import release_run

    real = release_run.run

    def changed(*arguments: Any) -> Any:
        Path("ml-project.yaml").write_text(f"{PROJECT}# a note\n", encoding="utf-8")
        return real(*arguments)

    monkeypatch.setattr(release_run, "run", changed)
    assert main.run(RELEASE.split()) == 0
    assert calls == [*READ, "project", *HEADLINE]
    assert Path(top, "ml-project.yaml").read_text(encoding="utf-8").endswith("# a note\n")
