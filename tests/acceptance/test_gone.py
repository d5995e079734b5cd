"""Projects that were renamed or removed: what lies of them is told before it goes, and goes with what took its place."""

import json
from pathlib import Path

import pytest

from tests.acceptance import deploying
from tests.acceptance.deploying import PROJECT, Told, bare, edit, project, show, subjects, tidegate, tree
from tests.builders.repositories import git

FRAUD, CHURN = "projects/risk/fraud/", "projects/risk/churn/"
DEPLOYMENT = "overlays/dev/rolling/{}-api-blue.deployment.yaml"
KEPT = "clusters/dev/keep.yaml"
SHALLOW = (
    "tidegate: not all renamed or removed projects can be detected: this clone is shallow: fetch the rest with "
    "git fetch --unshallow (fetch-depth: 0)\n"
)
HOST = PROJECT.replace("environments:", "    expose: {{host: api.acme.dev}}\nenvironments:")
SLOTS = PROJECT.replace("environments:", "    strategy: blue-green\nenvironments:") + (
    "    releases:\n      api:\n        active: {{slot: blue, image: 'ghcr.io/acme/api:1'}}\n"
    "        candidate: {{image: 'ghcr.io/acme/api:2'}}\n        step: 0\n"
)


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone with the projects fraud and churn, where `into` holds what is generated from it."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("TIDEGATE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("tempfile.tempdir", None)
    deploying.at_home(tmp_path / "home", monkeypatch)
    top = tmp_path / "top"
    top.mkdir()
    git(top, "init", "--quiet", "--initial-branch=main", "--template=")
    monkeypatch.chdir(top)
    project(top, "fraud")
    project(top, "churn")
    commit(top)
    return top


def commit(top: Path) -> None:
    git(top, "add", "--all")
    git(top, "commit", "--quiet", "--message=x")


def generate(*more: str, paths: tuple[str, ...] = (".",)) -> Told:
    return tidegate("generate", *paths, "--into", "../into", *more)


def held() -> set[str]:
    into = Path("../into")
    return {path.relative_to(into).as_posix() for path in into.rglob("*") if path.is_file()}


def of(name: str) -> set[str]:
    entry = f"clusters/dev/dev/risk.{name}.yaml"
    return {path for path in held() if path.startswith(f"projects/risk/{name}/") or path == entry}


def asked(place: str, name: str, why: str, hint: str) -> str:
    files = (f"clusters/dev/dev/risk.{name}.yaml", f"projects/risk/{name}/{DEPLOYMENT.format(name)}")
    return "".join(
        f"{place}{file} would be removed, and what it defines deleted from the cluster: {why}\n"
        f"  hint: to allow this, add --allow-prune; {hint}\n"
        for file in files
    )


COPY = "to keep it running until nothing calls it, undo the renaming and give the new name to a copy of the file"
ONE = "to keep it, name the project files of this run one by one"


@pytest.mark.parametrize("committed", [False, True])
def test_a_renamed_project_asks_and_writes_nothing(top: Path, *, committed: bool) -> None:
    generate()
    before = held()
    edit(top / "fraud/ml-project.yaml", "name: fraud", "name: scam")
    if committed:
        commit(top)
    told = generate()
    place = "fraud/ml-project.yaml:2:7: name: "
    assert told.out == asked(place, "fraud", "the project was risk/fraud before", COPY) + (
        "risk/churn: 0 written, 0 removed, 13 unchanged\n"
    )
    assert (told.code, held()) == (4, before)


def test_with_permission_the_new_name_takes_the_place_of_the_old_one(top: Path) -> None:
    project(top, "fraud", HOST)
    generate()
    edit(top / "fraud/ml-project.yaml", "name: fraud", "name: scam")
    told = generate("--allow-prune")
    assert told.out == (
        "risk/churn: 0 written, 0 removed, 13 unchanged\n"
        "risk/scam: 14 written, 0 removed, 0 unchanged\nrisk/fraud: 0 written, 14 removed, 0 unchanged\n"
    )
    assert (told.code, of("fraud"), len(of("scam"))) == (0, set(), 14)
    assert generate().out.endswith("risk/scam: 0 written, 0 removed, 14 unchanged\n")


def test_another_team_is_another_project(top: Path) -> None:
    generate()
    edit(top / "fraud/ml-project.yaml", "team: risk", '"team" : "growth"')
    told = generate("--allow-prune", paths=("fraud",))
    assert (told.code, of("fraud")) == (0, set())
    assert any(path.startswith("projects/growth/fraud/") for path in held())


