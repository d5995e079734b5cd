"""`tidegate board` over real projects, and over the GitOps repository that is generated from them."""

import shutil
from pathlib import Path

import pytest

from generator.cli import main
from generator.review import board, deployed_board
from generator.review.board import Board, BoardProject
from generator.review.parity import Cell
from generator.validation import project_check
from tests.acceptance import machines
from tests.builders import commands, examples, repositories
from tests.builders.commands import Run
from tests.builders.html_pages import Page
from tests.builders.repositories import git, identifier, put, save

ROOT = Path(__file__).parents[2]
PODINFO = "projects/demo/podinfo/overlays/production"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples, without what is generated from them."""
    folder = tmp_path_factory.mktemp("board") / "examples"
    shutil.copytree(examples.FOLDER, folder, ignore=shutil.ignore_patterns("deploy", "platform"))
    return folder


@pytest.fixture(scope="module")
def generated(source: Path) -> Path:
    """The GitOps repository of the examples."""
    with pytest.MonkeyPatch.context() as patch:
        repositories.home(source.parent / "home", patch)
        deploy = repositories.init(source.parent / "deploy")
        assert main.run(["generate", str(source), "--into", str(deploy)]) == 0
        save(deploy, "first")
    return deploy


@pytest.fixture
def deploy(generated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, to be edited."""
    repositories.home(tmp_path / "home", monkeypatch)
    shutil.copytree(generated, tmp_path / "deploy")
    return tmp_path / "deploy"


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    return commands.caller(capfd)


def of_files(folder: Path) -> Board:
    files = sorted(map(str, folder.glob("*/ml-project.yaml")))
    platform = project_check.platform(None, *files)
    return board.ordered("", [board.of(project_check.check_file(each, platform), platform) for each in files])


def cells(found: BoardProject) -> dict[tuple[str, str], Cell]:
    """What runs where; the names of machines are not in objects."""
    assert found.parity is not None
    return {
        (component.name, environment): cell._replace(machine="")
        for component in found.parity.components
        for environment, cell in component.cells.items()
        if cell is not None
    }


def project(found: Board, name: str) -> BoardProject:
    (one,) = (each for each in found.projects if each.parity is not None and each.parity.project == name)
    return one


def edit(deploy: Path, path: str, old: str, new: str) -> None:
    text = (deploy / path).read_text()
    assert old in text
    put(deploy, path, text.replace(old, new).encode())
    save(deploy, "by hand")


def test_a_gitops_repository_shows_what_the_files_say(source: Path, generated: Path) -> None:
    written, deployed = of_files(source), deployed_board.read(str(generated))
    assert len(written.projects) == len(deployed.projects) > 10
    for one, other in zip(written.projects, deployed.projects, strict=True):
        assert cells(one) == cells(other)
        assert one.places == other.places
        assert {*one.waits} == {each._replace(since=None) for each in other.waits}


GOLDEN = Path(__file__).parents[1] / "golden"
OF_KINDS = [
    "field-" + kind
    for kind in (
        *(
            "dask",
            "inference",
            "kserve",
            "mlflow",
            "kubeflow-notebook",
            "multinode",
            "notebook",
            "ray",
            "service",
            "spark",
            "store",
            "tasks",
        ),
        *("training", "worker"),
    )
]


