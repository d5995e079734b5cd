from pathlib import Path

import pytest

from generator.files import tree_digest
from tests.builders import folders

OVERLAY = "projects/risk/fraud/overlays/dev"
ENTRY = "clusters/eu/dev/risk.fraud.yaml"
TREE = {f"{OVERLAY}/kustomization.yaml": b"a", f"{OVERLAY}/config/b.yaml": b"b" * 70_000, ENTRY: b"c"}


@pytest.fixture
def into(tmp_path: Path) -> Path:
    for path, content in TREE.items():
        folders.fill(tmp_path, path, content=content)
    folders.fill(tmp_path, "projects/risk/churn/overlays/dev/x.yaml", "clusters/eu/dev/risk.churn.yaml", "README.md")
    return tmp_path


def digest(into: Path) -> str:
    return tree_digest.of_folder(str(into), "risk", "fraud")


def test_a_folder_where_exactly_the_tree_lies_has_its_digest_whatever_others_have(into: Path) -> None:
    assert digest(into) == tree_digest.of_tree(TREE) != ""


@pytest.mark.parametrize("path", TREE)
def test_another_content_is_another_digest(into: Path, path: str) -> None:
    (into / path).write_bytes(b"other")
    assert digest(into) not in {"", tree_digest.of_tree(TREE)}


@pytest.mark.parametrize("path", TREE)
def test_a_file_less_is_another_digest(into: Path, path: str) -> None:
    (into / path).unlink()
    assert digest(into) != tree_digest.of_tree(TREE)


@pytest.mark.parametrize("path", [f"{OVERLAY}/stray", f"{OVERLAY}/.stray", "clusters/us/dev/risk.fraud.yaml"])
def test_a_file_more_is_another_digest(into: Path, path: str) -> None:
    folders.fill(into, path)
    assert digest(into) != tree_digest.of_tree(TREE)


def test_what_is_no_whole_file_has_no_digest(into: Path) -> None:
    (into / OVERLAY / "empty").mkdir()
    assert digest(into) == ""
    (into / OVERLAY / "empty").rmdir()
    (into / OVERLAY / "link").symlink_to("kustomization.yaml")
    assert digest(into) == ""


def test_where_nothing_lies_there_is_none(tmp_path: Path) -> None:
    assert digest(tmp_path) == ""


def test_a_path_and_its_content_cannot_be_taken_for_each_other() -> None:
    assert tree_digest.of_tree({"a": b"bc"}) != tree_digest.of_tree({"ab": b"c"})