@pytest.mark.parametrize("committed", [False, True])
def test_a_removed_project_asks_and_stops_no_other(top: Path, *, committed: bool) -> None:
    generate()
    before = held()
    edit(top / "fraud/ml-project.yaml", "api:1", "api:2")
    (top / "churn/ml-project.yaml").unlink()
    if committed:
        commit(top)
    told = generate()
    place = "churn/ml-project.yaml:1:1: "
    assert told.out == asked(place, "churn", "risk/churn has no project file any more", ONE) + (
        "risk/fraud: 2 written, 0 removed, 11 unchanged\n"
    )
    assert (told.code, held()) == (4, before)
    assert generate("--allow-prune").code == 0
    assert of("churn") == set()


def test_the_last_project_can_be_removed(top: Path) -> None:
    generate()
    git(top, "rm", "-rq", "fraud", "churn")
    assert generate().code == 4
    assert generate("--allow-prune").out == (
        "risk/churn: 0 written, 13 removed, 0 unchanged\nrisk/fraud: 1 written, 13 removed, 0 unchanged\n"
    )
    assert held() == {KEPT}
    told = generate("--allow-prune")
    assert (told.code, told.err) == (
        2,
        "tidegate: there is no ml-project.yaml in .\n  hint: write one with: tidegate init .\n",
    )


def test_check_lists_what_would_go(top: Path) -> None:
    generate()
    git(top, "rm", "-q", "churn/ml-project.yaml")
    told = generate("--check")
    refused = asked("churn/ml-project.yaml:1:1: ", "churn", "risk/churn has no project file any more", ONE)
    listed = "".join(f"stale   {path}\n" for path in sorted(of("churn")))
    listed += (
        "risk/churn dev: removed: 4 removals (Deployment churn-api-blue, Kustomization risk.churn.dev, "
        "Service churn-api and 1 more), 8 objects removed\n"
    )
    assert told.out == refused + listed
    assert told.code == 4
    told = generate("--check", "--allow-prune")
    assert told.out == listed
    assert told.code == 1


def test_one_environment_loses_only_its_own_files(top: Path) -> None:
    edit(top / "fraud/ml-project.yaml", "  dev:\n", "  dev:\n  staging:\n")
    commit(top)
    generate()
    git(top, "rm", "-q", "fraud/ml-project.yaml")
    assert generate("-e", "dev", "--allow-prune").code == 0
    left = of("fraud") | {path for path in held() if path.startswith(FRAUD)}
    assert left
    assert all("/staging/" in path for path in left)


def test_what_moved_or_changed_places_is_not_gone(top: Path) -> None:
    generate()
    before = held()
    git(top, "mv", "fraud", "elsewhere")
    assert (generate().code, held()) == (0, before)
    for name, other in (("elsewhere", "churn"), ("churn", "fraud")):
        project(top, name, PROJECT.replace("{name}", other))
    commit(top)
    assert (generate().code, held()) == (0, before)


def test_other_projects_in_the_gitops_repository_are_nobodys_business(top: Path, tmp_path: Path) -> None:
    edit(project(tmp_path, "scam"), "risk", "growth")
    tidegate("generate", tmp_path / "scam", "--into", tmp_path / "into")
    before = held()
    git(top, "rm", "-q", "churn/ml-project.yaml")
    assert generate("--allow-prune").code == 0
    assert before <= held()


def test_paths_that_are_named_do_not_speak_of_others(top: Path) -> None:
    generate()
    git(top, "rm", "-q", "churn/ml-project.yaml")
    assert generate(paths=("fraud",)).code == 0
    assert of("churn")


def test_a_file_of_another_name_is_known_by_what_it_held(top: Path) -> None:
    git(top, "mv", "fraud/ml-project.yaml", "scam.yaml")
    commit(top)
    generate(paths=("scam.yaml", "."))
    edit(top / "scam.yaml", "name: fraud", "name: scam")
    assert generate("--allow-prune", paths=("scam.yaml",)).code == 0
    assert (of("fraud"), len(of("scam")), len(of("churn"))) == (set(), 13, 13)


def test_a_file_that_takes_another_name_is_not_gone(top: Path) -> None:
    generate()
    before = held()
    git(top, "mv", "fraud/ml-project.yaml", "fraud.yaml")
    assert (generate("--allow-prune", paths=("fraud.yaml", ".")).code, held()) == (0, before)


