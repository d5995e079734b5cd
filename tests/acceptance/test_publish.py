"""`publish` to real repositories: what lands, what is refused, and what nobody is ever asked or told."""

import fcntl
import os
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from tests import patience
from tests.acceptance import deploying
from tests.acceptance.deploying import PROJECT, bare, edit, people, project, show, subjects, tidegate, tree
from tests.builders.repositories import git

ROOT = Path(__file__).parents[2]
HOME = "projects/risk/fraud/overlays/dev"
ENTRY = "clusters/dev/dev/risk.fraud.yaml"
SERVICE = f"{HOME}/rolling/fraud-api.service.yaml"
DEPLOYMENT = f"{HOME}/rolling/fraud-api-blue.deployment.yaml"
CANARY = (
    PROJECT.replace(
        "environments:\n",
        '    expose: {{host: "{name}.acme.dev"}}\n    strategy: {{type: canary, steps: [10, 50]}}\nenvironments:\n',
    )
    + '    releases:\n      api:\n        active: {{slot: blue, image: "ghcr.io/acme/api:1"}}\n'
)
CANDIDATE = '        candidate: {image: "ghcr.io/acme/api:2", steps: [10, 50]}\n        step: 0\n'


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", None)
    return deploying.at_home(tmp_path / "home", monkeypatch)


@pytest.fixture
def deploy(tmp_path: Path) -> Path:
    return bare(tmp_path / "deploy.git")


@pytest.fixture
def fraud(tmp_path: Path) -> Path:
    return project(tmp_path)


def test_the_first_commit_of_an_empty_repository_is_what_generate_writes(
    deploy: Path, fraud: Path, tmp_path: Path
) -> None:
    told = tidegate("publish", fraud, "--repo", deploy)
    assert told == (
        0,
        f"risk/fraud: 13 new\npushed to main of {deploy}\n",
        "1 file, 0 problems\n",
    )
    tidegate("generate", fraud, "--into", tmp_path / "into")
    written = {path.relative_to(tmp_path / "into").as_posix() for path in (tmp_path / "into").rglob("*.yaml")}
    assert tree(deploy).keys() == written
    assert show(deploy, SERVICE) == (tmp_path / "into" / SERVICE).read_text()
    assert list((tmp_path / "temporary").iterdir()) == []


def test_what_is_there_already_is_no_commit(deploy: Path, fraud: Path) -> None:
    tidegate("publish", fraud, "--repo", deploy)
    told = tidegate("publish", fraud, "--repo", deploy)
    assert (told.code, told.out) == (0, f"main of {deploy} holds this already\n")
    assert subjects(deploy) == ["publish risk/fraud"]


def test_a_change_is_one_commit_of_the_files_that_it_concerns(deploy: Path, fraud: Path) -> None:
    tidegate("publish", fraud, "--repo", deploy)
    edit(fraud, "max: 2", "max: 5")
    assert tidegate("publish", fraud, "--repo", deploy).code == 0
    changed = git(deploy, "diff", "--name-status", "main^", "main")
    assert changed == f"M\t{HOME}/hpa/fraud-api-blue.horizontalpodautoscaler.yaml\n"


STORAGE = "/spec/resources/requests/storage"
PATCHES = [
    ("PersistentVolumeClaim", f"{{op: replace, path: {STORAGE}, value: 20Gi}}"),
    ("PersistentVolumeClaim", f"{{op: replace, path: {STORAGE}, value: 10737418240}}"),
    ("PersistentVolumeClaim", "{op: add, path: /spec/storageClassName, value: fast}"),
    ("Service, name: main", "{op: replace, path: /spec/ports/0/targetPort, value: 9999}"),
]


@pytest.mark.parametrize(("target", "operation"), PATCHES)
def test_what_a_patch_made_is_compared_with_what_it_makes_now(
    deploy: Path, tmp_path: Path, target: str, operation: str
) -> None:
    patched = "    volumes: {{/data: {{size: 10Gi, access: many}}}}\n    env: {{A: one}}\n    patches:\n"
    patched += f"      - {{target: {{kind: {target}}}, ops: [{operation}]}}\n".replace("{", "{{").replace("}", "}}")
    file = project(tmp_path, "fraud", PROJECT.replace("environments:", f"{patched}environments:"))
    assert tidegate("publish", file, "--repo", deploy).code == 0
    edit(file, "A: one", "A: two")
    told = tidegate("publish", file, "--repo", deploy)
    assert told.code == 0, told


def test_a_patch_that_shrinks_a_claim_is_refused(deploy: Path, tmp_path: Path) -> None:
    text = PROJECT.replace("environments:", "    volumes: {{/data: {{size: 10Gi, access: many}}}}\nenvironments:")
    file = project(tmp_path, "fraud", text)
    tidegate("publish", file, "--repo", deploy)
    operation = f"{{op: replace, path: {STORAGE}, value: 5Gi}}"
    edit(
        file,
        "environments:",
        f"    patches: [{{target: {{kind: PersistentVolumeClaim}}, ops: [{operation}]}}]\nenvironments:",
    )
    told = tidegate("publish", file, "--repo", deploy)
    assert told.code == 4
    assert (
        'the size of the claim at "/data" changes from 10Gi to 5Gi (compared with what the repository holds)'
        in told.out
    )


