import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from generator import errors
from generator.files import gitops_folder, status
from generator.manifest.gitops_paths import EnvironmentFile
from tests.builders import folders

HOME = "projects/risk-ml/fraud"
DEV = f"{HOME}/overlays/dev"
PRODUCTION = f"{HOME}/overlays/production"


def wanted(*paths: str) -> dict[str, bytes]:
    return dict.fromkeys(paths, folders.owned())


def planned(into: Path, files: Mapping[str, bytes], **more: Any) -> gitops_folder.Plan:
    return gitops_folder.plan(into, files, team="risk-ml", project="fraud", **more)


def generate(into: Path, files: Mapping[str, bytes], **more: Any) -> None:
    gitops_folder.apply(into, planned(into, files, **more))


def subfolders(into: Path) -> set[str]:
    return {str(path.relative_to(into)) for path in into.rglob("*") if path.is_dir()}


def refused(into: Path, files: Mapping[str, bytes]) -> tuple[str, str]:
    with pytest.raises(errors.NotReadyError) as caught:
        generate(into, files)
    return caught.value.message, caught.value.hint


def test_a_missing_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    files = wanted(f"{DEV}/config/a.configmap.yaml", f"{DEV}/kustomization.yaml")
    generate(tmp_path / "deep" / "deploy", files)
    assert folders.files(tmp_path / "deep" / "deploy") == files


def test_plan_tells_new_changed_unchanged_and_stale_apart(tmp_path: Path) -> None:
    folders.fill(tmp_path, f"{DEV}/same.pod.yaml", f"{DEV}/gone.pod.yaml")
    folders.fill(tmp_path, f"{DEV}/other.pod.yaml", content=folders.owned("kind: Old"))
    plan = planned(tmp_path, wanted(f"{DEV}/same.pod.yaml", f"{DEV}/other.pod.yaml", f"{DEV}/fresh.pod.yaml"))
    assert (plan.new, plan.changed, plan.unchanged, plan.stale) == (
        (f"{DEV}/fresh.pod.yaml",),
        (f"{DEV}/other.pod.yaml",),
        (f"{DEV}/same.pod.yaml",),
        (f"{DEV}/gone.pod.yaml",),
    )


def test_a_second_run_finds_nothing_to_do(tmp_path: Path) -> None:
    files = wanted(f"{DEV}/a.pod.yaml", f"{PRODUCTION}/a.pod.yaml")
    generate(tmp_path, files)
    plan = planned(tmp_path, files)
    assert (plan.differs, plan.unchanged) == (False, tuple(sorted(files)))


def test_a_longer_file_with_the_wanted_beginning_is_changed(tmp_path: Path) -> None:
    folders.fill(tmp_path, f"{DEV}/a.pod.yaml", content=folders.owned() + b"more: 1\n")
    generate(tmp_path, wanted(f"{DEV}/a.pod.yaml"))
    assert folders.files(tmp_path) == wanted(f"{DEV}/a.pod.yaml")


def test_an_unchanged_file_is_not_touched(tmp_path: Path) -> None:
    folders.fill(tmp_path, f"{DEV}/a.pod.yaml")
    before = (tmp_path / DEV / "a.pod.yaml").stat()
    generate(tmp_path, wanted(f"{DEV}/a.pod.yaml", f"{DEV}/b.pod.yaml"))
    after = (tmp_path / DEV / "a.pod.yaml").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_files_are_readable_for_all_under_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        generate(tmp_path, wanted(f"{DEV}/a.pod.yaml"))
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / DEV / "a.pod.yaml").stat().st_mode) == 0o640


def test_stale_files_go_with_the_folders_they_leave_empty(tmp_path: Path) -> None:
    folders.fill(tmp_path, f"{DEV}/canary/a.pod.yaml", f"{DEV}/hpa/deep/b.pod.yaml", f"{PRODUCTION}/c.pod.yaml")
    generate(tmp_path, wanted(f"{DEV}/a.pod.yaml"))
    assert folders.files(tmp_path) == wanted(f"{DEV}/a.pod.yaml")
    assert subfolders(tmp_path / HOME) == {"overlays", "overlays/dev"}


def test_a_project_without_files_leaves_its_team_folder(tmp_path: Path) -> None:
    folders.fill(tmp_path, f"{DEV}/a.pod.yaml")
    generate(tmp_path, {})
    assert subfolders(tmp_path) == {"projects", "projects/risk-ml"}


