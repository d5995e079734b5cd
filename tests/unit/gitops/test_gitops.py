from typing import get_args

import pytest

from generator.gitops import gitops
from generator.gitops.gitops import Tool
from tests.builders import documents, manifests, samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE

CANARY = SERVICE | {"strategy": {"type": "canary", "steps": [10]}, "expose": {"host": "a.acme.dev"}}
ARGOCD: Data = {"gitops": {"tool": "argocd", "repository": "https://git.example.org/deploy.git"}}
FLUX: Data = {"gitops": {"tool": "flux", "version": "2.9"}}
KEPT = {"kustomize.toolkit.fluxcd.io/prune": "disabled"}


@pytest.mark.parametrize(
    "table", [gitops.TOOLS, gitops.CONFIG_MAP_ANNOTATIONS, gitops.CLAIM_ANNOTATIONS, gitops.JOB_ANNOTATIONS]
)
def test_each_tool_is_in_each_table(table: Data) -> None:
    assert set(table) == set(get_args(Tool))


def test_what_flagger_takes_over_stays_when_its_file_goes() -> None:
    target = samples.target(SERVICE, None, FLUX | {"engine": "flagger"})
    kept = gitops.adjusted(target, manifests.draft("Service", annotations={"a": "b"}))
    assert kept.values["annotations"] == {"a": "b", **KEPT}
    assert gitops.adjusted(target, manifests.draft("Deployment")).values["annotations"] == {}
    native = samples.target(SERVICE, None, FLUX)
    assert gitops.adjusted(native, manifests.draft("Service")).values["annotations"] == {}


def test_an_autoscaler_that_flagger_pauses_is_no_sign_of_illness() -> None:
    target = samples.target(CANARY, None, ARGOCD | {"engine": "flagger", "autoscaler": "keda"})
    assert gitops.adjusted(target, manifests.draft("ScaledObject")).values["annotations"] == {
        "argocd.argoproj.io/ignore-healthcheck": "true"
    }


def test_a_selector_that_flux_would_set_back_is_left_out_and_the_file_says_why() -> None:
    target = samples.target(CANARY, None, FLUX | {"engine": "argo-rollouts"})
    found = gitops.adjusted(target, manifests.draft("Service", selector={"a": "b"}))
    assert (found.values["selector"], found.note) == (
        {},
        "No selector: Argo Rollouts writes it. With one, Flux would take its hash away and promote the next release at once.",
    )


@pytest.mark.parametrize("component", [SERVICE, SERVICE | {"strategy": "blue-green"}, samples.JOB])
def test_an_old_flux_goes_with_all_but_a_canary_of_argo_rollouts(component: Data) -> None:
    old = {"engine": "argo-rollouts", "gitops": {"tool": "flux", "version": "2.8"}}
    assert [*gitops.engine_conflicts(samples.target(component, None, old))] == []


def test_a_name_that_the_tool_could_not_use_is_a_problem_of_the_environment() -> None:
    name = "x" * 50
    target = samples.target(SERVICE)
    project = target.project._replace(name=name, team="a" * 10)
    [found] = gitops.problems(target._replace(project=project, namespace="ml"))
    assert documents.messages([found]) == [
        (
            f'"{"a" * 10}.{name}.dev", its name for flux, has 65 characters, at most 63 are allowed'
            " -> shorten the name of the project or the team"
        )
    ]
    assert [*gitops.problems(target)] == []
