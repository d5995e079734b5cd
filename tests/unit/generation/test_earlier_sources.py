"""What earlier versions of a project gave."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from generator.generation import earlier_sources
from generator.validation import platform as platforms
from tests.builders import repositories
from tests.unit.generation.test_edit_trial import EXAMPLES


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
    with earlier_sources.opened(f"{top}/podinfo/ml-project.yaml", platforms.at(str(top))) as found:
        return [amount(each) for each in found.trees("dev")]


def amount(tree: Mapping[str, bytes]) -> str:
    """The CPU of the first environment in a tree."""
    text = next(each.decode() for path, each in tree.items() if path.endswith("podinfo-web-blue.deployment.yaml"))
    return text.rpartition("            cpu: ")[2][:4]


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


def test_the_history_is_read_once_for_all_environments(top: Path) -> None:
    repositories.init(top)
    repositories.save(top)
    with earlier_sources.opened(f"{top}/podinfo/ml-project.yaml", platforms.at(str(top))) as found:
        assert [len(each) > 0 for each in found.trees("dev")] == [True]
        shutil.rmtree(top / ".git")
        assert [len(each) > 0 for each in found.trees("production")] == [True]


def test_a_version_that_git_does_not_have_is_left_out(top: Path) -> None:
    repositories.init(top)
    for old, new in ((100, 100), (100, 200), (200, 300)):
        edit(top, f"cpu: {old}m", f"cpu: {new}m")
        repositories.save(top)
    blob = repositories.git(top, "rev-parse", "HEAD^:podinfo/ml-project.yaml").strip()
    (top / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    assert amounts(top) == ["300m", "100m"]