@pytest.mark.parametrize("submodule", [True, False])
def test_what_moved_into_a_repository_below_is_not_gone(top: Path, tmp_path: Path, *, submodule: bool) -> None:
    generate()
    before = held()
    inner = tmp_path / "inner"
    inner.mkdir()
    git(inner, "init", "--quiet", "--initial-branch=main", "--template=")
    (top / "churn").rename(inner / "churn")
    commit(inner)
    if submodule:
        git(top, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner), "below/inner")
    else:
        inner.rename(top / "inner")
    git(top, "commit", "--quiet", "--all", "--message=x")
    assert (generate("--allow-prune").code, held()) == (0, before)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("name:\n  churn", "name:\n  scam"),
        ("? name\n: churn", "? name\n: scam"),
        ("x-name: &name churn\nname: *name", "x-name: &name scam\nname: *name"),
        ('"name" : churn', '"name" : scam'),
    ],
)
@pytest.mark.parametrize("attributes", ["", "*.yaml binary\n"])
def test_a_name_is_seen_however_it_is_written(top: Path, old: str, new: str, attributes: str) -> None:
    edit(top / "churn/ml-project.yaml", "name: churn", old)
    (top / ".gitattributes").write_text(attributes)
    commit(top)
    generate()
    edit(top / "churn/ml-project.yaml", old, new)
    commit(top)
    assert generate("--allow-prune").code == 0
    assert (of("churn"), len(of("scam"))) == (set(), 13)


def test_while_a_file_cannot_be_read_nothing_is_taken_for_gone(top: Path) -> None:
    generate()
    before = held()
    edit(top / "fraud/ml-project.yaml", "name: fraud", "name: [fraud")
    git(top, "rm", "-q", "churn/ml-project.yaml")
    assert generate("--allow-prune").code == 3
    assert held() == before


def test_a_project_that_has_problems_under_its_new_name_leaves_the_old_one(top: Path) -> None:
    generate()
    before = held()
    edit(top / "fraud/ml-project.yaml", "name: fraud", "name: scam\nbogus: 1")
    assert generate("--allow-prune").code == 3
    assert held() == before


