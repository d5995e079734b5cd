"""`bootstrap`: what it prints is what the API servers take, and lets the tools sync everything that tidegate writes, no more."""

from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.external import kubeconform, kustomize
from generator.files import package_data
from generator.gitops.argocd import IN_CLUSTER_SERVER
from generator.kubernetes import object_kinds
from generator.validation import platform as platforms
from tests.acceptance.deploying import edit, project, tidegate
from tests.acceptance.machines import objects

ROOT = Path(__file__).parents[2]
EXPECTED = Path(__file__).with_name("bootstrap")
CASES = sorted((ROOT / "tests" / "golden").glob("*/expected"))
CLUSTER = 'apiVersion: tidegate.dev/v1\nname: {name}\ncluster: {{name: {cluster}, kubernetes: "1.34"}}\n'
FLUX = "gitops: {tool: flux, version: '2.9', source: {kind: GitRepository, name: deploy}, serviceAccount: deployer}\n"
ARGOCD = "gitops: {tool: argocd, project: ml, repository: 'https://git.acme.dev/ml/deploy', destination: in-eu}\n"
ROUTED = "traffic: gateway-api\ngateway: {name: public, namespace: gateways}\n"
ENVIRONMENTS = {
    "dev": CLUSTER.format(name="dev", cluster="eu") + FLUX + ROUTED,
    "staging": CLUSTER.format(name="staging", cluster="us") + ARGOCD + ROUTED + "engine: argo-rollouts\n",
    "production": CLUSTER.format(name="production", cluster="us")
    + ARGOCD
    + "autoscaler: keda\nnamespace: '{project}'\n",
}
REPO = ("--repo", "ssh://git@git.acme.dev/ml/deploy", "--secret", "deploy-key")
RUNS = {"flux": ("dev", *REPO), "argocd": ("staging",)}


@pytest.fixture
def platform(tmp_path: Path) -> Path:
    return written(tmp_path / "platform", ENVIRONMENTS)


@pytest.fixture
def projects(platform: Path) -> Path:
    text = "apiVersion: tidegate.dev/v1\nname: {name}\nteam: risk\ncomponents:\n  api: {{kind: job, image: 'a/b:1'}}\n"
    for name in ("fraud", "churn"):
        project(platform / "projects", name, f"{text}environments: {{{{dev: , staging: , production: }}}}\n")
    return platform / "projects"


def written(folder: Path, environments: dict[str, str]) -> Path:
    (folder / "environments").mkdir(parents=True)
    (folder / "tidegate-platform.yaml").write_text("apiVersion: tidegate.dev/v1\n")
    for name, text in environments.items():
        (folder / "environments" / f"{name}.yaml").write_text(text)
    return folder


def printed(*arguments: str | Path) -> str:
    told = tidegate("bootstrap", *arguments)
    assert told.code == 0, told
    return told.out


@pytest.mark.parametrize("tool", RUNS)
def test_what_is_printed(tool: str, projects: Path, *, regenerate: bool) -> None:
    environment, *more = RUNS[tool]
    stream = printed(projects, "-e", environment, *more)
    expected = EXPECTED / f"{tool}.yaml"
    if regenerate:
        expected.parent.mkdir(exist_ok=True)
        expected.write_text(stream, encoding="utf-8")
    assert stream == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("tool", RUNS)
@pytest.mark.parametrize("version", ["1.31", "1.37"])
def test_kubeconform_accepts_every_object(tool: str, version: str, projects: Path) -> None:
    environment, *more = RUNS[tool]
    stream = printed(projects, "-e", environment, *more)
    count = len(objects(stream))
    assert count >= 5
    assert kubeconform.check(stream, kubernetes=version, schemas=package_data.folder("schemas"), expected=count) == ()


@pytest.mark.parametrize("case", [pytest.param(case, id=case.parent.name) for case in CASES])
def test_the_tool_may_write_whatever_is_generated(case: Path) -> None:
    own = case.parent / "platform"
    platform = platforms.at(str(own) if own.is_dir() else None)
    for overlay in case.glob("projects/*/*/overlays/*"):
        allowed = {each.kind for each in object_kinds.written_in([platform.environments[overlay.name]])}
        found = {yaml.safe_load(path.read_text())["kind"] for path in overlay.glob("*/*.*.yaml")}
        assert found <= allowed


@pytest.mark.parametrize(
    ("kinds", "written"), [("[service, store]", True), ("[notebook]", True), ("[service, worker]", False)]
)
def test_stateful_sets_are_written_where_a_kind_needs_them(kinds: str, written: bool, tmp_path: Path) -> None:  # noqa: FBT001
    path = tmp_path / "environments" / "dev.yaml"
    path.parent.mkdir()
    cluster = 'apiVersion: tidegate.dev/v1\nname: dev\ncluster: {name: dev, kubernetes: "1.34"}\n'
    path.write_text(f"{cluster}gitops: {{tool: flux}}\npolicy: {{kinds: {kinds}}}\n")
    environment = platforms.at(str(tmp_path)).environments["dev"]
    assert ("StatefulSet" in {row.kind for row in object_kinds.written_in([environment])}) is written
    assert ("ControllerRevision" in {row.kind for row in object_kinds.shown_in([environment])}) is written


