"""`tidegate board`, by what it writes and how it ends."""

from pathlib import Path

import pytest

from tests.builders import commands
from tests.builders.commands import Run

PROJECT = """apiVersion: tidegate.dev/v1
name: NAME
team: risk
components:
  api: {kind: service, image: "ghcr.io/acme/api:1", ports: {http: 8080}}
environments:
  dev:
  production:
"""


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TIDEGATE_PLATFORM", raising=False)
    for name in ("fraud", "churn"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "ml-project.yaml").write_text(PROJECT.replace("NAME", name))
    return commands.caller(capfd)


def test_all_projects_are_on_one_page(run: Run) -> None:
    assert run("board", ".", "--output", "board.html") == (0, "", "")
    text = Path("board.html").read_text()
    assert (text.count("<h2>risk/churn</h2>"), text.count("<h2>risk/fraud</h2>")) == (1, 1)


def test_a_dash_is_stdout(run: Run) -> None:
    code, out, err = run("board", "fraud", "--output", "-")
    assert (code, err, out.startswith("<!DOCTYPE html>"), out.endswith("</html>\n")) == (0, "", True, True)
    assert not Path("-").exists()


def test_the_page_is_the_same_each_time(run: Run) -> None:
    assert run("board", ".", "--output", "-") == run("board", "fraud", "churn", "--output", "-")


def test_the_page_must_be_named(run: Run) -> None:
    code, _, err = run("board", "fraud")
    assert (code, err.splitlines()[-1]) == (
        2,
        "Error: Missing option '--output'. Name the page to write: --output board.html",
    )


def test_a_page_that_cannot_be_written_is_said(run: Run) -> None:
    code, _, err = run("board", "fraud", "--output", "fraud")
    assert (code, err.splitlines()[0]) == (5, "tidegate: fraud: cannot be written: Is a directory")


def test_a_project_with_problems_is_shown_with_them_and_the_others_are_whole(run: Run) -> None:
    Path("fraud/ml-project.yaml").write_text(PROJECT.replace("NAME", "fraud").replace("8080", "0"))
    code, out, err = run("board", ".", "--output", "-")
    told = "fraud/ml-project.yaml:5:67: components.api.ports.http: 0 is less than 1"
    assert (code, err.splitlines()[0]) == (3, told)
    assert '<li class="bad">fraud/ml-project.yaml:5:67: components.api.ports.http: 0 is less than 1 (' in out
    assert "<h2>risk/churn</h2>" in out
