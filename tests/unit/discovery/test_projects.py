from pathlib import Path

import pytest

from generator.discovery import projects
from generator.errors import UsageError
from tests.builders import folders, repositories


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    top = tmp_path / "top"
    folders.fill(top, "b/ml-project.yaml", "a/ml-project.yaml", "a/other.yaml", ".hidden/ml-project.yaml", content=b"x")
    (top / "linked").mkdir()
    (top / "linked" / "ml-project.yaml").symlink_to(top / "a" / "ml-project.yaml")
    monkeypatch.chdir(top)
    return top


@pytest.mark.usefixtures("top")
def test_a_folder_is_searched_without_hidden_folders_and_links() -> None:
    assert projects.find(["."]) == ["a/ml-project.yaml", "b/ml-project.yaml"]


def test_in_a_repository_what_git_ignores_is_left_out(top: Path) -> None:
    repositories.init(top)
    (top / ".gitignore").write_text("b/\n")
    assert projects.find(["."]) == ["a/ml-project.yaml"]


def test_files_are_taken_as_named_each_once_in_the_order_given(top: Path) -> None:
    assert projects.find(["b/ml-project.yaml", str(top / "a"), "b"]) == [
        "b/ml-project.yaml",
        str(top / "a" / "ml-project.yaml"),
    ]


def test_without_a_path_it_is_the_nearest_upward(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (top / "a" / "deep" / "er").mkdir(parents=True)
    monkeypatch.chdir(top / "a" / "deep" / "er")
    assert projects.find([]) == ["../../ml-project.yaml"]


@pytest.mark.parametrize(
    ("paths", "fact", "hint"),
    [
        (["nowhere"], "nowhere is not there", "name an ml-project.yaml or a folder that holds one"),
        (["empty"], "there is no ml-project.yaml in empty", "write one with: tidegate init empty"),
        ([], "there is no ml-project.yaml in this folder or one of its parents", "write one with: tidegate init"),
    ],
)
def test_where_there_is_none_it_says_so(top: Path, paths: list[str], fact: str, hint: str) -> None:
    (top / "empty").mkdir()
    with pytest.raises(UsageError) as caught:
        projects.find(paths)
    assert (caught.value.message, caught.value.hint) == (fact, hint)
    assert projects.find(["empty"], required=False) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("name: fraud\nteam: risk\n", ("risk", "fraud")),
        ("team:   risk\r\nname: fraud  \r\n", ("risk", "fraud")),
        ("{name: fraud, team: 'risk'}", ("risk", "fraud")),
        ("name: &n fraud\nteam: *n\n", ("fraud", "fraud")),
        ("name: fraud\ncomponents:\n  team: x\n", ("", "fraud")),
        ("components: |\n  x\n\nname: fraud\nteam: risk\n", ("risk", "fraud")),
        ("text: |\n  y\nname: a\nname: b\nteam: c\n", ("c", "a")),
        ("name: [a]\nteam:\n", ("", "")),
        ("- a\n", ("", "")),
        ("a: [", ("", "")),
        ("\ufeffname: fraud\nteam: risk\n", ("risk", "fraud")),
    ],
)
def test_a_file_names_its_project_whatever_else_is_in_it(text: str, found: tuple[str, str]) -> None:
    assert projects.read_key(text.encode()) == found


@pytest.mark.parametrize(
    "name", ["ml-project.yml", "mlproject.yaml", "ml_project.yaml", "ML-Project.yaml", "ml-project.yaml.txt"]
)
def test_a_file_of_nearly_the_name_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (tmp_path / "project/src").mkdir(parents=True)
    (tmp_path / "project" / name).touch()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError) as caught:
        projects.find(["project"])
    assert caught.value.message == f"there is no ml-project.yaml in project, but project/{name}"
    assert caught.value.hint == f"rename it: mv project/{name} project/ml-project.yaml"


def test_a_project_above_is_not_taken_for_one_of_nearly_the_name_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "ml-project.yaml").touch()
    (tmp_path / "project/ml-project.yml").touch()
    monkeypatch.chdir(tmp_path / "project")
    with pytest.raises(UsageError) as caught:
        projects.find([])
    fact = "there is no ml-project.yaml in this folder, but ml-project.yml"
    assert (caught.value.message, caught.value.hint) == (fact, "rename it: mv ml-project.yml ml-project.yaml")
