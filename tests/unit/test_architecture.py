"""ARCHITECTURE.md is true: its files exist, its layers are those that import-linter checks, its data types are where it says."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
TOPS = (ROOT, ROOT / "generator")
"""Paths begin at the top of the repository, or in the package."""


OF_REPOSITORIES = {"clusters/"}
"""Folders of a GitOps repository."""


def paths() -> list[str]:
    """The files and folders that it names; `<kind>` and the like stand for any."""
    found = set(re.findall(r"`([\w.<>*-]+/(?:[\w./<>*-]*(?:/|\.(?:py|json|yaml|txt|md|css)))?)`", TEXT))
    return sorted({re.sub("<.*?>", "*", each).rstrip("/") for each in found - OF_REPOSITORIES})


@pytest.mark.parametrize("path", paths())
def test_a_path_exists(path: str) -> None:
    assert any(next(top.glob(path), None) is not None for top in TOPS)


def table(heading: str) -> Iterator[list[str]]:
    """The cells of each row of the first table below a heading."""
    section = TEXT.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    for line in section.splitlines():
        if line.startswith("| ") and not line.startswith("| type"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def defined(path: Path) -> set[str]:
    files = sorted(path.glob("*.py")) if path.is_dir() else [path]
    trees = (ast.parse(each.read_text(encoding="utf-8")) for each in files)
    return {node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}


@pytest.mark.parametrize("row", [*table("The data types")], ids=lambda row: row[0])
def test_a_data_type_is_where_it_says(row: list[str]) -> None:
    names, _, places = row
    classes = set().union(*(defined(ROOT / "generator" / each) for each in re.findall(r"`([^`]+)`", places)))
    assert set(names.split(", ")) - {"FileTree"} <= classes


def test_the_layers_are_those_that_imports_keep() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    checked = [layer for contract in contracts for layer in contract.get("layers", ())]
    block = TEXT.partition("## The layers\n")[2].partition("```text\n")[2].partition("```")[0]
    told = [layer for line in block.splitlines() if (layer := re.split(r"  +", line)[0])]
    kept = [layer.replace("errors | lazy_table", "errors") for layer in checked if layer != "__main__"]
    assert told == kept