def may(role: Any) -> set[str]:
    return {resource for rule in role["rules"] for resource in rule["resources"]}


def test_the_tool_may_write_no_secret_and_no_right(projects: Path) -> None:
    roles = [each for each in objects(printed(projects, "-e", "dev", *REPO)) if each["kind"] == "Role"]
    barred = {"*", "secrets", "roles", "rolebindings", "resourcequotas", "limitranges", "namespaces", "pods"}
    for role in roles[:-1]:
        assert role["metadata"]["namespace"] in {"risk-churn-dev", "risk-fraud-dev"}
        assert "deployments" in may(role)
        assert not may(role) & {*barred, "rollouts", "endpointslices"}


def test_fluxs_root_may_write_entries_alone(projects: Path) -> None:
    held = {(each["kind"], each["metadata"]["name"]): each for each in objects(printed(projects, "-e", "dev", *REPO))}
    role, bound = held["Role", "tidegate-eu"], held["RoleBinding", "tidegate-eu"]
    assert held["Kustomization", "tidegate-eu"]["spec"]["serviceAccountName"] == "tidegate-eu"
    assert {each["metadata"]["namespace"] for each in (role, bound)} == {"flux-system"}
    assert bound["subjects"] == [{"kind": "ServiceAccount", "name": "tidegate-eu", "namespace": "flux-system"}]
    assert [(rule["apiGroups"], rule["resources"]) for rule in role["rules"]] == [
        (["kustomize.toolkit.fluxcd.io"], ["kustomizations"])
    ]


def limits(environment: str, projects: Path, name: str = "ml") -> Any:
    (found,) = [
        each["spec"]
        for each in objects(printed(projects, "-e", environment))
        if each["kind"] == "AppProject" and each["metadata"]["name"] == name
    ]
    return found


def allows(limits: Any, namespace: str, cluster: str = "in-eu") -> bool:
    """Argo CD takes a namespace with `!` to allow every other one."""
    return any(
        (each.get("name") == cluster or each.get("server") == cluster)
        and fnmatchcase(namespace, each["namespace"].removeprefix("!")) != each["namespace"].startswith("!")
        for each in limits["destinations"]
    )


def test_environments_that_share_an_appproject_print_the_same_one(projects: Path) -> None:
    assert limits("staging", projects) == limits("production", projects)
    kinds = {each["kind"] for each in limits("staging", projects)["namespaceResourceWhitelist"]}
    assert {"Rollout", "ScaledObject", "HTTPRoute"} <= kinds


@pytest.mark.parametrize("pattern", ["{project}", "{team}-{project}", "monitoring"])
def test_an_appproject_allows_the_namespaces_of_projects_alone(pattern: str, projects: Path) -> None:
    monitored = "metrics: {prometheus: 'http://p:9090', namespace: monitoring}\n"
    edit(projects.parent / "environments/staging.yaml", ROUTED, f"{ROUTED}{monitored}namespace: '{pattern}'\n")
    edit(projects.parent / "environments/production.yaml", "namespace: '{project}'", "x-namespace: '{project}'")
    found = limits("staging", projects)
    for name in ("fraud", "churn"):
        assert allows(found, pattern.format(team="risk", project=name))
        assert allows(found, f"risk-{name}-production")
    for barred in ("default", "kube-system", "kube-public", "argocd", "gateways", "cert-manager"):
        assert not allows(found, barred)
    assert not allows(found, "risk-fraud-production", IN_CLUSTER_SERVER)


def test_a_pattern_that_fits_anybodys_namespace_is_said(projects: Path) -> None:
    told = tidegate("bootstrap", projects, "-e", "production")
    assert told.err == (
        'note: "*" fits any namespace, so AppProject ml allows those of the projects that are named: '
        "run this again with a new one\n"
        "note: apply the Namespaces to in-eu, all else to the cluster that runs Argo CD\n"
    )


def test_argo_cd_shows_the_pods_and_takes_no_secret(projects: Path) -> None:
    kinds = {each["kind"] for each in limits("staging", projects)["namespaceResourceWhitelist"]}
    assert {"Pod", "ReplicaSet", "AnalysisRun"} <= kinds
    assert not kinds & {
        "*",
        "Secret",
        "Role",
        "RoleBinding",
        "ResourceQuota",
        "LimitRange",
        "EndpointSlice",
        "Endpoints",
    }
    assert limits("staging", projects)["clusterResourceWhitelist"] == []


def test_the_root_may_write_applications_alone(projects: Path) -> None:
    root = limits("staging", projects, "tidegate-us")
    assert root["namespaceResourceWhitelist"] == [{"group": "argoproj.io", "kind": "Application"}]
    assert root["clusterResourceWhitelist"] == []


def test_environments_of_one_cluster_have_one_root(projects: Path) -> None:
    roots = [
        next(each for each in objects(printed(projects, "-e", name)) if each["kind"] == "Application")
        for name in ("staging", "production")
    ]
    assert roots[0] == roots[1]
    assert roots[0]["spec"]["source"]["path"] == "clusters/us"


