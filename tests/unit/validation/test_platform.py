from pathlib import Path

import pytest

from generator.errors import UsageError
from generator.validation import platform as platforms
from tests.builders import folders


def project(folder: Path) -> str:
    folder.mkdir(parents=True)
    return str(folder / "ml-project.yaml")


def test_projects_below_one_platform_share_it(tmp_path: Path) -> None:
    held = folders.platform(tmp_path / "ours")
    found = platforms.of_projects(None, [project(held / "a"), project(held / "b" / "c")])
    assert Path(found.folder).resolve() == held


def test_a_project_outside_is_not_judged_by_the_first_ones_platform(tmp_path: Path) -> None:
    files = [project(tmp_path / "a"), project(folders.platform(tmp_path / "strict") / "b")]
    with pytest.raises(UsageError) as caught:
        platforms.of_projects(None, files)
    strict = tmp_path / "strict"
    assert caught.value.message == f"{tmp_path}/a belongs to the bundled platform, {strict}/b to {strict}"
    assert caught.value.hint == "use one run for each platform, or name one platform for all projects: --platform DIR"


def test_a_named_platform_is_for_all(tmp_path: Path) -> None:
    named = str(folders.platform(tmp_path / "named"))
    found = platforms.of_projects(
        named, [project(tmp_path / "a"), project(folders.platform(tmp_path / "strict") / "b")]
    )
    assert found.folder == named


PARENT = """apiVersion: tidegate.dev/v1
abstract: true
gitops: {tool: flux, source: {kind: GitRepository, name: deploy, namespace: flux-system}}
"""
UNBOUNDED = "machines: {big: {cpu: 2, memory: 4Gi, resizable: true}}"
INLINE = "shares: {data: {nfs: {server: nfs.example.org, path: /data}}}"


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        (UNBOUNDED, 'machines.big.resizable: a resizable machine needs "max"'),
        (
            INLINE,
            "shares.data.nfs: pods may not mount NFS themselves (podSecurity: restricted) in dev, production, staging",
        ),
    ],
    ids=["the same in all", "with their names"],
)
def test_a_problem_of_a_parent_is_told_once_for_all_environments(tmp_path: Path, written: str, problem: str) -> None:
    found = platforms.read(str(folders.platform(tmp_path, {"defaults": f"{PARENT}{written}\n"}))).problems
    told = [f"{each.where}: {each.fact}" for each in found]
    assert [each for each in told if each.startswith(problem.partition(".")[0])] == [problem]