def test_an_empty_folder_of_a_killed_run_is_removed(tmp_path: Path) -> None:
    (tmp_path / DEV / "canary").mkdir(parents=True)
    generate(tmp_path, wanted(f"{DEV}/a.pod.yaml"))
    assert subfolders(tmp_path / HOME) == {"overlays", "overlays/dev"}


def test_only_the_overlay_of_the_named_environment_loses_stale_files(tmp_path: Path) -> None:
    folders.fill(tmp_path, f"{DEV}/old.pod.yaml", f"{PRODUCTION}/old.pod.yaml")
    plan = planned(tmp_path, wanted(f"{DEV}/a.pod.yaml"), environment="dev")
    assert (plan.stale, plan.empty_folders) == ((f"{DEV}/old.pod.yaml",), ())


@pytest.mark.parametrize(
    ("path", "content"),
    [
        (f"{DEV}/mine.yaml", b"kind: Secret\n"),
        (f"{DEV}/others.yaml", folders.owned(team="core")),
        (f"{DEV}/others.yaml", folders.owned(project="fraud2")),
        (f"{PRODUCTION}/mine.yaml", b"kind: Secret\n"),
        (f"{DEV}/canary/mine.yaml.orig", folders.owned()),
        (f"{DEV}/notes.txt", b""),
    ],
)
def test_a_file_in_an_overlay_that_is_not_ours_is_foreign_and_untouched(
    tmp_path: Path, path: str, content: bytes
) -> None:
    folders.fill(tmp_path, path, content=content)
    plan = planned(tmp_path, wanted(f"{DEV}/a.pod.yaml"))
    with pytest.raises(errors.NotReadyError) as caught:
        gitops_folder.check_unblocked(tmp_path, plan)
    assert (
        caught.value.message
        == f"{tmp_path}/{path}: is not a file of this project: its first line is not this project's header"
    )
    assert caught.value.hint == "an overlay holds only what tidegate writes: move this away"
    assert (plan.stale, plan.blocked, folders.files(tmp_path)) == ((), {}, {path: content})


@pytest.mark.parametrize(
    "path",
    [
        f"{DEV}/.git/a.yaml",
        f"{DEV}/.gitkeep",
        f"{HOME}/README.md",
        f"{HOME}/overlays/README.md",
        "projects/risk-ml/fraud2/overlays/dev/a.yaml",
        "README.md",
    ],
)
def test_a_file_outside_of_the_overlays_is_nobodys_business(tmp_path: Path, path: str) -> None:
    folders.fill(tmp_path, path, content=b"")
    plan = planned(tmp_path, wanted(f"{DEV}/a.pod.yaml"))
    gitops_folder.check_unblocked(tmp_path, plan)
    gitops_folder.apply(tmp_path, plan)
    assert folders.files(tmp_path) == {path: b""} | wanted(f"{DEV}/a.pod.yaml")


def test_a_move_of_traffic_waits_for_no_stray_file(tmp_path: Path) -> None:
    folders.fill(tmp_path, f"{DEV}/notes.txt", content=b"")
    generate(tmp_path, wanted(f"{DEV}/a.pod.yaml"))
    assert folders.files(tmp_path) == {f"{DEV}/notes.txt": b""} | wanted(f"{DEV}/a.pod.yaml")


def test_only_the_overlay_of_the_named_environment_is_asked_for_stray_files(tmp_path: Path) -> None:
    folders.fill(tmp_path, f"{DEV}/notes.txt", f"{PRODUCTION}/notes.txt")
    plan = planned(tmp_path, wanted(f"{DEV}/a.pod.yaml"), environment="dev")
    assert list(plan.unmanaged) == [f"{DEV}/notes.txt"]


def test_a_link_in_an_overlay_is_foreign(tmp_path: Path) -> None:
    (tmp_path / DEV).mkdir(parents=True)
    (tmp_path / DEV / "link.yaml").symlink_to("/nowhere")
    assert planned(tmp_path, wanted(f"{DEV}/a.pod.yaml")).unmanaged == {f"{DEV}/link.yaml": "is a link, not a file"}


