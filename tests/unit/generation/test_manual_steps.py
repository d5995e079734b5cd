"""What a person has to do by hand, told once by the run that needs it."""

from pathlib import Path

from generator.errors import Severity
from generator.files.gitops_index import FolderStore
from generator.generation.manual_steps import ManualSteps
from generator.generation.results import ProjectResult, RenderedFiles
from tests.builders import cases
from tests.builders.documents import Data
from tests.builders.samples import SERVICE, case
from tests.unit.publishing.test_deployed_state import Memory

LIMITED: Data = {"gitops": {"tool": "flux", "version": "2.9", "serviceAccount": "deployer"}}
KEDA: Data = {"autoscaler": "keda"}
ARGOCD: Data = {"gitops": {"tool": "argocd", "repository": "https://git.example.org/deploy.git", "project": "ml"}}


def told(before: Data | None, after: Data, runs: int = 1) -> list[tuple[str, str]]:
    """Facts and hints where the repository has files of the environment `before`, and now those of `after` are written."""
    made = cases.build(case(SERVICE, None, after))
    result = ProjectResult(
        file="f.yaml", team="risk", project="fraud", environments=("dev",), files=RenderedFiles(made.files())
    )
    held = Memory(cases.build(case(SERVICE, None, before)).files() if before is not None else {})
    steps = ManualSteps(held, cases.platform(case(SERVICE, None, after).platform).environments)
    found = [problem for _ in range(runs) for problem in steps.of(result)]
    assert all(each.severity is Severity.WARNING for each in found)
    return [(each.fact, each.hint) for each in found]


RIGHT = (
    "this is the first ScaledObject of dev: the GitOps tool may lack the right to write it",
    "before this is synced, apply what tidegate bootstrap -e dev prints now",
)


def test_a_kind_that_is_new_in_an_environment_needs_a_right() -> None:
    assert told(LIMITED, LIMITED | KEDA, runs=2) == [RIGHT]
    assert told(ARGOCD, ARGOCD | KEDA) == [RIGHT]


def test_a_known_kind_a_new_environment_and_a_tool_without_limits_need_none() -> None:
    assert told(LIMITED | KEDA, LIMITED | KEDA) == []
    assert told(None, LIMITED | KEDA) == []
    assert told({}, KEDA) == []
    assert told(ARGOCD | {"gitops": {**ARGOCD["gitops"], "project": "default"}}, KEDA) == []


def test_after_keda_flux_has_to_apply_the_autoscaler_again() -> None:
    fact = (
        'the HorizontalPodAutoscaler "fraud-api-blue" has the name of the one that KEDA made, which is deleted with its '
        "ScaledObject: until Flux applies again, nothing scales it"
    )
    assert told(KEDA, {}) == [(fact, "when this is synced: flux reconcile kustomization risk.fraud.dev -n flux-system")]
    assert told(KEDA | ARGOCD, ARGOCD) == []
    assert told({}, {}) == []


def test_files_that_are_up_to_date_need_nothing(tmp_path: Path) -> None:
    result = ProjectResult(file="f.yaml", team="risk", project="fraud", environments=("dev",))
    assert list(ManualSteps(FolderStore(tmp_path), {}).of(result)) == []