def test_names_in_the_history_lead_nowhere(top: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious/overlays/dev/kustomization.yaml"
    precious.parent.mkdir(parents=True)
    precious.write_text("# Generated by tidegate from ../../../precious. Do not edit\n")
    edit(top / "fraud/ml-project.yaml", "team: risk\n", 'team: "../.."\n')
    edit(top / "fraud/ml-project.yaml", "name: fraud", "name: precious")
    commit(top)
    project(top, "fraud")
    generate("--allow-prune")
    assert precious.is_file()


def test_a_shallow_clone_says_what_it_cannot_see(top: Path, tmp_path: Path) -> None:
    generate()
    git(top, "rm", "-q", "churn/ml-project.yaml")
    commit(top)
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{top}", "shallow")
    told = tidegate("generate", tmp_path / "shallow", "--into", tmp_path / "into")
    assert (told.code, told.err) == (0, f"{SHALLOW}1 file, 0 problems\n")
    assert of("churn")


# Publishing


@pytest.fixture
def deploy(tmp_path: Path) -> Path:
    return bare(tmp_path / "deploy.git")


def test_a_renamed_project_is_one_commit(top: Path, deploy: Path) -> None:
    project(top, "fraud", HOST)
    commit(top)
    tidegate("publish", ".", "--repo", deploy)
    edit(top / "fraud/ml-project.yaml", "name: fraud", "name: scam")
    commit(top)
    told = tidegate("publish", ".", "--repo", deploy)
    place = "fraud/ml-project.yaml:2:7: name: "
    assert (told.code, told.out) == (
        4,
        asked(place, "fraud", "the project was risk/fraud before", COPY),
    )
    told = tidegate("publish", ".", "--repo", deploy, "--allow-prune")
    assert told.out == f"risk/scam: 14 new\nrisk/fraud: 14 removed\npushed to main of {deploy}\n"
    assert subjects(deploy)[0] == "publish 2 projects"
    assert "- risk/scam\n- remove risk/fraud\n" in git(deploy, "log", "-1", "--format=%B", "main")
    assert not [path for path in tree(deploy) if "fraud" in path]


def test_a_removed_project_is_one_commit_on_its_own_branch(top: Path, deploy: Path) -> None:
    tidegate("publish", ".", "--repo", deploy)
    git(top, "rm", "-q", "churn/ml-project.yaml")
    commit(top)
    command = ("publish", ".", "--repo", str(deploy), "--allow-prune")
    assert tidegate(*command, "--pull-request-branch").code == 0
    assert subjects(deploy, "tidegate/risk.fraud")[0] == "remove risk/churn"
    assert tidegate(*command).code == 0
    assert subjects(deploy)[0] == "remove risk/churn"
    assert f"Source-Commit: {git(top, 'rev-parse', 'HEAD')}" in git(deploy, "log", "-1", "--format=%B", "main")
    assert not [path for path in tree(deploy) if "churn" in path]
    assert tidegate(*command).out == f"main of {deploy} holds this already\n"


def test_the_folder_of_a_cluster_outlives_its_projects(top: Path, deploy: Path) -> None:
    tidegate("publish", ".", "--repo", deploy)
    git(top, "rm", "-rq", "fraud", "churn")
    commit(top)
    told = tidegate("publish", ".", "--repo", deploy, "--allow-prune")
    assert told.out == f"risk/churn: 13 removed\nrisk/fraud: 1 new, 13 removed\npushed to main of {deploy}\n"
    assert [*tree(deploy)] == [KEPT]
    project(top, "fraud")
    commit(top)
    assert tidegate("publish", ".", "--repo", deploy).out == f"risk/fraud: 13 new\npushed to main of {deploy}\n"


def test_a_release_on_its_way_is_not_taken_away(top: Path, deploy: Path) -> None:
    project(top, "fraud", SLOTS)
    commit(top)
    tidegate("publish", ".", "--repo", deploy)
    before = tree(deploy)
    git(top, "rm", "-q", "fraud/ml-project.yaml")
    commit(top)
    told = tidegate("publish", ".", "--repo", deploy, "--allow-prune")
    assert (told.code, told.out, tree(deploy)) == (
        4,
        (
            "fraud/ml-project.yaml:1:1: environments.dev.releases.api: the component is removed while a release is under way "
            "(compared with what the repository holds)\n  hint: finish or abort the release first\n"
        ),
        before,
    )


def test_a_component_of_a_release_on_its_way_is_not_taken_away(top: Path, deploy: Path) -> None:
    project(top, "fraud", SLOTS)
    commit(top)
    tidegate("publish", ".", "--repo", deploy)
    before = tree(deploy)
    project(top, "fraud", PROJECT.replace("api:\n", "web:\n"))
    commit(top)
    told = tidegate("publish", ".", "--repo", deploy, "--allow-prune")
    assert (told.code, told.out, tree(deploy)) == (
        4,
        (
            "fraud/ml-project.yaml:11:3: environments.dev.releases.api: the component is removed while a release is under way "
            "(compared with what the repository holds)\n  hint: finish or abort the release first\n"
        ),
        before,
    )


def test_a_dry_run_tells_machines_what_would_change(top: Path, deploy: Path) -> None:
    tidegate("publish", ".", "--repo", deploy)
    edit(top / "churn/ml-project.yaml", "api:1", "api:2")
    git(top, "rm", "-q", "fraud/ml-project.yaml")
    told = tidegate("publish", ".", "--repo", deploy, "--allow-prune", "--dry-run", "--format", "json")
    found = [(each["file"], each["code"], each["fact"], each["severity"]) for each in json.loads(told.out)]
    changed = CHURN + DEPLOYMENT.format("churn")
    assert (changed, "change-changed", "would be changed", "warning") in found
    assert {code for file, code, _, _ in found if "fraud" in file} == {"change-removed", "headline"}
    headlines = [(file, fact.split(": ")[:2]) for file, code, fact, _ in found if code == "headline"]
    assert (changed.rpartition("/rolling/")[0] + "/kustomization.yaml", ["risk/churn dev", "restart"]) in headlines
    assert (told.code, "fraud" in "".join(tree(deploy))) == (0, True)
    assert "api:1" in show(deploy, changed)


def test_a_shallow_source_says_what_publish_cannot_see(top: Path, deploy: Path, tmp_path: Path) -> None:
    tidegate("publish", ".", "--repo", deploy)
    git(top, "rm", "-q", "churn/ml-project.yaml")
    commit(top)
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{top}", "shallow")
    told = tidegate("publish", tmp_path / "shallow", "--repo", deploy)
    assert (told.code, told.err) == (0, f"{SHALLOW}1 file, 0 problems\n")


# Against a revision


@pytest.mark.parametrize("renamed", [False, True])
def test_a_project_is_not_taken_away_during_a_release(top: Path, *, renamed: bool) -> None:
    fraud = project(top, "fraud", SLOTS)
    commit(top)
    if renamed:
        edit(fraud, "name: fraud", "name: scam")
    else:
        fraud.unlink()
    told = generate("--check", "--base", "HEAD")
    where, fact = "environments.dev.releases.api", "risk/fraud is removed while a release is under way"
    first = f"fraud/ml-project.yaml:1:1: {where}: {fact}\n  hint: finish or abort the release first\n"
    assert (told.code, told.out.startswith(first)) == (4, True)


def test_a_project_that_rests_may_be_removed(top: Path) -> None:
    git(top, "rm", "-q", "fraud/ml-project.yaml")
    assert generate("--check", "--base", "HEAD").code == 1
