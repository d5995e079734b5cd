"""No decision of tidegate's hangs on the words of a message: with every word replaced, everything but the words is the same.

Each case runs twice, once in other words (tests/builders/reworded.py), and must give the same marks, paths, codes, severities and
order, and the same exit code.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from generator.cli import main
from generator.errors import Problem
from generator.report.codes import CODES
from generator.source import finding
from tests.acceptance import test_bad_input as bad_input
from tests.acceptance import test_golden as golden
from tests.builders import reworded

LISTED = frozenset(code for group in CODES.values() for code in group)
RELEASE = """\
apiVersion: tidegate.dev/v1
name: fraud
team: risk
components:
  api:
    kind: service
    image: ghcr.io/acme/api:1
    ports: {http: 8080}
    strategy: blue-green
    scale: {min: 2, max: 4}
  nightly: {kind: cronjob, image: 'ghcr.io/acme/batch:2', schedule: '@daily'}
environments:
  dev:
"""
COMMANDS = [
    ["release", "api", "-e", "dev", "--image", "ghcr.io/acme/api:2"],
    ["release", "api", "-e", "dev", "--image", "A B"],
    ["release", "api", "-e", "dev", "--image", "ghcr.io/acme/api:2", "--set", "colour=red"],
    ["release", "api", "-e", "dev", "--image", "ghcr.io/acme/api:2", "--set", "scale={"],
    ["release", "apu", "-e", "dev", "--image", "ghcr.io/acme/api:2"],
    ["release", "api", "-e", "prod", "--image", "ghcr.io/acme/api:2"],
    ["advance", "api", "-e", "dev"],
    ["finish", "api", "-e", "dev"],
    ["rollback", "api", "-e", "dev"],
    ["advance", "nightly", "-e", "dev"],
    ["explain", "colour"],
    ["render", "-e", "prod"],
    ["generate", "--into", "out", "--check", "--base", "HEAD"],
    ["init", "new", "--name", "A B"],
    ["frobnicate"],
]


class Judged(NamedTuple):
    """What a run says of a file: all but the words, and the words."""

    code: int
    problems: list[dict[str, Any]]
    words: list[str]


def judged(arguments: Sequence[str], capfd: pytest.CaptureFixture[str]) -> Judged:
    code = main.run([*arguments, "--format", "json"])
    problems = json.loads(capfd.readouterr().out)
    assert {problem["code"] for problem in problems} <= LISTED
    words = [problem.pop(name) for problem in problems for name in ("fact", "hint")]
    return Judged(code, problems, words)


def same(other: Judged, usual: Judged) -> bool:
    """Whether nothing but the words differs; a run that says nothing in other words would show nothing."""
    assert usual.words
    assert not set(filter(None, usual.words)) & set(other.words)
    return (other.code, other.problems) == (usual.code, usual.problems)


@pytest.mark.parametrize("case", [case for case in golden.CASES if (golden.GOLDEN / case / "problems.txt").exists()])
def test_golden_case(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = golden.copied(case, tmp_path / case)
    monkeypatch.chdir(folder)
    arguments = ["validate", ".", *golden.platform(folder)]
    with reworded.other_words():
        other = judged(arguments, capfd)
    assert same(other, judged(arguments, capfd))


@pytest.mark.parametrize("frame", sorted(bad_input.FRAMES))
def test_bad_input(
    frame: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    cases = [case for case in bad_input.CASES if case.frame == frame]

    def run() -> list[Judged]:
        found = []
        for case in cases:
            Path("ml-project.yaml").write_text(case.text, encoding="utf-8")
            found.append(judged(["validate", "ml-project.yaml"], capfd))
        return found

    with reworded.other_words():
        others = run()
    differ = [case.title for case, *both in zip(cases, others, run(), strict=True) if not same(*both)]
    assert differ == []


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_command_ends_the_same_way(
    arguments: Sequence[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    codes = []
    for folder in (tmp_path / "other", tmp_path / "usual"):
        folder.mkdir()
        (folder / "ml-project.yaml").write_text(RELEASE, encoding="utf-8")
        monkeypatch.chdir(folder)
        if folder.name == "other":
            with reworded.other_words():
                codes.append(main.run([*arguments]))
        else:
            codes.append(main.run([*arguments]))
    out, err = capfd.readouterr()
    assert codes[0] == codes[1], out + err
    assert (tmp_path / "other" / "ml-project.yaml").read_bytes() == (
        tmp_path / "usual" / "ml-project.yaml"
    ).read_bytes()


def test_a_decision_by_words_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Code that drops the findings with a certain word would turn these tests red."""
    problems = finding.problems

    def without_missing(findings: Iterable[finding.Finding], *rest: Any) -> Iterator[Problem]:
        return problems([each for each in findings if "missing" not in each.fact], *rest)

    monkeypatch.setattr(finding, "problems", without_missing)
    monkeypatch.chdir(golden.copied("missing", tmp_path / "missing"))
    with reworded.other_words():
        other = judged(["validate", "."], capfd)
    assert not same(other, judged(["validate", "."], capfd))