def test_several_projects_are_one_commit(deploy: Path, fraud: Path) -> None:
    project(fraud.parents[1], "churn")
    assert tidegate("publish", fraud.parents[1], "--repo", deploy).code == 0
    assert git(deploy, "log", "--format=%B") == (
        "publish 2 projects\n\n- risk/churn\n- risk/fraud\n\n"
        "risk/churn dev: new: 4 starts without traffic (Deployment\n"
        "  churn-api-blue, Kustomization risk.churn.dev, Service churn-api and 1\n"
        "  more), 8 objects added\n"
        "risk/fraud dev: new: 4 starts without traffic (Deployment\n"
        "  fraud-api-blue, Kustomization risk.fraud.dev, Service fraud-api and 1\n"
        "  more), 8 objects added\n"
        "\n"
    )


@pytest.mark.parametrize("where", ["absolute", "relative", "file", "work tree"])
def test_a_repository_on_this_machine(
    deploy: Path, fraud: Path, where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    git(tmp_path, "init", "--quiet", "--initial-branch=other", "tree")
    repository = tmp_path / "tree" if where == "work tree" else deploy
    address = {"absolute": str(deploy), "relative": "deploy.git", "file": deploy.as_uri(), "work tree": "tree"}[where]
    told = tidegate("publish", fraud, "--repo", address, "--branch", "main")
    assert (told.code, subjects(repository)) == (0, ["publish risk/fraud"])


def test_a_repository_with_sha256(tmp_path: Path, fraud: Path) -> None:
    git(tmp_path, "init", "--quiet", "--object-format=sha256", "--initial-branch=old", "long")
    git(tmp_path / "long", "commit", "--quiet", "--allow-empty", "--message=people")
    git(tmp_path / "long", "branch", "main")
    assert tidegate("publish", fraud, "--repo", tmp_path / "long", "--branch", "main").code == 0
    assert subjects(tmp_path / "long") == ["publish risk/fraud", "people"]


def test_a_daemon(deploy: Path, fraud: Path) -> None:
    with deploying.daemon(deploy.parent, "--enable=receive-pack") as address:
        told = tidegate("publish", fraud, "--repo", f"{address}/deploy.git")
    assert told.out.endswith(f"pushed to main of {address}/deploy.git\n")
    assert subjects(deploy) == ["publish risk/fraud"]


def test_https_with_a_credential_helper(deploy: Path, fraud: Path, home: Path, tmp_path: Path) -> None:
    with deploying.https(tmp_path, deploying.smart_http(tmp_path, "ada:s3cret")) as (front, certificate):
        with (home / ".gitconfig").open("a") as config:
            config.write(f'[http]\n sslCAInfo = {certificate}\n[credential]\n helper = "!f() {{ echo username=ada; ')
            config.write('echo password=s3cret; }; f"\n')
        told = tidegate("publish", fraud, "--repo", f"https://{front.netloc}/deploy.git")
    assert told.out.endswith(f"pushed to main of https://{front.netloc}/deploy.git\n"), told
    assert subjects(deploy) == ["publish risk/fraud"]
    assert "s3cret" not in str(told)


def test_https_without_credentials_asks_nobody_and_tells_no_secret(
    deploy: Path, fraud: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with deploying.https(tmp_path, deploying.smart_http(deploy.parent, "ada:s3cret")) as (front, certificate):
        monkeypatch.setenv("GIT_SSL_CAINFO", str(certificate))
        told = tidegate("publish", fraud, "--repo", f"https://{front.netloc}/deploy.git")
        address = f"https://bob:s3c@ret@{front.netloc}/deploy.git?token=s3cret"
        with_wrong_login = tidegate("publish", fraud, "--repo", address)
    assert told.err == (
        f"tidegate: https://{front.netloc}/deploy.git cannot be reached: could not read Username for "
        f"'https://{front.netloc}': terminal prompts disabled\n"
        f"  hint: check that this works without a prompt: git ls-remote https://{front.netloc}/deploy.git\n"
    )
    assert (told.code, with_wrong_login.code) == (5, 5)
    assert with_wrong_login.err.startswith(f"tidegate: https://{front.netloc}/deploy.git cannot be reached: ")
    assert not any(secret in str((told, with_wrong_login)) for secret in ("s3c", "bob", "token"))


def test_https_that_may_only_be_read(deploy: Path, fraud: Path, home: Path, tmp_path: Path) -> None:
    (home / ".git-credentials").touch()
    with deploying.https(tmp_path, deploying.smart_http(tmp_path, "ada:s3cret", pushes=False)) as (front, certificate):
        (home / ".git-credentials").write_text(f"https://ada:s3cret@{front.netloc}\n")
        with (home / ".gitconfig").open("a") as config:
            config.write(f"[http]\n sslCAInfo = {certificate}\n[credential]\n helper = store\n")
        told = tidegate("publish", fraud, "--repo", f"https://{front.netloc}/deploy.git")
    assert (told.code, tree_or_nothing(deploy)) == (5, {})
    assert told.err == (
        f"tidegate: https://{front.netloc}/deploy.git cannot be pushed to: unable to access "
        f"'https://{front.netloc}/deploy.git/': The requested URL returned error: 403\n"
        "  hint: check that you are allowed to push to it\n"
    )


def ssh(folder: Path, before: str = "") -> str:
    """A program in ssh's place that runs the command here."""
    script = folder / "ssh"
    script.write_text(f'#!/bin/sh\n{before}\nwhile [ "${{1#-}}" != "$1" ]; do shift 2; done\nshift\nexec sh -c "$*"\n')
    script.chmod(0o755)
    return str(script)


def test_ssh(deploy: Path, fraud: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_SSH_COMMAND", ssh(tmp_path))
    told = tidegate("publish", fraud, "--repo", f"git@git.acme.dev:{deploy}")
    assert told.out.endswith(f"pushed to main of git@git.acme.dev:{deploy}\n")
    assert subjects(deploy) == ["publish risk/fraud"]


def closed(pipe: int) -> bool:
    """Whether no process holds the other end any more."""
    try:
        return os.read(pipe, 1) == b""
    except BlockingIOError:
        return False


def test_ssh_has_no_terminal_to_ask_at(deploy: Path, fraud: Path, tmp_path: Path) -> None:
    script = ssh(tmp_path, f"touch {tmp_path}/reached; (: </dev/tty) 2>/dev/null && touch {tmp_path}/asks; exit 255")
    person, terminal = os.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "generator", "publish", fraud, "--repo", f"git@git.acme.dev:{deploy}"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "GIT_SSH_COMMAND": script},
        capture_output=True,
        check=False,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(terminal, termios.TIOCSCTTY, 0),
    )
    os.close(person)
    os.close(terminal)
    assert (done.returncode, (tmp_path / "reached").exists()) == (5, True), done
    assert not (tmp_path / "asks").exists()


def test_a_remote_that_hangs(deploy: Path, fraud: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.git.remote.CONTACT", 1)
    os.mkfifo(tmp_path / "alive")
    watched = os.open(tmp_path / "alive", os.O_RDONLY | os.O_NONBLOCK)
    monkeypatch.setenv("GIT_SSH_COMMAND", ssh(tmp_path, f"exec sleep 6000 9>{tmp_path}/alive"))
    told = tidegate("publish", fraud, "--repo", f"git@git.acme.dev:{deploy}")
    assert (told.code, told.err) == (
        5,
        (
            f"tidegate: git@git.acme.dev:{deploy} did not answer within 1 seconds\n"
            f"  hint: check that this works without a prompt: git ls-remote git@git.acme.dev:{deploy}\n"
        ),
    )
    assert patience.until(lambda: closed(watched))  # by what git started, when it ended
    os.close(watched)


def test_a_repository_that_is_not_there(fraud: Path) -> None:
    told = tidegate("publish", fraud, "--repo", "/nowhere/deploy.git")
    assert told.code == 5
    assert told.err.startswith(
        "tidegate: /nowhere/deploy.git cannot be reached: '/nowhere/deploy.git' does not appear "
    )


def test_a_branch_that_is_not_there(deploy: Path, fraud: Path) -> None:
    people(deploy, {"README.md": "ours\n"})
    people(deploy, {"README.md": "theirs\n"}, branch="next")
    told = tidegate("publish", fraud, "--repo", deploy, "--branch", "nxt")
    assert (told.code, told.err) == (
        5,
        f"tidegate: {deploy} has no branch nxt\n  hint: its branches: main, next\n",
    )


def test_a_branch_beside_the_default_one(deploy: Path, fraud: Path) -> None:
    people(deploy, {"README.md": "ours\n"})
    people(deploy, {"README.md": "theirs\n"}, branch="next")
    assert tidegate("publish", fraud, "--repo", deploy, "--branch", "next").code == 0
    assert (subjects(deploy, "main"), subjects(deploy, "next")[0]) == (["people"], "publish risk/fraud")


def test_nobody_who_commits(deploy: Path, fraud: Path, home: Path) -> None:
    (home / ".gitconfig").write_text("[safe]\n directory = *\n")
    told = tidegate("publish", fraud, "--repo", deploy)
    assert (told.code, told.err) == (
        5,
        "tidegate: git does not know who commits\n  hint: set user.name and user.email with: git config --global\n",
    )
    assert tree_or_nothing(deploy) == {}


def tree_or_nothing(repository: Path) -> dict[str, str]:
    return tree(repository) if git(repository, "for-each-ref").strip() else {}


def test_without_git(deploy: Path, fraud: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    told = tidegate("publish", fraud, "--repo", deploy)
    assert (told.code, told.err) == (
        6,
        "tidegate: git cannot be run: No such file or directory\n  hint: install Git and put it on PATH\n",
    )


def source(fraud: Path) -> str:
    """The project in a repository of its own, with its own settings; its commit."""
    git(fraud.parent, "init", "--quiet")
    git(fraud.parent, "config", "user.name", "Runner")
    git(fraud.parent, "config", "user.email", "runner@example.com")
    git(fraud.parent, "add", "--all")
    git(fraud.parent, "commit", "--quiet", "--message=x", "--author=Grace <grace@example.com>")
    return git(fraud.parent, "rev-parse", "HEAD").strip()


def test_the_commit_says_who_and_from_what(deploy: Path, fraud: Path) -> None:
    commit = source(fraud)
    tidegate("publish", fraud, "--repo", deploy)
    assert git(deploy, "log", "--format=%an <%ae>, %cn <%ce>%n%B") == (
        "Runner <runner@example.com>, Runner <runner@example.com>\n"
        "publish risk/fraud\n\n"
        "risk/fraud dev: new: 4 starts without traffic (Deployment\n"
        "  fraud-api-blue, Kustomization risk.fraud.dev, Service fraud-api and 1\n"
        "  more), 8 objects added\n"
        f"\nSource-Commit: {commit}\nCo-authored-by: Grace <grace@example.com>\n\n"
    )


def test_the_commit_names_the_address_of_the_source_without_secrets(deploy: Path, fraud: Path) -> None:
    commit = source(fraud)
    git(fraud.parent, "branch", "--move", "main")
    git(fraud.parent, "remote", "add", "origin", "https://ada:s3cret@git.acme.dev/ml/fraud.git?token=x")
    git(fraud.parent, "update-ref", "refs/remotes/origin/main", commit)
    assert tidegate("publish", fraud, "--repo", deploy).code == 0
    assert git(deploy, "log", "--format=%(trailers:only)") == (
        f"Source-Repository: https://git.acme.dev/ml/fraud.git\nSource-Commit: {commit}\n"
        "Co-authored-by: Grace <grace@example.com>\n\n"
    )


def test_the_commit_says_what_each_release_does(deploy: Path, tmp_path: Path) -> None:
    fraud = project(tmp_path, "fraud", CANARY)
    tidegate("publish", fraud, "--repo", deploy)
    fraud.write_text(fraud.read_text() + CANDIDATE)
    for command in ("", "advance", "abort"):
        assert not command or tidegate(command, "api", fraud, "-e", "dev").code == 0
        assert tidegate("publish", fraud, "--repo", deploy).code == 0
    assert git(deploy, "log", "--reverse", "--format=%B") == (
        "publish risk/fraud\n\n"
        "risk/fraud dev: access: 1 change of access (HTTPRoute fraud-api), 6\n"
        "  starts without traffic (Deployment fraud-api-blue, Kustomization\n"
        "  risk.fraud.dev, Service fraud-api and 3 more), 11 objects added\n\n"
        "publish risk/fraud\n\n"
        "risk/fraud dev: new: release api 2: green starts 1 to 2 pods, no traffic\n"
        "  yet, 2 objects changed, 3 objects added\n\n"
        "release fraud/api 2 to dev (step 0 of 2)\n"
        "  Slot green starts ghcr.io/acme/api:2 and scales up before it gets traffic.\n"
        "  Service fraud-api-preview reaches it. All of the traffic stays on slot blue; no slot scales down until finish.\n\n"
        "publish risk/fraud\n\n"
        "risk/fraud dev: traffic: advance api 2: green goes from 0 to 10 % of the\n"
        "  traffic, blue keeps 90 %, 2 objects changed\n\n"
        "advance fraud/api 2 in dev to 10 % (step 1 of 2)\n"
        "  Slot green gets 10 % of the traffic, slot blue keeps 90 %.\n"
        "  Slot green scales up for the 50 % that come next.\n\n"
        "publish risk/fraud\n\n"
        "risk/fraud dev: traffic: abort api 2: all of the traffic goes back to\n"
        "  blue, green stays warm, 2 objects changed\n\n"
        "abort fraud/api 2 in dev (back to step 0)\n"
        "  All of the traffic goes back to slot blue; slot green stays warm without traffic.\n\n"
    )


def test_the_commit_says_what_changes_in_place(deploy: Path, fraud: Path) -> None:
    tidegate("publish", fraud, "--repo", deploy)
    assert tidegate("release", "api", fraud, "-e", "dev", "--offline", "--image", "ghcr.io/acme/api:2").code == 0
    tidegate("publish", fraud, "--repo", deploy)
    assert git(deploy, "log", "-1", "--format=%B") == (
        "publish risk/fraud\n\n"
        "risk/fraud dev: restart: 1 rolling restart (1 to 2 pods in batches of 1,\n"
        "  about 2 min without scheduling and pulls), 2 objects changed\n\n"
        "release fraud/api 2 to dev\n  fraud-api changes in place to ghcr.io/acme/api:2.\n\n"
    )


def test_work_that_is_not_committed_is_refused(deploy: Path, fraud: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source(fraud)
    edit(fraud, "max: 2", "max: 5")
    monkeypatch.chdir(fraud.parent)
    assert tidegate("publish", "--repo", deploy) == (
        4,
        "",
        (
            "tidegate: ml-project.yaml differs from the last commit\n"
            "  hint: commit first, or publish it as it is: --allow-dirty\n1 file, 0 problems\n"
        ),
    )
    assert tree_or_nothing(deploy) == {}


def test_another_branch_is_refused(deploy: Path, fraud: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source(fraud)
    git(fraud.parent, "branch", "--move", "main")
    git(fraud.parent, "checkout", "--quiet", "-b", "feature")
    monkeypatch.chdir(fraud.parent)
    assert tidegate("publish", "--repo", deploy) == (
        4,
        "",
        (
            "tidegate: this repository is on branch feature, and its default branch is main\n"
            "  hint: publish from main, or allow the branch: --from-branch feature\n1 file, 0 problems\n"
        ),
    )
    assert tidegate("publish", "--repo", deploy, "--from-branch", "other").code == 4
    assert tree_or_nothing(deploy) == {}
    assert tidegate("publish", "--repo", deploy, "--from-branch", "feature").code == 0


def test_an_unknown_default_branch_is_told(deploy: Path, fraud: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source(fraud)
    git(fraud.parent, "branch", "--move", "feature")
    git(fraud.parent, "remote", "add", "origin", "file:///gone")
    monkeypatch.chdir(fraud.parent)
    code, _, err = tidegate("publish", "--repo", deploy)
    said = "the default branch of this repository is not known, so any branch is published; say which one may be: "
    assert (code, err) == (0, f"1 file, 0 problems\ntidegate: {said}--from-branch feature\n")


def test_any_branch_is_allowed_without_its_name(deploy: Path, fraud: Path) -> None:
    source(fraud)
    git(fraud.parent, "branch", "--move", "main")
    git(fraud.parent, "checkout", "--quiet", "-b", "feature")
    assert tidegate("publish", fraud, "--repo", deploy, "--from-branch").code == 0


def test_a_dry_run_says_what_would_be_refused(deploy: Path, fraud: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source(fraud)
    edit(fraud, "max: 2", "max: 5")
    monkeypatch.chdir(fraud.parent)
    told = tidegate("publish", "--repo", deploy, "--dry-run")
    assert (told.code, told.err) == (
        0,
        (
            "1 file, 0 problems\n"
            "tidegate: without --dry-run this is refused: ml-project.yaml differs from the last commit\n"
        ),
    )


def test_work_that_is_not_committed_is_called_so(deploy: Path, fraud: Path) -> None:
    commit = source(fraud)
    edit(fraud, "max: 2", "max: 5")
    tidegate("publish", fraud, "--repo", deploy, "--allow-dirty")
    assert f"Source-Commit: {commit}-dirty\n" in git(deploy, "log", "--format=%B")


def test_the_author_of_the_environment_wins(deploy: Path, fraud: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source(fraud)
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Bot")
    tidegate("publish", fraud, "--repo", deploy)
    assert git(deploy, "log", "--format=%an, %cn") == "Bot, Runner\n"


def test_a_hook_that_runs_publish_lends_it_no_repository(
    deploy: Path, fraud: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = bare(tmp_path / "other.git")
    monkeypatch.setenv("GIT_DIR", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    assert tidegate("publish", fraud, "--repo", deploy).code == 0
    monkeypatch.delenv("GIT_DIR")
    assert (tree_or_nothing(other), (tmp_path / "index").exists()) == ({}, False)


def test_a_dry_run_says_what_would_change(deploy: Path, fraud: Path) -> None:
    tidegate("publish", fraud, "--repo", deploy)
    before = git(deploy, "rev-parse", "main")
    edit(fraud, "max: 2", "max: 5")
    told = tidegate("publish", fraud, "--repo", deploy, "--dry-run")
    assert (told.code, told.out) == (
        0,
        (
            f"changed {HOME}/hpa/fraud-api-blue.horizontalpodautoscaler.yaml\n"
            "risk/fraud dev: scale: 1 change of scale (HorizontalPodAutoscaler fraud-api-blue), 1 object changed\n"
        ),
    )
    assert git(deploy, "rev-parse", "main") == before


def test_a_dry_run_finds_what_is_in_the_way(deploy: Path, fraud: Path) -> None:
    people(deploy, {SERVICE: "kind: Service\n"})
    assert tidegate("publish", fraud, "--repo", deploy, "--dry-run").code == 5


# What lies there already


def test_files_of_others_stay_as_they_are(deploy: Path, fraud: Path) -> None:
    project(fraud.parents[1], "churn")
    tidegate("publish", fraud.parents[1], "--repo", deploy)
    theirs: dict[str, str | None] = {
        "README.md": "ours\r\n",
        ".gitattributes": "* text=auto eol=crlf\n",
        ".gitignore": "projects/\n*.service.yaml\nhpa\n",
        "projects/risk/fraud/notes.md": "a note\n",
        "projects/risk/fraud/kept.yaml": "kind: ConfigMap\n",
        "clusters/dev/flux-system/gotk-sync.yaml": "kind: GitRepository\n",
        "apps/link": "-> ../README.md",
    }
    people(deploy, theirs)
    before = tree(deploy)
    edit(fraud, "api:1", "api:2")
    edit(fraud, "max: 2", "max: 5")
    assert tidegate("publish", fraud.parents[1], "--repo", deploy).code == 0
    after = tree(deploy)
    assert after.keys() == before.keys()
    moved = {path for path in before if before[path] != after[path]}
    assert moved == {SERVICE, DEPLOYMENT, f"{HOME}/hpa/fraud-api-blue.horizontalpodautoscaler.yaml"}


def test_attributes_and_ignored_names_change_no_byte(deploy: Path, fraud: Path, tmp_path: Path) -> None:
    people(deploy, {".gitattributes": "*.yaml text eol=crlf ident\n", ".gitignore": "*\n"})
    assert tidegate("publish", fraud, "--repo", deploy).code == 0
    tidegate("generate", fraud, "--into", tmp_path / "into")
    written = list((tmp_path / "into").rglob("*.yaml"))
    assert all(show(deploy, path.relative_to(tmp_path / "into").as_posix()) == path.read_text() for path in written)
    assert tidegate("publish", fraud, "--repo", deploy).out == f"main of {deploy} holds this already\n"


def test_stale_files_of_the_project_go(deploy: Path, fraud: Path) -> None:
    edit(fraud, "    ports:", "    files: {/etc/a: a}\n    ports:")
    tidegate("publish", fraud, "--repo", deploy)
    edit(fraud, "    files: {/etc/a: a}\n", "")
    told = tidegate("publish", fraud, "--repo", deploy)
    assert told.out.startswith("risk/fraud: 2 changed, 2 removed\n")
    assert not any("config" in path for path in tree(deploy))


@pytest.mark.parametrize(
    ("path", "text", "fact"),
    [
        (
            SERVICE,
            "kind: Service\n",
            f"{SERVICE}: is not a file of this project: its first line is not this project's header",
        ),
        (
            ENTRY,
            "kind: Kustomization\n",
            f"{ENTRY}: is not a file of this project: its first line is not this project's header",
        ),
        (SERVICE, "-> elsewhere", f"{SERVICE}: is a link, not a file"),
        (HOME, "-> ../../../../apps", f"{HOME}: is not a folder in the repository"),
        ("projects", "a file\n", "projects: is not a folder in the repository"),
        ("clusters/dev", "-> ../elsewhere", "clusters/dev: is not a folder in the repository"),
    ],
)
def test_a_file_in_the_way_is_left_there_and_the_others_land(
    deploy: Path, fraud: Path, path: str, text: str, fact: str
) -> None:
    people(deploy, {path: text})
    held = tree(deploy)
    told = tidegate("publish", fraud, "--repo", deploy)
    assert (told.code, told.err.splitlines()[0]) == (5, f"tidegate: {fact}")
    assert tree(deploy) == held


def test_a_file_in_the_way_of_one_stops_no_other(deploy: Path, fraud: Path) -> None:
    people(deploy, {SERVICE: "kind: Service\n"})
    project(fraud.parents[1], "churn")
    told = tidegate("publish", fraud.parents[1], "--repo", deploy)
    assert (told.code, subjects(deploy)[0]) == (5, "publish risk/churn")
    assert not any("fraud" in path for path in tree(deploy) if path != SERVICE)


def test_a_disk_that_fills_up_pushes_nothing(deploy: Path, fraud: Path, tmp_path: Path) -> None:
    people(deploy, {"README.md": "ours\n"})
    script = "import sys; from generator.cli import main; sys.exit(main.run(sys.argv[1:]))"
    limited = ["sh", "-c", 'ulimit -f 1; exec "$@"', "-", sys.executable, "-c", script]
    done = subprocess.run([*limited, "publish", fraud, "--repo", deploy], capture_output=True, text=True, check=False)
    assert (done.returncode, subjects(deploy)) == (5, ["people"]), done
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_bad_project_is_left_as_it_lies(deploy: Path, fraud: Path) -> None:
    churn = project(fraud.parents[1], "churn")
    tidegate("publish", fraud.parents[1], "--repo", deploy)
    before = tree(deploy)
    edit(churn, "8080", "0")
    edit(fraud, "max: 2", "max: 5")
    told = tidegate("publish", fraud.parents[1], "--repo", deploy)
    assert (told.code, subjects(deploy)[0]) == (3, "publish risk/fraud")
    assert told.out == (
        f"{churn}:8:19: components.api.ports.http: 0 is less than 1\n"
        "  hint: write its number, 1 to 65535: {http: 8080}, or {http: {port: 80, targetPort: 8080}}\n"
        f"risk/fraud: 1 changed\n{churn}: left out because of its problems\npushed to main of {deploy}\n"
    )
    assert {path for path in before if before[path] != tree(deploy)[path]} == {
        f"{HOME}/hpa/fraud-api-blue.horizontalpodautoscaler.yaml"
    }


def test_the_same_project_in_two_files_is_left_as_it_lies(deploy: Path, fraud: Path) -> None:
    project(fraud.parents[1], "churn")
    other = fraud.parents[1] / "copy" / "ml-project.yaml"
    other.parent.mkdir()
    other.write_text(fraud.read_text())
    told = tidegate("publish", fraud.parents[1], "--repo", deploy)
    reason = "left out because another file of the run is the same project"
    assert told.code == 3
    assert told.out.endswith(f"{other}: {reason}\n{fraud}: {reason}\npushed to main of {deploy}\n")


def test_only_bad_projects_reach_no_repository(fraud: Path) -> None:
    edit(fraud, "8080", "0")
    assert tidegate("publish", fraud, "--repo", "/nowhere/deploy.git").code == 3


def test_a_workload_goes_only_with_permission(deploy: Path, fraud: Path) -> None:
    edit(
        fraud, "environments:", "  web: {kind: service, image: 'ghcr.io/acme/web:1', ports: {http: 80}}\nenvironments:"
    )
    tidegate("publish", fraud, "--repo", deploy)
    before = tree(deploy)
    edit(fraud, "  web: {kind: service, image: 'ghcr.io/acme/web:1', ports: {http: 80}}\n", "")
    told = tidegate("publish", fraud, "--repo", deploy)
    gone = f"{HOME}/rolling/fraud-web-blue.deployment.yaml"
    assert (told.code, tree(deploy)) == (4, before)
    assert told.out == (
        f"{fraud}:1:1: {gone} would be removed, and what it defines deleted from the cluster\n"
        "  hint: to allow this, write allowPrune: [dev/web], or add --allow-prune\n"
    )
    assert tidegate("publish", fraud, "--repo", deploy, "--allow-prune").code == 0
    assert gone not in tree(deploy)


def test_names_that_a_neighbour_has_are_found_in_the_tip(deploy: Path, tmp_path: Path) -> None:
    text = PROJECT.replace("name: {name}", "name: {name}", 1)
    platform = tmp_path / "platform"
    (platform / "environments").mkdir(parents=True)
    (platform / "tidegate-platform.yaml").write_text("apiVersion: tidegate.dev/v1\n")
    (platform / "environments" / "dev.yaml").write_text(
        "apiVersion: tidegate.dev/v1\nname: dev\nnamespace: shared\n"
        'cluster: {name: dev, kubernetes: "1.34"}\ngitops: {tool: flux}\n'
    )
    one = project(tmp_path / "one", "fraud", text.replace("  api:", "  api-web:"))
    other = project(tmp_path / "two", "fraud-api", text.replace("  api:", "  web:").replace("team: risk", "team: ml"))
    tidegate("publish", one, "--repo", deploy, "--platform", platform)
    told = tidegate("publish", other, "--repo", deploy, "--platform", platform)
    assert (told.code, subjects(deploy)) == (3, ["publish risk/fraud"])
    assert 'Deployment "fraud-api-web-blue" in dev is taken by risk/fraud in the repository\n' in told.out


def test_a_host_that_a_neighbour_has_is_found_in_the_tip(deploy: Path, tmp_path: Path) -> None:
    tidegate("publish", project(tmp_path, "fraud", CANARY), "--repo", deploy)
    churn = project(tmp_path, "churn", CANARY.replace("{name}.acme", "fraud.acme"))
    told = tidegate("publish", churn, "--repo", deploy)
    assert (told.code, subjects(deploy)) == (3, ["publish risk/fraud"])
    assert told.out.startswith(
        f'{churn}:10:20: components.api.expose: "fraud.acme.dev/" on cluster dev is taken by risk/fraud in the repository\n'
    )


# Releases


def test_each_transition_lands_and_a_skipped_one_is_refused(deploy: Path, tmp_path: Path) -> None:
    fraud = project(tmp_path, "fraud", CANARY)
    tidegate("publish", fraud, "--repo", deploy)
    fraud.write_text(fraud.read_text() + CANDIDATE)
    assert tidegate("publish", fraud, "--repo", deploy).code == 0
    edit(fraud, "step: 0", "step: 2")
    before = tree(deploy)
    told = tidegate("publish", fraud, "--repo", deploy)
    assert (told.code, tree(deploy)) == (4, before)
    assert told.out == (
        f"{fraud}:18:15: environments.dev.releases.api: step 0 to 2 is not a single step "
        "(compared with what the repository holds)\n"
        "  hint: go to step 1; one merge is one transition: each is synced before the next\n"
    )
    edit(fraud, "step: 2", "step: 1")
    assert tidegate("publish", fraud, "--repo", deploy).code == 0


def test_a_candidate_is_not_dropped_with_traffic_on_it(deploy: Path, tmp_path: Path) -> None:
    fraud = project(tmp_path, "fraud", CANARY)
    fraud.write_text(fraud.read_text() + CANDIDATE.replace("step: 0", "step: 1"))
    tidegate("publish", fraud, "--repo", deploy)
    fraud.write_text(fraud.read_text().replace(CANDIDATE.replace("step: 0", "step: 1"), ""))
    assert tidegate("publish", fraud, "--repo", deploy, "--dry-run").code == 4
    assert tidegate("publish", fraud, "--repo", deploy, "--allow-prune").code == 4


def test_one_refused_release_stops_no_other_project(deploy: Path, tmp_path: Path) -> None:
    fraud, churn = project(tmp_path, "fraud", CANARY), project(tmp_path, "churn")
    tidegate("publish", tmp_path / "fraud", "--repo", deploy)
    fraud.write_text(fraud.read_text() + CANDIDATE.replace("step: 0", "step: 2"))
    told = tidegate("publish", fraud, churn, "--repo", deploy)
    assert (told.code, subjects(deploy)[0]) == (4, "publish risk/churn")


# Pull requests


def test_a_branch_for_a_pull_request_is_made_updated_and_left_alone(deploy: Path, fraud: Path) -> None:
    tidegate("publish", fraud, "--repo", deploy)
    edit(fraud, "max: 2", "max: 3")
    first = tidegate("publish", fraud, "--repo", deploy, "--pull-request-branch")
    proposed = git(deploy, "rev-parse", "tidegate/risk.fraud")
    again = tidegate("publish", fraud, "--repo", deploy, "--pull-request-branch")
    assert (first.code, first.out) == (0, f"risk/fraud: 1 changed\npushed to tidegate/risk.fraud of {deploy}\n")
    assert again.out.endswith(f"tidegate/risk.fraud of {deploy} proposes this already\n")
    assert git(deploy, "rev-parse", "tidegate/risk.fraud") == proposed
    edit(fraud, "max: 3", "max: 4")
    tidegate("publish", fraud, "--repo", deploy, "--pull-request-branch")
    assert subjects(deploy, "tidegate/risk.fraud") == ["publish risk/fraud", "publish risk/fraud"]
    assert "maxReplicas: 4" in show(
        deploy, f"{HOME}/hpa/fraud-api-blue.horizontalpodautoscaler.yaml", "tidegate/risk.fraud"
    )
    assert subjects(deploy) == ["publish risk/fraud"]


def test_a_proposal_stays_while_others_change(deploy: Path, fraud: Path) -> None:
    tidegate("publish", fraud, "--repo", deploy)
    edit(fraud, "max: 2", "max: 3")
    tidegate("publish", fraud, "--repo", deploy, "--pull-request-branch")
    people(deploy, {"README.md": "ours\n"})
    told = tidegate("publish", fraud, "--repo", deploy, "--pull-request-branch")
    assert told.out.endswith("proposes this already\n")


def test_a_proposal_is_made_anew_where_its_files_changed_on_the_branch(deploy: Path, fraud: Path) -> None:
    tidegate("publish", fraud, "--repo", deploy)
    edit(fraud, "max: 2", "max: 3")
    tidegate("publish", fraud, "--repo", deploy, "--pull-request-branch")
    edit(fraud, "max: 3", "max: 4")
    tidegate("publish", fraud, "--repo", deploy)
    edit(fraud, "max: 4", "max: 3")
    tidegate("publish", fraud, "--repo", deploy, "--pull-request-branch")
    assert git(deploy, "rev-parse", "tidegate/risk.fraud^") == git(deploy, "rev-parse", "main")


def test_a_proposal_to_an_empty_repository_is_its_first_branch(deploy: Path, fraud: Path) -> None:
    assert tidegate("publish", fraud, "--repo", deploy, "--pull-request-branch").code == 0
    assert git(deploy, "for-each-ref", "--format=%(refname)") == "refs/heads/tidegate/risk.fraud\n"


def test_the_branch_of_several_projects_is_named_by_them(deploy: Path, fraud: Path) -> None:
    project(fraud.parents[1], "churn")
    for _ in range(2):
        tidegate("publish", fraud.parents[1], "--repo", deploy, "--pull-request-branch")
    (name,) = git(deploy, "for-each-ref", "--format=%(refname)").splitlines()
    assert name.startswith("refs/heads/tidegate/2-projects-")


# Targets that say no


def test_a_daemon_that_only_hands_out(deploy: Path, fraud: Path) -> None:
    with deploying.daemon(deploy.parent) as address:
        told = tidegate("publish", fraud, "--repo", f"{address}/deploy.git")
    assert (told.code, tree_or_nothing(deploy)) == (5, {})
    assert told.err == (
        f"tidegate: {address}/deploy.git cannot be pushed to: remote error: service not enabled: /deploy.git\n"
        "  hint: check that you are allowed to push to it\n"
    )


def test_a_target_whose_disk_is_full(
    deploy: Path, fraud: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(deploy, {"README.md": "ours\n"})
    monkeypatch.setenv("GIT_SSH_COMMAND", ssh(tmp_path, "trap '' XFSZ; ulimit -f 0"))
    told = tidegate("publish", fraud, "--repo", f"git@git.acme.dev:{deploy}")
    assert (told.code, subjects(deploy)) == (5, ["people"])
    assert told.err.startswith(f"tidegate: git@git.acme.dev:{deploy} ")
    assert git(deploy, "fsck", "--strict") == ""


def test_a_branch_that_somebody_has_checked_out(fraud: Path, tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--initial-branch=main", "tree")
    (tmp_path / "tree" / "README.md").write_text("ours\n")
    git(tmp_path / "tree", "add", "--all")
    git(tmp_path / "tree", "commit", "--quiet", "--message=people")
    told = tidegate("publish", fraud, "--repo", tmp_path / "tree")
    assert told.code == 5
    assert told.err.startswith(
        f"tidegate: {tmp_path}/tree rejected the push: [remote rejected] (branch is currently checked out): "
    )
    assert told.err.endswith("--pull-request-branch pushes to a separate branch\n")


def test_a_protected_branch_is_not_tried_again(deploy: Path, fraud: Path, tmp_path: Path) -> None:
    deploying.hook(
        deploy, "pre-receive", f"echo x >>{tmp_path}/tries; echo no pushes to protected branches here; exit 1"
    )
    told = tidegate("publish", fraud, "--repo", deploy)
    assert told.code == 5
    assert (tmp_path / "tries").read_text() == "x\n"
    assert "no pushes to protected branches here" in told.err


def test_a_hook_that_always_declines_ends_with_its_words(
    deploy: Path, fraud: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.publishing.publish._wait", lambda *_: None)
    deploying.hook(deploy, "pre-receive", "echo not on Fridays; exit 1")
    told = tidegate("publish", fraud, "--repo", deploy)
    assert (told.code, tree_or_nothing(deploy)) == (5, {})
    assert told.err.startswith(
        f"tidegate: {deploy} rejected the push: [remote rejected] (pre-receive hook declined): not on Fridays; "
    )


def test_a_branch_that_never_stands_still(deploy: Path, fraud: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    people(deploy, {"README.md": "ours\n"})
    monkeypatch.setattr("generator.publishing.publish._wait", lambda *_: None)
    monkeypatch.setattr("generator.publishing.publish.ATTEMPTS", 3)
    commit = "git commit-tree -p main -m other main^{tree}"
    deploying.hook(deploy, "update", f'unset GIT_QUARANTINE_PATH; git update-ref "$1" "$({commit})"')
    told = tidegate("publish", fraud, "--repo", deploy)
    assert (told.code, told.err) == (
        5,
        (
            f"tidegate: {deploy} received another commit before each of 3 pushes\n"
            "  hint: others push to this branch very often: run the command again later\n"
        ),
    )
