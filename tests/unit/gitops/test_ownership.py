import pytest

from generator.environment.environment import Gitops
from generator.gitops import ownership
from generator.gitops.ownership import Ignored
from tests.builders import manifests, samples
from tests.builders.documents import Data
from tests.builders.samples import JOB, SERVICE

CANARY = SERVICE | {"strategy": {"type": "canary", "steps": [10]}, "expose": {"host": "a.acme.dev"}}
ARGOCD: Data = {"tool": "argocd", "repository": "https://git.example.org/deploy.git"}
FLUX: Data = {"tool": "flux", "version": "2.9"}


@pytest.mark.parametrize(
    ("gitops", "applier"),
    [(FLUX, "flux"), (ARGOCD, "argocd"), (ARGOCD | {"serverSideApply": True}, "argocd-server-side")],
)
def test_a_tool_applies_in_one_of_three_ways(gitops: Data, applier: str) -> None:
    assert ownership.applier(samples.environment(gitops=gitops)) == applier


@pytest.mark.parametrize(
    ("engine", "strategy", "gitops", "omits"),
    [
        ("argo-rollouts", "blue-green", FLUX, True),
        ("argo-rollouts", "rolling", FLUX, False),
        ("argo-rollouts", "blue-green", ARGOCD, False),
        ("native", "blue-green", FLUX, False),
    ],
)
def test_a_selector_is_left_to_argo_rollouts_where_the_tool_would_take_its_hash_away(
    engine: str, strategy: str, gitops: Data, *, omits: bool
) -> None:
    target = samples.target(SERVICE | {"strategy": strategy}, None, {"engine": engine, "gitops": gitops})
    assert ownership.omits(target, "service", "/spec/selector") is omits
    assert not ownership.omits(target, "service", "/spec/ports")


@pytest.mark.parametrize(
    ("gitops", "paths"),
    [
        (FLUX, ("/spec/rules/0/backendRefs/0/weight", "/spec/rules/0/backendRefs/1/weight")),
        (ARGOCD, ("/spec/rules",)),
    ],
)
def test_the_weights_of_a_canary_are_its_engines(gitops: Data, paths: tuple[str, ...]) -> None:
    target = samples.target(CANARY, None, {"engine": "argo-rollouts", "gitops": gitops})
    route, service = manifests.draft("HTTPRoute", "fraud-api-0a1b"), manifests.draft("Deployment")
    assert [*ownership.ignored(target, [route, service])] == [
        Ignored("gateway.networking.k8s.io", "HTTPRoute", "fraud-api-0a1b", paths)
    ]


@pytest.mark.parametrize("strategy", ["rolling", "blue-green"])
def test_the_hash_in_a_selector_is_ignored_before_a_strategy_with_two_versions(strategy: str) -> None:
    """An Application is applied beside its overlay: after a change of strategy with rules that it had before."""
    gitops = ARGOCD | {"serverSideApply": True}
    target = samples.target(SERVICE | {"strategy": strategy}, None, {"engine": "argo-rollouts", "gitops": gitops})
    assert [*ownership.ignored(target, [manifests.draft("Service")])] == [
        Ignored("", "Service", "fraud-api", ("/spec/selector/rollouts-pod-template-hash",))
    ]


def test_a_job_is_made_once_on_flux_and_left_alone_on_argo_cd() -> None:
    job = manifests.draft("Job", "fraud-api-0a1b")
    on_flux, on_argocd = (samples.target(JOB, None, {"gitops": gitops}) for gitops in (FLUX, ARGOCD))
    assert [*ownership.ignored(on_flux, [job])] == []
    assert [guard.method for guard in ownership.guards(on_flux, "Job", "once")] == ["once"]
    assert [*ownership.ignored(on_argocd, [job])] == [Ignored("batch", "Job", "fraud-api-0a1b", ("/spec",))]


@pytest.mark.parametrize(
    ("settings", "version"), [({"version": "2.9"}, (2, 9)), ({"version": "2.10"}, (2, 10)), ({}, ())]
)
def test_a_flux_whose_version_nobody_says_is_older_than_all(settings: Data, version: tuple[int, ...]) -> None:
    environment = samples.environment()._replace(gitops=Gitops("flux", settings))
    assert ownership.version(environment) == version
    assert (version >= ownership.IGNORES_FIELDS) is bool(settings)