def test_a_link_to_a_file_of_ours_is_not_stale(tmp_path: Path) -> None:
    folders.fill(tmp_path, "elsewhere.yaml")
    (tmp_path / DEV).mkdir(parents=True)
    (tmp_path / DEV / "link.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    (tmp_path / DEV / "folder").symlink_to(tmp_path)
    assert planned(tmp_path, wanted(f"{DEV}/a.pod.yaml")).stale == ()


@pytest.mark.parametrize("content", [b"", b"kind: Pod\n", folders.owned(team="core"), b"\xff" * 1000], ids=repr)
def test_a_file_without_our_header_is_never_overwritten(tmp_path: Path, content: bytes) -> None:
    folders.fill(tmp_path, f"{DEV}/b.pod.yaml", content=content)
    assert refused(tmp_path, wanted(f"{DEV}/a.pod.yaml", f"{DEV}/b.pod.yaml")) == (
        f"{tmp_path}/{DEV}/b.pod.yaml: is not a file of this project: its first line is not this project's header",
        "only files with this project's header are overwritten: move this away",
    )
    assert folders.files(tmp_path) == {f"{DEV}/b.pod.yaml": content}


def test_a_link_in_the_way_is_not_followed(tmp_path: Path) -> None:
    folders.fill(tmp_path, "elsewhere.yaml")
    (tmp_path / DEV).mkdir(parents=True)
    (tmp_path / DEV / "a.pod.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    assert refused(tmp_path, wanted(f"{DEV}/a.pod.yaml"))[0] == f"{tmp_path}/{DEV}/a.pod.yaml: is a link, not a file"


@pytest.mark.parametrize("target", ["missing", "out/none", "."])
def test_a_link_to_anywhere_is_in_the_way(tmp_path: Path, target: str) -> None:
    (tmp_path / DEV).mkdir(parents=True)
    (tmp_path / DEV / "a.pod.yaml").symlink_to(target)
    assert planned(tmp_path, wanted(f"{DEV}/a.pod.yaml")).blocked == {f"{DEV}/a.pod.yaml": "is a link, not a file"}


def test_a_folder_in_the_way_stays(tmp_path: Path) -> None:
    folders.fill(tmp_path, f"{DEV}/a.pod.yaml/keep.txt")
    assert refused(tmp_path, wanted(f"{DEV}/a.pod.yaml"))[0] == f"{tmp_path}/{DEV}/a.pod.yaml: is a folder, not a file"


def test_a_pipe_in_the_way_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / DEV).mkdir(parents=True)
    os.mkfifo(tmp_path / DEV / "a.pod.yaml")
    plan = planned(tmp_path, wanted(f"{DEV}/a.pod.yaml"))
    assert plan.blocked == {f"{DEV}/a.pod.yaml": "is a special file, not a file"}


@pytest.mark.parametrize("parent", ["projects", "projects/risk-ml", HOME, f"{HOME}/overlays", DEV, f"{DEV}/canary"])
def test_a_linked_parent_is_not_followed(tmp_path: Path, parent: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    into = tmp_path / "deploy"
    (into / parent).parent.mkdir(parents=True)
    (into / parent).symlink_to(outside)
    assert refused(into, wanted(f"{DEV}/canary/a.pod.yaml"))[0] == f"{into}/{parent}: is a link, not a folder"
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("parent", ["projects", HOME, f"{DEV}/canary"])
def test_a_file_where_a_folder_should_be_is_reported_once(tmp_path: Path, parent: str) -> None:
    folders.fill(tmp_path, parent)
    plan = planned(tmp_path, wanted(f"{DEV}/canary/a.pod.yaml", f"{DEV}/canary/b.pod.yaml"))
    assert (dict(plan.blocked), plan.new) == ({parent: "is a file, not a folder"}, ())


def test_the_gitops_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "deploy").symlink_to("real")
    generate(tmp_path / "deploy", wanted(f"{DEV}/a.pod.yaml"))
    assert folders.files(tmp_path / "real") == wanted(f"{DEV}/a.pod.yaml")


def test_a_file_instead_of_the_gitops_folder_is_refused(tmp_path: Path) -> None:
    folders.fill(tmp_path, "deploy")
    assert refused(tmp_path / "deploy", wanted(f"{DEV}/a.pod.yaml")) == (
        f"{tmp_path}/deploy: is not a folder",
        "name a folder, or a path that does not exist yet",
    )


def test_a_file_above_the_gitops_folder_is_refused(tmp_path: Path) -> None:
    folders.fill(tmp_path, "deploy")
    assert refused(tmp_path / "deploy" / "sub", wanted(f"{DEV}/a.pod.yaml")) == (
        f"{tmp_path}/deploy/sub: cannot be read: Not a directory",
        (
            "move away the file that lies where a folder should be, then run the same command again: "
            "until then every file is whole, old or new"
        ),
    )


@pytest.mark.parametrize("environment", [None, "dev"])
def test_what_killed_runs_left_of_new_overlays_goes(tmp_path: Path, environment: str | None) -> None:
    left = f"{HOME}/overlays/.tidegate-{'0' * 16}"
    notes = f"{HOME}/overlays/.tidegate-notes/a.yaml"
    folders.fill(tmp_path, f"{left}/dev/a.pod.yaml", notes)
    files = wanted(f"{DEV}/a.pod.yaml")
    plan = planned(tmp_path, files, environment=environment)
    assert (plan.leftovers, plan.unmanaged, plan.stale) == ((left,), {}, ())
    generate(tmp_path, files, environment=environment)
    assert folders.files(tmp_path) == {**files, **wanted(notes)}
    assert not (tmp_path / left).exists()


def test_only_an_overlay_of_which_nothing_is_there_is_new(tmp_path: Path) -> None:
    (tmp_path / PRODUCTION).mkdir(parents=True)
    plan = planned(tmp_path, wanted(f"{DEV}/config/a.pod.yaml", f"{DEV}/a.pod.yaml", f"{PRODUCTION}/a.pod.yaml"))
    assert plan.new_overlays == (DEV,)


def test_an_overlay_that_another_run_has_begun_since_is_completed(tmp_path: Path) -> None:
    files = wanted(f"{DEV}/config/a.pod.yaml", f"{DEV}/kustomization.yaml")
    plan = planned(tmp_path, files)
    folders.fill(tmp_path, f"{DEV}/other.pod.yaml")
    gitops_folder.apply(tmp_path, plan)
    assert folders.files(tmp_path) == {**files, **wanted(f"{DEV}/other.pod.yaml")}


def test_each_written_file_is_looked_at_if_that_is_asked_for(tmp_path: Path) -> None:
    folders.fill(tmp_path, f"{DEV}/same.pod.yaml")
    new = [f"{DEV}/new.pod.yaml", f"{PRODUCTION}/config/a.pod.yaml"]
    plan = planned(tmp_path, wanted(f"{DEV}/same.pod.yaml", *new))
    found = gitops_folder.apply(tmp_path, plan, looked=True)
    assert found == {path: status.of(os.lstat(tmp_path / path)) for path in new}
    assert gitops_folder.apply(tmp_path, planned(tmp_path, wanted(f"{DEV}/more.pod.yaml"))) == {}


@pytest.mark.parametrize(
    "path", ["/etc/a.yaml", "../a.yaml", "projects/../../a.yaml", "a//b", "", "a/.", "a\\b", "a\0"]
)
def test_a_path_that_leaves_the_folder_is_our_bug(tmp_path: Path, path: str) -> None:
    with pytest.raises(AssertionError, match=r"is no path below the GitOps folder$"):
        planned(tmp_path, {path: b""})


def test_a_team_that_leaves_the_folder_is_our_bug(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"is no path below the GitOps folder$"):
        gitops_folder.plan(tmp_path, {}, team="..", project="fraud")


@pytest.mark.parametrize(
    "kind", ["deployment", "statefulset", "rollout", "canary", "job", "cronjob", "persistentvolumeclaim", "madeup"]
)
def test_a_workload_or_claim_that_would_vanish_is_pruned(tmp_path: Path, kind: str) -> None:
    folders.fill(
        tmp_path, f"{DEV}/rolling/x.{kind}.yaml", f"{DEV}/rolling/x.service.yaml", f"{DEV}/rolling/kustomization.yaml"
    )
    plan = planned(tmp_path, wanted(f"{DEV}/kustomization.yaml", f"{PRODUCTION}/rolling/x.{kind}.yaml"))
    assert (plan.pruned, len(plan.stale)) == ((f"{DEV}/rolling/x.{kind}.yaml",), 3)


def test_a_workload_that_moves_within_its_overlay_is_not_pruned(tmp_path: Path) -> None:
    folders.fill(tmp_path, f"{DEV}/rolling/x.deployment.yaml")
    plan = planned(tmp_path, wanted(f"{DEV}/canary/x.deployment.yaml"))
    assert (plan.pruned, plan.stale) == ((), (f"{DEV}/rolling/x.deployment.yaml",))


def test_a_workload_of_an_emptied_slot_needs_no_permission(tmp_path: Path) -> None:
    folders.fill(tmp_path, f"{DEV}/canary/x-green.deployment.yaml", f"{PRODUCTION}/canary/x-green.deployment.yaml")
    plan = planned(tmp_path, {}, emptied={EnvironmentFile("dev", "x-green.deployment.yaml")})
    assert plan.pruned == (f"{PRODUCTION}/canary/x-green.deployment.yaml",)


def test_leftovers_of_a_killed_run_are_removed(tmp_path: Path) -> None:
    folders.fill(tmp_path, f"{DEV}/.tidegate-0123", f"{DEV}/canary/.tidegate-0123", content=b"ha")
    plan = planned(tmp_path, wanted(f"{DEV}/a.pod.yaml"))
    gitops_folder.apply(tmp_path, plan)
    assert plan.leftovers == (f"{DEV}/.tidegate-0123", f"{DEV}/canary/.tidegate-0123")
    assert (folders.files(tmp_path), subfolders(tmp_path / DEV)) == (wanted(f"{DEV}/a.pod.yaml"), set())


def test_files_are_written_before_what_lists_them_and_removed_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders.fill(tmp_path, f"{DEV}/a/old.pod.yaml")
    done: list[str] = []
    replace, unlink = os.replace, os.unlink

    def noted(path: str) -> str:
        done.append(os.path.relpath(path, tmp_path / DEV))
        return path

    monkeypatch.setattr(os, "replace", lambda old, new: replace(old, noted(new)))
    monkeypatch.setattr(os, "unlink", lambda path: unlink(noted(path)))
    lists = (f"{DEV}/kustomization.yaml", f"{DEV}/a/kustomization.yaml", f"{DEV}/z/kustomization.yaml")
    generate(tmp_path, wanted(*lists, f"{DEV}/z/new.pod.yaml"))
    assert done == [
        "z/new.pod.yaml",
        "a/kustomization.yaml",
        "z/kustomization.yaml",
        "kustomization.yaml",
        "a/old.pod.yaml",
    ]


def test_what_vanishes_between_plan_and_apply_is_as_good_as_removed(tmp_path: Path) -> None:
    folders.fill(tmp_path, f"{DEV}/canary/a.pod.yaml")
    plan = planned(tmp_path, {})
    (tmp_path / DEV / "canary/a.pod.yaml").unlink()
    gitops_folder.apply(tmp_path, plan)
    assert subfolders(tmp_path) == {"projects", "projects/risk-ml"}


def test_a_folder_that_somebody_filled_meanwhile_stays(tmp_path: Path) -> None:
    folders.fill(tmp_path, f"{DEV}/canary/a.pod.yaml")
    plan = planned(tmp_path, {})
    folders.fill(tmp_path, f"{DEV}/canary/note.txt", content=b"mine")
    gitops_folder.apply(tmp_path, plan)
    assert folders.files(tmp_path) == {f"{DEV}/canary/note.txt": b"mine"}


def test_plan_and_apply_know_files_outside_the_project_folder(tmp_path: Path) -> None:
    folders.fill(tmp_path, "clusters/eu/dev/risk-ml.fraud.yaml", content=folders.owned("kind: Old"))
    files = wanted("clusters/eu/dev/risk-ml.fraud.yaml", "clusters/us/dev/risk-ml.fraud.yaml", "top.yaml")
    plan = planned(tmp_path, files)
    gitops_folder.apply(tmp_path, plan)
    assert (len(plan.new), len(plan.changed), folders.files(tmp_path)) == (2, 1, files)


def paths_of(plans: Iterable[gitops_folder.Plan]) -> list[tuple[str, ...]]:
    return [plan.new + plan.changed + plan.stale for plan in plans]


def test_a_plan_does_not_depend_on_the_order_of_the_tree(tmp_path: Path) -> None:
    folders.fill(tmp_path, *(f"{DEV}/old-{number}.pod.yaml" for number in range(5)))
    paths = [f"{DEV}/{name}/x.pod.yaml" for name in "cab"]
    first, second = paths_of(planned(tmp_path, wanted(*order)) for order in (paths, paths[::-1]))
    assert first == second