@pytest.mark.parametrize("case", [*OF_KINDS, "release-kserve"])
def test_every_form_of_a_kind_shows_alike(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repositories.home(tmp_path / "home", monkeypatch)
    project, deploy = GOLDEN / case / "ml-project.yaml", repositories.init(tmp_path / "deploy")
    shutil.copytree(GOLDEN / case / "expected", deploy, dirs_exist_ok=True)
    save(deploy, "first")
    platform = project_check.platform(str(GOLDEN / case / "platform"), str(project))
    one = board.of(project_check.check_file(str(project), platform), platform)
    (other,) = deployed_board.read(str(deploy)).projects
    assert cells(one) == cells(other)
    assert one.places == other.places


def test_the_board_of_a_repository_is_the_same_on_every_machine(generated: Path) -> None:
    wanted = [(generated, ["board", "--repo", ".", "--output", "-"])]
    first, *others = (machines.commands(each, wanted) for each in machines.MACHINES)
    assert first[0][0] == 0
    assert all(each == first for each in others)


def test_an_edit_by_hand_shows_once_it_is_committed(deploy: Path) -> None:
    path = f"{PODINFO}/canary/podinfo-web-green.deployment.yaml"
    text = (deploy / path).read_text()
    put(deploy, path, text.replace("podinfo:6.9.1", "podinfo:6.9.2").encode())
    before = cells(project(deployed_board.read(str(deploy)), "podinfo"))["web", "production"].release.candidate
    save(deploy, "by hand")
    after = cells(project(deployed_board.read(str(deploy)), "podinfo"))["web", "production"].release.candidate
    assert before is not None
    assert after is not None
    assert ("podinfo:6.9.1@" in before.image, "podinfo:6.9.2@" in after.image) == (True, True)


def test_a_release_waits_since_its_position_changed_last(deploy: Path) -> None:
    first = identifier(deploy, "rev-parse", "HEAD")
    edit(deploy, f"{PODINFO}/canary/podinfo-web.service.yaml", "  labels:", "  # by hand\n  labels:")
    (wait,) = project(deployed_board.read(str(deploy)), "podinfo").waits
    assert wait.since is not None
    assert wait.since.commit == first
    edit(deploy, f"{PODINFO}/canary/podinfo-web.service.yaml", '"step": 1', '"step": 2')
    (wait,) = project(deployed_board.read(str(deploy)), "podinfo").waits
    assert wait.since is not None
    assert wait.since.commit == identifier(deploy, "rev-parse", "HEAD")


def test_an_overlay_that_no_cluster_syncs_is_said(deploy: Path, run: Run) -> None:
    git(deploy, "rm", "-qr", "clusters")
    git(deploy, "commit", "-qm", "none")
    code, out, _ = run("board", "--repo", str(deploy), "--output", "-")
    assert (code, "no cluster, namespace demo-podinfo-production" in out, '<p class="meta">cluster ' in out) == (
        0,
        True,
        False,
    )


def test_a_file_that_cannot_be_read_is_shown_and_the_others_are_whole(deploy: Path, run: Run) -> None:
    path = f"{PODINFO}/canary/podinfo-web.service.yaml"
    edit(deploy, path, "kind: Service", "kind: [")
    code, out, err = run("board", "--repo", str(deploy), "--output", "-")
    assert (code, f"{path}:1:1: this file of an overlay cannot be read: is no YAML\n" in err) == (3, True)
    assert f'<li class="bad">{path}:1:1: this file of an overlay cannot be read: is no YAML (' in out
    assert "<h2>nlp/chat</h2>" in out


HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("image: ", f"image: {HOSTILE} # "),
        ("tidegate.dev/slot: green", f"tidegate.dev/slot: '{HOSTILE}'"),
        ("app.kubernetes.io/component: web", f"app.kubernetes.io/component: '{HOSTILE}'"),
        ("containers:\n", "containers: 3\nother:\n"),
        ("template:\n", "template: []\nother:\n"),
        ("requests:\n", "requests: [1]\nother:\n"),
    ],
)
def test_what_people_write_into_objects_does_no_harm(deploy: Path, run: Run, old: str, new: str) -> None:
    edit(deploy, f"{PODINFO}/canary/podinfo-web-green.deployment.yaml", old, new)
    code, out, err = run("board", "--repo", str(deploy), "--output", "-")
    assert code in {0, 3}, err
    page = Page(out)
    assert (len(page.all("script")), page.all("img")) == (1, [])


def test_names_and_descriptions_of_project_files_do_no_harm(tmp_path: Path, run: Run) -> None:
    text = (ROOT / "examples/podinfo/ml-project.yaml").read_text()
    for number, (old, new) in enumerate(
        [
            ("name: podinfo", f"name: {HOSTILE!r}"),
            ("team: demo", f"team: {HOSTILE!r}\ndescription: {HOSTILE!r}"),
            ("\ncomponents:\n  web:", f"\ncomponents:\n  {HOSTILE!r}:"),
            ("  production:", f"  {HOSTILE!r}:"),
            ("podinfo:6.7.1", HOSTILE),
        ]
    ):
        assert old in text, old
        put(tmp_path, f"{number}/ml-project.yaml", text.replace(old, new).encode())
    code, out, _ = run("board", str(tmp_path), "--output", "-")
    page = Page(out)
    assert (code, len(page.all("script")), page.all("img")) == (3, 1, [])
    assert HOSTILE in "".join(page.texts)


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("fraud", "--repo", "."), 2, "Error: --repo shows all projects of a GitOps repository: name no PATH with it"),
        (("--repo", "nowhere"), 2, "tidegate: nowhere is not a folder\n  hint: name the folder of a GitOps repository"),
        (("--repo", "."), 5, "tidegate: . is in no Git repository\n  hint: board reads its last commit"),
    ],
)
def test_a_repository_that_cannot_be_read_is_told(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: int, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    got, out, err = run("board", *arguments, "--output", "-")
    assert (got, out, err.endswith(f"{told}\n")) == (code, "", True)
