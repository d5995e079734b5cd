from typing import Any

from generator.gitops import bootstrap_flux
from generator.gitops.bootstrap_site import Site
from tests.builders import samples
from tests.builders.documents import Data

SOURCE: Data = {"kind": "GitRepository", "name": "releases", "namespace": "ml-system"}


def site(gitops: Data, **more: Any) -> Site:
    environment = samples.environment(gitops={"tool": "flux", **gitops})
    return Site(environment=environment, environments=[environment], project_namespaces={"dev": ["a", "b"]}, **more)


def names(found: Site) -> list[str]:
    return [f"{draft.kind} {draft.file}" for draft in bootstrap_flux.drafts(found)]


def test_the_root_has_an_account_that_may_write_entries_alone() -> None:
    found = bootstrap_flux.drafts(site({"source": SOURCE}))
    assert [draft.file for draft in found] == ["ml-system.tidegate-dev"] * 4
    [role] = [draft for draft in found if draft.kind == "role"]
    assert role.values["rules"] == (("kustomize.toolkit.fluxcd.io", ("kustomizations",)),)


def test_the_account_of_projects_has_a_role_in_each_namespace_and_lies_beside_the_entries() -> None:
    assert names(site({"source": SOURCE, "serviceAccount": "deployer"}))[:5] == [
        "serviceaccount ml-system.deployer",
        "role a.deployer",
        "rolebinding a.deployer",
        "role b.deployer",
        "rolebinding b.deployer",
    ]


def test_a_repository_is_made_the_source() -> None:
    found = site({"source": SOURCE}, repository="ssh://git@example.org/deploy", branch="live", secret="deploy-key")
    [made] = [draft for draft in bootstrap_flux.drafts(found) if draft.kind == "gitrepository"]
    assert made.values == {
        "name": "releases",
        "namespace": "ml-system",
        "url": "ssh://git@example.org/deploy",
        "branch": "live",
        "secret": "deploy-key",
    }


def test_what_is_left_to_the_platform_is_said() -> None:
    there = "the source GitRepository ml-system/releases has to be there; with --repo URL a GitRepository is printed"
    anything = "gitops.serviceAccount is not set: Flux applies as its controller, which may do anything"
    assert bootstrap_flux.notes(site({"source": SOURCE})) == [there, anything]
    limited = site({"source": SOURCE, "serviceAccount": "deployer"}, repository="https://git.example.org/x")
    assert bootstrap_flux.notes(limited) == []


def test_where_flux_bootstrap_syncs_the_folder_already_its_root_is_one_too_many() -> None:
    system = {"kind": "GitRepository", "name": "flux-system", "namespace": "flux-system"}
    assert (
        "where flux bootstrap syncs clusters/dev already, leave out what is called tidegate-dev"
        in bootstrap_flux.notes(site({"source": system}))
    )
