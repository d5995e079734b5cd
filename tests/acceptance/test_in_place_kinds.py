"""Workers, stores and notebooks through the commands: what is refused of a live store, and releases without slots."""

from pathlib import Path

import pytest

from tests.acceptance import deploying
from tests.acceptance.deploying import Told, bare, edit, show, tidegate, tree
from tests.builders import folders
from tests.builders.repositories import git

PROJECT = """\
apiVersion: tidegate.dev/v1
name: search
team: risk
components:
  vectors:
    kind: store
    image: qdrant/qdrant:v1
    ports: {http: 6333}
    volumes: {/data: {size: 10Gi}}
  consumer:
    kind: worker
    image: ghcr.io/acme/consumer:1
  lab:
    kind: notebook
    image: ghcr.io/acme/lab:1
environments:
  dev:
  production:
"""
STORE = "projects/risk/search/overlays/production/stores/search-vectors.statefulset.yaml"
CONSUMER = "projects/risk/search/overlays/production/rolling/search-consumer.deployment.yaml"
RECIPE = (
    "Kubernetes lets nobody change the claims of a StatefulSet: build the new one beside it under another component name, "
    "copy the data, move its callers, then remove this one"
)


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deploying.at_home(tmp_path / "home", monkeypatch)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "search").mkdir()
    monkeypatch.chdir(tmp_path / "search")
    path = Path("ml-project.yaml")
    path.write_text(PROJECT)
    return path


def refused(end: str = "", *, environments: int = 2) -> str:
    """What is said at the claim, once for each environment that runs it."""
    return environments * (
        'ml-project.yaml:9:15: components.vectors.volumes["/data"]: '
        f'the size of the claim at "/data" changes from 10Gi to 20Gi while it runs{end}\n  hint: {RECIPE}\n'
    )


def test_publish_compares_claims_with_those_that_are_deployed(file: Path, tmp_path: Path) -> None:
    deploy = bare(tmp_path / "deploy.git")
    assert tidegate("publish", file, "--repo", deploy).code == 0
    assert "replicas: 1" in show(deploy, STORE)
    edit(file, "size: 10Gi", "size: 20Gi")
    told = tidegate("publish", file, "--repo", deploy)
    assert told == Told(4, refused(" (compared with what the repository holds)"), "1 file, 2 problems\n")
    assert "storage: 10Gi" in show(deploy, STORE)


ARGOCD = """\
apiVersion: tidegate.dev/v1
name: {name}
cluster: {{name: {name}, kubernetes: "1.34"}}
gitops: {{tool: argocd, version: "3.5", repository: "https://git.example.org/deploy.git"}}
"""


@pytest.mark.parametrize(
    ("claim", "change"),
    [
        ("{size: 20Gi}", 'size of the claim at "/data" changes from 10Gi to 20Gi'),
        ("{size: 10Gi, class: fast}", 'class of the claim at "/data" changes from the default of the cluster to fast'),
        ("{size: 10Gi, access: many}", 'access of the claim at "/data" changes from once to many'),
    ],
)
def test_argo_cd_gets_both_kinds_and_no_other_claims(file: Path, tmp_path: Path, claim: str, change: str) -> None:
    deploy = bare(tmp_path / "deploy.git")
    platform = folders.platform(tmp_path / "ours", {name: ARGOCD.format(name=name) for name in ("dev", "production")})
    assert tidegate("publish", file, "--repo", deploy, "--platform", platform).code == 0
    assert "kind: StatefulSet" in show(deploy, STORE)
    assert "kind: Deployment" in show(deploy, CONSUMER)
    assert "kind: Application" in show(deploy, "clusters/production/production/risk.search.yaml")
    edit(file, "{size: 10Gi}", claim)
    told = tidegate("publish", file, "--repo", deploy, "--platform", platform)
    assert told.code == 4
    assert f"the {change} while it runs (compared with what the repository holds)\n  hint: {RECIPE}\n" in told.out
    told = tidegate("publish", file, "--repo", deploy, "--platform", platform, "--allow-prune")
    assert (told.code, "storage: 10Gi" in show(deploy, STORE)) == (4, True)


def test_publish_writes_every_other_change(file: Path, tmp_path: Path) -> None:
    deploy = bare(tmp_path / "deploy.git")
    tidegate("publish", file, "--repo", deploy)
    edit(
        file, "volumes: {/data: {size: 10Gi}}", "volumes: {/data: {size: 10Gi}}\n    scale: 3\n    labels: {tier: data}"
    )
    edit(file, "qdrant:v1", "qdrant:v2")
    assert tidegate("publish", file, "--repo", deploy).code == 0
    assert "replicas: 3" in show(deploy, STORE)


