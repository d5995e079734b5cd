from collections.abc import Sequence
from pathlib import Path

import pytest

from generator.generation import hidden_files
from generator.git import checkout
from tests.builders import repositories


def test_only_generated_files_of_the_run_are_told(tmp_path: Path) -> None:
    repositories.alone(tmp_path, "init", "-q", "--template=")
    (tmp_path / ".gitignore").write_text("projects\n")
    for project in ("fraud", "churn"):
        for name in ("a.yaml", ".swp"):
            path = tmp_path / f"projects/risk/{project}/overlays/dev/{name}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("")
    (outcome,) = hidden_files.outcomes(tmp_path, {("risk", "fraud")})
    assert outcome.failure is not None
    assert (outcome.failure.message, outcome.failure.hint) == (
        (
            f"{tmp_path}: Git ignores 1 generated file, so a commit lacks it, "
            "such as projects/risk/fraud/overlays/dev/a.yaml (.gitignore:1: projects)"
        ),
        "delete that rule, or write below it, each on a line: !**/projects/ !**/projects/** !**/clusters/ !**/clusters/**",
    )
    assert list(hidden_files.outcomes(tmp_path, {("risk", "spam")})) == []


@pytest.mark.parametrize(
    ("projects", "asked"),
    [
        (["fraud"], ["projects/risk/fraud", "clusters/*/*/risk.fraud.yaml"]),
        ([f"p{number}" for number in range(51)], ["projects", "clusters"]),
    ],
)
def test_git_lists_the_paths_of_the_run_alone(
    projects: list[str], asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed: list[str] = []

    def ignored(_: str, paths: Sequence[str]) -> list[str]:
        listed.extend(paths)
        return []

    monkeypatch.setattr(checkout, "ignored", ignored)
    assert list(hidden_files.outcomes(tmp_path, {("risk", project) for project in projects})) == []
    assert listed == asked


def test_an_entry_that_is_ignored_is_told(tmp_path: Path) -> None:
    repositories.alone(tmp_path, "init", "-q", "--template=")
    (tmp_path / ".gitignore").write_text("clusters\n")
    path = repositories.put(tmp_path, "clusters/prod/dev/risk.fraud.yaml")
    (outcome,) = hidden_files.outcomes(tmp_path, {("risk", "fraud")})
    assert outcome.failure is not None
    assert f"such as {path.relative_to(tmp_path)} (.gitignore:1: clusters)" in outcome.failure.message
