"""A quota over several projects of a namespace: those of a run, and others that the GitOps repository holds."""

from pathlib import Path

import pytest

from tests.acceptance import deploying
from tests.acceptance.deploying import bare, show, tidegate, tree
from tests.builders import folders

PLATFORM = """\
apiVersion: tidegate.dev/v1
name: dev
namespace: "{team}-{environment}"
cluster: {name: one, kubernetes: "1.34"}
gitops: {tool: flux, version: "2.9"}
quota: {cpu: "10"}
"""
PROJECT = """\
apiVersion: tidegate.dev/v1
name: {name}
team: {team}
components:
  api:
    kind: service
    image: ghcr.io/acme/api:1
    ports: {{http: 8080}}
    resources: {{cpu: 1}}
    strategy: blue-green
    scale: {scale}
environments:
  dev:
"""
TIMES = "\N{MULTIPLICATION SIGN}"
REFUSED = (
    "projects/{name}/ml-project.yaml:11:12: components.api.scale: 12 of cpu may be needed (4 pods {times} 2 slots {times} 1, and "
    "4 by others), but the quota is 10 in dev (platform/environments/dev.yaml:6)\n"
    "  hint: lower the number of pods or the resources of components.api, the largest; others in the namespace: {others} 4\n"
)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deploying.at_home(tmp_path / "home", monkeypatch)
    monkeypatch.chdir(tmp_path)
    folders.write(
        {"platform/tidegate-platform.yaml": "apiVersion: tidegate.dev/v1\n", "platform/environments/dev.yaml": PLATFORM}
    )


def project(name: str, scale: int, team: str = "risk") -> Path:
    folders.write({f"projects/{name}/ml-project.yaml": PROJECT.format(name=name, team=team, scale=scale)})
    return Path("projects") / name


def refused(name: str, others: str) -> str:
    return REFUSED.format(name=name, others=others, times=TIMES)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_projects_of_a_run_count_together(jobs: str) -> None:
    project("large", 4)
    project("small", 2)
    project("elsewhere", 5, team="nlp")
    told = tidegate("validate", "projects", "--platform", "platform", "--jobs", jobs)
    assert (told.code, told.out) == (4, refused("large", "components.api of risk/small"))
    assert tidegate("validate", "projects/large", "--platform", "platform").code == 0


def test_who_is_too_large_alone_is_refused_alone() -> None:
    project("large", 6)
    project("small", 2)
    told = tidegate("validate", "projects", "--platform", "platform")
    assert (told.code, told.out.count("may be needed")) == (4, 1)
    assert f"12 of cpu may be needed (6 pods {TIMES} 2 slots {TIMES} 1)" in told.out


def test_generate_writes_what_fits_and_counts_what_lies_there() -> None:
    project("large", 4)
    project("small", 2)
    told = tidegate("generate", "projects", "--into", "deploy", "--platform", "platform")
    assert (told.code, told.out.splitlines()[:2]) == (4, refused("large", "components.api of risk/small").splitlines())
    assert [path.name for path in Path("deploy/projects/risk").iterdir()] == ["small"]
    told = tidegate("generate", "projects/large", "--into", "deploy", "--platform", "platform")
    assert (told.code, told.out) == (4, refused("large", "risk/small (in the repository)"))
    project("large", 3)
    for _ in "twice":  # the second time from the cache
        assert tidegate("generate", "projects", "--into", "deploy", "--platform", "platform").code == 0
    project("large", 4)
    assert tidegate("generate", "projects", "--into", "deploy", "--platform", "platform", "--check").code == 4


def test_publish_counts_what_is_on_the_branch(tmp_path: Path) -> None:
    deploy = bare(tmp_path / "deploy.git")
    small = project("small", 2)
    assert tidegate("publish", small, "--repo", deploy, "--platform", "platform").code == 0
    large = project("large", 4)
    before = tree(deploy)
    told = tidegate("publish", large, "--repo", deploy, "--platform", "platform")
    assert (told.code, told.out) == (4, refused("large", "risk/small (in the repository)"))
    assert tree(deploy) == before
    assert "maxReplicas: 2" in show(
        deploy, "projects/risk/small/overlays/dev/hpa/small-api-blue.horizontalpodautoscaler.yaml"
    )


def test_who_is_refused_stays_as_it_is_deployed_and_counts_so(tmp_path: Path) -> None:
    deploy = bare(tmp_path / "deploy.git")
    large, small = project("large", 4), project("small", 2)
    assert tidegate("publish", large, "--repo", deploy, "--platform", "platform").code == 0
    before = tree(deploy)
    told = tidegate("publish", large, small, "--repo", deploy, "--platform", "platform")
    others = refused("small", "risk/large (in the repository)").replace("(4 pods", "(2 pods").replace("4 by", "8 by")
    expected = refused("large", "components.api of risk/small") + others.replace("repository) 4", "repository) 8")
    assert (told.code, told.out) == (4, expected)
    assert tree(deploy) == before


def test_as_many_are_refused_as_do_not_fit() -> None:
    for name, scale in (("a", 3), ("b", 2), ("c", 2)):
        project(name, scale)
    told = tidegate("generate", "projects", "--into", "deploy", "--platform", "platform")
    assert (told.code, told.out.count("may be needed")) == (4, 1)
    assert sorted(path.name for path in Path("deploy/projects/risk").iterdir()) == ["b", "c"]
    project("d", 3)
    told = tidegate("generate", "projects", "--into", "other", "--platform", "platform")
    assert (told.code, told.out.count("may be needed")) == (4, 2)
    assert sorted(path.name for path in Path("other/projects/risk").iterdir()) == ["b", "c"]