def test_what_no_tidegate_wrote_is_not_compared(file: Path, tmp_path: Path) -> None:
    deploy = bare(tmp_path / "deploy.git")
    tidegate("publish", file, "--repo", deploy)
    head = show(deploy, STORE).splitlines()[0]
    deploying.people(deploy, {STORE: f"{head}\nkind: StatefulSet\nspec: [1]\n"})
    edit(file, "size: 10Gi", "size: 20Gi")
    told = tidegate("publish", file, "--repo", deploy)
    assert (told.code, told.out) == (4, refused(" (compared with what the repository holds)", environments=1))


def test_base_refuses_the_same(file: Path, tmp_path: Path) -> None:
    git(Path(), "init", "--quiet", "--initial-branch=main")
    git(Path(), "add", "ml-project.yaml")
    git(Path(), "commit", "--quiet", "--message=Add search")
    edit(file, "size: 10Gi", "size: 20Gi")
    told = tidegate("generate", file, "--into", tmp_path / "deploy", "--check", "--base", "HEAD")
    assert told.code == 4
    assert refused() in told.out
    edit(file, "kind: store", "kind: service")
    told = tidegate("generate", file, "--into", tmp_path / "deploy", "--check", "--base", "HEAD")
    assert (told.code, "kind changes from store to service while it runs" in told.out) == (4, True)


def test_a_service_that_is_deployed_does_not_become_a_worker(file: Path, tmp_path: Path) -> None:
    deploy = bare(tmp_path / "deploy.git")
    edit(file, "kind: worker", "kind: service\n    ports: {http: 8080}")
    tidegate("publish", file, "--repo", deploy)
    edit(file, "kind: service\n    ports: {http: 8080}", "kind: worker")
    told = tidegate("publish", file, "--repo", deploy, "--allow-prune")
    assert (told.code, told.out.count("kind changes from a kind with slots to worker while it runs")) == (4, 2)


def test_the_removal_of_either_needs_consent(file: Path, tmp_path: Path) -> None:
    deploy = bare(tmp_path / "deploy.git")
    tidegate("publish", file, "--repo", deploy)
    edit(file, "  production:\n", "  production: {components: {vectors: null, consumer: null}}\n")
    told = tidegate("publish", file, "--repo", deploy)
    assert (told.code, STORE in told.out, CONSUMER in told.out) == (4, True, True)
    assert tidegate("publish", file, "--repo", deploy, "--allow-prune").code == 0
    assert not {STORE, CONSUMER} & set(tree(deploy))


@pytest.mark.parametrize("component", ["vectors", "consumer", "lab"])
def test_a_release_and_a_promotion_change_it_in_place(file: Path, component: str) -> None:
    told = tidegate("release", component, "-e", "dev", "--image", "ghcr.io/acme/new:2", "--offline")
    assert told.code == 0, told
    told = tidegate("promote", component, "--from", "dev", "--to", "production")
    assert told.code == 0, told
    entry = f'    releases:\n      {component}:\n        active: {{image: "ghcr.io/acme/new:2"}}\n'
    assert file.read_text().endswith(f"  dev:\n{entry}  production:\n{entry}")
    told = tidegate("advance", component, "-e", "dev")
    assert told == Told(
        4,
        "",
        f"tidegate: search/{component} in dev: there is nothing to advance: this component changes in place and has only "
        '"active"\n  hint: use release for another version; a rollback is the release of the version before\n',
    )


@pytest.mark.usefixtures("file")
def test_status_shows_their_kind_and_no_slot() -> None:
    assert tidegate("status", "-e", "dev") == Told(
        0,
        "ENVIRONMENT  COMPONENT  STRATEGY  SLOT  ROLE    IMAGE  MODEL  STEP  SHARE  NEXT\n"
        "dev          vectors    store           active  v1     -                   release\n"
        "dev          consumer   worker          active  1      -                   release\n"
        "dev          lab        notebook        active  1      -                   release\n",
        "",
    )


@pytest.mark.usefixtures("file")
def test_explain_shows_their_defaults() -> None:
    shown = [tidegate("explain", f"components.{name}.health", "-e", "dev").out for name in ("vectors", "consumer")]
    assert [line.split() for text in shown for line in text.splitlines() if line.startswith("dev ")] == [
        ["dev", "components.vectors.health.ready.tcp", "http", "default"],
        ["dev", "components.vectors.health.startup.longest", "1m", "default"],
        ["dev", "components.consumer.health.ready", "none", "default"],
    ]
