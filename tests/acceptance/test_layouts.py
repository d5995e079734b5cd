"""Published into the layouts that GitOps repositories have: each root still builds, finds ours, and nothing of theirs moves."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.external import kustomize
from tests.acceptance import deploying
from tests.acceptance.deploying import bare, people, project, tidegate, tree
from tests.builders.repositories import git

ENVIRONMENTS = ("staging", "production")
FLUX_SYNC = """\
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {{name: flux-system, namespace: flux-system}}
spec: {{interval: 1m, url: "ssh://git@git.acme.dev/ml/deploy", ref: {{branch: main}}, secretRef: {{name: flux-system}}}}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {{name: flux-system, namespace: flux-system}}
spec: {{interval: 10m, path: ./clusters/{0}, prune: true, sourceRef: {{kind: GitRepository, name: flux-system}}}}
"""
FLUX_ROOT = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {{name: {1}, namespace: flux-system}}
spec: {{interval: 1h, path: ./{1}/{0}, prune: true, sourceRef: {{kind: GitRepository, name: flux-system}}}}
"""
ARGO_ROOT = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: root-{0}, namespace: argocd}}
spec:
  project: default
  source: {{repoURL: "https://git.acme.dev/ml/deploy", path: clusters/{0}, directory: {{recurse: true}}}}
  destination: {{server: "https://kubernetes.default.svc", namespace: argocd}}
"""
CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {0}}}\ndata: {{a: b}}\n"
LIST = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [{0}]\n"


def flux_monorepo() -> dict[str, str | None]:
    """`clusters/`, `infrastructure/` and `apps/{base,staging,production}` in one repository."""
    files: dict[str, str | None] = {"README.md": "ours\n", ".github/workflows/test.yaml": "on: push\n"}
    for environment in ENVIRONMENTS:
        files |= {
            f"clusters/{environment}/flux-system/gotk-sync.yaml": FLUX_SYNC.format(environment),
            f"clusters/{environment}/flux-system/gotk-components.yaml": CONFIG.format("components"),
            f"clusters/{environment}/flux-system/kustomization.yaml": LIST.format(
                "gotk-components.yaml, gotk-sync.yaml"
            ),
            f"clusters/{environment}/apps.yaml": FLUX_ROOT.format(environment, "apps"),
            f"clusters/{environment}/infrastructure.yaml": FLUX_ROOT.format(environment, "infrastructure"),
            f"apps/{environment}/kustomization.yaml": LIST.format("../base/podinfo"),
            f"infrastructure/{environment}/kustomization.yaml": LIST.format("ingress.yaml"),
            f"infrastructure/{environment}/ingress.yaml": CONFIG.format("ingress"),
        }
    app = {"kustomization.yaml": LIST.format("app.yaml"), "app.yaml": CONFIG.format("podinfo")}
    return files | {f"apps/base/podinfo/{name}": text for name, text in app.items()}


def argo_root() -> dict[str, str | None]:
    """A root Application for each cluster over `clusters/<cluster>`, other teams' Applications beside it."""
    files: dict[str, str | None] = {"README.md": "ours\n"}
    for environment in ENVIRONMENTS:
        files |= {
            f"bootstrap/{environment}.yaml": ARGO_ROOT.format(environment),
            f"clusters/{environment}/monitoring.yaml": ARGO_ROOT.format(environment).replace("root-", "monitoring-"),
            f"monitoring/{environment}/kustomization.yaml": LIST.format("config.yaml"),
            f"monitoring/{environment}/config.yaml": CONFIG.format("monitoring"),
        }
    return files


