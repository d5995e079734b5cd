"""The edits of a project with their answers."""

from pathlib import Path

from generator.files.gitops_index import FolderStore
from generator.generation import edit_explanations
from generator.generation.hand_edits import Budget, Explained
from generator.manifest.manifest import FileTree
from tests.unit.generation.test_edit_trial import DEPLOYMENT, FILE, PLATFORM
from tests.unit.generation.test_edited_files import files, folder, plan, put

__all__ = ["files", "folder"]


def explained(folder: Path, files: FileTree, budget: Budget) -> Explained:
    return edit_explanations.explain(FILE, PLATFORM, plan(folder, files), FolderStore(folder), budget)


def test_a_field_has_line_path_values_and_answer(folder: Path, files: FileTree) -> None:
    put(folder, DEPLOYMENT, "cpu: 100m", "cpu: 200m")
    (found,), *rest = explained(folder, files, Budget())
    assert rest == [0, 0]
    assert (found.project, found.file, found.object) == (FILE, DEPLOYMENT, "Deployment podinfo-web-blue")
    assert (found.line, found.path) == (123, "spec.template.spec.containers[main].resources.requests.cpu")
    assert (found.before, found.after, found.hidden, found.answer.kind) == ("100m", "200m", False, "field")


def test_a_budget_ends_the_search(folder: Path, files: FileTree) -> None:
    put(folder, DEPLOYMENT, "/healthz", "/livez")
    put(folder, DEPLOYMENT, "cpu: 100m", "cpu: 200m")
    assert explained(folder, files, Budget(1))[1:] == (1, 0)
    assert explained(folder, files, Budget(0)) == Explained((), 0, 1)


def test_a_secret_has_no_answer(folder: Path, files: FileTree) -> None:
    put(folder, DEPLOYMENT, '"#34577c"', "ghp_" + "a1B2" * 9)
    found = explained(folder, files, Budget()).edits
    assert {(each.hidden, each.answer.setting) for each in found} == {(True, None)}
