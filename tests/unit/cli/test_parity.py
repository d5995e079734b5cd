"""`tidegate parity`, by what it prints and how it ends."""

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
    components: {api: {scale: 3}}
"""


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TIDEGATE_PLATFORM", raising=False)
    for name in ("fraud", "churn"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "ml-project.yaml").write_text(PROJECT.replace("NAME", name))
    return commands.caller(capfd)


def test_differences_are_shown_and_are_no_error(run: Run) -> None:
    code, out, _ = run("parity", "fraud")
    assert (code, out.splitlines()[0], "\x1b" in out) == (0, "risk/fraud", False)
    assert out.endswith("\n\nFIELD      dev  production  FROM\napi.scale  1    3           default, team\n")


def test_one_environment_is_nothing_to_compare(run: Run) -> None:
    code, _, err = run("parity", "fraud", "-e", "dev")
    assert (code, err.splitlines()[-1]) == (
        2,
        "Error: one environment is nothing to compare: name another, -e dev -e ENV",
    )


def test_an_environment_that_there_is_not_is_a_usage_error(run: Run) -> None:
    code, _, err = run("parity", "fraud", "-e", "dev", "-e", "prod")
    assert (code, err.splitlines()[0]) == (2, 'tidegate: there is no environment "prod"')


def test_a_project_with_problems_leaves_the_others_shown(run: Run) -> None:
    Path("fraud/ml-project.yaml").write_text(PROJECT.replace("NAME", "fraud").replace("kind: service", "kind: servise"))
    code, out, err = run("parity", ".")
    assert (code, out.splitlines()[0], "fraud/ml-project.yaml:5:15: " in err) == (3, "risk/churn", True)