def test_without_projects_it_is_the_platforms_part(platform: Path) -> None:
    told = tidegate("bootstrap", "-e", "dev", "--platform", platform)
    assert [(each["kind"], each["metadata"]["name"]) for each in objects(told.out)] == [
        ("Kustomization", "tidegate-eu"),
        ("Role", "tidegate-eu"),
        ("RoleBinding", "tidegate-eu"),
        ("ServiceAccount", "deployer"),
        ("ServiceAccount", "tidegate-eu"),
    ]
    assert told.err == (
        "note: no project is named: those that are get their namespaces, too\n"
        "note: the source GitRepository flux-system/deploy has to be there; with --repo URL a GitRepository is printed\n"
    )


def test_a_namespace_for_all_is_made_without_projects(tmp_path: Path) -> None:
    environment = CLUSTER.format(name="dev", cluster="eu") + FLUX + "namespace: shared-{environment}\n"
    platform = written(tmp_path / "platform", {"dev": environment})
    found = objects(printed("-e", "dev", "--platform", platform))
    assert [each["metadata"]["name"] for each in found if each["kind"] == "Namespace"] == ["shared-dev"]


def test_a_root_that_flux_bootstrap_may_have_made_is_pointed_out(tmp_path: Path) -> None:
    environment = CLUSTER.format(name="dev", cluster="eu") + "gitops: {tool: flux, serviceAccount: deployer}\n"
    told = tidegate("bootstrap", "-e", "dev", "--platform", written(tmp_path / "platform", {"dev": environment}))
    assert "note: where flux bootstrap syncs clusters/eu already, leave out what is called tidegate-eu\n" in told.err


def test_files_are_written_once(projects: Path, tmp_path: Path) -> None:
    into = tmp_path / "deploy"
    first = tidegate("bootstrap", projects, "-e", "dev", *REPO, "--into", into)
    assert first.out == f"wrote 12 objects; apply them once: kubectl apply -k {into}/bootstrap/eu/dev\n"
    stream = printed(projects, "-e", "dev", *REPO)
    assert objects(kustomize.build(into / "bootstrap" / "eu" / "dev")) == objects(stream)
    assert tidegate("bootstrap", projects, "-e", "dev", *REPO, "--into", into).code == 0
    role = into / "bootstrap/eu/dev/risk-churn-dev.deployer.role.yaml"
    role.write_text("ours\n")
    again = tidegate("bootstrap", projects, "-e", "dev", *REPO, "--into", into)
    assert (again.code, again.err) == (
        5,
        (
            f"tidegate: {role}: exists already, with different content\n"
            "  hint: compare it with what the command prints without --into\n"
        ),
    )
    assert role.read_text() == "ours\n"


@pytest.mark.parametrize(
    ("environment", "repo", "message"),
    [
        ("dev", "git@git.acme.dev:ml/deploy", "--repo: Flux reads https:// and ssh:// addresses"),
        (
            "dev",
            "https://a:b@git.acme.dev/ml",
            "--repo contains a user name or password, which would be readable in the cluster",
        ),
        (
            "staging",
            "https://git.acme.dev/ml",
            "--repo is for Flux only: argocd reads the repository from gitops.repository",
        ),
    ],
)
def test_an_address_that_nobody_would_read(environment: str, repo: str, message: str, platform: Path) -> None:
    told = tidegate("bootstrap", "-e", environment, "--repo", repo, "--platform", platform)
    assert (told.code, told.out, told.err.splitlines()[0]) == (2, "", f"tidegate: {message}")


def test_a_broken_project_prints_nothing(projects: Path) -> None:
    project(projects, "broken", "apiVersion: tidegate.dev/v1\nname: {name}\n")
    told = tidegate("bootstrap", projects, "-e", "dev")
    assert (told.code, told.out) == (3, "")
    assert 'broken/ml-project.yaml:1:1: "team" is missing' in told.err


def test_two_platforms_do_not_share_an_appproject(projects: Path, tmp_path: Path) -> None:
    """The one applied last would set the limits of both."""
    into = tmp_path / "deploy"
    assert tidegate("bootstrap", projects, "-e", "staging", "--into", into).code == 0
    assert tidegate("bootstrap", projects, "-e", "production", "--into", into).code == 0
    text = CLUSTER.format(name="live", cluster="mars") + ARGOCD + ROUTED
    other = written(tmp_path / "other", {"live": text})
    told = tidegate("bootstrap", "--platform", other, "-e", "live", "--into", into)
    assert told.code == 5
    assert (
        "bootstrap/us/production/argocd.ml.appproject.yaml: this AppProject has the same name and other limits"
        in told.err
    )
    assert "two platforms need two names: give one of them another gitops.project" in told.err
    own = other / "environments" / "live.yaml"
    own.write_text(text.replace("project: ml", "project: mars"))
    assert tidegate("bootstrap", "--platform", other, "-e", "live", "--into", into).code == 0
