from typing import Any

import pytest

from tests.builders import cases
from tests.builders.documents import Data
from tests.builders.samples import DEV, JOB, SERVICE, case, problems

REPOSITORY = "https://git.example.org/deploy.git"
ARGOCD: Data = {"tool": "argocd", "version": "3.5", "project": "ml", "repository": REPOSITORY}


def entry(component: Data, gitops: Data | None = None, **environment: Any) -> Data:
    """The object that makes the tool sync the overlay of `dev`."""
    chosen = environment | ({} if gitops is None else {"gitops": gitops})
    overlay = cases.build(case(component, None, chosen)).overlays["dev"]
    assert overlay.entry_path == "clusters/dev/dev/risk.fraud.yaml"
    assert overlay.entry is not None
    return overlay.entry.object


def test_flux_is_told_of_the_overlay_and_waits_for_nothing() -> None:
    assert entry(SERVICE) == {
        "apiVersion": "kustomize.toolkit.fluxcd.io/v1",
        "kind": "Kustomization",
        "metadata": {"name": "risk.fraud.dev", "namespace": "flux-system"},
        "spec": {
            "interval": "30m",
            "retryInterval": "2m",
            "timeout": "10m",
            "prune": True,
            "wait": False,
            "force": False,
            "targetNamespace": "risk-fraud-dev",
            "path": "./projects/risk/fraud/overlays/dev",
            "sourceRef": {"kind": "GitRepository", "name": "deploy", "namespace": "flux-system"},
        },
    }


def test_a_kustomization_lies_beside_its_source_and_applies_as_its_account() -> None:
    source = {"kind": "OCIRepository", "name": "releases", "namespace": "ml"}
    gitops = {"tool": "flux", "source": source, "serviceAccount": "deployer", "interval": "1h"}
    found = entry(SERVICE, gitops)
    assert found["metadata"]["namespace"] == "ml"
    assert found["spec"]["sourceRef"] == source
    assert found["spec"]["serviceAccountName"] == "deployer"
    assert found["spec"]["interval"] == "1h"


def test_without_a_source_it_is_the_one_that_flux_bootstrap_makes() -> None:
    alone = {key: value for key, value in DEV.items() if key != "extends"} | {"gitops": {"tool": "flux"}}
    overlay = cases.build(case(SERVICE)._replace(platform={"dev": alone})).overlays["dev"]
    assert overlay.entry is not None
    source = {"kind": "GitRepository", "name": "flux-system", "namespace": "flux-system"}
    assert overlay.entry.object["spec"]["sourceRef"] == source


def test_argo_cd_is_told_of_the_overlay() -> None:
    assert entry(SERVICE, ARGOCD) == {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {
            "name": "risk.fraud.dev",
            "namespace": "argocd",
            "annotations": {"argocd.argoproj.io/manifest-generate-paths": "."},
            "finalizers": ["resources-finalizer.argocd.argoproj.io/foreground"],
        },
        "spec": {
            "project": "ml",
            "source": {"repoURL": REPOSITORY, "targetRevision": "HEAD", "path": "projects/risk/fraud/overlays/dev"},
            "destination": {"server": "https://kubernetes.default.svc", "namespace": "risk-fraud-dev"},
            "syncPolicy": {
                "automated": {"prune": True, "selfHeal": True, "allowEmpty": True},
                "retry": {
                    "limit": 5,
                    "refresh": True,
                    "backoff": {"duration": "10s", "factor": 2, "maxDuration": "3m"},
                },
                "syncOptions": ["ApplyOutOfSyncOnly=true"],
            },
        },
    }


def test_the_platform_may_prune_and_heal_by_hand_on_a_cluster_by_name() -> None:
    more = {"destination": "eu-1", "revision": "main", "namespace": "cd", "prune": False, "selfHeal": False}
    found = entry(SERVICE, ARGOCD | more)
    assert found["metadata"]["namespace"] == "cd"
    assert found["spec"]["destination"] == {"name": "eu-1", "namespace": "risk-fraud-dev"}
    assert found["spec"]["source"]["targetRevision"] == "main"
    assert found["spec"]["syncPolicy"]["automated"] == {"prune": False, "selfHeal": False}
    # Without its finalizer an Application that leaves Git leaves what it made in the cluster.
    assert "finalizers" not in found["metadata"]


@pytest.mark.parametrize(
    ("version", "refreshes"), [({"version": "3.1"}, False), ({}, False), ({"version": "3.10"}, True)]
)
def test_only_an_argo_cd_that_knows_how_retries_with_the_newest_commit(version: Data, *, refreshes: bool) -> None:
    known = {key: value for key, value in ARGOCD.items() if key != "version"} | version
    assert ("refresh" in entry(SERVICE, known)["spec"]["syncPolicy"]["retry"]) is refreshes


@pytest.mark.parametrize("server_side", [False, True])
def test_argo_cd_leaves_jobs_as_they_are(*, server_side: bool) -> None:
    spec = entry(JOB | {"run": "once"}, ARGOCD | {"serverSideApply": server_side})["spec"]
    assert spec["ignoreDifferences"] == [{"kind": "Job", "group": "batch", "jsonPointers": ["/spec"]}]
    assert spec["syncPolicy"]["syncOptions"] == [
        "ApplyOutOfSyncOnly=true",
        *(["ServerSideApply=true"] if server_side else []),
        "RespectIgnoreDifferences=true",
    ]


def test_a_name_that_flux_cannot_write_into_a_label_is_a_problem() -> None:
    team = "t" * 57
    assert problems(SERVICE, None, {"namespace": "ml"}, team=team) == [
        (
            f'environments.dev: "{team}.fraud.dev", its name for flux, has 67 characters, at most 63 are allowed'
            " -> shorten the name of the project or the team"
        )
    ]
