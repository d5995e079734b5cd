"""`bootstrap` makes one root for each cluster: nobody else writes there, it finds what is generated, and that leaves it alone."""

from pathlib import Path

import pytest

from generator.external import kustomize
from tests.acceptance import deploying
from tests.acceptance.deploying import bare, people, project, tidegate, tree
from tests.acceptance.machines import objects
from tests.acceptance.machines import tree as files
from tests.acceptance.test_bootstrap import ARGOCD, CLUSTER, FLUX, printed, written
from tests.acceptance.test_layouts import as_flux_builds

TEXT = """\
apiVersion: tidegate.dev/v1
name: {name}
team: risk
components:
  api: {{kind: job, image: 'a/b:1'}}
environments: {{dev: , staging: }}
"""
ROOTS = {
    "flux": "flux-system.tidegate-eu.kustomization.yaml",
    "argocd": "argocd.tidegate-eu.application.yaml",
}
TOOLS = {"flux": FLUX, "argocd": ARGOCD.replace(", destination: in-eu", "")}


def pair(tmp_path: Path, dev: str, staging: str) -> Path:
    """A platform with two environments on one cluster."""
    both = {"dev": dev, "staging": staging}
    return written(
        tmp_path / "platform", {name: CLUSTER.format(name=name, cluster="eu") + text for name, text in both.items()}
    )


def refused(platform: Path, environment: str, *projects: Path) -> list[str]:
    told = tidegate("bootstrap", *projects, "-e", environment, "--platform", platform)
    assert (told.code, told.out) == (3, "")
    return told.err.replace(f"{platform}/environments/", "").splitlines()


def test_two_tools_over_the_folder_of_one_cluster_are_two_writers(tmp_path: Path) -> None:
    platform = pair(tmp_path, TOOLS["flux"], TOOLS["argocd"])
    hint = "  hint: use one tool for both, or give one of them a cluster.name of its own"
    assert refused(platform, "staging") == [
        "staging.yaml:4:16: gitops.tool: argocd would sync clusters/eu, and so would flux of dev (dev.yaml:4): two writers",
        hint,
    ]
    assert refused(platform, "dev") == [
        "dev.yaml:4:16: gitops.tool: flux would sync clusters/eu, and so would argocd of staging (staging.yaml:4): two writers",
        hint,
    ]


@pytest.mark.parametrize(
    ("tool", "old", "new", "place", "one", "two"),
    [
        ("flux", "deploy}", "ops}", "38: gitops.source", "GitRepository flux-system/deploy", "GitRepository flux-system/ops"),
        ("argocd", "ml/deploy", "ml/ops", "49: gitops.repository", "https://git.acme.dev/ml/deploy", "https://git.acme.dev/ml/ops"),
        ("argocd", "project: ml", "revision: live", "1: gitops", "HEAD", "live"),
        ("argocd", "project: ml", "namespace: argo", "1: gitops", "argocd", "argo"),
    ],
)  # fmt: skip
def test_a_root_reads_one_place(tool: str, old: str, new: str, place: str, one: str, two: str, tmp_path: Path) -> None:
    platform = pair(tmp_path, TOOLS[tool], TOOLS[tool].replace(old, new))
    key = place.rpartition(".")[2] if "." in place else new.partition(":")[0]
    mine, its = (f'{tool} with {key} "{value}"' for value in (one, two))
    assert refused(platform, "dev") == [
        f"dev.yaml:4:{place}: {mine} would sync clusters/eu, and so would {its} of staging (staging.yaml:4): two writers",
        "  hint: let both read the same, or give one of them a cluster.name of its own",
    ]


def test_two_names_for_a_cluster_have_two_folders(tmp_path: Path) -> None:
    environments = {
        "dev": CLUSTER.format(name="dev", cluster="eu") + TOOLS["flux"],
        "staging": CLUSTER.format(name="staging", cluster="eu-argocd") + TOOLS["argocd"],
    }
    platform = written(tmp_path / "platform", environments)
    for name, path in (("dev", "./clusters/eu"), ("staging", "clusters/eu-argocd")):
        specs = [each["spec"] for each in objects(printed("-e", name, "--platform", platform)) if "spec" in each]
        assert [spec.get("path", spec.get("source", {}).get("path")) for spec in specs][-1] == path


def test_the_roots_own_appproject_is_not_the_projects(tmp_path: Path) -> None:
    gitops = TOOLS["argocd"].replace("project: ml", "project: tidegate-eu")
    assert refused(pair(tmp_path, gitops, gitops), "dev") == [
        'dev.yaml:4:33: gitops.project: "tidegate-eu" is the name of the root\'s own AppProject',
        "  hint: name another one for what projects may do",
    ]


