"""When a run of the benchmark is called worse than the one before."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks import compare, measure, run

CHECK = {"what": "check / generate", "ratio": 0.10}
PEER = {"what": "objects per CPU second / helm's", "ratio": 1.00, "more_is_better": True}


def compared(folder: Path, before: list[dict[str, Any]], now: list[dict[str, Any]]) -> int:
    files = [folder / "before.json", folder / "now.json"]
    for file, ratios in zip(files, (before, now), strict=True):
        file.write_text(json.dumps({"ratios": ratios}))
    return compare.main([str(each) for each in files])


@pytest.mark.parametrize(
    ("before", "ratio", "code"),
    [(CHECK, 0.114, 0), (CHECK, 0.116, 1), (CHECK, 0.01, 0), (PEER, 0.88, 0), (PEER, 0.86, 1), (PEER, 9.0, 0)],
)
def test_a_loss_of_more_than_15_percent_fails(tmp_path: Path, before: dict[str, Any], ratio: float, code: int) -> None:
    assert compared(tmp_path, [before], [{**before, "ratio": ratio}]) == code


def test_the_table_names_what_is_worse_and_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    compared(tmp_path, [CHECK, PEER], [{**CHECK, "ratio": 0.2}, {"what": "new", "ratio": 3.0}])
    assert [
        line.split("  ", 1)[0] + " | " + " ".join(line[66:].split()) for line in capsys.readouterr().out.splitlines()
    ] == [
        "ratio | before now",
        "check / generate | 0.10 0.20 100% worse",
        "new | - 3.00",
        "objects per CPU second / helm's | 1.00 -",
    ]


def test_the_checkout_that_is_named_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).parents[3])
    for package in ("generator", "generator/cli"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    (tmp_path / "generator/cli/main.py").write_text("def main(): print('another one')")
    measure.cost(run.TIDEGATE, env=run.environment(tmp_path), output=tmp_path / "said")
    assert (tmp_path / "said").read_text() == "another one\n"
