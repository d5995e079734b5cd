import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.files import gitops_folder, writing
from generator.layout import tree

DEV = "projects/risk-ml/fraud/overlays/dev/kustomization.yaml"
ENTRY = "clusters/eu/dev/risk-ml.fraud.yaml"


def owned(project: str = "fraud") -> bytes:
    return f"{tree.header('risk-ml', project)}\nkind: Kustomization\n".encode()


def lay(into: Path, path: str, project: str = "fraud") -> None:
    (into / path).parent.mkdir(parents=True, exist_ok=True)
    (into / path).write_bytes(owned(project))


def planned(into: Path, *paths: str, **more: Any) -> gitops_folder.Plan:
    return gitops_folder.plan(into, dict.fromkeys(paths, owned()), team="risk-ml", project="fraud", **more)


def present(into: Path) -> set[str]:
    return {str(path.relative_to(into)) for path in into.rglob("*") if not any(path.glob("*"))}


@pytest.mark.parametrize(
    "stale", [ENTRY, "clusters/eu/staging/risk-ml.fraud.yaml", "clusters/us/dev/risk-ml.fraud.yaml"]
)
def test_an_entry_that_nothing_wants_is_stale_and_asked_for(tmp_path: Path, stale: str) -> None:
    lay(tmp_path, stale)
    plan = planned(tmp_path, DEV)
    assert (plan.stale, plan.pruned) == ((stale,), (stale,))
    gitops_folder.apply(tmp_path, plan)
    assert present(tmp_path) == {DEV, f"clusters/{stale.split('/')[1]}/keep.yaml"}


def test_the_folder_of_a_cluster_stays_when_its_last_project_leaves(tmp_path: Path) -> None:
    lay(tmp_path, ENTRY)
    plan = planned(tmp_path)
    assert plan.new == ("clusters/eu/keep.yaml",)
    gitops_folder.apply(tmp_path, plan)
    assert present(tmp_path) == {"clusters/eu/keep.yaml", "projects/risk-ml"}
    assert yaml.safe_load((tmp_path / "clusters/eu/keep.yaml").read_text()) is None
    assert not planned(tmp_path).differs


def test_an_entry_that_stays_on_its_cluster_keeps_the_folder_by_itself(tmp_path: Path) -> None:
    lay(tmp_path, "clusters/eu/staging/risk-ml.fraud.yaml")
    assert planned(tmp_path, DEV, ENTRY).new == (ENTRY, DEV)
    assert planned(tmp_path, DEV, ENTRY).stale == ("clusters/eu/staging/risk-ml.fraud.yaml",)


def test_an_entry_that_the_same_run_writes_keeps_the_folder(tmp_path: Path) -> None:
    lay(tmp_path, ENTRY)
    assert planned(tmp_path, DEV, beside=["clusters/eu/dev/risk-ml.renamed.yaml"]).new == (DEV,)


@pytest.mark.parametrize("content", ["", "# mine\n"])
def test_a_file_that_keeps_the_folder_is_left_as_it_is(tmp_path: Path, content: str) -> None:
    lay(tmp_path, ENTRY)
    (tmp_path / "clusters/eu/keep.yaml").write_text(content)
    plan = planned(tmp_path)
    gitops_folder.apply(tmp_path, plan)
    assert (plan.new, (tmp_path / "clusters/eu/keep.yaml").read_text()) == ((), content)


def test_entries_of_other_projects_keep_their_folder(tmp_path: Path) -> None:
    lay(tmp_path, ENTRY)
    lay(tmp_path, "clusters/eu/dev/risk-ml.other.yaml", "other")
    gitops_folder.apply(tmp_path, planned(tmp_path, DEV))
    assert present(tmp_path) == {DEV, "clusters/eu/dev/risk-ml.other.yaml"}


def test_only_the_environment_that_is_generated_loses_its_entry(tmp_path: Path) -> None:
    lay(tmp_path, "clusters/us/dev/risk-ml.fraud.yaml")
    lay(tmp_path, "clusters/us/staging/risk-ml.fraud.yaml")
    plan = planned(tmp_path, DEV, ENTRY, environment="dev")
    assert plan.stale == ("clusters/us/dev/risk-ml.fraud.yaml",)


def test_a_file_of_its_name_without_the_header_is_no_entry_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "clusters/eu/staging/risk-ml.fraud.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("kind: Kustomization\n", encoding="utf-8")
    assert planned(tmp_path, DEV, ENTRY).stale == ()


def test_a_project_that_is_called_as_a_kind_is_judged_by_its_place(tmp_path: Path) -> None:
    lay(tmp_path, "projects/risk-ml/fraud/overlays/dev/config/a.configmap.yaml")
    assert planned(tmp_path, DEV).pruned == ()


@pytest.mark.parametrize("there", ["clusters", "clusters/eu"])
def test_clusters_that_are_no_folders_hold_no_entries(tmp_path: Path, there: str) -> None:
    (tmp_path / there).parent.mkdir(exist_ok=True)
    (tmp_path / there).write_text("", encoding="utf-8")
    assert planned(tmp_path, DEV).stale == ()


def test_an_entry_comes_after_its_overlay_and_goes_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    replace, remove = os.replace, writing.remove

    def replaced(old: str, new: str) -> None:
        done.append(f"write {os.path.relpath(new, tmp_path)}")
        replace(old, new)

    def removed(path: str) -> None:
        done.append(f"remove {os.path.relpath(path, tmp_path)}")
        remove(path)

    monkeypatch.setattr(os, "replace", replaced)
    monkeypatch.setattr(writing, "remove", removed)
    gitops_folder.apply(tmp_path, planned(tmp_path, ENTRY, DEV))
    gitops_folder.apply(tmp_path, planned(tmp_path))
    kept = "write clusters/eu/keep.yaml"
    assert done == [f"write {Path(DEV).parent}", f"write {ENTRY}", kept, f"remove {ENTRY}", f"remove {DEV}"]


KILLED = """
import os, signal, sys
from pathlib import Path
from generator.files import gitops_folder
from tests.unit.files.test_gitops_folder_entries import DEV, ENTRY, planned
replace = os.replace
def killed(old, new):
    if new.endswith(ENTRY):
        os.kill(os.getpid(), signal.SIGKILL)
    replace(old, new)
os.replace = killed
gitops_folder.apply(Path(sys.argv[1]), planned(Path(sys.argv[1]), ENTRY, DEV))
"""


@pytest.mark.parametrize("environment", [None, "dev"])
def test_killed_at_its_entry_a_run_leaves_nothing_for_good(tmp_path: Path, environment: str | None) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    assert done.returncode == -signal.SIGKILL
    left = present(tmp_path) - {DEV}
    assert {Path(path).parent for path in left if ".tidegate-" in path} == {Path(DEV).parent}
    gitops_folder.apply(tmp_path, planned(tmp_path, ENTRY, DEV, environment=environment))
    assert present(tmp_path) == {DEV, ENTRY}