def test_the_root_has_a_name_that_flux_can_write_into_a_label(tmp_path: Path) -> None:
    environment = CLUSTER.format(name="dev", cluster="c" * 55) + TOOLS["flux"]
    assert refused(written(tmp_path / "platform", {"dev": environment}), "dev") == [
        f'dev.yaml:3:17: cluster.name: "tidegate-{"c" * 55}", the name of the root, has 64 characters, at most 63 are allowed',
        "  hint: shorten the name of the cluster",
    ]


@pytest.mark.parametrize(
    ("tool", "name", "whose"),
    [("flux", "flux-system", "flux"), ("argocd", "argocd", "argocd"), ("flux", "kube-system", "Kubernetes")],
)
def test_nobody_gets_the_namespace_of_the_tool_or_of_kubernetes(
    tool: str, name: str, whose: str, tmp_path: Path
) -> None:
    platform = pair(tmp_path, f"{TOOLS[tool]}namespace: '{{project}}'\n", TOOLS[tool])
    file = project(tmp_path, name, TEXT)
    assert refused(platform, "dev", file) == [
        f'{file}:6:16: environments.dev: its namespace "{name}" belongs to {whose}',
        "  hint: rename the project or the team",
    ]
    shared = written(
        tmp_path / "shared", {"dev": CLUSTER.format(name="dev", cluster="eu") + TOOLS[tool] + f"namespace: {name}\n"}
    )
    assert refused(shared, "dev") == [
        f'dev.yaml:5:12: namespace: "{name}" is a namespace of {whose}',
        "  hint: give the projects one of their own",
    ]


def bootstrapped(tool: str, tmp_path: Path) -> tuple[Path, Path]:
    """A platform, and a GitOps folder with the bootstrap of both its environments."""
    platform, deploy = pair(tmp_path, TOOLS[tool], TOOLS[tool]), tmp_path / "deploy"
    for name in ("fraud", "churn"):
        project(platform / "projects", name, TEXT)
    for environment in ("dev", "staging"):
        assert tidegate("bootstrap", platform / "projects", "-e", environment, "--into", deploy).code == 0
    return platform, deploy


def entries(root: Path, tool: str) -> list[str]:
    """The names of what a root over this folder applies."""
    if tool == "flux":
        return sorted(each["metadata"]["name"] for each in as_flux_builds(root))
    return sorted(each["metadata"]["name"] for path in root.rglob("*.yaml") for each in objects(path.read_text()))


@pytest.mark.parametrize("tool", TOOLS)
def test_the_root_finds_every_entry_and_generate_leaves_it_alone(tool: str, tmp_path: Path) -> None:
    platform, deploy = bootstrapped(tool, tmp_path)
    before = files(deploy)
    assert {path.split("/")[0] for path in before} == {"bootstrap"}
    assert tidegate("generate", platform / "projects", "--into", deploy).code == 0
    (root,) = {
        each["spec"]["path"] if tool == "flux" else each["spec"]["source"]["path"]
        for environment in ("dev", "staging")
        for each in objects((deploy / f"bootstrap/eu/{environment}/{ROOTS[tool]}").read_text())
    }
    wanted = [f"risk.{name}.{environment}" for name in ("churn", "fraud") for environment in ("dev", "staging")]
    assert entries(deploy / root, tool) == wanted
    (platform / "projects/churn/ml-project.yaml").write_text(TEXT.format(name="churn").replace("dev: , ", ""))
    assert tidegate("generate", platform / "projects", "--into", deploy, "--allow-prune").code == 0
    assert entries(deploy / root, tool) == [name for name in wanted if name != "risk.churn.dev"]
    assert {path: content for path, content in files(deploy).items() if path in before} == before


@pytest.mark.parametrize("tool", TOOLS)
def test_publish_leaves_it_alone(tool: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deploying.at_home(tmp_path / "home", monkeypatch)
    platform, deploy = bootstrapped(tool, tmp_path)
    repository = bare(tmp_path / "deploy.git")
    people(repository, {path: content.decode() for path, content in files(deploy).items()})
    assert tidegate("publish", platform / "projects", "--repo", repository).code == 0
    before, after = tree(repository, "main^"), tree(repository)
    assert {path: after.get(path) for path in before} == before
    assert {path.split("/")[0] for path in after.keys() - before.keys()} == {"projects", "clusters"}


@pytest.mark.parametrize("tool", TOOLS)
def test_kustomize_builds_what_is_applied_once(tool: str, tmp_path: Path) -> None:
    platform, deploy = bootstrapped(tool, tmp_path)
    for environment in ("dev", "staging"):
        stream = printed(platform / "projects", "-e", environment)
        assert objects(kustomize.build(deploy / "bootstrap/eu" / environment)) == objects(stream)
