"""What earlier versions of a project gave."""

import shutil
from pathlib import Path

import pytest

from generator.generation import earlier_sources
from generator.validation import platform as platforms
from tests.builders import repositories
from tests.unit.generation.test_edit_trial import DEPLOYMENT, EXAMPLES


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    repositories.home(tmp_path / "home", monkeypatch)
    tmp_path = tmp_path / "top"
    tmp_path.mkdir()
    shutil.copytree(EXAMPLES / "podinfo", tmp_path / "podinfo")
    shutil.copytree(EXAMPLES / "environments", tmp_path / "environments")
    shutil.copy(EXAMPLES / "tidegate-platform.yaml", tmp_path)
    return tmp_path


def amounts(top: Path) -> list[str]:
    found = earlier_sources.trees(f"{top}/podinfo/ml-project.yaml", platforms.at(str(top)), "dev")
    texts = (each[DEPLOYMENT].decode() for each in found)
    return [text.rpartition("            cpu: ")[2][:4] for text in texts]


def edit(top: Path, old: str, new: str) -> None:
    file = top / "podinfo" / "ml-project.yaml"
    file.write_text(file.read_text().replace(old, new))


def test_head_comes_first_then_what_was_before_each_of_the_last_changes(top: Path) -> None:
    assert amounts(top) == []
    repositories.init(top)
    assert amounts(top) == []
    repositories.save(top)
    edit(top, "cpu: 100m", "cpu: 200m")
    repositories.save(top)
    repositories.put(top, "other.txt")
    repositories.save(top)
    edit(top, "cpu: 200m", "cpu: 300m")
    assert amounts(top) == ["200m", "100m"]
