from collections.abc import Sequence
from typing import Any

from generator.environment.environment import Environment
from generator.gitops import bootstrap
from generator.gitops.bootstrap_site import Site
from tests.builders import cases, documents, samples
from tests.builders.documents import Data

REPOSITORY = "https://git.example.org/deploy.git"
ARGOCD: Data = {"gitops": {"tool": "argocd", "repository": REPOSITORY, "project": "ml"}}


def environments(**fields: Data) -> list[Environment]:
    """Environments of one cluster, by name."""
    return [
        *cases.platform(
            {name: samples.DEV | {"name": name} | more for name, more in fields.items()}
        ).environments.values()
    ]


def site(*found: Environment, namespaces: Sequence[str] = (), **more: Any) -> Site:
    """Where the first one is set up."""
    return Site(
        environment=found[0], environments=found, project_namespaces={each.name: namespaces for each in found}, **more
    )


def test_namespaces_come_first_and_the_root_last() -> None:
    for tool in ({}, ARGOCD):
        kinds = [draft.kind for draft in bootstrap.drafts(site(*environments(dev=tool), namespaces=["a", "b"]))]
        assert kinds[:2] == ["namespace", "namespace"]
        assert kinds[-1] in {"kustomization", "application"}


def test_without_a_project_it_says_that_none_is_named() -> None:
    notes = bootstrap.notes(site(*environments(dev=ARGOCD)))
    assert notes[0] == "no project is named: those that are get their namespaces, too"
    assert notes[0] not in bootstrap.notes(site(*environments(dev=ARGOCD), namespaces=["a"]))


def test_environments_of_a_cluster_with_one_source_share_its_root() -> None:
    assert [*bootstrap.problems(site(*environments(dev=ARGOCD, prod=ARGOCD)))] == []


def test_a_second_tool_on_a_cluster_would_be_a_second_writer() -> None:
    [found] = bootstrap.problems(site(*environments(dev=ARGOCD, prod={})))
    assert found.fact.startswith("argocd would sync clusters/dev, and so would flux of prod (environments/")
    assert found.fact.endswith("): two writers")
    assert found.hint == "use one tool for both, or give one of them a cluster.name of its own"


def test_so_would_one_that_reads_another_revision() -> None:
    other = {"gitops": ARGOCD["gitops"] | {"revision": "main"}}
    [found] = bootstrap.problems(site(*environments(dev=ARGOCD, prod=other)))
    assert found.fact.startswith(
        'argocd with revision "HEAD" would sync clusters/dev, and so would argocd with revision "main" of prod ('
    )
    assert found.hint == "let both read the same, or give one of them a cluster.name of its own"


def test_what_projects_may_do_has_another_name_than_the_root() -> None:
    named = {"gitops": ARGOCD["gitops"] | {"project": "tidegate-dev"}}
    assert documents.messages(bootstrap.problems(site(*environments(dev=named)))) == [
        '"tidegate-dev" is the name of the root\'s own AppProject -> name another one for what projects may do'
    ]


def test_the_name_of_a_cluster_leaves_room_for_that_of_its_root() -> None:
    cluster = {"cluster": {"name": "x" * 55, "kubernetes": "1.34"}}
    assert documents.messages(bootstrap.problems(site(*environments(dev=cluster)))) == [
        (
            f'"tidegate-{"x" * 55}", the name of the root, has 64 characters, at most 63 are allowed'
            " -> shorten the name of the cluster"
        )
    ]


def test_the_labels_of_a_namespace_are_the_standard_of_its_environment() -> None:
    for fields, standard in (({}, "restricted"), ({"podSecurity": "baseline"}, "baseline")):
        [namespace, *_] = bootstrap.drafts(site(*environments(dev=fields), namespaces=["a"]))
        assert namespace.values == {"name": "a", "kubernetes": "1.34", "pod_security": standard}


def test_a_namespace_of_two_environments_has_one_standard() -> None:
    found = environments(dev={"podSecurity": "baseline"}, test={"namespace": "{team}"})
    [problem] = bootstrap.problems(site(*found, namespaces=["risk"]))
    assert problem.fact == (
        'podSecurity is baseline, but test has restricted (environments/test.yaml:1), and both have the namespace "risk"'
    )
    assert problem.hint == "give both the same, or one of them its own namespace: a namespace enforces one standard"
    assert [*bootstrap.problems(site(*found))] == []