LAYOUTS = {"flux": flux_monorepo, "argocd": argo_root}
GITOPS = {
    "flux": "{tool: flux, version: '2.9', source: {kind: GitRepository, name: flux-system, namespace: flux-system}}",
    "argocd": "{tool: argocd, version: '3.5', repository: 'https://git.acme.dev/ml/deploy'}",
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deploying.at_home(tmp_path / "home", monkeypatch)


@pytest.fixture(params=LAYOUTS)
def tool(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def deploy(tool: str, tmp_path: Path) -> Path:
    """The layout with two projects published into it."""
    repository = bare(tmp_path / "deploy.git")
    people(repository, LAYOUTS[tool]())
    platform = tmp_path / "platform"
    (platform / "environments").mkdir(parents=True)
    (platform / "tidegate-platform.yaml").write_text("apiVersion: tidegate.dev/v1\n")
    for name in ENVIRONMENTS:
        (platform / "environments" / f"{name}.yaml").write_text(
            f'apiVersion: tidegate.dev/v1\nname: {name}\ncluster: {{name: {name}, kubernetes: "1.34"}}\n'
            f"gitops: {GITOPS[tool]}\n"
        )
    text = deploying.PROJECT.replace("  dev:\n", "  staging:\n  production:\n")
    for name in ("fraud", "churn"):
        project(tmp_path / "projects", name, text)
    assert tidegate("publish", tmp_path / "projects", "--repo", repository, "--platform", platform).code == 0
    return repository


@pytest.fixture
def checkout(deploy: Path, tmp_path: Path) -> Path:
    git(tmp_path, "clone", "--quiet", str(deploy), "checkout")
    return tmp_path / "checkout"


def test_nothing_of_theirs_moves_and_ours_is_in_two_places(deploy: Path, tool: str) -> None:
    before, after = tree(deploy, "main^"), tree(deploy)
    assert {path: after.get(path) for path in before} == before
    ours = after.keys() - before.keys()
    entries = {path for path in ours if not path.startswith(("projects/risk/fraud/", "projects/risk/churn/"))}
    assert entries == {f"clusters/{e}/{e}/risk.{name}.yaml" for e in ENVIRONMENTS for name in ("fraud", "churn")}
    assert not {path.split("/")[0] for path in ours} - {"projects", "clusters"}, tool


def test_every_kustomization_builds(checkout: Path) -> None:
    built = {path.parent: kustomize.build(path.parent) for path in roots(checkout)}
    assert len([folder for folder in built if "overlays" in folder.parts]) == 4
    assert all(built.values())


def roots(checkout: Path) -> Iterator[Path]:
    for path in checkout.rglob("kustomization.yaml"):
        if yaml.safe_load(path.read_text())["kind"] == "Kustomization":
            yield path


@pytest.mark.parametrize("cluster", ENVIRONMENTS)
def test_a_clusters_root_finds_each_project_once_and_no_name_twice(checkout: Path, tool: str, cluster: str) -> None:
    if tool == "flux":
        found = as_flux_builds(checkout / "clusters" / cluster)
    else:
        files = sorted((checkout / "clusters" / cluster).rglob("*.yaml"))
        found = [each for path in files for each in yaml.safe_load_all(path.read_text())]
    named = [(each["kind"], each["metadata"].get("namespace"), each["metadata"]["name"]) for each in found]
    assert len(named) == len(set(named))
    ours = [each for each in found if each["metadata"]["name"].startswith("risk.")]
    assert [each["metadata"]["name"] for each in ours] == [f"risk.churn.{cluster}", f"risk.fraud.{cluster}"]
    for each in ours:
        path = each["spec"]["path"] if tool == "flux" else each["spec"]["source"]["path"]
        assert kustomize.build(checkout / path)


def as_flux_builds(root: Path) -> list[Any]:
    """What its controller makes of a folder without a kustomization: one that lists all files, and folders that have one."""
    copy = root.with_name(f"{root.name}-copy")
    shutil.copytree(root, copy)
    listed = sorted(path.parent.relative_to(copy).as_posix() for path in copy.rglob("kustomization.yaml"))
    within = tuple(f"{folder}/" for folder in listed)
    files = (path.relative_to(copy).as_posix() for path in copy.rglob("*.yaml"))
    listed += sorted(path for path in files if not path.startswith(within))
    (copy / "kustomization.yaml").write_text(LIST.format(", ".join(listed)))
    built = list(yaml.safe_load_all(kustomize.build(copy)))
    shutil.rmtree(copy)
    return built


def test_no_other_root_reaches_our_overlays(checkout: Path) -> None:
    for path in roots(checkout):
        if "overlays" not in path.parts and "clusters" not in path.parts:
            assert "fraud" not in kustomize.build(path.parent)
