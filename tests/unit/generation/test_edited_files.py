"""Which differences of files are edits."""

from pathlib import Path

import pytest

from generator.files import gitops_folder
from generator.files.gitops_folder import Plan
from generator.files.gitops_index import FolderStore
from generator.generation import edited_files
from generator.generation.edit_trial import Trial
from generator.layout import tree
from generator.manifest.manifest import FileTree
from tests.unit.generation.test_edit_trial import DEPLOYMENT, FILE, PLATFORM

ROUTE = "projects/demo/podinfo/overlays/dev/rolling/podinfo-web.httproute.yaml"


@pytest.fixture(scope="module")
def files() -> FileTree:
    return tree.files(*Trial(FILE, PLATFORM, "dev").run(()).overlays)


@pytest.fixture
def folder(files: FileTree, tmp_path: Path) -> Path:
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    return tmp_path


def plan(folder: Path, files: FileTree) -> Plan:
    return gitops_folder.plan(folder, files, team="demo", project="podinfo")


def found(
    folder: Path, files: FileTree, *earlier: FileTree
) -> tuple[list[tuple[object, ...]], list[tuple[str, object]]]:
    planned, store = plan(folder, files), FolderStore(folder)
    paths = edited_files.differing(planned, store)["dev"]
    edited = edited_files.edited("f.yaml", "dev", paths, planned, store, earlier)
    whole: list[tuple[object, ...]] = [
        (each.file.rpartition("/")[2], each.what, each.line, each.answer.reason) for each in edited.whole
    ]
    return whole, [(path.rpartition("/")[2], field.after) for path, field in edited.fields]


def put(folder: Path, path: str, old: str, new: str) -> bytes:
    file = folder / path
    file.write_text(file.read_text().replace(old, new))
    return file.read_bytes()


def test_fields_and_whole_files_are_told_apart(folder: Path, files: FileTree) -> None:
    put(folder, DEPLOYMENT, "cpu: 100m", "cpu: 200m")
    put(folder, ROUTE, "spec:", "spec: # mine")
    assert found(folder, files) == (
        [("podinfo-web.httproute.yaml", "format", 12, edited_files.FORMAT.reason)],
        [("podinfo-web-blue.deployment.yaml", "200m")],
    )


def test_what_an_earlier_version_gives_is_no_edit(folder: Path, files: FileTree) -> None:
    old = put(folder, DEPLOYMENT, "cpu: 100m", "cpu: 200m")
    earlier = {**files, DEPLOYMENT: old}
    assert found(folder, files, files, earlier) == ([], [])
    put(folder, DEPLOYMENT, "/healthz", "/livez")
    assert found(folder, files, files, earlier) == ([], [("podinfo-web-blue.deployment.yaml", "/livez")])


def test_a_missing_file_was_deleted_if_it_is_listed_or_every_version_has_it(folder: Path, files: FileTree) -> None:
    (folder / ROUTE).unlink()
    deleted = [("podinfo-web.httproute.yaml", "deleted", 1, "")]
    assert found(folder, files)[0] == deleted
    put(folder, ROUTE.replace("podinfo-web.httproute", "kustomization"), "- podinfo-web.httproute.yaml\n", "")
    before = {path: content for path, content in files.items() if path != ROUTE}
    assert [found(folder, files, *each)[0] for each in ([], [files], [before])] == [[], deleted, []]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "it is empty"),
        ("# mine\n", 1, "it is empty"),
        ("a: 1\n---\nb: 2\n", 1, "it holds several documents"),
        ("- a\n", 1, "it holds no object"),
        ("a: 1\nb: {c: 1\n", 3, '"," or "}" is missing before this'),
    ],
)
def test_what_is_not_one_object_says_why(text: str, line: int, reason: str, folder: Path, files: FileTree) -> None:
    header = files[DEPLOYMENT].split(b"\n")[0].decode()
    (folder / DEPLOYMENT).write_text(f"{header}\n{text}")
    assert found(folder, files)[0] == [("podinfo-web-blue.deployment.yaml", "unreadable", line + (line > 1), reason)]


def test_an_overlay_that_is_not_there_has_no_edits(tmp_path: Path, files: FileTree) -> None:
    assert edited_files.differing(plan(tmp_path, files), FolderStore(tmp_path)) == {}
