from pathlib import Path

from generator.generation import hidden_files
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
