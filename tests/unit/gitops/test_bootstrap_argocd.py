from typing import Any

from generator.environment.environment import Environment
from generator.gitops import bootstrap_argocd
from generator.gitops.bootstrap_site import Site
from tests.builders import cases, samples
from tests.builders.documents import Data

REPOSITORY = "https://git.example.org/deploy.git"
HERE = "https://kubernetes.default.svc"


def environments(**fields: Data) -> list[Environment]:
    """Environments of one cluster, by name: what `gitops` says beside tool and repository, and `namespace`."""
    data = {
        name: samples.DEV
        | {
            "name": name,
            "gitops": {"tool": "argocd", "repository": REPOSITORY, "project": "ml"} | more.get("gitops", {}),
        }
        | {key: value for key, value in more.items() if key != "gitops"}
        for name, more in fields.items()
    }
    return [*cases.platform(data).environments.values()]


def site(*found: Environment, **held: list[str]) -> Site:
    return Site(
        environment=found[0],
        environments=found,
        project_namespaces={each.name: held.get(each.name, []) for each in found},
    )


def limits(found: Site) -> Any:
    """The values of the AppProject that limits what projects may do."""
    return bootstrap_argocd.drafts(found)[0].values


def test_the_root_may_write_applications_alone() -> None:
    only = bootstrap_argocd.drafts(site(*environments(dev={})))[1].values
    assert (only["name"], only["kinds"]) == ("tidegate-dev", [("argoproj.io", "Application")])
    assert only["destinations"] == [{"server": HERE, "namespace": "argocd"}]


def test_the_root_removes_the_last_project_too_and_takes_a_refused_commit_back_at_once() -> None:
    made = [
        bootstrap_argocd.drafts(site(*environments(dev={"gitops": {"version": each}})))[-1] for each in ("3.1", "3.2")
    ]
    assert [draft.values["refreshes"] for draft in made] == [False, True]


def test_projects_may_go_to_the_namespaces_of_every_environment_that_names_their_appproject() -> None:
    found = limits(site(*environments(dev={}, prod={}, other={"gitops": {"project": "web"}})))
    assert [each["namespace"] for each in found["destinations"]] == ["*-*-dev", "*-*-prod"]
    assert found["repositories"] == [REPOSITORY]


def test_where_the_pattern_fits_anybodys_namespace_only_those_of_known_projects_are_allowed() -> None:
    wide = site(*environments(dev={"namespace": "{team}-{project}"}), dev=["risk-fraud"])
    assert [each["namespace"] for each in limits(wide)["destinations"]] == ["risk-fraud"]
    assert bootstrap_argocd.notes(wide) == [
        '"*-*" fits any namespace, so AppProject ml allows those of the projects that are named: run this again with a new one'
    ]


def test_argo_cds_own_project_has_no_limits_and_is_not_made() -> None:
    found = site(*environments(dev={"gitops": {"project": "default"}}))
    assert [draft.kind for draft in bootstrap_argocd.drafts(found)] == ["appproject", "application"]
    assert bootstrap_argocd.notes(found) == [
        'gitops.project is "default", which allows everything: name another one to have limits'
    ]


def test_another_cluster_is_told_what_goes_where() -> None:
    far = site(*environments(dev={"gitops": {"destination": "eu-1"}}), dev=["risk-fraud"])
    assert limits(far)["destinations"] == [{"name": "eu-1", "namespace": "*-*-dev"}]
    assert bootstrap_argocd.notes(far) == ["apply the Namespaces to eu-1, all else to the cluster that runs Argo CD"]
